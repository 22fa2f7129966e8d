"""El servicio entero en marcha, como lo pone en marcha una persona: simulador, configuracion de practica y servir."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import requests

from moderacion.errores import BaseSinDisco
from moderacion.montaje.vueltas import Vueltas
from moderacion.planificador import Planificador
from moderacion.planificador.auditor import Auditor
from tests.apoyo import control, correr, esperar, orden, sin_dejarlo


@pytest.fixture
def simulador(tmp_path: Path) -> Iterator[SimpleNamespace]:
    practica = tmp_path / "practica"
    with sin_dejarlo(orden("simulador", "--guion", "demo", "--escribir-config", str(practica))) as proceso:
        assert proceso.stdout
        bases = json.loads(proceso.stdout.readline())
        yield SimpleNamespace(bases=bases, config=practica / "config.toml", carpeta=practica)
        proceso.send_signal(signal.SIGTERM)
        assert proceso.wait(15) == 0


def _salud(puerto: int) -> dict | None:
    try:
        with requests.Session() as s:
            s.trust_env = False
            r = s.get(f"http://127.0.0.1:{puerto}/salud", timeout=5)
        return r.json() if r.status_code == 200 else None
    except requests.ConnectionError:
        return None


def _leido_y_juzgado(salud: dict) -> bool:
    """Si ya paso lo primero por todo: cada cuenta se leyo, nada espera juicio y hay cola. Las cuentas se leen
    a la vez y una puede acabar, con lo suyo ya juzgado, antes de que otra empiece."""
    leidas = all(c["estado"] != "sin_leer" for c in salud["cuentas"])
    return leidas and salud["en_cola"] > 50 and not salud["pendientes"]


def _parar(proceso: subprocess.Popen[str]) -> str:
    proceso.send_signal(signal.SIGTERM)
    _, errores = proceso.communicate(timeout=30)
    assert proceso.returncode == 128 + signal.SIGTERM
    return errores


@pytest.mark.lenta
def test_servir_lee_juzga_y_despacha_y_para_limpio(simulador: SimpleNamespace) -> None:
    config = simulador.config
    config.write_text(config.read_text("utf-8").replace("[base]", "[web]\npuerto = 0\n[base]"), "utf-8")
    with sin_dejarlo(orden("servir", config=config)) as proceso:
        assert proceso.stdout
        puerto = int(proceso.stdout.readline().split("127.0.0.1:")[1].split()[0])
        salud = esperar(lambda: (s := _salud(puerto)) and _leido_y_juzgado(s) and s, 60)
        assert {c["estado"] for c in salud["cuentas"]} == {"bien"}
        ocultos = lambda: [  # noqa: E731
            e for b in simulador.bases.values() for e in control(b, "efectos")["efectos"]
        ]
        esperar(lambda: len(ocultos()) > 10, 20)
        control(
            simulador.bases["facebook"],
            "cuenta",
            {"publicar": {"texto": "Registre su tarjeta en https://bono.example.com", "como": "intruso"}},
        )
        errores = _parar(proceso)
    assert "Traceback" not in errores
    assert correr("bitacora", "verificar", config=config)[0] == 0
    assert not (simulador.carpeta / "moderacion.db-wal").exists(), "la base no se cerro en orden"


REVIENTA = pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")


class _ServicioFalso:
    """Un servicio cuyas pasadas cuentan, y una que revienta siempre. La lista de vueltas es la de verdad."""

    lista, _de = Vueltas.lista, Vueltas._de
    anclas = None
    copias = None

    def __init__(self) -> None:
        self.veces = dict.fromkeys(
            (
                "evaluar",
                "sancionar",
                "escalar",
                "avisar",
                "escribir",
                "sondear",
                "despachar",
                "vigilar_lo_nuestro",
                "vigilar_incidentes",
                "cerrar_cifras",
                "conservar",
                "borrar_lo_concedido",
                "releer",
            ),
            0,
        )
        ritmo = SimpleNamespace(
            evaluar=0.05,
            sancionar=0.05,
            escalar=0.05,
            avisar=0.05,
            despachar=0.05,
            lo_nuestro=0.05,
            incidentes=0.05,
            cifras=0.05,
            conservar=0.05,
            borrar_lo_concedido=0.05,
            releer=0.05,
        )
        self.config = SimpleNamespace(ritmo=ritmo, avisos=SimpleNamespace(auditar=60), informe=())
        self.conectores = {1: object()}
        self.intervalos = {1: 0.05}
        from moderacion.reloj import RelojReal

        self.reloj = RelojReal()

    def __getattr__(self, nombre: str):
        if nombre not in self.__dict__.get("veces", {}):
            raise AttributeError(nombre)

        def pasada(*_: object, **__: object) -> None:
            self.veces[nombre] += 1
            if nombre == "evaluar":
                raise RuntimeError("revienta")

        return pasada


def test_una_pasada_que_revienta_se_repite_y_no_para_a_las_otras() -> None:
    servicio = _ServicioFalso()
    planificador = Planificador(servicio)
    planificador.arrancar()
    try:
        esperar(lambda: min(servicio.veces.values()) >= 3, 20)
        assert planificador.vivo()
    finally:
        planificador.parar()
    assert not planificador.vivo()


def test_si_el_reloj_de_la_maquina_retrocede_las_vueltas_no_esperan_a_que_las_alcance() -> None:
    servicio = _ServicioFalso()
    adelanto = timedelta(hours=6)
    servicio.reloj = SimpleNamespace(ahora=lambda: datetime.now(UTC) + adelanto)
    # arranca con la hora mala: cada vuelta queda para dentro de seis horas de las buenas
    planificador = Planificador(servicio, vigia=0.05)
    planificador.arrancar()
    try:
        adelanto = timedelta(0)
        esperar(lambda: min(servicio.veces.values()) >= 3, 20)
    finally:
        planificador.parar()


def test_si_el_hilo_del_planificador_muere_se_sabe() -> None:
    servicio = _ServicioFalso()
    murio = threading.Event()
    planificador = Planificador(servicio, murio.set, vigia=0.05)
    planificador.arrancar()
    # la muerte silenciosa de fiabilidad.md, seccion 0: el hilo acaba y `running` sigue en True
    planificador._reloj.shutdown(wait=False)
    assert murio.wait(10)
    planificador.parar()


@REVIENTA
def test_si_el_hilo_del_auditor_muere_se_sabe(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nadie mas nota lo que el nota; sin latido, y sin supervisor que lo reinicie, no volveria."""

    def revienta(_: Auditor) -> float:
        raise MemoryError

    monkeypatch.setattr(Auditor, "vuelta", revienta)
    _se_sabe(lambda servicio: setattr(servicio.config.avisos, "auditar", 0.01))


@REVIENTA
def test_si_el_hilo_del_vigia_revienta_se_sabe(monkeypatch: pytest.MonkeyPatch) -> None:
    def revienta(_: Planificador) -> bool:
        raise MemoryError

    monkeypatch.setattr(Planificador, "vivo", revienta)
    _se_sabe(lambda _: None)


def _se_sabe(preparar: Callable[[_ServicioFalso], None]) -> None:
    servicio = _ServicioFalso()
    preparar(servicio)
    murio = threading.Event()
    planificador = Planificador(servicio, murio.set, vigia=0.05)
    planificador.arrancar()
    try:
        assert murio.wait(10)
    finally:
        planificador.parar()
        # lo que reviento en ellos se recoge aqui, y no en la prueba siguiente
        for hilo in threading.enumerate():
            if hilo.name in ("vigia", "auditor"):
                hilo.join(10)


def test_lo_que_dice_la_casa_sale_en_una_linea_y_lo_demas_con_su_traza(
    caplog: pytest.LogCaptureFixture,
) -> None:
    servicio = _ServicioFalso()
    servicio.veces.pop("sancionar")
    servicio.sancionar = _sin_base
    planificador = Planificador(servicio)
    planificador.arrancar()
    try:
        esperar(
            lambda: {r.vuelta for r in caplog.records if hasattr(r, "vuelta")} == {"evaluar", "sancionar"}, 20
        )
    finally:
        planificador.parar()
    por_vuelta = {r.vuelta: r for r in caplog.records if hasattr(r, "vuelta")}
    assert por_vuelta["sancionar"].getMessage() == "la pasada sancionar fallo: la base no está"
    assert por_vuelta["sancionar"].exc_info is None
    assert por_vuelta["evaluar"].exc_info is not None


def _sin_base() -> None:
    raise BaseSinDisco("la base no está")


COLGADO = """
import sys, threading
from pathlib import Path
from moderacion.cli import servicio
from moderacion.config import leer_config
from moderacion.montaje import montar
from moderacion.web import enchufe

class Colgado:
    def __init__(self, _, al_morir):
        self.arrancar = al_morir
    def parar(self):
        threading.Event().wait()

servicio._CIERRE = 0.5
sys.exit(servicio.atender(montar(leer_config(Path(sys.argv[1]))), enchufe("127.0.0.1", 0), Colgado))
"""


def test_si_algo_en_curso_no_acaba_el_proceso_si_y_un_supervisor_lo_reinicia(tmp_path: Path) -> None:
    """Muerto el planificador, y con una vuelta colgada, se quedaba sin consola y sin vueltas, pero vivo."""
    config = tmp_path / "config.toml"
    config.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "m.db"}"\n', "utf-8")
    hecho = subprocess.run(
        [sys.executable, "-c", COLGADO, str(config)], capture_output=True, text=True, check=False, timeout=60
    )
    assert hecho.returncode == 1
    assert "algo en curso no acaba" in hecho.stderr
