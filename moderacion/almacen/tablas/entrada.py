"""Lo que llega de las redes: cuentas, sondeos, publicaciones, autores, comentarios y fotos diarias."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, false, true
from sqlmodel import Field, SQLModel

from moderacion.almacen.estados import EstadoComentario, OrigenPublicacion
from moderacion.almacen.tablas.base import col_fecha, col_json, col_texto, parcial, uno_de


class Cuenta(SQLModel, table=True):
    """Una cuenta nuestra."""

    __table_args__ = (UniqueConstraint("red", "id_externo"),)
    id: int | None = Field(default=None, primary_key=True)
    red: str
    id_externo: str
    nombre: str = col_texto()
    alta: datetime = col_fecha()


class Sondeo(SQLModel, table=True):
    """Por donde va la lectura de una cuenta, y como le fue."""

    cuenta_id: int = Field(primary_key=True, foreign_key="cuenta.id")
    cursor: str | None = None
    ultimo_inicio: datetime | None = col_fecha(nula=True)
    ultimo_bien: datetime | None = col_fecha(nula=True)
    no_antes_de: datetime | None = col_fecha(nula=True)
    fallos: int = 0
    error: str = col_texto(defecto="")
    error_tipo: str = ""
    error_desde: datetime | None = col_fecha(nula=True)
    credencial_invalida: bool = False
    token: Any = col_json(nula=True)
    """Lo ultimo que la red dijo de la credencial: valido, motivo, vence, permisos, faltan, mirado."""
    comprobado: datetime | None = col_fecha(nula=True)
    """La ultima vez que se miro si lo publicado seguia alli."""
    cuotas: Any = col_json(nula=True)
    """Lo ultimo sabido de sus limites: nombre, usado de 0 a 1, renueva."""
    sin_leer: Any = col_json(nula=True)
    """Lo nuestro cuyos comentarios la red no deja leer: su id → desde cuando."""


class Publicacion(SQLModel, table=True):
    """Algo publicado por nuestra cuenta."""

    __table_args__ = (
        UniqueConstraint("cuenta_id", "id_externo"),
        uno_de("origen", OrigenPublicacion),
        parcial("ix_publicacion_sin_ver", "cuenta_id", donde="origen = 'sin_ver'"),
        Index("ix_publicacion_creado", "cuenta_id", "creado"),
        parcial("ix_publicacion_con_crudo", "visto", "id", donde="con_crudo"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int = Field(foreign_key="cuenta.id")
    id_externo: str
    padre_externo: str | None = None
    texto: str = col_texto()
    huella: str
    creado: datetime = col_fecha()
    visto: datetime = col_fecha()
    aplicacion: str = col_texto(defecto="")
    enlace: str = col_texto(defecto="")
    origen: str = OrigenPublicacion.SIN_VER
    crudo: Any = col_json()
    borrada: datetime | None = col_fecha(nula=True)
    """Cuando la borramos, por una orden nuestra."""
    nuestra_aplicacion: bool | None = None
    """Si la publico nuestra aplicacion; nulo si la red no lo dice."""
    comprobada: datetime | None = col_fecha(nula=True)
    """La ultima vez que se pregunto a la red si seguia."""
    ausente: datetime | None = col_fecha(nula=True)
    """Cuando se noto que ya no estaba, sin orden nuestra."""
    ausencia_vista: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    """Si `incidentes` ya la miro."""
    con_crudo: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Si `crudo` es todavia el de la red."""


class Autor(SQLModel, table=True):
    """Alguien de fuera. En Facebook su id solo vale para nuestra pagina: por eso cuelga de la cuenta."""

    __table_args__ = (UniqueConstraint("cuenta_id", "id_externo"),)
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int = Field(foreign_key="cuenta.id")
    id_externo: str
    nombre: str = col_texto(defecto="")
    usuario: str = col_texto(defecto="")
    enlace: str = col_texto(defecto="")


class Comentario(SQLModel, table=True):
    """Lo que alguien escribio."""

    __table_args__ = (
        UniqueConstraint("cuenta_id", "id_externo"),
        uno_de("estado", EstadoComentario),
        parcial("ix_comentario_pendiente", "id", donde="estado = 'pendiente'"),
        Index("ix_comentario_autor", "autor_id", "creado"),
        Index("ix_comentario_creado", "creado"),
        Index("ix_comentario_padre", "cuenta_id", "padre_externo"),
        Index("ix_comentario_cuenta", "cuenta_id", "id"),
        # contar un año de participacion sin abrir ni una fila: cada una lleva su JSON
        Index("ix_comentario_periodo", "creado", "estado", "cuenta_id", "autor_id"),
        Index("ix_comentario_leido", "leido"),
        parcial("ix_comentario_por_purgar", "leido", "id", donde="purgado IS NULL"),
        parcial("ix_comentario_comprobado", "cuenta_id", "comprobado", "id", donde="purgado IS NULL"),
        parcial("ix_comentario_con_crudo", "leido", "id", donde="con_crudo"),
    )
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int = Field(foreign_key="cuenta.id")
    id_externo: str
    publicacion_externa: str | None = None
    padre_externo: str | None = None
    autor_id: int | None = Field(default=None, foreign_key="autor.id")
    texto: str = col_texto()
    huella: str
    creado: datetime = col_fecha()
    editado: datetime | None = col_fecha(nula=True)
    leido: datetime = col_fecha()
    estado: str = EstadoComentario.PENDIENTE
    estado_red: str
    puede_ocultar: bool | None = None
    puede_eliminar: bool | None = None
    puede_responder: bool | None = None
    enlace: str = col_texto(defecto="")
    adjuntos: Any = col_json()
    reacciones: int = 0
    crudo: Any = col_json()
    toma_hasta: datetime | None = col_fecha(nula=True)
    purgado: datetime | None = col_fecha(nula=True)
    """Cuando se dejo de guardar su texto. La fila queda: sin ella, el siguiente sondeo lo traeria otra vez."""
    comprobado: datetime | None = col_fecha(nula=True)
    """La ultima vez que se supo que seguia en la red."""
    preguntado: datetime | None = col_fecha(nula=True)
    """La ultima vez que se pregunto por el y la red no dejo verlo: espera su turno, pero no cuenta como comprobado."""
    con_crudo: bool = Field(default=True, sa_column_kwargs={"server_default": true()})
    """Si `crudo` es todavia el de la red."""
    por_ver: bool | None = None
    """Si lleva una foto o un video que alguien subio; None si se leyo antes de que se mirara."""


class TextoPrevio(SQLModel, table=True):
    """Un texto que su autor edito despues: sin el, lo que se juzgo entonces no se podria volver a juzgar."""

    __tablename__ = "texto_previo"
    comentario_id: int = Field(primary_key=True, foreign_key="comentario.id")
    huella: str = Field(primary_key=True)
    texto: str = col_texto()
    hasta: datetime = col_fecha()
    """Cuando se leyo el siguiente."""


class Instantanea(SQLModel, table=True):
    """La cifra de seguidores y el perfil de una cuenta en un dia local: queda la ultima del dia."""

    __table_args__ = (UniqueConstraint("cuenta_id", "dia"),)
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int = Field(foreign_key="cuenta.id")
    dia: date
    primeros: int | None = None
    """Seguidores en la primera lectura del dia."""
    seguidores: int | None = None
    exactos: bool = True
    siguiendo: int | None = None
    """A cuantas sigue la cuenta, si la red lo dice."""
    publicadas: int | None = None
    """Cuantas publicaciones dice la red que tiene."""
    nombre: str = col_texto()
    perfil: Any = col_json()
    administradores: Any = col_json()
    tomada: datetime = col_fecha()


class CambioPerfil(SQLModel, table=True):
    """Un campo del perfil que cambio entre dos lecturas, o lo que dice algo nuestro, a la espera de que `incidentes` lo mire."""

    __tablename__ = "cambio_perfil"
    id: int | None = Field(default=None, primary_key=True)
    cuenta_id: int = Field(foreign_key="cuenta.id")
    campo: str
    antes: str = col_texto()
    ahora: str = col_texto()
    fecha: datetime = col_fecha()
    visto: bool = False
