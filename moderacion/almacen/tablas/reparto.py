"""El trabajo repartido entre varias maquinas: quien lleva el compas, y hasta donde llego cada vuelta."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.tablas.base import col_fecha


class Lider(SQLModel, table=True):
    """Quien reparte las vueltas: una sola fila. Lo que escriba quien no tenga el ultimo mandato no entra."""

    __table_args__ = (CheckConstraint("id = 1", name="uno"),)
    id: int = Field(primary_key=True)
    mandato: int
    """Crece cada vez que alguien toma el compas."""
    quien: str
    desde: datetime = col_fecha()
    toma_hasta: datetime = col_fecha()
    """Por la hora de la base: las maquinas pueden no coincidir en la suya."""


class VueltaRepartida(SQLModel, table=True):
    """Una vuelta (de una cuenta, si es de una) y hasta que ventana se encargo, se empezo y se hizo.

    Es toda la verdad del reparto: lo que haya en la cola de `procrastinate` se puede perder entero.
    """

    __tablename__ = "vuelta_repartida"
    nombre: str = Field(primary_key=True)
    ventana: datetime = col_fecha()
    """La ultima encargada, por su hora prevista."""
    mandato: int
    """De quien la encargo."""
    empezada: datetime | None = col_fecha(nula=True)
    hecha: datetime | None = col_fecha(nula=True)
    """La ultima ventana hecha."""
    quien: str
    """El trabajador que la empezo, o la hizo, el ultimo."""
    encargadas: int
    hechas: int
    """Ventanas. Las encargadas de mas las hizo la siguiente por ellas: nadie llego a su hora."""
