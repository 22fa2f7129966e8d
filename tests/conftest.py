"""Lo que vale para todas las pruebas."""

import os
import shutil
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import event
from sqlalchemy.engine import Engine

from conectores import secretos
from moderacion.accesos import claves
from moderacion.almacen import motor, unidad
from tests.cartero import cartero  # noqa: F401  # fixture: pytest lo halla por el nombre
from tests.guardia import sitecustomize as guardia
from tests.postgres import Servidor, en_marcha
from tests.ritmo import sin_tiempo

SIN_COSTE = Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1)
"""Argon2id de verdad, pero al momento."""


def pytest_configure(config: pytest.Config) -> None:
    """Desde aqui, ni este proceso ni los que arranque salen de esta maquina (`tests/guardia`)."""
    if not hasattr(config, "workerinput"):
        os.environ[guardia.CARPETA] = mkdtemp(prefix="guardia-")
        os.environ["PYTHONPATH"] = os.pathsep.join(
            filter(None, (str(Path(guardia.__file__).parent), os.environ.get("PYTHONPATH")))
        )
    guardia.poner()


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Un solo intento de salir, de quien sea, y la tanda no vale."""
    if hasattr(session.config, "workerinput"):
        return
    carpeta = Path(os.environ.pop(guardia.CARPETA))
    intentos = [linea for p in sorted(carpeta.iterdir()) for linea in p.read_text("utf-8").splitlines()]
    shutil.rmtree(carpeta)
    escribir = session.config.get_terminal_writer().line
    escribir(f"\nintentos de salir de esta máquina: {len(intentos)}")
    for linea in intentos[:20]:
        escribir(linea)
    if intentos:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Lo lento que ya no cabe en la integracion se salta y se dice. El orden es al azar: cada vez son otras."""
    plazo = item.get_closest_marker("timeout")
    if item.get_closest_marker("lenta") and sin_tiempo(plazo.args[0] if plazo and plazo.args else 0.0):
        pytest.skip("sin tiempo en esta máquina: queda para otra tanda")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escapa los sustitutos sueltos de lo capturado: pytest-xdist no sabe llevarlos de un proceso a otro."""
    informe = yield
    informe.sections = [(n, t.encode("utf-8", "backslashreplace").decode()) for n, t in informe.sections]
    return informe


@pytest.fixture(scope="session")
def postgres() -> Iterator[Servidor]:
    """Un servidor PostgreSQL por proceso de pruebas; donde no puede haberlo, la prueba se salta y lo dice."""
    marcha = en_marcha()
    try:
        servidor = marcha.__enter__()
    except Exception as error:
        pytest.skip(f"sin PostgreSQL: {type(error).__name__}: {error}")
    try:
        yield servidor
    finally:
        marcha.__exit__(None, None, None)


@pytest.fixture(autouse=True)
def _sin_los_secretos_de_otra() -> Iterator[None]:
    """Los de mentira que leyo una prueba no se tapan en lo que mira otra."""
    yield
    secretos.olvidar()


@pytest.fixture(scope="session", autouse=True)
def huellas_de_verdad() -> Iterator[Any]:
    """En las pruebas una huella no cuesta 64 MiB ni 50 ms. Da el que usa el servicio, para mirar su coste."""
    huellas = claves._huellas
    antes = huellas.hashers, huellas.current_hasher
    huellas.hashers, huellas.current_hasher = (SIN_COSTE,), SIN_COSTE
    yield antes[1]
    huellas.hashers, huellas.current_hasher = antes


def _sin_esperar_al_disco(url: str, clave: str | None = None) -> Engine:
    hecho = motor.crear_motor(url, clave)
    if hecho.dialect.name == "sqlite":
        event.listen(hecho, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    return hecho


@pytest.fixture(scope="session", autouse=True)
def _sin_disco() -> Iterator[None]:
    """A estas pruebas no les importa un corte de luz: sin esperar al disco van varias veces mas deprisa."""
    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(unidad, "crear_motor", _sin_esperar_al_disco)
        yield


@pytest.fixture
def con_disco(monkeypatch: pytest.MonkeyPatch) -> None:
    """La base como en el servicio: cada confirmacion espera al disco."""
    monkeypatch.setattr(unidad, "crear_motor", motor.crear_motor)
