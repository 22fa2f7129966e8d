"""Lo que dice la maquina (veredicto, hallazgos) y lo que decide una persona (expediente, decision)."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import EstadoExpediente
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, parcial, uno_de


class Veredicto(SQLModel, table=True):
    """Lo que la maquina dijo de un texto, con la version que lo dijo."""

    __table_args__ = (
        UniqueConstraint("comentario_id", "huella", "version_reglamento", "version_modelo"),
        Index("ix_veredicto_fecha", "fecha"),
    )
    id: int | None = Field(default=None, primary_key=True)
    comentario_id: int = Field(foreign_key="comentario.id")
    huella: str
    version_reglamento: str
    version_modelo: str
    propuesta: str
    bloquear: bool
    critica: bool
    automatica: bool
    degradado: bool
    razon_degradado: str = col_texto(defecto="")
    intencion: Any = col_json()
    indicios: Any = col_json()
    fecha: datetime = col_fecha()
    contexto: Any = col_json(nula=True)
    """Lo que se sabia fuera del texto (`moderacion.evaluacion.contexto`): sin ello no se puede rehacer igual."""
    semejanza: str | None = None
    """Con que otro trabajador halla lo que se le parece sin leer el texto otra vez. Sale del texto, y se borra con el."""


class Hallazgo(SQLModel, table=True):
    """Una politica dice: aqui."""

    __table_args__ = (Index("ix_hallazgo_veredicto", "veredicto_id"),)
    id: int | None = Field(default=None, primary_key=True)
    veredicto_id: int = Field(foreign_key="veredicto.id")
    politica: int
    gravedad: int
    propuesta: str
    motivo: str = col_texto()
    etiqueta: str = ""
    bloquear: bool
    automatica: bool
    modo: str
    evidencia: Any = col_json()


class Expediente(SQLModel, table=True):
    """Un caso con su historia. `prioridad_neg` es la prioridad negada: asi la cola se pagina con `<` a secas."""

    __table_args__ = (
        UniqueConstraint("comentario_id"),
        uno_de("estado", EstadoExpediente),
        parcial("ix_expediente_cola", "prioridad_neg", "id", donde="estado = 'en_cola'"),
        parcial("ix_expediente_edad", "edad", "creado", donde="estado = 'en_cola'"),
        parcial("ix_expediente_toma", "toma_usuario_id", donde="toma_usuario_id IS NOT NULL"),
        Index("ix_expediente_abierto", "abierto"),
    )
    id: int | None = Field(default=None, primary_key=True)
    comentario_id: int = Field(foreign_key="comentario.id")
    cuenta_id: int = Field(foreign_key="cuenta.id")
    veredicto_id: int = Field(foreign_key="veredicto.id")
    estado: str = EstadoExpediente.EN_COLA
    prioridad_neg: int
    actuado: bool = False
    """La maquina ya actuo: una persona lo confirma o lo deshace."""
    version: int = 1
    razones: Any = col_json(nula=True)
    """De que sale la prioridad (`moderacion.evaluacion.prioridad.Puesto`)."""
    nivel: str = "media"
    grupo: int | None = None
    """El primer expediente con un texto casi igual."""
    creado: datetime = col_fecha()
    """Cuando se escribio el comentario."""
    edad: str = "nuevo"
    """Su tramo de espera (`moderacion.almacen.marcas.EDADES`)."""
    abierto: datetime = col_fecha()
    resuelto: datetime | None = col_fecha(nula=True)
    toma_usuario_id: int | None = Field(default=None, foreign_key="usuario.id")
    toma_hasta: datetime | None = col_fecha(nula=True)
    asignado_id: int | None = Field(default=None, foreign_key="usuario.id")
    """A quien se lo traspasaron."""


class Decision(SQLModel, table=True):
    """Lo que una persona decidio. Sin motivo no hay decision."""

    __table_args__ = (
        CheckConstraint("length(trim(motivo)) >= 3", name="motivo"),
        UniqueConstraint("expediente_id", "version"),
        Index("ix_decision_usuario", "usuario_id", "fecha"),
        parcial("ix_decision_por_contar", "id", donde="contada IS NULL"),
        Index("ix_decision_fecha", "fecha"),
    )
    id: int | None = Field(default=None, primary_key=True)
    expediente_id: int = Field(foreign_key="expediente.id")
    version: int
    """La version del expediente que la persona vio: solo cabe una decision por version."""
    usuario_id: int = Field(foreign_key="usuario.id")
    accion: str
    motivo: str = col_texto()
    articulo: int | None = None
    huella: str
    fecha: datetime = col_fecha()
    acciones: Any = col_json(nula=True)
    """Todo lo decidido a la vez; `accion` es lo que mas pesa de ello."""
    revierte_id: int | None = Field(default=None, foreign_key="decision.id")
    """La decision que esta deshace o revierte."""
    lote: str = ""
    """El mismo en todas las que se tomaron juntas."""
    antes: Any = col_json(nula=True)
    """Como estaba el bloqueo de ese comentario antes de decidir: con ello se deshace."""
    contada: datetime | None = col_fecha(nula=True)
    """Cuando `sanciones` la miro para anotar o retirar su falta."""
