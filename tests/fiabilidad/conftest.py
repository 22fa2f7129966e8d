"""Los circuitos enteros, que tardan en prepararse: uno por red y motor para todas las pruebas del proceso."""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache

import pytest

from tests.fiabilidad.ensayo import Ensayo, Ensayos, ensayo_de


@pytest.fixture(scope="session")
def ensayos(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ensayos]:
    if any("postgresql" in item.nodeid for item in request.session.items):
        # antes que los circuitos: al acabar, se quitan sus bases y despues se para el servidor
        request.getfixturevalue("postgres")
    with ExitStack() as pila:

        def preparar(red: str, motor: str) -> Ensayo:
            servidor = request.getfixturevalue("postgres") if motor == "postgresql" else None
            return pila.enter_context(ensayo_de(red, tmp_path_factory.mktemp(f"{red}_"), servidor))

        yield cache(preparar)
