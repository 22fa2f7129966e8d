"""La cola puesta de modo que se filtre, se cuente y se busque sin recorrerla."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class MarcaCola(SQLModel, table=True):
    """Un expediente en cola bajo un valor de filtro, o bajo un par: la pagina de un filtro es un tramo seguido."""

    __tablename__ = "marca_cola"
    __table_args__ = (Index("ix_marca_cola_expediente", "expediente_id"), {"sqlite_with_rowid": False})
    clave: str = Field(primary_key=True)
    prioridad_neg: int = Field(primary_key=True)
    expediente_id: int = Field(primary_key=True)
    """Sin clave ajena: se escriben quince por expediente, solo en `marcas.py`, y un expediente no se borra."""


class CuentaCola(SQLModel, table=True):
    """Cuantos expedientes en cola hay bajo una clave."""

    __tablename__ = "cuenta_cola"
    clave: str = Field(primary_key=True)
    cuantos: int = 0


class Senal(SQLModel, table=True):
    """Lo que una señal (politica y etiqueta) ha acertado segun las personas."""

    nombre: str = Field(primary_key=True)
    aciertos: int = 0
    fallos: int = 0


class JuicioSenal(SQLModel, table=True):
    """Lo que una decision dijo de una señal: si la decision se deshace, se descuenta."""

    __tablename__ = "juicio_senal"
    decision_id: int = Field(primary_key=True, foreign_key="decision.id")
    nombre: str = Field(primary_key=True)
    acierto: bool
