"""Decidir entre varios: notas y traspasos, quien mira que, y las novedades que ven los demas."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from moderacion.almacen.tablas.base import col_fecha, col_texto, uno_de


class TipoNota(StrEnum):
    """Lo que alguien dejo escrito en un expediente."""

    NOTA = "nota"
    PIDE_OPINION = "pide_opinion"
    OPINION = "opinion"
    TRASPASO = "traspaso"


class TipoNovedad(StrEnum):
    """Lo que otra pantalla tiene que saber ya."""

    NUEVO = "nuevo"
    TOMADO = "tomado"
    SOLTADO = "soltado"
    DECIDIDO = "decidido"
    DEVUELTO = "devuelto"
    INCIDENTE = "incidente"


class Nota(SQLModel, table=True):
    """Algo que alguien de la casa escribio sobre un expediente. No se cambia: se escribe otra."""

    __table_args__ = (
        uno_de("tipo", TipoNota),
        CheckConstraint("length(trim(texto)) >= 3", name="texto"),
        Index("ix_nota_expediente", "expediente_id", "id"),
        Index("ix_nota_para", "para_id", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    expediente_id: int = Field(foreign_key="expediente.id")
    usuario_id: int = Field(foreign_key="usuario.id")
    para_id: int | None = Field(default=None, foreign_key="usuario.id")
    tipo: str
    texto: str = col_texto()
    fecha: datetime = col_fecha()
    restringe: bool | None = None
    """De una opinion, si quien la da lo restringiria; vacio, no lo dice."""
    huella: str | None = None
    """De una opinion, la del texto sobre el que se dio: de otro texto no dice nada."""


class Mirada(SQLModel, table=True):
    """Alguien tiene abierto un expediente. Caduca sola y no va a la bitacora."""

    expediente_id: int = Field(primary_key=True, foreign_key="expediente.id")
    usuario_id: int = Field(primary_key=True, foreign_key="usuario.id")
    hasta: datetime = col_fecha()


class Novedad(SQLModel, table=True):
    """Un cambio que las pantallas abiertas enseñan. Dura un cuarto de hora: quien llega despues lee la cola entera."""

    __table_args__ = (uno_de("tipo", TipoNovedad), Index("ix_novedad_fecha", "fecha"))
    n: int | None = Field(default=None, primary_key=True)
    tipo: str
    expediente_id: int | None = None
    usuario_id: int | None = None
    version: int | None = None
    fecha: datetime = col_fecha()
