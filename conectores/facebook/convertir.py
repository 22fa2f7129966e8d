"""De JSON de Graph a `conectores.tipos`. Puro y tolerante: lo que falta o viene raro no pierde el resto."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

from conectores.tipos import (
    JSON,
    AutorLeido,
    ComentarioLeido,
    EstadoEnRed,
    Permisos,
    PublicacionLeida,
    Red,
)
from conectores.tolerante import contar, objeto

CAMPOS_COMENTARIO: Final = (
    "id,from,message,created_time,parent{id},is_hidden,can_hide,can_remove,can_comment,comment_count,like_count,attachment,"
    "permalink_url,application"
)
CAMPOS_POST: Final = (
    "id,from,message,created_time,updated_time,is_published,is_hidden,status_type,permalink_url,parent_id,"
    "application,attachments"
)
_PRIMER_ANIO: Final = 2004
SIN_FECHA: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Fecha de lo que no trae una legible y no cuelga de nada fechado."""


def leer_fecha(valor: Any) -> datetime | None:
    """Una fecha de Graph (`…+0000`, sin dos puntos, o segundos Unix) en UTC; None si no se entiende.

    Tampoco vale una anterior a Facebook: restarle el solape a un año 1 se saldria del calendario.
    """
    try:
        if isinstance(valor, int | float) and not isinstance(valor, bool):
            leida = datetime.fromtimestamp(valor, UTC)
        else:
            leida = datetime.fromisoformat(valor)
            leida = leida.astimezone(UTC) if leida.tzinfo else leida.replace(tzinfo=UTC)
    except (TypeError, ValueError, OverflowError, OSError):
        return None
    return leida if leida.year >= _PRIMER_ANIO else None


def leer_id(valor: Any) -> str:
    """Un id como texto; vacio si no lo es."""
    if isinstance(valor, bool) or not isinstance(valor, str | int):
        return ""
    return str(valor)


def leer_texto(valor: Any) -> str:
    """Un texto; vacio si falta, y el valor escrito si vino un numero."""
    if isinstance(valor, str):
        return valor
    return str(valor) if isinstance(valor, int | float) else ""


_NO_SE_SUBEN: Final = ("sticker", "animated_image", "share", "video_share", "native_templates", "fallback")
"""Como empieza `StoryAttachment.type` de las pegatinas, los GIF del catalogo y los enlaces a otro sitio. Lo demas, y lo que no se
conozca, lo subio alguien."""


def _booleano(valor: Any) -> bool | None:
    return valor if isinstance(valor, bool) else None


def leer_autor(valor: Any) -> AutorLeido | None:
    """`from`, o None si la red no dice quien (sin acceso avanzado, cuenta borrada): no se podra bloquear."""
    crudo = objeto(valor)
    id_ = leer_id(crudo.get("id"))
    return AutorLeido(id_, leer_texto(crudo.get("name"))) if id_ else None


def _adjuntos(filas: Iterable[Any]) -> tuple[str, ...]:
    """Direccion de cada adjunto; si no la tiene, su titulo o su tipo («sticker»)."""
    salida = []
    for fila in map(objeto, filas):
        imagen = objeto(objeto(fila.get("media")).get("image")).get("src")
        candidatos = (fila.get("unshimmed_url"), fila.get("url"), imagen, fila.get("title"), fila.get("type"))
        salida.append(next((c for c in candidatos if isinstance(c, str) and c), ""))
    return tuple(a for a in salida if a)


def _por_ver(filas: Iterable[Any]) -> bool:
    """Si alguno es una foto o un video que alguien subio."""
    return any(_subido(objeto(fila)) for fila in filas)


def _subido(fila: JSON) -> bool:
    tipo = leer_texto(fila.get("type"))
    return bool(tipo or fila.get("media")) and not tipo.startswith(_NO_SE_SUBEN)


def _de_post(crudo: JSON) -> list[Any]:
    filas = objeto(crudo.get("attachments")).get("data")
    return filas if isinstance(filas, list) else []


def comentario(
    crudo: Any,
    cuenta: str,
    *,
    publicacion_id: str | None = None,
    raiz: str | None = None,
    respaldo: datetime | None = None,
) -> ComentarioLeido | None:
    """Un Comment; None si no trae id. `raiz`: de que cuelga si no responde a otro comentario.

    `respaldo` es la fecha que se le pone si la suya no se entiende (la de su publicacion).
    """
    datos = objeto(crudo)
    id_ = leer_id(datos.get("id"))
    if not id_:
        return None
    autor = leer_autor(datos.get("from"))
    lleva = [datos["attachment"]] if "attachment" in datos else []
    return ComentarioLeido(
        red=Red.FACEBOOK,
        id_externo=id_,
        texto=leer_texto(datos.get("message")),
        creado=leer_fecha(datos.get("created_time")) or respaldo or SIN_FECHA,
        autor=autor,
        publicacion_id=publicacion_id,
        padre_id=leer_id(objeto(datos.get("parent")).get("id")) or raiz,
        propio=autor is not None and autor.id == cuenta,
        estado=EstadoEnRed.OCULTO if datos.get("is_hidden") is True else EstadoEnRed.VISIBLE,
        dice_estado=isinstance(datos.get("is_hidden"), bool),
        permisos=Permisos(
            ocultar=_booleano(datos.get("can_hide")),
            eliminar=_booleano(datos.get("can_remove")),
            responder=_booleano(datos.get("can_comment")),
        ),
        enlace=leer_texto(datos.get("permalink_url")),
        adjuntos=_adjuntos(lleva),
        por_ver=_por_ver(lleva),
        reacciones=contar(datos.get("comment_count"), datos.get("like_count")),
        crudo=datos,
    )


def visita(crudo: Any, cuenta: str) -> ComentarioLeido | None:
    """Una publicacion de un visitante en nuestro muro, que para la casa es un comentario sin publicacion."""
    leida = comentario(crudo, cuenta, respaldo=leer_fecha(objeto(crudo).get("updated_time")))
    if leida is None:
        return None
    filas = _de_post(leida.crudo)
    return replace(leida, adjuntos=_adjuntos(filas), por_ver=_por_ver(filas))


def es_visita(crudo: JSON, cuenta: str) -> bool:
    """Si una entrada del muro la escribio otro.

    Sin `from` solo se tiene por ajena la que la red llama `wall_post`: juzgar una nuestra como si fuera de un
    ciudadano podria ocultarla.
    """
    autor = leer_autor(crudo.get("from"))
    return crudo.get("status_type") == "wall_post" if autor is None else autor.id != cuenta


def publicacion(
    crudo: Any, *, padre_id: str | None = None, respaldo: datetime | None = None
) -> PublicacionLeida | None:
    """Una publicacion nuestra, o una respuesta nuestra (`padre_id`); None si no trae id."""
    datos = objeto(crudo)
    id_ = leer_id(datos.get("id"))
    if not id_:
        return None
    return PublicacionLeida(
        red=Red.FACEBOOK,
        id_externo=id_,
        texto=leer_texto(datos.get("message")),
        creado=leer_fecha(datos.get("created_time"))
        or leer_fecha(datos.get("updated_time"))
        or respaldo
        or SIN_FECHA,
        autor_id=leer_id(objeto(datos.get("from")).get("id")) or None,
        aplicacion=leer_texto(objeto(datos.get("application")).get("name")),
        enlace=leer_texto(datos.get("permalink_url")),
        padre_id=leer_id(objeto(datos.get("parent")).get("id")) or padre_id,
        crudo=datos,
    )
