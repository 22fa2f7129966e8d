"""Lo que vale para todas las pruebas."""

from collections.abc import Generator, Iterator

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from moderacion.accesos import claves
from tests.postgres import Servidor, en_marcha


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


@pytest.fixture(scope="session", autouse=True)
def _huellas_baratas() -> None:
    """Argon2 con lo mínimo: el mismo formato en medio milisegundo. `test_usuarios.py` mira los parámetros de verdad."""
    claves._huellas = PasswordHash((Argon2Hasher(memory_cost=8, time_cost=1, parallelism=1),))
