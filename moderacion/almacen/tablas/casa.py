"""Lo de la casa: bitacora, incidentes, avisos, usuarios, sesiones y latidos."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import ClaseAviso, EstadoAviso, EstadoIncidente, Rol
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, parcial, uno_de


class SucesoFila(SQLModel, table=True):
    """Un eslabon de la bitacora. Sin claves ajenas: el registro no estorba ni depende de los datos vivos."""

    __tablename__ = "suceso"
    # cada filtro de la pagina de la bitacora, por paginas y del ultimo al primero
    __table_args__ = (
        Index("ix_suceso_objeto", "objeto", "n"),
        Index("ix_suceso_tipo", "tipo", "n"),
        Index("ix_suceso_actor", "actor", "n"),
        Index("ix_suceso_fecha", "fecha", "n"),
    )
    n: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    fecha: datetime = col_fecha()
    tipo: str
    objeto: str
    actor: str
    datos: str
    huella: str


class Incidente(SQLModel, table=True):
    """Una crisis. `clave` es unica mientras no se cierra: mil detecciones, un incidente."""

    __table_args__ = (
        uno_de("estado", EstadoIncidente),
        parcial("uq_incidente_abierto", "clave", donde="estado <> 'cerrado'", unico=True),
        # el parcial no le sirve a una consulta con el estado como dato
        Index("ix_incidente_clave", "clave", "estado"),
        Index("ix_incidente_congela", "cuenta_id", "congela", "estado"),
        Index("ix_incidente_estado", "estado", "id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int = Field(foreign_key="cuenta.id")
    """La de los hechos; en lo que alcanza a todas, la mas tocada."""
    tipo: str
    clave: str
    gravedad: int
    estado: str = EstadoIncidente.ABIERTO
    motivo: str = col_texto()
    evidencia: Any = col_json()
    veces: int = 1
    abierto: datetime = col_fecha()
    ultima: datetime = col_fecha()
    atendido_por: int | None = Field(default=None, foreign_key="usuario.id")
    atendido: datetime | None = col_fecha(nula=True)
    cerrado: datetime | None = col_fecha(nula=True)
    causa: str = col_texto(defecto="")
    congela: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Si mientras no se cierre la cuenta ni publica ni responde."""
    falsa_alarma: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    area: str = Field(default="", sa_column_kwargs={"server_default": ""})
    """A que area toca, si a alguna (`politicas/listas/areas.toml`)."""
    vence: datetime | None = col_fecha(nula=True)
    """Para cuando alguien tiene que haberse hecho cargo."""
    comentario_id: int | None = None
    """El comentario que lo abrio. Sin clave ajena: el comentario se puede purgar y el incidente queda."""


class Aviso(SQLModel, table=True):
    """Algo que se debe decir a alguien de la casa."""

    __table_args__ = (
        UniqueConstraint("incidente_id", "escalon", "destino"),
        uno_de("estado", EstadoAviso),
        Index("ix_aviso_entrega", "entrega_id"),
        parcial(
            "ix_aviso_por_enviar",
            "destino",
            "id",
            donde="estado IN ('pendiente', 'enviando') AND callado IS NULL",
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    incidente_id: int = Field(foreign_key="incidente.id")
    escalon: int = 1
    """El movimiento de su escalada que lo debe: uno por destino y movimiento."""
    destino: str
    """Nombre del supervisor y numero de canal; la direccion es un secreto y no se guarda."""
    persona: str = col_texto(defecto="")
    clase: str = ClaseAviso.ESCALON
    paso: int = 1
    vuelta: int = 1
    insistente: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Sale solo y cuanto antes: ni se junta con otros ni espera su hueco."""
    callado: datetime | None = col_fecha(nula=True)
    """Desde cuando ya no hace falta: no se empieza a enviar otra vez."""
    entrega_id: int | None = None
    """El ultimo envio en que fue. Sin clave ajena: el registro de envios se puede purgar."""
    asunto: str = col_texto(defecto="")
    cuerpo: str = col_texto(defecto="")
    """Lo que dijo la ultima vez: se escribe de nuevo en cada intento, con lo que se sepa entonces."""
    estado: str = EstadoAviso.PENDIENTE
    intentos: int = 0
    creado: datetime = col_fecha()
    no_antes_de: datetime | None = col_fecha(nula=True)
    enviado: datetime | None = col_fecha(nula=True)
    error: str = col_texto(defecto="")


class Usuario(SQLModel, table=True):
    """Alguien de la casa."""

    __table_args__ = (UniqueConstraint("nombre"), uno_de("rol", Rol))
    id: int | None = Field(default=None, primary_key=True)
    nombre: str
    clave: str
    """Huella Argon2; nunca la clave."""
    rol: str
    activo: bool = True
    creado: datetime = col_fecha()
    totp: str | None = None
    """El secreto del segundo factor, cifrado; nulo si no lo tiene."""
    totp_nuevo: str | None = None
    """Uno por confirmar, cifrado: hasta que se escribe un código suyo no vale."""
    totp_paso: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    """El último paso (medio minuto desde 1970) aceptado: ese y los anteriores ya no valen."""
    clave_temporal: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """La puso otra persona: hay que cambiarla antes de nada."""
    temporal_hasta: datetime | None = col_fecha(nula=True)


class Sesion(SQLModel, table=True):
    """Una sesion abierta. Se guarda la huella del testigo, no el testigo."""

    __table_args__ = (UniqueConstraint("huella"), Index("ix_sesion_usuario", "usuario_id"))
    id: int | None = Field(default=None, primary_key=True)
    """Para nombrarla en pantalla sin enseñar la huella."""
    huella: str
    usuario_id: int = Field(foreign_key="usuario.id")
    creada: datetime = col_fecha()
    caduca: datetime = col_fecha()
    ultima: datetime = col_fecha()
    """El último uso, al minuto."""
    origen: str = col_texto(defecto="")
    navegador: str = col_texto(defecto="")


class IntentoIngreso(SQLModel, table=True):
    """Un ingreso fallido, para frenar a quien prueba claves."""

    __tablename__ = "intento_ingreso"
    __table_args__ = (Index("ix_intento_ingreso_fecha", "fecha"),)
    id: int | None = Field(default=None, primary_key=True)
    usuario: str = col_texto()
    origen: str
    """La direccion (o su /64), o el numero del navegador."""
    fecha: datetime = col_fecha()
    tipo: str = Field(default="clave", sa_column_kwargs={"server_default": "clave"})
    """`clave`, `conocido`, `propia`, `codigo` o `codigo_conocido`: cada paso tiene su freno."""


class Latido(SQLModel, table=True):
    """La ultima vuelta entera de cada pasada: lo que `/salud` mira."""

    nombre: str = Field(primary_key=True)
    fecha: datetime = col_fecha()
    error: str = col_texto(defecto="")
