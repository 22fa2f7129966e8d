"""Los programas que usan la API: quién es cada uno, cuánto pide y qué peticiones suyas ya se atendieron."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto


class ClienteApi(SQLModel, table=True):
    """Un programa con permiso. Se guarda la huella de su testigo; el testigo se muestra una vez y no se guarda."""

    __tablename__ = "cliente_api"
    __table_args__ = (
        UniqueConstraint("nombre"),
        UniqueConstraint("huella"),
        CheckConstraint("por_minuto > 0", name="por_minuto"),
        CheckConstraint("caduca > creado", name="plazo"),
    )
    id: int | None = Field(default=None, primary_key=True)
    nombre: str = col_texto()
    prefijo: str
    """Los primeros caracteres del testigo: para reconocerlo en una lista, no bastan para usarlo."""
    huella: str
    alcances: Any = col_json()
    cuentas: Any = col_json(nula=True)
    """Las cuentas que ve, por id; sin ninguna dicha, todas."""
    usuario_id: int | None = Field(default=None, foreign_key="usuario.id")
    """En nombre de quién decide: así cada decisión tiene una persona."""
    aceptado: datetime | None = col_fecha(nula=True)
    """Cuándo aceptó esa persona que actúe en su nombre. Hasta entonces solo lee."""
    activo: bool = True
    por_minuto: int
    creado: datetime = col_fecha()
    creado_por: str
    caduca: datetime = col_fecha()
    usado: datetime | None = col_fecha(nula=True)
    ventana: datetime | None = col_fecha(nula=True)
    """El minuto al que pertenece `gastadas`."""
    gastadas: int = 0


class PeticionApi(SQLModel, table=True):
    """Una petición que cambia algo, ya atendida, con lo que se contestó: repetirla contesta lo mismo."""

    __tablename__ = "peticion_api"
    __table_args__ = (Index("ix_peticion_api_caduca", "caduca"),)
    cliente_id: int = Field(primary_key=True, foreign_key="cliente_api.id")
    clave: str = Field(primary_key=True)
    huella: str
    """De método, dirección y cuerpo: la misma clave con otra petición se rechaza."""
    estado: int
    respuesta: Any = col_json()
    creada: datetime = col_fecha()
    caduca: datetime = col_fecha()
