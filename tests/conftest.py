"""Lo que vale para todas las pruebas."""

from collections.abc import Generator

import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Escapa los sustitutos sueltos de lo capturado: pytest-xdist no sabe llevarlos de un proceso a otro."""
    informe = yield
    informe.sections = [(n, t.encode("utf-8", "backslashreplace").decode()) for n, t in informe.sections]
    return informe
