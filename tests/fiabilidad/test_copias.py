"""Copias bajo carga que restauran todas, muertes a mitad de una restauracion, y el simulacro entero."""

import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from moderacion.almacen import Almacen, copia_postgres, copia_sqlite
from moderacion.bitacora import Suceso
from moderacion.config import Config
from moderacion.custodia import respaldo
from moderacion.custodia import restauracion as paso
from moderacion.errores import BaseIncompatible
from moderacion.montaje import abrir_base, respaldar, restaurar, revisar_base
from moderacion.reloj import RelojReal
from tests.apoyo import correr
from tests.fiabilidad.puntos import en_otro_proceso, muriendo
from tests.moderacion.copiar import config_de, destino_de
from tests.moderacion.falsos import alta, com, entrar, filas
from tests.postgres import Servidor, base_de
from tests.tandas import las_que_tocan, parte

pytestmark = pytest.mark.lenta
HILOS, DE_UNA, MINIMO = 2, 100, 1000
POR_SEGUNDO = 3000
"""Comentarios que cada hilo guarda en un segundo, como mucho: entre los dos, seis veces lo que se exige."""
MOTORES = ("sqlite", "postgresql")
COPIAS = max(3, parte(20))
"""Veinte en la tanda exhaustiva."""


@contextmanager
def cargando(url: str) -> Iterator[Callable[[], int]]:
    """Hilos que guardan comentarios y lo dejan dicho: cien y su suceso, o nada. Da cuantas filas llevan."""
    fin, llevan, fallos = threading.Event(), [0] * HILOS, []
    almacen = Almacen(url, RelojReal())

    def escribir(hilo: int) -> None:
        try:
            vuelta = 0
            while not fin.is_set():
                vuelta += 1
                with almacen.unidad() as u:
                    nuevos = [com(f"h{hilo}v{vuelta}n{n}", f"buenas {n}") for n in range(DE_UNA)]
                    u.comentarios.guardar(1, nuevos)
                    u.registro.asentar(Suceso("prueba:cien", f"hilo/{hilo}"))
                llevan[hilo] += DE_UNA + 1
                # sin parar del todo, la base crece mas deprisa de lo que se copia, y la veinteava no acabaria
                fin.wait(DE_UNA / POR_SEGUNDO)
        except Exception as error:
            fallos.append(error)

    hilos = [threading.Thread(target=escribir, args=(n,)) for n in range(HILOS)]
    for h in hilos:
        h.start()
    try:
        yield lambda: sum(llevan)
    finally:
        fin.set()
        for h in hilos:
            h.join(30)
        almacen.cerrar()
        assert fallos == []


@contextmanager
def base(motor: str, tmp_path: Path, peticion: Any) -> Iterator[Config]:
    """Una base con una cuenta."""
    with base_de(motor, peticion, tmp_path) as url:
        almacen = Almacen(url, RelojReal())
        alta(almacen)
        entrar(almacen, 1, com("c1"))
        almacen.cerrar()
        yield config_de(url, tmp_path)


@contextmanager
def otra_base(motor: str, carpeta: Path, peticion: Any) -> Iterator[Config]:
    carpeta.mkdir()
    destino = destino_de(motor, carpeta, peticion)
    yield config_de(destino, carpeta)
    if motor != "sqlite":
        servidor: Servidor = peticion.getfixturevalue("postgres")
        servidor.borrar(destino)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("motor", MOTORES)
def test_todas_las_copias_bajo_carga_se_restauran_iguales(
    motor: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    hechas = []
    with base(motor, tmp_path, request) as config:
        with cargando(config.base.url) as escritas:
            empieza = perf_counter()
            hechas += [respaldar(config, RelojReal()) for _ in range(COPIAS)]
            por_segundo = escritas() / (perf_counter() - empieza)
        print(f"\n{motor}: {len(hechas)} copias, {por_segundo:,.0f} escrituras/s mientras tanto")
        assert por_segundo >= MINIMO
        for i, hecha in enumerate(hechas):
            with otra_base(motor, tmp_path / f"r{i}", request) as otra:
                r = restaurar(otra, hecha.archivo, RelojReal())
                almacen = abrir_base(otra, RelojReal())
                # una sola foto: los comentarios y lo que la bitacora dice de ellos
                cuentan = filas(almacen, "SELECT count(*) FROM suceso WHERE tipo = 'prueba:cien'")[0]
                assert filas(almacen, "SELECT count(*) FROM comentario") == [cuentan * DE_UNA + 1]
                assert r.hallado.manifiesto["filas"]["comentario"] == cuentan * DE_UNA + 1
                almacen.cerrar()
                assert revisar_base(otra, RelojReal()) == []
    assert len({h.archivo for h in hechas}) == COPIAS
    assert hechas[-1].manifiesto["n"] > hechas[0].manifiesto["n"]


# --- kill -9 a mitad

PUNTOS = {
    "sqlite": (
        (paso, "abrir_en"),
        (copia_sqlite, "mirar"),
        (paso, "estrenar"),
        (paso, "abrir_estrenada"),
        (copia_sqlite, "cerrar"),
        (copia_sqlite, "_con_otro_nombre"),
        (copia_sqlite, "poner"),
    ),
    "postgresql": (
        (paso, "abrir_en"),
        (copia_postgres, "reservar"),
        (copia_postgres.Herramientas, "poner"),
        (paso, "estrenar"),
        (paso, "abrir_estrenada"),
    ),
}


@pytest.mark.timeout(300)
@pytest.mark.parametrize("motor", MOTORES)
def test_morir_restaurando_deja_lo_que_habia_o_lo_restaurado(
    motor: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Nunca una base que se abra, o que el servicio estrene, sin estar en cuarentena; y restaurar otra vez siempre acaba."""
    with base(motor, tmp_path, request) as config:
        copia = respaldar(config, RelojReal()).archivo
        casos = [(m, n, d) for m, n in PUNTOS[motor] for d in (False, True)]
        for i, (modulo, nombre, despues) in enumerate(las_que_tocan(casos)):
            with otra_base(motor, tmp_path / f"m{i}", request) as otra:

                def intentar(m: Any = modulo, n: str = nombre, d: bool = despues, o: Config = otra) -> None:
                    # la primera vez, sobre lo que ya se habia restaurado antes
                    restaurar(o, copia, RelojReal())
                    muriendo(m, n, despues=d)
                    restaurar(o, copia, RelojReal(), encima=True)

                assert en_otro_proceso(intentar) == signal.SIGKILL, (nombre, despues)
                try:
                    almacen = abrir_base(otra, RelojReal(), migrar=True)
                except BaseIncompatible:
                    pass
                else:
                    with almacen.lectura() as u:
                        assert u.restauraciones.abierta() is not None, (nombre, despues)
                    almacen.cerrar()
                restaurar(otra, copia, RelojReal(), encima=True)
                assert revisar_base(otra, RelojReal()) == []


COPIANDO = {
    "sqlite": ((copia_sqlite, "sacar"), (copia_sqlite, "mirar")),
    "postgresql": ((copia_postgres, "contar"), (copia_postgres, "mirar")),
}
SELLANDO = ((respaldo.sobre, "cerrar"), (respaldo.sobre, "_nonce"), (respaldo, "comprobar"))
"""Sin archivo aun, con el archivo creado y sin acabar, y entero: sin comprobar, y sin su nombre."""


@pytest.mark.timeout(300)
@pytest.mark.parametrize("motor", MOTORES)
def test_morir_copiando_no_deja_una_copia_a_medias_con_nombre_de_buena(
    motor: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with base(motor, tmp_path, request) as config:
        for modulo, nombre in (*COPIANDO[motor], *SELLANDO):
            for despues in (False, True):

                def copiar(m: Any = modulo, n: str = nombre, d: bool = despues) -> None:
                    muriendo(m, n, despues=d)
                    respaldar(config, RelojReal())

                assert en_otro_proceso(copiar) == signal.SIGKILL, (nombre, despues)
                assert respaldo.copias(config.respaldo.carpeta) == [], (nombre, despues)
        # lo que quedo abierto solo lo lee su dueño
        for resto in config.respaldo.carpeta.iterdir():
            assert resto.stat().st_mode & 0o077 == 0
        respaldar(config, RelojReal())


@pytest.mark.timeout(300)
def test_el_simulacro_entero_por_su_orden() -> None:
    codigo, salida, errores = correr("base", "simulacro", "--json")
    acta = json.loads(salida)
    assert codigo == 0, (acta, errores)
    assert (acta["efectos"], acta["avisos"], acta["faltas"]) == (0, 0, [])
    assert acta["retenido"]["orden"] >= 4
    assert acta["escrituras_por_segundo"] >= MINIMO
    assert acta["perdidos"] > 0
    assert sum(acta["segundos"].values()) < 15 * 60
    print(acta)
