"""Cuatro procesos sobre un PostgreSQL: cada ventana una vez, el relevo del que muere y del que se congela, y trabajadores que mueren."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conectores.tipos import AutorLeido, ComentarioLeido, Red
from moderacion.almacen import Almacen
from moderacion.almacen.turnos import Turno
from moderacion.planificador.cola import esquema
from tests.apoyo import SECRETOS, escribir_config
from tests.fiabilidad.proceso_varias import RelojDeArchivo
from tests.moderacion.falsos import filas
from tests.postgres import Servidor
from tests.tandas import parte

pytestmark = pytest.mark.lenta
INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
CADA = timedelta(minutes=10)
QUIETO = 1.0
"""Segundos de verdad sin que nada avance para dar por hecho que se espera a la hora."""
RAIZ = Path(__file__).resolve().parents[2]


def esperar(condicion: Callable[[], object], segundos: float) -> float:
    """Cuanto tardo en cumplirse. Espera a un hecho con limite, no un rato a ciegas."""
    fin, antes = threading.Event(), time.monotonic()
    while time.monotonic() - antes < segundos:
        if condicion():
            return time.monotonic() - antes
        fin.wait(0.02)
    pytest.fail(f"no llego a cumplirse en {segundos} s")


class Varias:
    """Una base, una hora y los procesos que la prueba vaya lanzando."""

    def __init__(self, url: str, carpeta: Path) -> None:
        self.carpeta, self.reloj = carpeta, RelojDeArchivo(carpeta)
        self.hora = INICIO
        self.reloj.poner(INICIO)
        bases = dict.fromkeys(("facebook", "twitter", "youtube"), "http://127.0.0.1:9")
        self.config = escribir_config(carpeta, bases, "[ritmo]\ndespachar = 600\nevaluar = 600")
        escrita = self.config.read_text("utf-8").replace("[[cuenta]]", "[[cuenta]]\nintervalo = 600")
        self.config.write_text(
            escrita.replace(f"sqlite:///{carpeta / 'moderacion.db'}", url).replace(
                "[base]", '[web]\nclave_maestra = "env/PRUEBA_LLAVE"\n[base]'
            ),
            "utf-8",
        )
        self.almacen = Almacen(url, self.reloj)
        self.almacen.preparar_cola(esquema())
        self.procesos: list[subprocess.Popen[str]] = []

    def lanzar(self, *papeles: str) -> list[subprocess.Popen[str]]:
        programa = [sys.executable, "-m", "tests.fiabilidad.proceso_varias"]
        entorno = os.environ | SECRETOS | {"PRUEBA_LLAVE": "x" * 44}
        with (self.carpeta / "errores").open("a") as errores:
            nuevos = [
                subprocess.Popen(
                    [*programa, papel, str(self.config), str(self.carpeta), "--sin-echar"],
                    stdout=subprocess.PIPE,
                    stderr=errores,
                    text=True,
                    cwd=RAIZ,
                    env=entorno,
                )
                for papel in papeles
            ]
        self.procesos += nuevos
        for p in nuevos:
            assert p.stdout
            assert p.stdout.readline() == "listo\n", (self.carpeta / "errores").read_text("utf-8")
        return nuevos

    def adelantar_hasta_que_no_falten(self, consulta: str) -> None:
        """La hora se mueve solo cuando nada avanza: a saltos seguidos, a quien hace algo le vence antes de acabarlo."""
        faltaban, desde = -1, time.monotonic()

        def ninguno() -> bool:
            nonlocal faltaban, desde
            (faltan,) = filas(self.almacen, consulta)
            if faltan != faltaban:
                faltaban, desde = faltan, time.monotonic()
            elif time.monotonic() - desde > QUIETO:
                self.hora += CADA
                self.reloj.poner(self.hora)
                desde = time.monotonic()
            return faltan == 0

        esperar(ninguno, 240)

    def lider(self) -> tuple[int, int]:
        """(mandato, pid) de quien lleva el compas; (0, 0) si nadie."""
        consulta = "SELECT mandato, quien FROM lider WHERE toma_hasta > clock_timestamp()"
        vigente = filas(self.almacen, consulta)
        return (vigente[0][0], int(vigente[0][1].rpartition("/")[2])) if vigente else (0, 0)

    def proceso(self, pid: int) -> subprocess.Popen[str]:
        return next(p for p in self.procesos if p.pid == pid)

    def congelar(self, pid: int) -> subprocess.Popen[str]:
        """Lo congela entre dos unidades. A mitad de una, la base le cierra la sesion, y lo que lo para no es su mandato."""
        de_la_sesion = (
            "SELECT count(*) FROM pg_stat_activity a JOIN pg_locks c ON c.pid = a.pid AND c.locktype = 'advisory' "
            f"AND c.objid = {int(Turno.LIDER)} AND c.granted WHERE a.state <> 'idle'"
        )
        proceso, rato = self.proceso(pid), threading.Event()
        for _ in range(100):
            proceso.send_signal(signal.SIGSTOP)
            rato.wait(0.1)  # lo que tenga pedido a la base acaba sin el
            if filas(self.almacen, de_la_sesion) == [0]:
                return proceso
            proceso.send_signal(signal.SIGCONT)
            rato.wait(0.05)
        pytest.fail("siempre estaba a mitad de una unidad")

    def adelantar(self, cuanto: timedelta = CADA, segundos: float = 30) -> None:
        """Mueve la hora, y espera a que lo que toca este hecho."""
        self.hora += cuanto
        self.reloj.poner(self.hora)
        esperar(self.al_dia, segundos)

    def al_dia(self) -> bool:
        """Si cada cuenta tiene hecha su ventana de ahora."""
        desde = self.hora - CADA
        consulta = "SELECT count(*) FROM vuelta_repartida WHERE nombre LIKE 'sondear/%' AND hecha > :desde"
        return filas(self.almacen, consulta, desde=desde) == [3]

    def apuntes(self) -> list[list[str]]:
        ruta = self.carpeta / "apuntes"
        return [x.split("\t") for x in ruta.read_text("utf-8").splitlines()] if ruta.exists() else []

    def sondeos(self) -> Counter[tuple[str, str]]:
        """(cuenta, hora) → veces que se leyo."""
        return Counter((a[0], a[2]) for a in self.apuntes() if a[1] == "leer")

    def cerrar(self) -> None:
        for p in self.procesos:
            with suppress(ProcessLookupError):
                p.send_signal(signal.SIGCONT)
            p.kill()
            p.communicate()
        self.almacen.cerrar()


@pytest.fixture
def v(postgres: Servidor, tmp_path: Path) -> Iterator[Varias]:
    url = postgres.nueva()
    varias = Varias(url, tmp_path)
    try:
        yield varias
    finally:
        varias.cerrar()
        postgres.borrar(url)


def test_diez_horas_con_cuatro_procesos_y_un_lider_que_muere(v: Varias) -> None:
    v.lanzar("planificador", "planificador", "trabajador", "trabajador")
    esperar(v.al_dia, 30)
    cuantas = max(6, parte(60))  # sesenta de diez minutos son las diez horas
    for _ in range(cuantas // 2):
        v.adelantar()
    mandato, pid = v.lider()
    v.proceso(pid).kill()
    relevo = esperar(lambda: v.lider()[0] > mandato and v.lider()[1] != pid, 30)
    print(f"\nrelevo de un lider muerto: {relevo:.2f} s")
    assert relevo <= 5
    for _ in range(cuantas - cuantas // 2):
        v.adelantar()
    sondeos = v.sondeos()
    horas = {hora for _, hora in sondeos}
    assert v.hora - INICIO == CADA * cuantas
    assert len(horas) == cuantas + 1
    assert set(sondeos.values()) == {1}, "cada cuenta y ventana, una vez"
    assert len(sondeos) == 3 * (cuantas + 1)
    assert len({a[-1] for a in v.apuntes()}) == 2, "los dos trabajadores trabajaron"
    hechas = filas(v.almacen, "SELECT encargadas, hechas FROM vuelta_repartida WHERE nombre LIKE 'sondear/%'")
    assert hechas == [(cuantas + 1, cuantas + 1)] * 3


def test_un_lider_congelado_se_releva_y_lo_que_escribe_al_volver_no_entra(v: Varias) -> None:
    """Sin poder cerrar su sesion (`--sin-echar`): conserva su bloqueo, y solo lo para su mandato."""
    v.lanzar("planificador", "planificador")
    esperar(lambda: v.lider()[0], 20)
    mandato, pid = v.lider()
    # recien llegado aun prepara la cola: ahi lo que lo para al volver es que su conexion caduco
    encargado = "SELECT count(*) FROM vuelta_repartida WHERE mandato = :mandato"
    esperar(lambda: filas(v.almacen, encargado, mandato=mandato) > [0], 20)
    congelado = v.congelar(pid)
    relevo = esperar(lambda: v.lider()[0] > mandato, 40)
    print(f"\nrelevo de un lider congelado: {relevo:.2f} s")
    assert relevo <= 30
    v.hora += CADA
    v.reloj.poner(v.hora)
    de_quien = "SELECT DISTINCT mandato FROM vuelta_repartida WHERE ventana > :desde"
    # con la maquina cargada el relevo puede cambiar otra vez de manos: lo que no vale es el mandato del congelado
    esperar(lambda: min(filas(v.almacen, de_quien, desde=v.hora - CADA), default=0) > mandato, 30)
    # vuelve cuando toca otra ventana: querria encargarla el
    v.hora += CADA
    v.reloj.poner(v.hora)
    congelado.send_signal(signal.SIGCONT)
    errores = v.carpeta / "errores"
    esperar(lambda: f"después del mandato {mandato}" in errores.read_text("utf-8"), 20)
    esperar(lambda: min(filas(v.almacen, de_quien, desde=v.hora - CADA), default=0) > mandato, 30)
    assert v.lider()[0] > mandato
    assert congelado.poll() is None, "sigue, y espera su relevo"


def test_trabajadores_que_mueren_al_azar_no_pierden_ni_repiten_nada(v: Varias) -> None:
    """Tres juzgan un atasco y los matan sin parar: al final todo esta juzgado una vez y cada orden hecha."""
    cuantos = parte(4000)
    azar = random.Random(20261126)
    v.lanzar("planificador")
    with v.almacen.unidad() as u:
        u.comentarios.guardar(
            1,
            [
                ComentarioLeido(
                    red=Red.FACEBOOK, id_externo=f"k{n}", creado=INICIO, autor=AutorLeido(f"a{n}", f"Persona {n}"),
                    texto=f"sos un pendejo {n}" if n % 10 == 0 else f"comentario numero {n} sobre la cita de ayer",
                )
                for n in range(cuantos)
            ],
        )  # fmt: skip
    vivos = v.lanzar("trabajador", "trabajador", "trabajador")
    muertes = 0

    def pendientes() -> int:
        n: int = filas(v.almacen, "SELECT count(*) FROM comentario WHERE estado = 'pendiente'")[0]
        return n

    fin = threading.Event()
    while muertes < 4 or pendientes():
        fin.wait(azar.uniform(0.3, 1.0))
        if muertes < 4:
            muerto = vivos.pop(azar.randrange(len(vivos)))
            muerto.kill()
            muertes += 1
            vivos += v.lanzar("trabajador")
        # lo que tenia reclamado un muerto vuelve cuando vence su toma
        v.hora += timedelta(minutes=3)
        v.reloj.poner(v.hora)
    v.adelantar_hasta_que_no_falten("SELECT count(*) FROM orden WHERE estado <> 'hecha'")
    assert filas(v.almacen, "SELECT count(*), count(DISTINCT comentario_id) FROM veredicto") == [
        (cuantos, cuantos)
    ]
    ocultados = Counter(a[2] for a in v.apuntes() if a[1] == "ocultar")
    assert len(ocultados) == len(range(0, cuantos, 10))
    # ocultar se puede repetir, y solo se repite lo que tenia a medias quien murio: uno por cuenta y muerte
    assert sum(ocultados.values()) - len(ocultados) <= muertes
