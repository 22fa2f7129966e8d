"""Lo que rodea a un bloqueo: la tarea en la propia red, si sigue haciendo falta, y el registro de lo restringido."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import Cierre, Deteccion, EstadoTarea
from moderacion.almacen.tablas.base import col_fecha, col_texto, parcial, uno_de


class TareaRed(SQLModel, table=True):
    """Bloquear o desbloquear a mano, donde la red no deja por API: con plazo, y con constancia de quien lo hizo."""

    __tablename__ = "tarea_red"
    __table_args__ = (
        uno_de("estado", EstadoTarea),
        CheckConstraint("accion IN ('bloquear', 'desbloquear')", name="accion"),
        CheckConstraint(
            "estado <> 'hecha' OR (usuario_id IS NOT NULL AND hecha IS NOT NULL AND length(trim(constancia)) >= 5)",
            name="constancia",
        ),
        # una por hacer por bloqueo: dos serian dos veces lo mismo
        parcial("uq_tarea_red_pendiente", "bloqueo_id", donde="estado = 'pendiente'", unico=True),
        parcial("ix_tarea_red_vence", "vence", donde="estado = 'pendiente'"),
        Index("ix_tarea_red_bloqueo", "bloqueo_id"),
        Index("ix_tarea_red_hecha", "hecha"),
    )
    id: int | None = Field(default=None, primary_key=True)
    bloqueo_id: int = Field(foreign_key="bloqueo.id")
    accion: str
    estado: str = EstadoTarea.PENDIENTE
    creada: datetime = col_fecha()
    vence: datetime = col_fecha()
    recordada: datetime | None = col_fecha(nula=True)
    recordatorios: int = 0
    hecha: datetime | None = col_fecha(nula=True)
    usuario_id: int | None = Field(default=None, foreign_key="usuario.id")
    constancia: str = col_texto(defecto="")
    """Que se hizo, o la referencia de donde consta."""


class RevisionBloqueo(SQLModel, table=True):
    """Alguien dijo si un bloqueo que rige sigue haciendo falta."""

    __tablename__ = "revision_bloqueo"
    __table_args__ = (
        CheckConstraint("length(trim(motivo)) >= 3", name="motivo"),
        Index("ix_revision_bloqueo_bloqueo", "bloqueo_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    bloqueo_id: int = Field(foreign_key="bloqueo.id")
    usuario_id: int = Field(foreign_key="usuario.id")
    fecha: datetime = col_fecha()
    sigue: bool
    motivo: str = col_texto()


LLENOS = (
    "objeto", "huella_extracto", "contenido_tipo", "alcance", "reglamento", "fundamento", "hechos", "modelo",
    "puntuacion", "decidio", "aprobo", "recurso",
)  # fmt: skip
"""Los textos que no pueden quedar vacios."""


class Restriccion(SQLModel, table=True):
    """Una fila del registro: lo que se quito a alguien, con los 14 datos que hay que poder decirle.

    Sin claves ajenas: dura mas que el comentario, que se puede purgar. Del texto guarda la huella con sal; purgar la
    sal la deja sin vuelta. Ningun dato puede quedar vacio: lo dice la base.
    """

    __table_args__ = (
        uno_de("deteccion", Deteccion),
        uno_de("cierre", Cierre),
        CheckConstraint("accion IN ('ocultar', 'retener', 'eliminar', 'bloquear')", name="accion"),
        CheckConstraint("articulo BETWEEN 1 AND 13", name="articulo"),
        CheckConstraint("accion <> 'bloquear' OR (hasta IS NOT NULL AND hasta > desde)", name="con_fin"),
        CheckConstraint("recurso_dias > 0", name="recurso_dias"),
        CheckConstraint("(cierre IS NULL) = (cerrada IS NULL)", name="cerrada"),
        CheckConstraint(" AND ".join(f"length(trim({c})) > 0" for c in LLENOS), name="completa"),
        parcial("uq_restriccion_orden", "orden_id", donde="orden_id IS NOT NULL", unico=True),
        parcial("ix_restriccion_por_avisar", "id", donde="aviso = ''"),
        Index("ix_restriccion_comentario", "comentario_id", "accion"),
        Index("ix_restriccion_bloqueo", "bloqueo_id"),
        Index("ix_restriccion_red", "red", "id"),
        Index("ix_restriccion_accion", "accion", "id"),
        Index("ix_restriccion_articulo", "articulo", "id"),
        Index("ix_restriccion_automatizada", "automatizada", "id"),
        Index("ix_restriccion_desde", "desde", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    red: str
    objeto: str = col_texto()
    """El id del comentario en su red."""
    sal: str | None = None
    huella_extracto: str
    """SHA-256 de la sal y el principio del comentario, tal como estaba."""
    contenido_fecha: datetime = col_fecha()
    contenido_tipo: str
    accion: str
    alcance: str
    desde: datetime = col_fecha()
    hasta: datetime | None = col_fecha(nula=True)
    articulo: int
    reglamento: str
    fundamento: str = col_texto()
    hechos: str = col_texto()
    deteccion: str
    automatizada: bool
    modelo: str
    puntuacion: str
    decidio: str
    aprobo: str
    recurso: str = col_texto()
    recurso_dias: int
    comentario_id: int
    orden_id: int | None = None
    bloqueo_id: int | None = None
    decision_id: int | None = None
    sustituye_id: int | None = None
    """La que regia sobre lo mismo hasta esta."""
    cerrada: datetime | None = col_fecha(nula=True)
    cierre: str | None = None
    aviso: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """Si se dijo a su autor: vacio, por mirar; si no, que paso."""
