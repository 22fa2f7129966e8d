"""Lo que un incidente reune: pruebas, pasos y decisiones; las señales de cada cuenta y los cambios anunciados."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto


class PruebaIncidente(SQLModel, table=True):
    """Lo que se vio, guardado entero y con su huella: lo que la red borre despues, aqui sigue."""

    __tablename__ = "prueba_incidente"
    __table_args__ = (UniqueConstraint("incidente_id", "huella"),)
    id: int | None = Field(default=None, primary_key=True)
    incidente_id: int = Field(foreign_key="incidente.id")
    clase: str
    titulo: str = col_texto()
    antes: str | None = col_texto(nula=True)
    ahora: str | None = col_texto(nula=True)
    detalle: Any = col_json()
    """Lo que la red dijo, tal cual."""
    huella: str
    """SHA-256 de todo lo anterior; va tambien en la bitacora, asi cambiar la prueba se nota."""
    tomada: datetime = col_fecha()
    purgada: datetime | None = col_fecha(nula=True)
    """Cuando se tapo o quito algo de ella: desde entonces su huella es la de lo que hubo."""


class PasoIncidente(SQLModel, table=True):
    """Algo que hay que hacer, copiado de la lista de su clase al abrirse: cambiar la lista no toca lo abierto."""

    __tablename__ = "paso_incidente"
    __table_args__ = (UniqueConstraint("incidente_id", "orden"),)
    id: int | None = Field(default=None, primary_key=True)
    incidente_id: int = Field(foreign_key="incidente.id")
    orden: int
    texto: str = col_texto()
    enlace: str = col_texto(defecto="")
    hecho: datetime | None = col_fecha(nula=True)
    hecho_por: int | None = Field(default=None, foreign_key="usuario.id")
    nota: str = col_texto(defecto="")


class DecisionIncidente(SQLModel, table=True):
    """Lo que un superior decidio (articulo 13) y por que."""

    __tablename__ = "decision_incidente"
    __table_args__ = (
        CheckConstraint("length(trim(motivo)) >= 3", name="motivo"),
        Index("ix_decision_incidente_incidente", "incidente_id", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    incidente_id: int = Field(foreign_key="incidente.id")
    usuario_id: int = Field(foreign_key="usuario.id")
    decision: str
    motivo: str = col_texto()
    fecha: datetime = col_fecha()


class SenalCuenta(SQLModel, table=True):
    """Una señal del articulo 13: lo que sola no basta, puede sumar con lo que llegue despues."""

    __tablename__ = "senal_cuenta"
    __table_args__ = (Index("ix_senal_cuenta_vista", "cuenta_id", "vista"),)
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int = Field(foreign_key="cuenta.id")
    clase: str
    peso: float
    motivo: str = col_texto()
    vista: datetime = col_fecha()


class Mantenimiento(SQLModel, table=True):
    """Cambios que se anuncian antes de hacerlos: bajan el peso de sus señales, no las callan."""

    __table_args__ = (
        CheckConstraint("length(trim(motivo)) >= 3", name="motivo"),
        CheckConstraint("hasta > desde", name="plazo"),
        Index("ix_mantenimiento_hasta", "hasta"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int | None = Field(default=None, foreign_key="cuenta.id")
    """Nula: todas."""
    desde: datetime = col_fecha()
    hasta: datetime = col_fecha()
    espera: Any = col_json()
    """Las señales que se esperan; vacia, cualquiera."""
    motivo: str = col_texto()
    anunciado: datetime = col_fecha()
    anunciado_por: str = ""
    """`usuario/N`, o la linea de ordenes."""
    retirado: datetime | None = col_fecha(nula=True)
