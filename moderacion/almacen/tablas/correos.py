"""Escribir a un area: lo que se le debe enviar y los enlaces con que contesta, o da su visto bueno, sin cuenta."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import EstadoAviso
from moderacion.almacen.estados_redaccion import TipoCorreo
from moderacion.almacen.tablas.base import col_fecha, col_texto, uno_de

_DE_UNO: Final = "(consulta_id IS NULL) <> (visto_bueno_id IS NULL)"
"""Un correo, o un enlace, es de una consulta o de un visto bueno."""


class Correo(SQLModel, table=True):
    """Un correo por enviar. No guarda el cuerpo: lleva un enlace, que solo se sabe al enviarlo."""

    __table_args__ = (
        UniqueConstraint("consulta_id", "tipo", "vuelta"),
        UniqueConstraint("visto_bueno_id", "tipo", "vuelta"),
        CheckConstraint(_DE_UNO, name="de_uno"),
        uno_de("tipo", TipoCorreo),
        uno_de("estado", EstadoAviso),
        Index("ix_correo_estado", "estado", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    consulta_id: int | None = Field(default=None, foreign_key="consulta.id")
    tipo: str
    vuelta: int = 1
    estado: str = EstadoAviso.PENDIENTE
    intentos: int = 0
    creado: datetime = col_fecha()
    no_antes_de: datetime | None = col_fecha(nula=True)
    enviado: datetime | None = col_fecha(nula=True)
    error: str = col_texto(defecto="")
    visto_bueno_id: int | None = Field(default=None, foreign_key="visto_bueno.id")


class EnlaceArea(SQLModel, table=True):
    """Un enlace para contestar una consulta, o dar un visto bueno, sin cuenta. Se guarda la huella del testigo, no el testigo."""

    __tablename__ = "enlace_area"
    __table_args__ = (
        Index("ix_enlace_area_consulta", "consulta_id"),
        CheckConstraint(_DE_UNO, name="de_uno"),
    )
    huella: str = Field(primary_key=True)
    consulta_id: int | None = Field(default=None, foreign_key="consulta.id")
    para: str = col_texto()
    """La direccion a la que se envio: quien contesta con el, contesta por ella."""
    creado: datetime = col_fecha()
    caduca: datetime = col_fecha()
    usado: datetime | None = col_fecha(nula=True)
    visto_bueno_id: int | None = Field(default=None, foreign_key="visto_bueno.id")
