"""El servicio con redes falsas de las pruebas de la consola, tambien para medirla."""

from tests.web.conftest import montar, plantilla  # noqa: F401  # fixtures: pytest las halla por el nombre
