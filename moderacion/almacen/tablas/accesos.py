"""Lo que guarda el ingreso en dos pasos: lo que falta entre la clave y el código, y los códigos de recuperación."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.tablas.base import col_fecha


class IngresoAMedias(SQLModel, table=True):
    """Alguien dio bien su clave y le falta el código. No es una sesión: no abre ninguna página."""

    __tablename__ = "ingreso_a_medias"
    huella: str = Field(primary_key=True)
    """SHA-256 del testigo, que no se guarda."""
    usuario_id: int = Field(foreign_key="usuario.id")
    caduca: datetime = col_fecha()


class CodigoRecuperacion(SQLModel, table=True):
    """Un código de un solo uso para cuando no se tiene el teléfono. Se guarda su huella (80 bits de azar)."""

    __tablename__ = "codigo_recuperacion"
    __table_args__ = (
        UniqueConstraint("usuario_id", "huella"),
        Index("ix_codigo_recuperacion_usuario", "usuario_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    usuario_id: int = Field(foreign_key="usuario.id")
    huella: str
    usado: datetime | None = col_fecha(nula=True)
