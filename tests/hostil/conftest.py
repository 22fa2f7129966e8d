"""Las mismas piezas que las pruebas de la consola, con un mundo ya sembrado."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from moderacion.web import crear_app
from tests.web.asgi import Pedidor, pedidor
from tests.web.conftest import (  # noqa: F401
    _servida,
    abrir,
    chromium,
    como,
    marcas,
    montaje,
    montar,
    plantilla,
    sembrada,
    servir,
)
from tests.web.paginas import Ruta

ROL_QUE_PUEDE = "supervision"


@pytest.fixture
def mundo(marcas, montaje, plantilla) -> Iterator[SimpleNamespace]:  # noqa: F811
    """`marcas`, `montaje`, `nadie` (sin ingresar) y `para(ruta)` → un pedidor con un rol que puede usarla."""
    with pedidor(crear_app(montaje.servicio)) as nadie:

        def para(ruta: Ruta) -> Pedidor:
            if ruta.publica:
                return nadie
            return nadie.con(plantilla[1][ROL_QUE_PUEDE if ROL_QUE_PUEDE in ruta.roles else min(ruta.roles)])

        yield SimpleNamespace(marcas=marcas, montaje=montaje, nadie=nadie, para=para)
