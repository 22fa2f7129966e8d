"""Poder probarlo y poder volver: las anclas de la bitacora, y las copias que se restauraron."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import ClaseAncla, EstadoAviso
from moderacion.almacen.tablas.base import col_fecha, col_texto, parcial, uno_de


class AnclaFila(SQLModel, table=True):
    """La fila `n` de la bitacora tenia esa huella: firmado con una llave que no esta en la base, y guardado fuera."""

    __tablename__ = "ancla"
    __table_args__ = (
        uno_de("tipo", ClaseAncla),
        UniqueConstraint("tipo", "n", "fecha"),
    )
    id: int | None = Field(default=None, primary_key=True)
    tipo: str
    n: int
    huella: str
    fecha: datetime = col_fecha()
    hasta: int
    """De una restauracion: la fila mas alta de la que habia ancla. De un ancla, ella misma."""
    firma: str


class EntregaAncla(SQLModel, table=True):
    """Un ancla que se debe a un sitio de fuera: se repite hasta que llega."""

    __tablename__ = "entrega_ancla"
    __table_args__ = (
        uno_de("estado", EstadoAviso),
        Index("ix_entrega_ancla_estado", "estado", "destino", "ancla_id"),
    )
    ancla_id: int = Field(primary_key=True, foreign_key="ancla.id")
    destino: str = Field(primary_key=True)
    """«archivo» o una direccion de correo."""
    estado: str = EstadoAviso.PENDIENTE
    intentos: int = 0
    creada: datetime = col_fecha()
    no_antes_de: datetime | None = col_fecha(nula=True)
    enviada: datetime | None = col_fecha(nula=True)
    error: str = col_texto(defecto="")


class Restauracion(SQLModel, table=True):
    """Esta base salio de una copia, o volvio atras sin ella. Mientras no se cierre, de lo que venia en ella no sale nada sin que alguien lo suelte."""

    __table_args__ = (
        CheckConstraint("cerrada IS NULL OR length(trim(motivo)) >= 3", name="con_motivo"),
        parcial("ix_restauracion_abierta", "id", donde="cerrada IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    fecha: datetime = col_fecha()
    copia: str
    """SHA-256 del archivo; vacio, volvio atras sin ninguna copia."""
    hecha: datetime = col_fecha()
    """Cuando se hizo la copia, o se asento lo ultimo que la base tiene."""
    n: int
    huella: str
    """La ultima fila de la bitacora que traia."""
    perdidas_hasta: int
    """La fila mas alta anclada: las de en medio se perdieron. `n`, si no consta que se perdiera ninguna."""
    hasta_orden: int
    hasta_incidente: int
    hasta_correo: int
    hasta_informe: int
    cerrada: datetime | None = col_fecha(nula=True)
    cerrada_por: str = ""
    motivo: str = col_texto(defecto="")


class Soltada(SQLModel, table=True):
    """Algo de una restauracion que una persona, despues de mirar, dejo salir."""

    restauracion_id: int = Field(primary_key=True, foreign_key="restauracion.id")
    clase: str = Field(primary_key=True)
    """orden, aviso, correo o informe."""
    objeto_id: int = Field(primary_key=True)
    fecha: datetime = col_fecha()
    por: str
