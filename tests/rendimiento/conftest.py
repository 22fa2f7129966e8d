"""El servicio con redes falsas de las pruebas de la consola, tambien para medirla."""

import pytest

from tests.tandas import TURNO
from tests.web.conftest import montar, plantilla  # noqa: F401  # fixtures: pytest las halla por el nombre


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Cada dia empieza por otro archivo: si el tiempo no da para todos, que no se queden fuera siempre los mismos."""
    archivos = list(dict.fromkeys(i.path for i in items))
    puesto = {a: (n - TURNO) % len(archivos) for n, a in enumerate(archivos)}
    items.sort(key=lambda i: puesto[i.path])


@pytest.fixture(scope="session", autouse=True)
def _sin_disco() -> None:
    """Aqui si se espera al disco, como en el servicio: lo que se mide es lo que costara."""
