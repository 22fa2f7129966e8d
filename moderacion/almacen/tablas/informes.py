"""Lo que los informes guardan: los mecanismos de participacion, las cifras de antes del servicio y lo enviado por correo."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import EstadoAviso
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, uno_de


class MecanismoFila(SQLModel, table=True):
    """Lo que hizo un mecanismo de participacion en unos dias: guardarlo otra vez lo cambia, y la bitacora dice que decia."""

    __tablename__ = "mecanismo"
    __table_args__ = (
        UniqueConstraint("clave", "desde", "hasta"),
        CheckConstraint("hasta >= desde", name="plazo"),
        Index("ix_mecanismo_desde", "desde"),
    )
    id: int | None = Field(default=None, primary_key=True)
    clave: str
    nombre: str = col_texto()
    objetivo: str = col_texto()
    requisitos: str = col_texto()
    participaciones: str = col_texto()
    lugares: str = col_texto()
    fuente: str = col_texto()
    desde: date
    hasta: date
    cifras: Any = col_json()
    """Lo contado: nombre, valor, unidad, de."""
    crecimientos: Any = col_json()
    """Seguidores antes y despues, con lo publicado: red, cuenta, antes, despues, publicado."""
    guardado: datetime = col_fecha()
    guardado_por: str
    """`usuario/N`."""


class CifraSeguidores(SQLModel, table=True):
    """Los seguidores que tenia una cuenta un dia, segun una fuente anterior al servicio."""

    __tablename__ = "cifra_seguidores"
    __table_args__ = (
        UniqueConstraint("red", "cuenta", "dia"),
        CheckConstraint("seguidores >= 0", name="seguidores"),
        Index("ix_cifra_seguidores_dia", "dia"),
    )
    id: int | None = Field(default=None, primary_key=True)
    red: str
    cuenta: str = col_texto()
    """Como la nombra la fuente; la misma cuenta se reconoce por su id o por un nombre que haya tenido."""
    dia: date
    seguidores: int
    fuente: str = col_texto()
    guardada: datetime = col_fecha()
    guardada_por: str


class CrecimientoPublicado(SQLModel, table=True):
    """Un incremento de seguidores que se publico. `publicado` es lo que se publico, cuadre o no."""

    __tablename__ = "crecimiento_publicado"
    __table_args__ = (
        UniqueConstraint("red", "cuenta", "desde", "hasta"),
        CheckConstraint("hasta >= desde", name="plazo"),
        CheckConstraint("antes >= 0 AND despues >= 0", name="cifras"),
        Index("ix_crecimiento_publicado_desde", "desde"),
    )
    id: int | None = Field(default=None, primary_key=True)
    red: str
    cuenta: str = col_texto()
    desde: date
    hasta: date
    antes: int
    despues: int
    publicado: int | None = None
    fuente: str = col_texto()
    guardado: datetime = col_fecha()
    guardado_por: str


class EnvioInforme(SQLModel, table=True):
    """Un informe que se debe enviar a alguien por correo: se apunta antes de enviarlo, y una vez por periodo y destino."""

    __tablename__ = "envio_informe"
    __table_args__ = (
        UniqueConstraint("clase", "formato", "desde", "hasta", "destino"),
        uno_de("estado", EstadoAviso),
        Index("ix_envio_informe_estado", "estado", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    clase: str
    formato: str
    desde: date
    hasta: date
    destino: str
    estado: str = EstadoAviso.PENDIENTE
    intentos: int = 0
    creado: datetime = col_fecha()
    no_antes_de: datetime | None = col_fecha(nula=True)
    enviado: datetime | None = col_fecha(nula=True)
    huella: str = ""
    """SHA-256 de lo enviado."""
    error: str = col_texto(defecto="")
