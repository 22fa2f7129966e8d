"""Base de datos de prueba (SQLite en carpeta temporal, migrada una vez por sesion) y reloj fijo."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event

from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo, RelojReal

INICIO = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)


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
def almacen(base_migrada: Path, tmp_path: Path, reloj: RelojFijo) -> Iterator[Almacen]:
    ruta = tmp_path / "moderacion.db"
    shutil.copy(base_migrada, ruta)
    almacen = Almacen(f"sqlite:///{ruta}", reloj)
    # a estas pruebas no les importa un corte de luz: sin esperar al disco van varias veces mas deprisa
    event.listen(almacen._motor, "connect", lambda dbapi, _: dbapi.execute("PRAGMA synchronous = OFF"))
    yield almacen
    almacen.cerrar()
