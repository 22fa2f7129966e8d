"""Del JSON de la API v3 a los tipos de la casa. Puro: lo que falta o viene torcido se sustituye y no se pierde.

Sustitutos: sin autor, None; sin texto, ""; sin fecha legible, la de edicion y, si tampoco, la de la respuesta.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from conectores.tipos import (
    JSON,
    AutorLeido,
    ComentarioLeido,
    EstadoCuenta,
    EstadoEnRed,
    Permisos,
    PublicacionLeida,
    Red,
)
from conectores.tolerante import objeto, texto

ESTADOS: Final[Mapping[str, EstadoEnRed]] = {
    "published": EstadoEnRed.VISIBLE,
    "heldForReview": EstadoEnRed.RETENIDO,
    "likelySpam": EstadoEnRed.PROBABLE_SPAM,
    "rejected": EstadoEnRed.OCULTO,
}
"""`snippet.moderationStatus`. Lo que ocultamos se lee RETENIDO: en YouTube ocultar es retener."""


def entero(valor: Any) -> int | None:
    """Un contador: los uint64 llegan como texto (apis.md, seccion 3). None si no lo es."""
    if isinstance(valor, int) and not isinstance(valor, bool):
        return valor if valor >= 0 else None
    if isinstance(valor, str) and valor.isascii() and valor.isdigit() and len(valor) <= len(str(2**64)):
        return int(valor)
    return None


def fecha(valor: Any) -> datetime | None:
    """Una fecha RFC 3339, en UTC; None si no se entiende."""
    if not isinstance(valor, str):
        return None
    try:
        leida = datetime.fromisoformat(valor)
        return leida.astimezone(UTC) if leida.tzinfo else leida.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def raiz_de(id_externo: str) -> str:
    """El hilo de un comentario: en las respuestas, lo que va antes del punto."""
    return id_externo.partition(".")[0]


def identificador(crudo: Any) -> str | None:
    """El `id` de un recurso, si lo trae."""
    ident = objeto(crudo).get("id")
    return ident if isinstance(ident, str) and ident else None


def autor(trozo: JSON) -> AutorLeido | None:
    """Quien escribio, o None si la red no da su canal: entonces no hay a quien bloquear."""
    ident = texto(objeto(trozo.get("authorChannelId")).get("value"))
    if not ident:
        return None
    nombre, enlace = texto(trozo.get("authorDisplayName")), texto(trozo.get("authorChannelUrl"))
    cola = enlace.rpartition("/")[2]
    alias = next((t for t in (cola, nombre) if t.startswith("@")), "")
    return AutorLeido(ident, nombre, alias.removeprefix("@"), enlace)


def comentario(
    crudo: JSON,
    cuenta: str,
    recibido: datetime,
    *,
    estado: EstadoEnRed = EstadoEnRed.VISIBLE,
    video: str | None = None,
    responder: bool | None = None,
) -> ComentarioLeido:
    """Un `comment` con id. `estado` y `video` valen si el recurso no los dice; `recibido`, si no trae fecha."""
    ident = crudo["id"]
    trozo = objeto(crudo.get("snippet"))
    quien = autor(trozo)
    publicado, editado = fecha(trozo.get("publishedAt")), fecha(trozo.get("updatedAt"))
    creado = publicado or editado or recibido
    de_video = texto(trozo.get("videoId")) or video
    padre = texto(trozo.get("parentId")) or raiz_de(ident)
    imagen, moderado = texto(trozo.get("imageUrl")), texto(trozo.get("moderationStatus"))
    propio = quien is not None and quien.id == cuenta
    # el de pantalla puede cambiar enlaces por titulos; el original solo se garantiza a quien lo escribio
    original = texto(trozo.get("textOriginal"))
    return ComentarioLeido(
        red=Red.YOUTUBE,
        id_externo=ident,
        texto=(propio and original) or texto(trozo.get("textDisplay")) or original,
        creado=creado,
        autor=quien,
        publicacion_id=de_video,
        padre_id=padre if padre != ident else None,
        editado=editado if editado is not None and editado != creado else None,
        propio=propio,
        estado=ESTADOS.get(moderado, estado),
        dice_estado=moderado in ESTADOS,
        permisos=Permisos(responder=responder),
        enlace=f"https://www.youtube.com/watch?v={de_video}&lc={ident}" if de_video else "",
        adjuntos=(imagen,) if imagen else (),
        por_ver=bool(imagen),
        reacciones=entero(trozo.get("likeCount")) or 0,
        crudo=crudo,
    )


def propia(c: ComentarioLeido) -> PublicacionLeida:
    """Lo mismo, como algo publicado por nuestra cuenta."""
    return PublicacionLeida(
        Red.YOUTUBE, c.id_externo, c.texto, c.creado, c.autor.id if c.autor else None,
        enlace=c.enlace, padre_id=c.padre_id, crudo=c.crudo,
    )  # fmt: skip


def video(crudo: Any, recibido: datetime) -> PublicacionLeida | None:
    """Un elemento de la lista de subidos, o None si no dice de que video es."""
    trozo, contenido = objeto(objeto(crudo).get("snippet")), objeto(objeto(crudo).get("contentDetails"))
    ident = texto(contenido.get("videoId")) or texto(objeto(trozo.get("resourceId")).get("videoId"))
    if not ident:
        return None
    creado = fecha(contenido.get("videoPublishedAt")) or fecha(trozo.get("publishedAt")) or recibido
    return PublicacionLeida(
        Red.YOUTUBE, ident, _de_video(trozo), creado, texto(trozo.get("channelId")) or None,
        enlace=f"https://www.youtube.com/watch?v={ident}", crudo=objeto(crudo),
    )  # fmt: skip


def _de_video(trozo: JSON) -> str:
    return f"{texto(trozo.get('title'))}\n\n{texto(trozo.get('description'))}".strip()


def dice(crudo: JSON) -> str:
    """Lo que dice un video o un comentario nuestro pedido por su id: de este, solo el original, que es lo que escribimos."""
    trozo = objeto(crudo.get("snippet"))
    return texto(trozo.get("textOriginal")) or _de_video(trozo)


def estado_cuenta(crudo: JSON) -> EstadoCuenta:
    """Nuestro `channel`. Los seguidores vienen truncados a tres cifras, o no vienen si se ocultan."""
    trozo, cifras = objeto(crudo.get("snippet")), objeto(crudo.get("statistics"))
    marca = objeto(crudo.get("brandingSettings"))
    ajustes = objeto(marca.get("channel"))
    fotos = objeto(trozo.get("thumbnails"))
    fotos_url = (texto(objeto(fotos.get(t)).get("url")) for t in ("high", "medium", "default"))
    oculto = cifras.get("hiddenSubscriberCount") is True
    return EstadoCuenta(
        red=Red.YOUTUBE,
        id_externo=texto(crudo.get("id")),
        nombre=texto(trozo.get("title")),
        seguidores=None if oculto else entero(cifras.get("subscriberCount")),
        seguidores_exactos=False,
        perfil={
            "nombre": texto(trozo.get("title")),
            "usuario": texto(trozo.get("customUrl")),
            "descripcion": texto(trozo.get("description")),
            "pais": texto(trozo.get("country")),
            "foto": next((u for u in fotos_url if u), ""),
            "portada": texto(objeto(marca.get("image")).get("bannerExternalUrl")),
            "palabras_clave": texto(ajustes.get("keywords")),
            "video_destacado": texto(ajustes.get("unsubscribedTrailer")),
            "privacidad": texto(objeto(crudo.get("status")).get("privacyStatus")),
        },
        publicadas=entero(cifras.get("videoCount")),
        crudo=crudo,
    )
