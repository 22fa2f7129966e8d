"""Las versiones con que se juzgo, guardadas enteras, y los repasos hechos con cada una."""

from datetime import datetime
from typing import Any

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel

from moderacion.almacen.tablas.base import col_fecha, col_json


class Reglamento(SQLModel, table=True):
    """Una version del reglamento, con todos sus archivos: se puede volver a juzgar con ella aunque ya no exista."""

    version: str = Field(primary_key=True)
    fecha: datetime = col_fecha()
    estrena: bool
    """Si al guardarla no habia nada juzgado: entonces no hay con que repasarla."""
    huella: str
    """SHA-256 del paquete; tambien va en su suceso."""
    politicas: Any = col_json()
    """Numero de cada politica y su version."""
    entorno: Any = col_json()
    """Con que Python y que bibliotecas se juzgaba."""
    paquete: bytes = Field(sa_type=LargeBinary, nullable=False)
    """Al final: leer lo demas no lo trae de las paginas de desborde."""


class Repaso(SQLModel, table=True):
    """Un repaso: que cambiaria lo ya juzgado con una version."""

    id: int | None = Field(default=None, primary_key=True)
    fecha: datetime = col_fecha()
    actor: str
    desde: datetime = col_fecha()
    hasta: datetime | None = col_fecha(nula=True)
    version_reglamento: str
    cuantos: int
    """Comentarios juzgados otra vez."""
    cambian: int
    vacia: bool
    """Si no habia nada juzgado en toda la base: un repaso de cero comentarios solo vale entonces."""
    politicas: Any = col_json()
    """De cada politica repasada: su version y sus cuentas."""
    personas: Any = col_json()
    """El acuerdo con lo decidido por personas."""
