"""El servicio con redes falsas de las pruebas de la consola, tambien para medirla."""

import pytest

from tests.web.conftest import montar, plantilla  # noqa: F401  # fixtures: pytest las halla por el nombre


@pytest.fixture(scope="session", autouse=True)
def _sin_disco() -> None:
    """Aqui si se espera al disco, como en el servicio: lo que se mide es lo que costara."""
