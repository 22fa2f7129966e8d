"""Lo que se cuenta para rendir cuentas: cifras por dia ya cerradas, y la segunda lectura de una muestra."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.tablas.base import col_fecha, col_texto, parcial, uno_de


class EstadoLectura(StrEnum):
    """La vida de una segunda lectura."""

    PENDIENTE = "pendiente"
    LEIDA = "leida"
    DESCARTADA = "descartada"
    """El texto ya no esta: no se puede leer."""


class Razon(StrEnum):
    """A quien dio la razon supervision."""

    PRIMERA = "primera"
    SEGUNDA = "segunda"
    DUDOSO = "dudoso"
    """El manual no lo deja claro: las dos lecturas caben."""


class CifraDia(SQLModel, table=True):
    """Cuantas veces paso algo en un dia de El Salvador (`moderacion.almacen.hechos.Que`). No guarda nada de nadie."""

    __tablename__ = "cifra_dia"
    __table_args__ = ({"sqlite_with_rowid": False},)
    que: str = Field(primary_key=True)
    dia: date = Field(primary_key=True)
    cuenta_id: int = Field(primary_key=True, foreign_key="cuenta.id")
    politica: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Cero: ninguna, o no se sabe."""
    quien: str = Field(primary_key=True)
    detalle: str = Field(primary_key=True)
    clave: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """Una hora local, o unos minutos, segun lo que se cuente."""
    cuantos: int


class DiaCerrado(SQLModel, table=True):
    """Un dia cuyas cifras ya no cambian. `huella`: la de todas ellas, para saber si alguien las toco."""

    __tablename__ = "dia_cerrado"
    dia: date = Field(primary_key=True)
    cerrado: datetime = col_fecha()
    filas: int
    huella: str


class Muestra(SQLModel, table=True):
    """El sorteo de una semana. Con su `semilla`, cualquiera lo repite y le sale lo mismo."""

    semana: date = Field(primary_key=True)
    """El lunes en que empieza."""
    semilla: str
    por_ciento: int
    decisiones: int
    """Entre cuantas se sorteo."""
    elegidas: int
    sorteada: datetime = col_fecha()


class SegundaLectura(SQLModel, table=True):
    """Una decision sorteada, y lo que otra persona habria decidido sin saber lo que se decidio."""

    __tablename__ = "segunda_lectura"
    __table_args__ = (
        UniqueConstraint("decision_id"),
        uno_de("estado", EstadoLectura),
        parcial("ix_segunda_lectura_pendiente", "id", donde="estado = 'pendiente'"),
        parcial("ix_segunda_lectura_desacuerdo", "id", donde="discrepa AND razon = ''"),
        Index("ix_segunda_lectura_leida", "leida"),
        Index("ix_segunda_lectura_expediente", "expediente_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    semana: date = Field(foreign_key="muestra.semana")
    decision_id: int = Field(foreign_key="decision.id")
    expediente_id: int = Field(foreign_key="expediente.id")
    politica: int
    """El estrato: el articulo que se cito o, si se permitio, la politica por la que se miraba."""
    primera: bool
    """Si la primera persona restringio por esa politica."""
    maquina: bool | None = None
    """Si la maquina propuso restringir por esa politica; nulo si no dijo nada de ella."""
    automatica: bool
    """Si la maquina lo habia restringido sola."""
    estado: str = EstadoLectura.PENDIENTE
    usuario_id: int | None = Field(default=None, foreign_key="usuario.id")
    articulo: int | None = None
    """El articulo por el que la segunda persona restringiria; nulo: lo permitiria."""
    critica: bool | None = None
    """Si quien lee por segunda vez ve en el texto una critica, queja o denuncia."""
    nota: str = col_texto(defecto="")
    leida: datetime | None = col_fecha(nula=True)
    discrepa: bool = False
    razon: str = ""
    zanjo_id: int | None = Field(default=None, foreign_key="usuario.id")
    zanjada: datetime | None = col_fecha(nula=True)
    nota_zanjo: str = col_texto(defecto="")
