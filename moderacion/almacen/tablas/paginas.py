"""Lo que muestran las paginas de la casa: lo que hizo cada politica por dia, y las apelaciones con su enlace."""

from datetime import date, datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import EstadoApelacion
from moderacion.almacen.tablas.base import col_fecha, col_texto, parcial, uno_de


class ConteoPolitica(SQLModel, table=True):
    """Cuantas veces hizo algo una politica en un dia local. Se suma en la transaccion del hecho."""

    __tablename__ = "conteo_politica"
    dia: date = Field(primary_key=True)
    politica: int = Field(primary_key=True)
    que: str = Field(primary_key=True)
    cuantos: int = 0


class Apelacion(SQLModel, table=True):
    """El derecho a que otra persona mire una restriccion. Del enlace se guarda la huella, no el testigo."""

    __table_args__ = (
        UniqueConstraint("huella"),
        uno_de("estado", EstadoApelacion),
        # una abierta por expediente: dos enlaces vivos serian dos apelaciones de lo mismo
        parcial(
            "uq_apelacion_abierta", "expediente_id", donde="estado IN ('emitida', 'presentada')", unico=True
        ),
        Index("ix_apelacion_expediente", "expediente_id", "id"),
        Index("ix_apelacion_estado", "estado", "id"),
        Index("ix_apelacion_presentada", "presentada"),
        Index("ix_apelacion_resuelta", "resuelta"),
    )
    id: int | None = Field(default=None, primary_key=True)
    expediente_id: int = Field(foreign_key="expediente.id")
    bloqueo_id: int | None = Field(default=None, foreign_key="bloqueo.id")
    apelada_id: int | None = Field(default=None, foreign_key="decision.id")
    """La decision que se apela; nula si lo hizo la maquina sola."""
    accion: str
    articulo: int | None = None
    extracto: str = col_texto()
    """El principio de lo restringido, tal como estaba al emitir el enlace: editarlo despues no lo cambia."""
    huella: str
    creada: datetime = col_fecha()
    caduca: datetime = col_fecha()
    estado: str = EstadoApelacion.EMITIDA
    texto: str = col_texto(defecto="")
    contacto: str = col_texto(defecto="")
    presentada: datetime | None = col_fecha(nula=True)
    resuelta_por: int | None = Field(default=None, foreign_key="usuario.id")
    resuelta: datetime | None = col_fecha(nula=True)
    resolucion: str = col_texto(defecto="")
    decision_id: int | None = Field(default=None, foreign_key="decision.id")
    """La decision que la resolvio."""


class IntentoPublico(SQLModel, table=True):
    """Un enlace de apelacion que no existia, por origen: frena a quien prueba. Se olvida en un dia."""

    __tablename__ = "intento_publico"
    __table_args__ = (
        Index("ix_intento_publico_origen", "origen", "fecha"),
        Index("ix_intento_publico_fecha", "fecha"),
    )
    id: int | None = Field(default=None, primary_key=True)
    origen: str
    fecha: datetime = col_fecha()
