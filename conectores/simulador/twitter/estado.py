"""El estado de la red Twitter simulada: usuarios, posts, versiones e ids que crecen con el tiempo."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from conectores.simulador.cuentas import ALIAS_TWITTER, NOMBRE_INSTITUCION, USUARIO_TWITTER
from conectores.simulador.nucleo import JSON, Nucleo

_EPOCA_MS: Final = 1_288_834_974_657
_BITS_DE_SERIE: Final = 22
_MENCION: Final = re.compile(r"(?<![\w@])@([A-Za-z0-9_]{1,15})(?!\w)")
_SIGLAS: Final = re.compile(r"\W", re.ASCII)


@dataclass(slots=True)
class Usuario:
    """Una cuenta de la red."""

    id: str
    nombre: str
    usuario: str
    creado: datetime
    descripcion: str = ""
    ubicacion: str = ""
    sitio: str = ""
    foto: str = ""
    portada: str = ""
    seguidores: int = 0
    siguiendo: int = 0
    protegida: bool = False
    verificada: bool = False
    tipo_verificacion: str = "none"
    fijado: str = ""
    suspendido: bool = False


@dataclass(slots=True)
class Post:
    """Una version de un post. Las versiones de uno mismo comparten la lista `versiones`."""

    id: str
    texto: str
    autor_id: str | None
    creado: datetime
    conversacion: str
    versiones: list[str]
    responde_a: str | None = None
    cita: str | None = None
    republica: str | None = None
    oculto: bool = False
    borrado: bool = False
    como: str = ""
    """`api`, `institucion` o `intruso` en lo nuestro. La red no lo dice: solo lo ve el gobierno."""
    medios: list[JSON] = field(default_factory=list)
    extra: JSON = field(default_factory=dict)

    @property
    def es_ultima(self) -> bool:
        """Si es la version que se ve."""
        return self.versiones[-1] == self.id


def perfil_inicial(creado: datetime) -> Usuario:
    """Nuestra cuenta, recien nacida la red."""
    return Usuario(
        id=USUARIO_TWITTER,
        nombre=NOMBRE_INSTITUCION[:50],
        usuario=ALIAS_TWITTER,
        creado=creado,
        descripcion="Cuenta oficial simulada. Citas, farmacias y trámites.",
        ubicacion="San Salvador, El Salvador",
        sitio="https://www.isss.gob.sv",
        foto="https://pbs.twimg.com/profile_images/1/simulada_normal.jpg",
        portada="https://pbs.twimg.com/profile_banners/1/1",
        seguidores=48_213,
        siguiendo=112,
        verificada=True,
        tipo_verificacion="government",
    )


class Estado:
    """Usuarios y posts. Los ids se comparan como enteros y llevan dentro su fecha, como los de la red real."""

    def __init__(self, nucleo: Nucleo) -> None:
        self._nucleo = nucleo
        self.vaciar()

    def vaciar(self) -> None:
        """Solo nuestra cuenta, sin contenido."""
        institucion = perfil_inicial(datetime(2010, 6, 1, tzinfo=UTC))
        self.usuarios: dict[str, Usuario] = {institucion.id: institucion}
        self.posts: dict[str, Post] = {}
        self.silenciados: list[str] = []
        self.bloqueados: list[str] = []

    @property
    def institucion(self) -> Usuario:
        """Nuestra cuenta."""
        return self.usuarios[USUARIO_TWITTER]

    def nuevo_id(self, fecha: datetime) -> str:
        """Un id con la fecha en los bits altos y una serie en los bajos."""
        ms = max(int(fecha.timestamp() * 1000) - _EPOCA_MS, 1)
        return str((ms << _BITS_DE_SERIE) | (self._nucleo.siguiente() & (2**_BITS_DE_SERIE - 1)))

    def fecha_del_id(self, identificador: int) -> datetime:
        """La fecha que lleva dentro un id."""
        return datetime.fromtimestamp(((identificador >> _BITS_DE_SERIE) + _EPOCA_MS) / 1000, UTC)

    def crear(
        self, texto: str, autor_id: str | None, *, fecha: datetime | None = None, **campos: Any
    ) -> Post:
        """Un post nuevo. `campos`: los de `Post`, y `id` si ha de ser uno dado. Lanza ValueError si ya existe."""
        fecha = fecha or self._nucleo.reloj()
        identificador = str(campos.pop("id", None) or self.nuevo_id(fecha))
        if identificador in self.posts:
            raise ValueError(f"ya existe un post con id {identificador}")
        if not (identificador.isdigit() and len(identificador) <= 19):  # noqa: PLR2004 (cifras de un id)
            raise ValueError(f"un id de Twitter son de 1 a 19 cifras, no {identificador!r}")
        padre = self.posts.get(campos.get("responde_a") or "")
        conversacion = padre.conversacion if padre else identificador
        post = Post(identificador, texto, autor_id, fecha, conversacion, [identificador], **campos)
        self.posts[identificador] = post
        return post

    def editar(self, identificador: str, texto: str) -> Post:
        """La version siguiente: otro id, la misma cadena (apis.md, seccion 2, "Edicion")."""
        anterior = self.vivo(identificador)
        fecha = self._nucleo.reloj()
        nuevo = Post(
            self.nuevo_id(fecha), texto, anterior.autor_id, fecha, anterior.conversacion, anterior.versiones,
            anterior.responde_a, anterior.cita, anterior.republica, anterior.oculto, como=anterior.como,
            medios=anterior.medios, extra=anterior.extra,
        )  # fmt: skip
        nuevo.versiones.append(nuevo.id)
        self.posts[nuevo.id] = nuevo
        return nuevo

    def borrar(self, identificador: str) -> None:
        """Borra el post con todas sus versiones."""
        for version in self.vivo(identificador).versiones:
            self.posts[version].borrado = True

    def vivo(self, identificador: str) -> Post:
        """Un post que existe y no se borro. Lanza ValueError si no."""
        post = self.posts.get(identificador)
        if post is None or post.borrado:
            raise ValueError(f"no hay ningun post con id {identificador}")
        return post

    def visibles(self) -> list[Post]:
        """La ultima version de lo que no se borro, de lo mas nuevo a lo mas viejo."""
        vivos = (p for p in self.posts.values() if not p.borrado and p.es_ultima)
        return sorted(vivos, key=lambda p: int(p.id), reverse=True)

    def menciones_en(self, texto: str) -> Iterator[tuple[int, int, str, str | None]]:
        """Las menciones de un texto: inicio, fin, alias e id si la cuenta existe."""
        if "@" not in texto:
            return
        por_alias = {u.usuario.lower(): u.id for u in self.usuarios.values()}
        for m in _MENCION.finditer(texto):
            yield m.start(), m.end(), m[1], por_alias.get(m[1].lower())

    def menciona(self, post: Post, usuario_id: str) -> bool:
        """Si el texto nombra a esa cuenta."""
        alias = self.usuarios[usuario_id].usuario.lower()
        return any(m[1].lower() == alias for m in _MENCION.finditer(post.texto))

    def autor_respondido(self, post: Post) -> str | None:
        """A quien responde el post."""
        padre = self.posts.get(post.responde_a or "")
        return padre.autor_id if padre else None

    def apuntar_usuario(self, datos: JSON | None) -> str | None:
        """Crea o actualiza al autor de una inyeccion y devuelve su id; None si no hay autor.

        Un id que no sean cifras se cambia por unas fijas: la red real no admite otra cosa.
        """
        if datos is None:
            return None
        pedido = str(datos["id"])
        valido = pedido.isascii() and pedido.isdigit() and len(pedido) <= 19  # noqa: PLR2004 (cifras de un id)
        propio = pedido if valido else _cifras(pedido)
        alias = _SIGLAS.sub("_", str(datos.get("usuario") or f"persona_{propio[-7:]}"))[:15]
        usuario = self.usuarios.setdefault(
            propio, Usuario(propio, "", alias, datetime(2015, 1, 1, tzinfo=UTC), seguidores=40)
        )
        usuario.nombre = str(datos.get("nombre") or usuario.nombre or alias)
        usuario.usuario = alias if "usuario" in datos else usuario.usuario
        usuario.suspendido = bool(datos.get("suspendido", False))
        return propio

    def volcar(self) -> JSON:
        """Todo, como JSON."""
        return {
            "usuarios": [_con_fechas(asdict(u)) for u in self.usuarios.values()],
            "posts": [_con_fechas(asdict(p)) for p in self.posts.values()],
            "silenciados": list(self.silenciados),
            "bloqueados": list(self.bloqueados),
        }


def _cifras(texto: str) -> str:
    """Un id de 18 cifras siempre igual para el mismo texto."""
    return "9" + str(int(hashlib.sha256(texto.encode()).hexdigest(), 16))[:17]


def _con_fechas(datos: JSON) -> JSON:
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in datos.items()}
