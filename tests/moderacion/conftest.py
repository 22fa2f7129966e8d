"""Base de prueba (SQLite en carpeta temporal, o PostgreSQL), migrada una vez por sesion, y reloj fijo.

Lo que pide `almacen` corre en los dos motores: en PostgreSQL, en la tanda lenta, salvo lo marcado `los_dos`, que corre
tambien en la rapida (lo que prueba transacciones, choques o SQL). Lo marcado `solo_sqlite` es de ese motor.
"""

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo, RelojReal
from tests.postgres import Servidor

INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "motor" not in metafunc.fixturenames:
        return
    marcas = {m.name for m in metafunc.definition.iter_markers()}
    motores = [pytest.param("sqlite")]
    if "solo_sqlite" not in marcas:
        lenta = () if "los_dos" in marcas else (pytest.mark.lenta,)
        motores.append(pytest.param("postgresql", marks=lenta))
    metafunc.parametrize("motor", motores)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # una marca puesta a un solo caso de la lista: al generar aun no se conoce
    items[:] = [
        i
        for i in items
        if not (
            i.get_closest_marker("solo_sqlite")
            and getattr(i, "callspec", None)
            and i.callspec.params.get("motor") == "postgresql"
        )
    ]


@pytest.fixture(scope="session")
def base_migrada(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ruta = tmp_path_factory.mktemp("base") / "plantilla.db"
    almacen = Almacen(f"sqlite:///{ruta}", RelojReal())
    almacen.migrar()
    almacen.cerrar()
    return ruta


@pytest.fixture
def reloj() -> RelojFijo:
    return RelojFijo(INICIO)


@pytest.fixture
def url_base(motor: str, base_migrada: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """La direccion de una base migrada y vacia."""
    if motor == "sqlite":
        ruta = tmp_path / "moderacion.db"
        shutil.copy(base_migrada, ruta)
        yield f"sqlite:///{ruta}"
        return
    servidor: Servidor = request.getfixturevalue("postgres")
    url = servidor.nueva()
    yield url
    servidor.borrar(url)


@pytest.fixture
def abrir(url_base: str, reloj: RelojFijo) -> Iterator[Callable[[], Almacen]]:
    """Abre la base de la prueba, una vez o mas: cada una es como otro proceso."""
    abiertos: list[Almacen] = []

    def _abrir() -> Almacen:
        almacen = Almacen(url_base, reloj)
        abiertos.append(almacen)
        return almacen

    yield _abrir
    for a in abiertos:
        a.cerrar()


@pytest.fixture
def almacen(abrir: Callable[[], Almacen]) -> Almacen:
    return abrir()


@pytest.fixture
def ruta_config(url_base: str, tmp_path: Path) -> Path:
    """Un archivo de configuracion que no dice mas que esa base."""
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "{url_base}"\n')
    return ruta
