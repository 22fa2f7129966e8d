"""Lo que sale hacia las redes: ordenes y su cupo; faltas y bloqueos."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import EstadoBloqueo, EstadoOrden, OrigenOrden
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, uno_de


class Orden(SQLModel, table=True):
    """Una accion escrita para hacerse una vez."""

    __table_args__ = (
        UniqueConstraint("clave"),
        uno_de("estado", EstadoOrden),
        uno_de("origen", OrigenOrden),
        # SQLite no usa un indice parcial con IN si el estado llega como parametro
        Index("ix_orden_estado", "cuenta_id", "estado", "id"),
        Index("ix_orden_externo", "cuenta_id", "id_externo"),
        Index("ix_orden_comentario", "comentario_id"),
        Index("ix_orden_autor", "autor_id"),
        Index("ix_orden_cerrada", "cerrada"),
    )
    id: int | None = Field(default=None, primary_key=True)
    clave: str
    """Lo que la hace unica: accion, objeto y causa. Pedirla dos veces no la duplica."""
    cuenta_id: int = Field(foreign_key="cuenta.id")
    comentario_id: int | None = Field(default=None, foreign_key="comentario.id")
    autor_id: int | None = Field(default=None, foreign_key="autor.id")
    accion: str
    texto: str | None = col_texto(nula=True)
    origen: str
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    veredicto_id: int | None = Field(default=None, foreign_key="veredicto.id")
    estado: str = EstadoOrden.PENDIENTE
    intentos: int = 0
    miradas: int = 0
    """Veces que se busco en la red sin hallarla, al conciliar."""
    creada: datetime = col_fecha()
    desde: datetime | None = col_fecha(nula=True)
    """Desde cuando podia salir, si fue antes de pedirse. Nada lo cambia."""
    no_antes_de: datetime | None = col_fecha(nula=True)
    no_despues_de: datetime | None = col_fecha(nula=True)
    """Si no salio antes, se anula: aquello en que se apoya dejo de regir."""
    enviada: datetime | None = col_fecha(nula=True)
    cerrada: datetime | None = col_fecha(nula=True)
    id_externo: str | None = None
    objeto: str | None = None
    """El id en la red de la publicacion nuestra que se edita o se borra."""
    medios: Any = col_json(nula=True)
    """Lo que acompaña al texto, como en el borrador."""
    error: str = col_texto(defecto="")
    huella: str | None = None
    """La del comentario por el que se pidio: si su autor cambia el texto antes de que salga, ya no vale (`precedencia.otro_texto`)."""


class Falta(SQLModel, table=True):
    """Una falta de un autor: una por comentario. Cuenta hasta que vence o se retira."""

    __table_args__ = (UniqueConstraint("comentario_id"), Index("ix_falta_autor", "autor_id"))
    id: int | None = Field(default=None, primary_key=True)
    autor_id: int = Field(foreign_key="autor.id")
    comentario_id: int = Field(foreign_key="comentario.id")
    politica: int
    fecha: datetime = col_fecha()
    puntos: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    vence: datetime | None = col_fecha(nula=True)
    """Desde cuando ya no cuenta. Nulo, nunca conto: es anterior a la escalera."""
    retirada: datetime | None = col_fecha(nula=True)
    """Cuando se deshizo lo que la causo."""


class Bloqueo(SQLModel, table=True):
    """Un bloqueo con su razon, su plazo y su registro. Nunca sin fin."""

    __table_args__ = (
        UniqueConstraint("comentario_id"),
        uno_de("estado", EstadoBloqueo),
        CheckConstraint("hasta > desde", name="plazo"),
        CheckConstraint("length(trim(motivo)) >= 3", name="motivo"),
        Index("ix_bloqueo_estado", "estado", "hasta"),
        Index("ix_bloqueo_autor", "autor_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int = Field(foreign_key="cuenta.id")
    autor_id: int = Field(foreign_key="autor.id")
    comentario_id: int = Field(foreign_key="comentario.id")
    articulo: int
    motivo: str = col_texto()
    estado: str
    provisional: bool
    desde: datetime = col_fecha()
    hasta: datetime = col_fecha()
    confirmar_antes: datetime | None = col_fecha(nula=True)
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    revisado: datetime | None = col_fecha(nula=True)
    """La ultima vez que alguien dijo que seguia haciendo falta."""


class CupoDia(SQLModel, table=True):
    """Acciones automaticas gastadas en un dia local."""

    __tablename__ = "cupo_dia"
    cuenta_id: int = Field(primary_key=True, foreign_key="cuenta.id")
    dia: date = Field(primary_key=True)
    accion: str = Field(primary_key=True)
    usadas: int = 0
