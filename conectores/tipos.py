"""Lo que un conector lee y puede hacer, igual para las tres redes.

Todos los identificadores son `str` opacos: en Facebook y YouTube no tienen orden, y en Twitter (X) exceden
los 53 bits de muchos lectores de JSON (apis.md, seccion 6, fila 1). Todas las fechas son UTC con zona.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, Protocol

from conectores.salud import Cuota as Cuota  # noqa: PLC0414 - se importan de aqui
from conectores.salud import Presencia as Presencia  # noqa: PLC0414
from conectores.salud import SaludToken as SaludToken  # noqa: PLC0414

JSON = dict[str, Any]


class Red(StrEnum):
    """Las redes donde la institucion tiene cuenta."""

    FACEBOOK = "facebook"
    TWITTER = "twitter"
    YOUTUBE = "youtube"


NOMBRES: Final[Mapping[str, str]] = {"facebook": "Facebook", "twitter": "Twitter", "youtube": "YouTube"}
"""Como se escribe el nombre de cada red."""


class Accion(StrEnum):
    """Lo que se puede ordenar sobre una red."""

    OCULTAR = "ocultar"
    MOSTRAR = "mostrar"
    RETENER = "retener"
    ELIMINAR = "eliminar"
    BLOQUEAR = "bloquear"
    DESBLOQUEAR = "desbloquear"
    RESPONDER = "responder"
    PUBLICAR = "publicar"
    EDITAR = "editar"
    """Cambiar el texto de una publicacion nuestra."""
    BORRAR = "borrar"
    """Quitar una publicacion nuestra."""


class Alcance(StrEnum):
    """Hasta donde llega una accion en una red."""

    REVERSIBLE = "reversible"
    DEFINITIVA = "definitiva"
    MANUAL = "manual"
    NO_HAY = "no hay"


class EstadoEnRed(StrEnum):
    """Como esta el comentario en la red cuando se leyo."""

    VISIBLE = "visible"
    OCULTO = "oculto"
    RETENIDO = "retenido"
    PROBABLE_SPAM = "probable_spam"
    ELIMINADO = "eliminado"
    """Ya no esta: ningun conector lo lee, lo deja escrito quien lo elimina."""


TAPADOS: Final = frozenset({EstadoEnRed.OCULTO, EstadoEnRed.RETENIDO, EstadoEnRed.PROBABLE_SPAM})


@dataclass(frozen=True, slots=True)
class Capacidad:
    """Una accion en una red: su alcance, si una maquina puede hacerla sola y lo que una persona debe saber."""

    alcance: Alcance
    automatica: bool
    nota: str = ""
    """Frase para la pantalla: que hara de verdad, quien lo seguira viendo, que no se podra deshacer."""

    @property
    def por_api(self) -> bool:
        """Si el conector puede ejecutarla (y no solo una persona en la pagina de la red)."""
        return self.alcance in (Alcance.REVERSIBLE, Alcance.DEFINITIVA)


@dataclass(frozen=True, slots=True)
class Capacidades:
    """Lo que una red permite, como datos (diseno.md, seccion 4). `acciones` cubre las diez."""

    red: Red
    acciones: Mapping[Accion, Capacidad]
    largo_respuesta: int
    """Caracteres que admite una respuesta, contados como los cuenta la red (`medir`)."""
    largo_publicacion: int = 0
    """Lo mismo de una publicacion; 0 donde no se publica texto."""
    medios_maximos: int = 0
    """Archivos que se pueden enviar con una publicacion; hoy ningun conector los envia."""
    medir: Callable[[str], int] = len
    """Cuanto mide un texto para la red; Twitter no cuenta letras, las pesa."""
    seguidores_exactos: bool = True
    dice_si_oculto: bool = True
    """Si al leer un comentario la red dice que esta oculto; si no, vale lo que nosotros hicimos."""

    def de(self, accion: Accion) -> Capacidad:
        """La capacidad de `accion`."""
        return self.acciones[accion]


@dataclass(frozen=True, slots=True)
class AutorLeido:
    """Quien escribio: `id` opaco y propio de la red (en Facebook, ademas, propio de la pagina)."""

    id: str
    nombre: str = ""
    usuario: str = ""
    enlace: str = ""


@dataclass(frozen=True, slots=True)
class Permisos:
    """Lo que la red dice que se puede hacer con este comentario; None si no lo dice."""

    ocultar: bool | None = None
    eliminar: bool | None = None
    responder: bool | None = None


@dataclass(frozen=True, slots=True)
class ComentarioLeido:
    """Un comentario tal como estaba en la red al leerlo.

    `autor` es None cuando la red no lo dice (cuenta borrada, token sin acceso avanzado): entonces no se puede bloquear.
    `propio` es True si lo escribio nuestra cuenta. `anteriores` son los ids de todas sus versiones previas, de la primera a
    la ultima, donde editar cambia el id (Twitter). Sin `dice_estado`, la red no dijo como esta y `estado` se supone. `por_ver`:
    lleva una foto o un video que alguien subio. `reacciones`: cuanta gente lo esta viendo. `crudo`: lo de la red, sin tocar.
    """

    red: Red
    id_externo: str
    texto: str
    creado: datetime
    autor: AutorLeido | None = None
    publicacion_id: str | None = None
    padre_id: str | None = None
    editado: datetime | None = None
    propio: bool = False
    estado: EstadoEnRed = EstadoEnRed.VISIBLE
    dice_estado: bool = True
    permisos: Permisos = field(default_factory=Permisos)
    enlace: str = ""
    adjuntos: tuple[str, ...] = ()
    por_ver: bool = False
    anteriores: tuple[str, ...] = ()
    reacciones: int = 0
    crudo: JSON = field(default_factory=dict)

    @property
    def reemplaza(self) -> str | None:
        """El id de la version inmediatamente anterior, si la hubo."""
        return self.anteriores[-1] if self.anteriores else None


@dataclass(frozen=True, slots=True)
class PublicacionLeida:
    """Algo que aparece publicado por nuestra cuenta (publicacion o respuesta), lo hayamos publicado o no."""

    red: Red
    id_externo: str
    texto: str
    creado: datetime
    autor_id: str | None = None
    aplicacion: str = ""
    """Nombre de la aplicacion que la publico, si la red lo dice: sirve para detectar una cuenta intervenida."""
    nuestra_aplicacion: bool | None = None
    """Si esa aplicacion es la de nuestra credencial; None si la red no lo dice."""
    enlace: str = ""
    padre_id: str | None = None
    crudo: JSON = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pagina:
    """Una pagina leida y el cursor que vale cuando la pagina ya esta guardada.

    El cursor (JSON en texto, opaco fuera de su conector) se guarda en la misma transaccion que la pagina.
    Mientras quedan paginas del mismo barrido, el cursor no adelanta la marca de agua: si el proceso muere a
    la mitad, el barrido se repite y la clave unica descarta lo ya guardado (apis.md, seccion 6, fila 2).
    """

    cursor: str
    comentarios: tuple[ComentarioLeido, ...] = ()
    publicaciones: tuple[PublicacionLeida, ...] = ()
    sin_leer: tuple[str, ...] | None = None
    """Al acabar un barrido, las publicaciones cuyos comentarios la red no dejo leer; None si no lo dice."""


@dataclass(frozen=True, slots=True)
class EstadoCuenta:
    """Foto de nuestra cuenta: seguidores y perfil. `seguidores` es None si la red lo oculta."""

    red: Red
    id_externo: str
    nombre: str
    seguidores: int | None
    seguidores_exactos: bool = True
    perfil: Mapping[str, str] = field(default_factory=dict)
    """Campos que un intruso cambiaria: nombre, usuario, descripcion, sitio, telefono, correo, foto…"""
    administradores: tuple[str, ...] = ()
    siguiendo: int | None = None
    """A cuantas cuentas sigue; None donde no se sigue a nadie o la red no lo dice."""
    publicadas: int | None = None
    """Cuantas publicaciones dice la red que tiene; None si no lo dice. Si baja, alguien borro."""
    crudo: JSON = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resultado:
    """Lo que la red contesto a una accion. `ya_estaba`: el objeto ya no existe o ya estaba asi."""

    id_externo: str | None = None
    ya_estaba: bool = False
    crudo: JSON = field(default_factory=dict)


class Conector(Protocol):
    """Lo que toda red sabe hacer. Lanza solo la familia de `conectores.errores`."""

    red: Red
    cuenta: str
    """Id externo de nuestra cuenta."""
    capacidades: Capacidades

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        """Comentarios y publicaciones desde `cursor` (None: desde el principio), con solape, por paginas."""
        ...

    def consultar(self, id_externo: str) -> ComentarioLeido | None:
        """El comentario tal como esta ahora, o None si ya no existe."""
        ...

    def buscar_propias(self, desde: datetime, padre_id: str | None = None) -> list[PublicacionLeida]:
        """Lo que nuestra cuenta publico desde `desde` (bajo `padre_id` si se da): para conciliar."""
        ...

    def presencia(self, ids: Sequence[str], desde: datetime) -> Presencia:
        """De publicaciones nuestras de `desde` en adelante, cuales ya no existen y que dicen las demas."""
        ...

    def estado_cuenta(self) -> EstadoCuenta:
        """Seguidores y perfil de nuestra cuenta."""
        ...

    def salud_token(self) -> SaludToken:
        """Si la credencial sirve. Una credencial mala se devuelve, no se lanza."""
        ...

    def cuotas(self) -> tuple[Cuota, ...]:
        """Lo ultimo sabido de los limites de la red, sin preguntar."""
        ...

    def ocultar(self, id_externo: str) -> Resultado:
        """Oculta de forma reversible. Repetible."""
        ...

    def mostrar(self, id_externo: str) -> Resultado:
        """Deshace `ocultar` y `retener`. Repetible."""
        ...

    def retener(self, id_externo: str) -> Resultado:
        """Devuelve el comentario a la espera de moderacion, donde la red lo permite. Repetible."""
        ...

    def eliminar(self, id_externo: str) -> Resultado:
        """Elimina o rechaza: definitivo."""
        ...

    def bloquear(self, autor_id: str, comentario_id: str | None = None, *, repite: bool = False) -> Resultado:
        """Bloquea al autor, donde la red lo permite por API. `repite`: ya se pidió una vez y no se sabe si se hizo."""
        ...

    def desbloquear(self, autor_id: str) -> Resultado:
        """Quita el bloqueo, donde la red lo permite por API."""
        ...

    def responder(self, id_externo: str, texto: str) -> Resultado:
        """Responde en publico. Nunca se repite a ciegas."""
        ...

    def publicar(self, texto: str) -> Resultado:
        """Publica en la cuenta. Nunca se repite a ciegas."""
        ...

    def editar(self, id_externo: str, texto: str) -> Resultado:
        """Cambia el texto de una publicacion nuestra, donde la red lo permite. Repetible."""
        ...

    def borrar(self, id_externo: str) -> Resultado:
        """Quita una publicacion nuestra, donde la red lo permite. Repetible."""
        ...
