"""Lo que se deja de guardar: la sal de cada sello, cada purga hecha y lo que la gente pide sobre sus datos."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados_conservacion import CausaPurga, Derecho, EstadoSolicitud
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, parcial, uno_de


class Sal(SQLModel, table=True):
    """El azar con que se selló un texto. Purgados el texto y su sal, el sello ya no se puede adivinar."""

    __table_args__ = (Index("ix_sal_objeto", "objeto"),)
    sello: str = Field(primary_key=True)
    objeto: str
    """«comentario/5», «apelacion/3»: de qué es el texto."""
    huella: str
    """La del texto, para no sellar dos veces lo mismo; vacia cuando el texto ya no está."""
    sal: str
    """256 bits, en hexadecimal."""
    creada: datetime = col_fecha()
    purgada: datetime | None = col_fecha(nula=True)
    """Cuando se purgó su texto: desde entonces corre el plazo de la sal."""


class Purga(SQLModel, table=True):
    """Algo que se dejó de guardar. También va a un archivo fuera de la base: una copia restaurada lo vuelve a purgar."""

    __table_args__ = (
        UniqueConstraint("clave"),
        uno_de("causa", CausaPurga),
        parcial("ix_purga_a_medias", "id", donde="terminada IS NULL"),
    )
    id: int | None = Field(default=None, primary_key=True)
    clave: str
    """La misma en el archivo y en la base."""
    fecha: datetime = col_fecha()
    causa: str
    clase: str = ""
    """De un plazo: cuál."""
    corte: datetime | None = col_fecha(nula=True)
    """De un plazo: lo anterior a esta fecha."""
    claves: Any = col_json(nula=True)
    """Lo demás: (red, cuenta, comentario) de cada uno, con los ids de la red, que valen en cualquier copia."""
    solicitud_id: int | None = Field(default=None, foreign_key="solicitud.id")
    cuantos: int = 0
    detalle: Any = col_json(nula=True)
    terminada: datetime | None = col_fecha(nula=True)


class Solicitud(SQLModel, table=True):
    """Lo que alguien pide sobre sus datos, con su reloj legal. Cumplida una supresión, quien pidió ya no está aquí."""

    __table_args__ = (
        uno_de("derecho", Derecho),
        uno_de("estado", EstadoSolicitud),
        CheckConstraint("vence > recibida", name="plazo"),
        CheckConstraint(
            "estado NOT IN ('concedida', 'retenida', 'denegada', 'cumplida') OR "
            "(decidida_por IS NOT NULL AND length(trim(motivo)) >= 10)",
            name="decidida",
        ),
        CheckConstraint(
            "estado IN ('recibida', 'denegada', 'desistida') OR identidad_por IS NOT NULL", name="identidad"
        ),
        CheckConstraint(
            "estado <> 'retenida' OR (retiene_hasta IS NOT NULL AND length(trim(retiene_motivo)) >= 10)",
            name="retencion",
        ),
        Index("ix_solicitud_estado", "estado", "vence"),
    )
    id: int | None = Field(default=None, primary_key=True)
    derecho: str
    estado: str = EstadoSolicitud.RECIBIDA
    version: int = 1
    nombre: str = col_texto()
    contacto: str = col_texto()
    relato: str = col_texto()
    recibida: datetime = col_fecha()
    creada_por: str
    vence: datetime = col_fecha()
    prorrogada: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    prorroga_motivo: str = col_texto(defecto="")
    identidad_por: int | None = Field(default=None, foreign_key="usuario.id")
    identidad: datetime | None = col_fecha(nula=True)
    identidad_como: str = col_texto(defecto="")
    autores: Any = col_json()
    """Los autores que una persona comprobó que son quien pide."""
    decidida_por: int | None = Field(default=None, foreign_key="usuario.id")
    decidida: datetime | None = col_fecha(nula=True)
    motivo: str = col_texto(defecto="")
    retiene_hasta: datetime | None = col_fecha(nula=True)
    retiene_motivo: str = col_texto(defecto="")
    cerrada: datetime | None = col_fecha(nula=True)
    purgada: datetime | None = col_fecha(nula=True)
    """Cuando se quitaron de aquí el nombre, el contacto y el relato."""
