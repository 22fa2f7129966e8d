"""Lo que redactamos y lo que las areas contestan: consultas, borradores y cada paso de un borrador con su texto."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados_redaccion import EstadoBorrador, EstadoConsulta, TipoBorrador
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, parcial, uno_de


class Consulta(SQLModel, table=True):
    """Una pregunta a un area y lo que contesto, con su plazo: mientras rige, se puede volver a usar."""

    __table_args__ = (
        UniqueConstraint("numero"),
        uno_de("estado", EstadoConsulta),
        CheckConstraint(
            "estado <> 'respondida' OR "
            "(length(trim(respuesta)) >= 3 AND vence IS NOT NULL AND respondida IS NOT NULL)",
            name="respondida",
        ),
        CheckConstraint("vence IS NULL OR vence > respondida", name="plazo"),
        Index("ix_consulta_area", "area", "estado"),
    )
    id: int | None = Field(default=None, primary_key=True)
    numero: str
    """«C-7»: el 7 es el id."""
    area: str
    """Clave del area en `politicas/listas/areas.toml`."""
    asunto: str = col_texto()
    pregunta: str = col_texto()
    respuesta: str = col_texto(defecto="")
    respondida_por: str = col_texto(defecto="")
    """Quien contesto por el area: una persona de fuera del sistema."""
    registrada_por: int | None = Field(default=None, foreign_key="usuario.id")
    """Quien escribio aqui esa respuesta."""
    creada: datetime = col_fecha()
    creada_por: int = Field(foreign_key="usuario.id")
    respondida: datetime | None = col_fecha(nula=True)
    vence: datetime | None = col_fecha(nula=True)
    estado: str = EstadoConsulta.ABIERTA
    expediente_id: int | None = Field(default=None, foreign_key="expediente.id")
    """El caso que la motivo."""
    plazo: datetime | None = col_fecha(nula=True)
    """Para cuando se espera la respuesta: pasado, se recuerda y despues se escala."""


class Borrador(SQLModel, table=True):
    """Un texto nuestro. La aprobacion esta atada a `huella`: si el texto o en que se apoya cambian, ya no vale."""

    __table_args__ = (
        UniqueConstraint("orden_id"),
        uno_de("tipo", TipoBorrador),
        uno_de("estado", EstadoBorrador),
        CheckConstraint("aprobado_por IS NULL OR aprobado_por <> autor_id", name="nadie_aprueba_lo_suyo"),
        CheckConstraint(
            "estado NOT IN ('aprobado', 'programado', 'publicado', 'fallido') OR "
            "((aprobado_por IS NOT NULL OR aprobado_area IS NOT NULL) AND huella_aprobada IS NOT NULL "
            "AND huella_aprobada = huella)",
            name="aprobado_lo_que_dice",
        ),
        CheckConstraint(
            "tipo <> 'respuesta' OR estado NOT IN ('programado', 'publicado', 'fallido') OR orden_id IS NOT NULL",
            name="con_orden",
        ),
        CheckConstraint("tipo <> 'respuesta' OR comentario_id IS NOT NULL", name="a_que_responde"),
        parcial(
            "uq_borrador_vivo",
            "comentario_id",
            donde="estado IN ('en_revision', 'aprobado', 'programado')",
            unico=True,
        ),
        Index("ix_borrador_estado", "estado", "id"),
        Index("ix_borrador_comentario", "comentario_id"),
        Index("ix_borrador_consulta", "consulta_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    tipo: str
    cuenta_id: int = Field(foreign_key="cuenta.id")
    comentario_id: int | None = Field(default=None, foreign_key="comentario.id")
    comentario_huella: str = ""
    """El texto del comentario al que se responde: si su autor lo edita, lo aprobado ya no contesta a lo mismo."""
    expediente_id: int | None = Field(default=None, foreign_key="expediente.id")
    texto: str = col_texto()
    huella: str
    consulta_id: int | None = Field(default=None, foreign_key="consulta.id")
    impacto: str = col_texto(defecto="")
    """Razon de impacto para escribir en mayusculas (articulo 11)."""
    advertencias: Any = col_json()
    """Avisos del juez que el autor mantuvo: clave, politica, motivo y la razon que dio."""
    estado: str = EstadoBorrador.BORRADOR
    version: int = 1
    """Sube con cada paso."""
    autor_id: int = Field(foreign_key="usuario.id")
    creado: datetime = col_fecha()
    cambiado: datetime = col_fecha()
    aprobado_por: int | None = Field(default=None, foreign_key="usuario.id")
    aprobado: datetime | None = col_fecha(nula=True)
    aprobado_hasta: datetime | None = col_fecha(nula=True)
    """Cuando la aprobacion deja de valer si no ha salido."""
    huella_aprobada: str | None = None
    motivo_devolucion: str = col_texto(defecto="")
    """Por que volvio a su autor o a revision: lo escribe quien revisa, o la maquina."""
    orden_id: int | None = Field(default=None, foreign_key="orden.id")
    """La de una respuesta; lo demas lleva una por cuenta, en `salida`."""
    publicado: datetime | None = col_fecha(nula=True)
    medios: Any = col_json(nula=True)
    """Lo que acompaña al texto, en su orden: huella del archivo y texto alternativo."""
    aprobado_area: str | None = None
    """El area cuyo visto bueno lo aprobo, si nadie de la casa hizo falta."""


class Revision(SQLModel, table=True):
    """Un paso de un borrador con el texto de ese momento: nada de lo escrito se pierde y se puede comparar."""

    __table_args__ = (UniqueConstraint("borrador_id", "version"), uno_de("estado", EstadoBorrador))
    id: int | None = Field(default=None, primary_key=True)
    borrador_id: int = Field(foreign_key="borrador.id")
    version: int
    paso: str
    """Que se hizo: creado, guardado, enviado, aprobado, devuelto…"""
    estado: str
    huella: str
    texto: str = col_texto()
    motivo: str = col_texto(defecto="")
    usuario_id: int | None = Field(default=None, foreign_key="usuario.id")
    """Quien lo hizo; vacio si fue la maquina."""
    fecha: datetime = col_fecha()
