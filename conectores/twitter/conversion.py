"""Del JSON de Twitter (X) a `conectores.tipos`. Puro, y a prueba de campos que faltan o vienen de otra forma.

Lee los dos vocabularios: `referenced_tweets|referenced_posts`, `note_tweet|note_post`,
`edit_history_tweet_ids|edit_history_post_ids`, `pinned_tweet_id|pinned_post_id` e `includes.tweets|posts`
(apis.md, seccion 0.5).
"""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from conectores.tipos import (
    JSON,
    AutorLeido,
    ComentarioLeido,
    EstadoCuenta,
    Permisos,
    PublicacionLeida,
    Red,
)
from conectores.tolerante import contar, objeto, objetos, texto
from conectores.twitter.enlaces import desenvolver

CAMPOS_TWEET: Final = [
    "attachments", "author_id", "conversation_id", "created_at", "edit_controls", "edit_history_tweet_ids",
    "entities", "in_reply_to_user_id", "lang", "note_tweet", "possibly_sensitive", "public_metrics",
    "referenced_tweets", "reply_settings", "text",
]  # fmt: skip
EXPANSIONES: Final = ["author_id", "referenced_tweets.id", "attachments.media_keys"]
CAMPOS_AUTOR: Final = ["name", "username"]
_DEL_CATALOGO: Final = "animated_gif"
"""`type` de lo que casi nunca sube quien escribe; de una foto o un video, otros."""
CAMPOS_MEDIO: Final = ["type", "url", "preview_image_url"]
CAMPOS_CUENTA: Final = [
    "created_at", "description", "entities", "is_identity_verified", "location", "most_recent_tweet_id", "name",
    "pinned_tweet_id", "profile_banner_url", "profile_image_url", "protected", "public_metrics", "url", "username",
    "verified", "verified_type",
]  # fmt: skip

_EPOCA: Final = datetime(2010, 11, 4, 1, 42, 54, 657_000, tzinfo=UTC)
_BITS_DE_SERIE: Final = 22
_CIFRAS: Final = 19
_WEB: Final = "https://x.com"


def numero(identificador: object) -> int | None:
    """El id como entero, para comparar; None si no es un id de Twitter (1 a 19 cifras)."""
    if isinstance(identificador, str) and identificador.isascii() and identificador.isdigit():
        return int(identificador) if len(identificador) <= _CIFRAS else None
    return None


def fecha_del_id(identificador: int) -> datetime:
    """La fecha que lleva dentro un id: milisegundos desde 2010 en los bits altos."""
    return _EPOCA + timedelta(milliseconds=identificador >> _BITS_DE_SERIE)


def restar_tiempo(identificador: int, cuanto: timedelta) -> int:
    """Un id tan anterior a `identificador` como `cuanto`, y nunca menor que 1."""
    return max(identificador - (int(cuanto.total_seconds() * 1000) << _BITS_DE_SERIE), 1)


@dataclass(frozen=True, slots=True)
class Incluidos:
    """Lo que vino en `includes`, por id."""

    usuarios: Mapping[str, JSON] = field(default_factory=dict)
    tweets: Mapping[str, JSON] = field(default_factory=dict)
    medios: Mapping[str, JSON] = field(default_factory=dict)

    @classmethod
    def de(cls, cuerpo: JSON) -> "Incluidos":
        """Los indices de un cuerpo; lo que no tenga forma se deja fuera."""
        todo = objeto(cuerpo.get("includes"))
        return cls(
            _por_clave(todo.get("users"), "id"),
            _por_clave(todo.get("tweets"), "id") | _por_clave(todo.get("posts"), "id"),
            _por_clave(todo.get("media"), "media_key"),
        )


def a_comentario(
    item: JSON, incluidos: Incluidos, cuenta: str, nuestras: Container[str] = ()
) -> ComentarioLeido | None:
    """Un comentario, o None si el objeto no trae id. `nuestras`: conversaciones que abrio nuestra cuenta.

    Sin fecha legible se usa la que lleva el id; sin autor, `autor=None`. Twitter no dice si una respuesta esta
    oculta: `estado` es siempre VISIBLE.
    """
    identificador = texto(item.get("id"))
    if not identificador:
        return None
    autor_id = texto(item.get("author_id"))
    conversacion = texto(item.get("conversation_id"))
    versiones = historial(item)
    creado = _fecha(item)
    anteriores = tuple(versiones[: versiones.index(identificador)]) if identificador in versiones else ()
    autor = _autor(autor_id, incluidos)
    metricas, medios = objeto(item.get("public_metrics")), _medios(item, incluidos)
    return ComentarioLeido(
        red=Red.TWITTER,
        id_externo=identificador,
        texto=texto_completo(item, incluidos),
        creado=creado,
        autor=autor,
        publicacion_id=conversacion if conversacion not in ("", *(versiones or [identificador])) else None,
        padre_id=referido(item, "replied_to"),
        editado=creado if anteriores else None,
        propio=autor_id == cuenta,
        permisos=_permisos(item, incluidos, cuenta, nuestras),
        enlace=_enlace(identificador, autor.usuario if autor else ""),
        adjuntos=tuple(_direccion(clave, medio) for clave, medio in medios),
        por_ver=any(texto(medio.get("type")) != _DEL_CATALOGO for _, medio in medios),
        anteriores=anteriores,
        reacciones=contar(*(metricas.get(f"{que}_count") for que in ("like", "reply", "retweet", "quote"))),
        crudo=item,
    )


def a_publicacion(item: JSON, incluidos: Incluidos) -> PublicacionLeida | None:
    """Algo publicado por nuestra cuenta, o None si no trae id. Twitter ya no dice con que aplicacion."""
    identificador = texto(item.get("id"))
    if not identificador:
        return None
    autor_id = texto(item.get("author_id"))
    autor = _autor(autor_id, incluidos)
    return PublicacionLeida(
        red=Red.TWITTER,
        id_externo=identificador,
        texto=texto_completo(item, incluidos),
        creado=_fecha(item),
        autor_id=autor_id or None,
        aplicacion=texto(item.get("source")),
        enlace=_enlace(identificador, autor.usuario if autor else ""),
        padre_id=referido(item, "replied_to"),
        crudo=item,
    )


def a_estado(datos: JSON) -> EstadoCuenta:
    """Seguidores y perfil, de `data` de `/2/users/me`. El sitio se da entero, no el `t.co`."""
    metricas = objeto(datos.get("public_metrics"))
    publicadas = metricas.get("tweet_count", metricas.get("post_count"))
    enlaces = objetos(objeto(objeto(datos.get("entities")).get("url")).get("urls"))
    campos = {
        "nombre": datos.get("name"),
        "usuario": datos.get("username"),
        "descripcion": datos.get("description"),
        "ubicacion": datos.get("location"),
        "sitio": (enlaces[0].get("expanded_url") if enlaces else None) or datos.get("url"),
        "foto": datos.get("profile_image_url"),
        "portada": datos.get("profile_banner_url"),
        "fijado": datos.get("pinned_tweet_id") or datos.get("pinned_post_id"),
        "tipo_verificacion": datos.get("verified_type"),
    }
    perfil = {clave: texto(valor) for clave, valor in campos.items()}
    perfil |= {
        clave: "sí" if datos.get(campo) is True else "no"
        for clave, campo in (("protegida", "protected"), ("verificada", "verified"))
    }
    return EstadoCuenta(
        red=Red.TWITTER,
        id_externo=texto(datos.get("id")),
        nombre=texto(datos.get("name")),
        seguidores=_contador(metricas.get("followers_count")),
        perfil=perfil,
        siguiendo=_contador(metricas.get("following_count")),
        publicadas=_contador(publicadas),
        crudo=datos,
    )


def _contador(valor: object) -> int | None:
    return valor if isinstance(valor, int) and not isinstance(valor, bool) else None


def texto_completo(item: JSON, incluidos: Incluidos) -> str:
    """El texto sin recortes: el largo de Premium si viene, y el del original en una republicacion.

    Cada `t.co` va cambiado por la direccion a la que lleva, que es lo que X ensena y lo que se escribio.
    """
    original = incluidos.tweets.get(referido(item, "retweeted") or "")
    if original is not None:
        autor = _autor(texto(original.get("author_id")), incluidos)
        recortado = texto(item.get("text"))
        inicio = f"RT @{autor.usuario}: " if autor and autor.usuario else recortado.partition(": ")[0] + ": "
        return inicio + texto_completo(original, Incluidos())
    nota = objeto(item.get("note_tweet") or item.get("note_post"))
    enlaces = [e for trozo in (item, nota) for e in objetos(objeto(trozo.get("entities")).get("urls"))]
    entero = texto(nota.get("text")) or texto(item.get("text"))
    return desenvolver(entero, enlaces, referido(item, "quoted"))


def historial(item: JSON) -> list[str]:
    """Los ids de las versiones, de la primera a la ultima."""
    ids = item.get("edit_history_tweet_ids") or item.get("edit_history_post_ids")
    validos = {i for i in ids if isinstance(i, str)} if isinstance(ids, list) else set()
    return sorted(validos, key=lambda i: numero(i) or 0)


def referido(item: JSON, tipo: str) -> str | None:
    """El id al que apunta: `replied_to`, `quoted` o `retweeted`."""
    for referencia in objetos(item.get("referenced_tweets") or item.get("referenced_posts")):
        if referencia.get("type") == tipo:
            return texto(referencia.get("id")) or None
    return None


def es_raiz(item: JSON) -> bool:
    """Si abre conversacion: ni responde ni republica."""
    return referido(item, "replied_to") is None and referido(item, "retweeted") is None


def _permisos(item: JSON, incluidos: Incluidos, cuenta: str, nuestras: Container[str]) -> Permisos:
    """Ocultar: solo respuestas en conversacion nuestra. Responder: solo si nos invoco (apis.md, seccion 0.3)."""
    if item.get("author_id") == cuenta:
        return Permisos(ocultar=False, eliminar=True, responder=True)
    return Permisos(
        ocultar=_se_puede_ocultar(item, incluidos, cuenta, nuestras),
        eliminar=False,
        responder=_nos_invoca(item, incluidos, cuenta),
    )


def _se_puede_ocultar(item: JSON, incluidos: Incluidos, cuenta: str, nuestras: Container[str]) -> bool | None:
    padre, conversacion = referido(item, "replied_to"), texto(item.get("conversation_id"))
    if padre is None:
        return False
    if conversacion in nuestras:
        return True
    raiz = incluidos.tweets.get(conversacion, {}).get("author_id")
    if raiz is None and padre == conversacion:
        raiz = item.get("in_reply_to_user_id")
    return None if raiz is None else raiz == cuenta


def _nos_invoca(item: JSON, incluidos: Incluidos, cuenta: str) -> bool | None:
    """True si nos menciona o cita; None si solo nos responde (sin confirmar por la red) o no se sabe."""
    entidades = objeto(item.get("entities"))
    menciones = objetos(entidades.get("mentions"))
    if any(m.get("id") == cuenta for m in menciones):
        return True
    citado = referido(item, "quoted")
    autor_citado = incluidos.tweets.get(citado or "", {}).get("author_id")
    if autor_citado == cuenta:
        return True
    sin_saber = (
        item.get("in_reply_to_user_id") == cuenta
        or (citado is not None and autor_citado is None)
        or any("id" not in m for m in menciones)
        or bool(item.get("note_tweet") or item.get("note_post"))
    )
    return None if sin_saber else False


def _autor(autor_id: str, incluidos: Incluidos) -> AutorLeido | None:
    """Quien escribio; sin nombre si la red no lo incluyo (cuenta suspendida)."""
    if not autor_id:
        return None
    datos = incluidos.usuarios.get(autor_id, {})
    usuario = texto(datos.get("username"))
    enlace = f"{_WEB}/{usuario}" if usuario else f"{_WEB}/i/user/{autor_id}"
    return AutorLeido(autor_id, texto(datos.get("name")), usuario, enlace)


def _medios(item: JSON, incluidos: Incluidos) -> list[tuple[str, JSON]]:
    """(clave, lo que la red dice de el) de lo que lleva adjunto; vacio si no lo incluyo."""
    claves = objeto(item.get("attachments")).get("media_keys")
    return [
        (clave, incluidos.medios.get(clave, {}))
        for clave in map(texto, claves if isinstance(claves, list) else [])
        if clave
    ]


def _direccion(clave: str, medio: JSON) -> str:
    """De una foto o un video; la clave si la red no dio direccion."""
    return texto(medio.get("url")) or texto(medio.get("preview_image_url")) or clave


def _fecha(item: JSON) -> datetime:
    """`created_at`, con milisegundos o sin ellos; si no se lee, la del id; si tampoco, la de 2010."""
    try:
        fecha = datetime.fromisoformat(texto(item.get("created_at")))
        return fecha.replace(tzinfo=UTC) if fecha.tzinfo is None else fecha.astimezone(UTC)
    except (ValueError, OverflowError):
        return fecha_del_id(numero(item.get("id")) or 0)


def _enlace(identificador: str, usuario: str) -> str:
    return f"{_WEB}/{usuario or 'i/web'}/status/{identificador}"


def _por_clave(valor: object, clave: str) -> dict[str, JSON]:
    return {v[clave]: v for v in objetos(valor) if isinstance(v.get(clave), str)}
