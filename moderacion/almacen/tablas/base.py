"""Lo comun a todas las tablas: nombres de restricciones, indices parciales y columnas."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, MetaData, Table, text
from sqlmodel import Field, SQLModel

from moderacion.almacen.columnas import FechaUtc, JsonAscii, TextoLimpio

METADATOS: Final = SQLModel.metadata
METADATOS.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def uno_de(columna: str, tipo: type[StrEnum]) -> CheckConstraint:
    """La columna solo admite los valores del tipo."""
    valores = ", ".join(f"'{v.value}'" for v in tipo)
    return CheckConstraint(f"{columna} IN ({valores})", name=columna)


def parcial(nombre: str, *columnas: str, donde: str, unico: bool = False) -> Index:
    """Indice sobre las filas que cumplen `donde`, en los dos motores."""
    return Index(nombre, *columnas, unique=unico, sqlite_where=text(donde), postgresql_where=text(donde))


def col_fecha(*, nula: bool = False) -> Any:
    """Columna de fecha UTC."""
    return Field(sa_type=FechaUtc, nullable=nula)


def col_texto(*, nula: bool = False, defecto: str | None = None) -> Any:
    """Columna de texto ajeno, limpio."""
    if defecto is None and not nula:
        return Field(sa_type=TextoLimpio, nullable=False)
    return Field(default=defecto, sa_type=TextoLimpio, nullable=nula)


def col_json(*, nula: bool = False) -> Any:
    """Columna de JSON."""
    if nula:
        return Field(default=None, sa_type=JsonAscii, nullable=True)
    return Field(sa_type=JsonAscii, nullable=False)


def tabla(modelo: type[SQLModel]) -> Table:
    """La tabla de Core de un modelo: se inserta y se consulta con Core, no objeto por objeto."""
    resultado: Table = modelo.__table__  # type: ignore[attr-defined]
    return resultado
