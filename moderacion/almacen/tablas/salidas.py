"""Como sale lo que decimos: a que cuentas y cuando, quien lo aprobo, los comunicados y lo que para todo."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados_redaccion import (
    EstadoComunicado,
    EstadoSugerencia,
    EstadoVistoBueno,
    TipoSugerencia,
)
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, parcial, uno_de


class Medio(SQLModel, table=True):
    """Un archivo que acompaña a una publicacion, por su huella: el mismo archivo se guarda una vez."""

    __table_args__ = (UniqueConstraint("huella"),)
    id: int | None = Field(default=None, primary_key=True)
    huella: str
    """SHA-256 de su contenido."""
    tipo: str
    nombre: str = col_texto()
    contenido: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    subido: datetime = col_fecha()
    subido_por: int = Field(foreign_key="usuario.id")


class Salida(SQLModel, table=True):
    """Una cuenta a la que va un borrador, a su hora y, si hace falta, con su propio texto."""

    __table_args__ = (
        UniqueConstraint("borrador_id", "cuenta_id"),
        UniqueConstraint("orden_id"),
        Index("ix_salida_cuenta", "cuenta_id", "hora"),
    )
    id: int | None = Field(default=None, primary_key=True)
    borrador_id: int = Field(foreign_key="borrador.id")
    cuenta_id: int = Field(foreign_key="cuenta.id")
    texto: str = col_texto(defecto="")
    """El de esta cuenta; vacio, el del borrador."""
    hora: datetime | None = col_fecha(nula=True)
    """Desde cuando puede salir; nula, en cuanto se apruebe."""
    edita_id: int | None = Field(default=None, foreign_key="publicacion.id")
    """La publicacion nuestra que cambia, si no es nueva."""
    orden_id: int | None = Field(default=None, foreign_key="orden.id")
    descartada: str = col_texto(defecto="")
    """Por que ya no saldra por esta cuenta, o vacio."""
    visto: bool | None = None
    """Lo que una persona vio en la red, cuando la maquina no pudo saber si salio."""


class Aprobacion(SQLModel, table=True):
    """Alguien aprobo una huella. Anulada, ya no vale para nada, ni aunque el texto vuelva a ser el de antes."""

    __table_args__ = (
        parcial("uq_aprobacion_de", "borrador_id", "usuario_id", donde="anulada IS NULL", unico=True),
        UniqueConstraint("visto_bueno_id"),
        CheckConstraint("(usuario_id IS NULL) <> (visto_bueno_id IS NULL)", name="de_alguien"),
    )
    id: int | None = Field(default=None, primary_key=True)
    borrador_id: int = Field(foreign_key="borrador.id")
    usuario_id: int | None = Field(default=None, foreign_key="usuario.id")
    """Alguien de la casa; nulo si fue un area."""
    huella: str
    fecha: datetime = col_fecha()
    anulada: datetime | None = col_fecha(nula=True)
    visto_bueno_id: int | None = Field(default=None, foreign_key="visto_bueno.id")
    """El del area que aprobo con el enlace de su correo."""


class VistoBueno(SQLModel, table=True):
    """Se pidio a un area que apruebe una huella. Lo que se cambie despues lo anula."""

    __tablename__ = "visto_bueno"
    __table_args__ = (
        uno_de("estado", EstadoVistoBueno),
        CheckConstraint(
            "estado NOT IN ('dado', 'rechazado') OR (cerrado IS NOT NULL AND length(trim(firma)) >= 3)",
            name="firmado",
        ),
        CheckConstraint("estado <> 'rechazado' OR length(trim(motivo)) >= 3", name="con_motivo"),
        parcial("uq_visto_bueno_pedido", "borrador_id", "area", donde="estado = 'pedido'", unico=True),
        Index("ix_visto_bueno_borrador", "borrador_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    borrador_id: int = Field(foreign_key="borrador.id")
    area: str
    huella: str
    """La de lo que se le pidio aprobar."""
    pedido: datetime = col_fecha()
    pedido_por: int = Field(foreign_key="usuario.id")
    caduca: datetime = col_fecha()
    estado: str = EstadoVistoBueno.PEDIDO
    cerrado: datetime | None = col_fecha(nula=True)
    firma: str = col_texto(defecto="")
    """Quien lo dio o lo nego, con la direccion a que se le escribio."""
    motivo: str = col_texto(defecto="")


class Comunicado(SQLModel, table=True):
    """La postura oficial sobre un asunto. Su numero no se usa dos veces, ni aunque el borrador se retire."""

    __table_args__ = (
        UniqueConstraint("numero"),
        UniqueConstraint("borrador_id"),
        uno_de("estado", EstadoComunicado),
        CheckConstraint("hasta > desde", name="vigencia"),
        CheckConstraint(
            "estado = 'preparado' OR (publicado IS NOT NULL AND length(trim(texto)) > 0)", name="publicado"
        ),
        Index("ix_comunicado_vigencia", "estado", "hasta"),
        Index("ix_comunicado_sustituye", "sustituye_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    numero: str
    """«12-2026»."""
    borrador_id: int = Field(foreign_key="borrador.id")
    asunto: str = col_texto()
    firmante: str = col_texto()
    desde: datetime = col_fecha()
    hasta: datetime = col_fecha()
    cuerpo: str = col_texto()
    """Lo que se escribe; el texto entero lleva ademas numero, asunto, vigencia y firma."""
    texto: str = col_texto(defecto="")
    """El texto entero, tal como se publico."""
    sustituye_id: int | None = Field(default=None, foreign_key="comunicado.id")
    estado: str = EstadoComunicado.PREPARADO
    publicado: datetime | None = col_fecha(nula=True)
    retirado: datetime | None = col_fecha(nula=True)
    retirado_por: int | None = Field(default=None, foreign_key="usuario.id")
    motivo_retiro: str = col_texto(defecto="")


class Paro(SQLModel, table=True):
    """La orden de que no salga nada: de una cuenta, o de ninguna."""

    __table_args__ = (
        parcial("uq_paro_vigente", "ambito", donde="levantado IS NULL", unico=True),
        CheckConstraint("length(trim(motivo)) >= 3", name="motivo"),
    )
    id: int | None = Field(default=None, primary_key=True)
    ambito: str
    """«todas» o «cuenta/3»."""
    cuenta_id: int | None = Field(default=None, foreign_key="cuenta.id")
    motivo: str = col_texto()
    puesto: datetime = col_fecha()
    puesto_por: int = Field(foreign_key="usuario.id")
    levantado: datetime | None = col_fecha(nula=True)
    levantado_por: int | None = Field(default=None, foreign_key="usuario.id")
    motivo_levantar: str = col_texto(defecto="")


class Sugerencia(SQLModel, table=True):
    """Algo que conviene hacer y nadie pidio: un tema sin comunicado, una cuenta callada o que inunda."""

    __table_args__ = (
        uno_de("tipo", TipoSugerencia),
        uno_de("estado", EstadoSugerencia),
        parcial("uq_sugerencia_abierta", "clave", donde="estado = 'abierta'", unico=True),
        Index("ix_sugerencia_estado", "estado", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    tipo: str
    clave: str
    """Lo que la hace la misma: tipo y asunto o cuenta. Verla otra vez no la duplica."""
    cuenta_id: int | None = Field(default=None, foreign_key="cuenta.id")
    asunto: str = col_texto(defecto="")
    motivo: str = col_texto()
    ejemplos: Any = col_json()
    veces: int = 1
    abierta: datetime = col_fecha()
    ultima: datetime = col_fecha()
    estado: str = EstadoSugerencia.ABIERTA
    cerrada: datetime | None = col_fecha(nula=True)
    cerrada_por: int | None = Field(default=None, foreign_key="usuario.id")
    nota: str = col_texto(defecto="")
