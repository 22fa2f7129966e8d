"""Los metodos que cambian algo en la API v3 simulada. Cada uno cuesta 50 unidades.

Todo cambio de verdad queda en `efectos`; pedir lo que ya estaba no es un efecto.
"""

from datetime import UTC
from typing import Final

from conectores.simulador.cuentas import CANAL_YOUTUBE
from conectores.simulador.nucleo import Nucleo
from conectores.simulador.youtube import json as forma
from conectores.simulador.youtube.estado import JSON, Comentario, Estado
from conectores.simulador.youtube.pedido import ErrorYoutube, Pedido, malo, no_existe, no_procesado

_LARGO: Final = 10_000
"""Caracteres de un comentario. La red no publica su tope; este es el que se le conoce."""
_ESTADOS: Final = ("published", "heldForReview", "rejected")
_MAXIMO_IDS: Final = 50


def moderar(nucleo: Nucleo, estado: Estado, p: Pedido) -> None:
    """comments.setModerationStatus: todos los ids o ninguno; 204.

    Un id que nunca existio da commentNotFound; uno que su autor borro, processingFailure (documentacion del
    metodo). Un rechazado no vuelve a publicarse. `banAuthor` solo va con `rejected`.
    """
    p.conocidos({"id", "moderationStatus", "banAuthor"})
    nuevo = p.uno_de("moderationStatus", _ESTADOS, "")
    prohibir = p.uno_de("banAuthor", ("true", "false"), "false") == "true"
    if prohibir and nuevo != "rejected":
        mensaje = (
            "The banAuthor parameter can only be used if the moderationStatus parameter value is rejected."
        )
        raise ErrorYoutube(400, "banWithoutReject", mensaje, parametro="banAuthor")
    ids = p.lista("id")
    if not 1 <= len(ids) <= _MAXIMO_IDS:
        malo("id", "Invalid number of comment IDs.")
    elegidos = [_moderable(estado, i, nuevo) for i in ids]
    for comentario in elegidos:
        _fijar(nucleo, comentario, nuevo)
        if prohibir and comentario.autor is not None and comentario.autor["id"] not in estado.prohibidos:
            estado.prohibidos.add(comentario.autor["id"])
            nucleo.anotar("bloquear", comentario.autor["id"], comentario=comentario.id)


def _moderable(estado: Estado, id_externo: str, nuevo: str) -> Comentario:
    """El comentario, si puede pasar a `nuevo`."""
    c = estado.comentarios.get(id_externo)
    if c is None:
        no_existe("commentNotFound", "One or more of the comments cannot be found.")
    # rechazar otra vez lo rechazado se admite: asi una orden repetida no falla
    if estado.vivo(id_externo) is None and not (c.estado == nuevo == "rejected" and not c.borrado):
        no_procesado()
    return c


def _fijar(nucleo: Nucleo, c: Comentario, nuevo: str) -> None:
    """Cambia el estado y lo anota con la palabra de la casa, si de verdad cambia."""
    antes, c.estado = c.estado, nuevo
    if antes == nuevo:
        return
    palabras = {"published": "mostrar", "rejected": "eliminar"}
    accion = palabras.get(nuevo, "ocultar" if antes == "published" else "retener")
    nucleo.anotar(accion, c.id, antes=antes, ahora=nuevo)


def responder(nucleo: Nucleo, estado: Estado, p: Pedido) -> JSON:
    """comments.insert: una respuesta nuestra a un hilo (no hay tercer nivel)."""
    p.conocidos({"part"})
    p.partes({"id", "snippet"})
    padre = p.campo("snippet", "parentId")
    texto = _texto(p.campo("snippet", "textOriginal"))
    if not padre:
        raise ErrorYoutube(400, "parentIdMissing", "The comment must be linked to a parent comment.")
    raiz = estado.vivo(padre)
    if raiz is None or raiz.padre is not None:
        no_existe("parentCommentNotFound", "The specified parent comment could not be found.", "body")
    if raiz.estado != "published":
        raise ErrorYoutube(400, "parentCommentIsPrivate", "The specified parent comment is private.")
    _con_comentarios(estado, raiz.video)
    nuevo = _nuestro(nucleo, estado, texto, raiz.video, raiz.id)
    nucleo.anotar("responder", padre, id=nuevo.id, texto=texto)
    return forma.comentario(nuevo, "plainText")


def comentar(nucleo: Nucleo, estado: Estado, p: Pedido) -> JSON:
    """commentThreads.insert: un comentario raiz nuestro en un video."""
    p.conocidos({"part"})
    partes = p.partes({"id", "snippet"})
    video = p.campo("snippet", "videoId")
    texto = _texto(p.campo("snippet", "topLevelComment", "snippet", "textOriginal"))
    if video not in estado.videos or estado.videos[video].borrado:
        no_existe("videoNotFound", "The video could not be found.", "body", "youtube.commentThread")
    _con_comentarios(estado, video)
    nuevo = _nuestro(nucleo, estado, texto, video, None)
    nucleo.anotar("publicar", nuevo.id, texto=texto, publicacion=video)
    return forma.hilo(estado, nuevo, partes, "plainText", "published")


def editar(nucleo: Nucleo, estado: Estado, p: Pedido) -> JSON:
    """comments.update: cambia el texto de un comentario nuestro."""
    p.conocidos({"part"})
    p.partes({"id", "snippet"})
    c = _propio(estado, p.campo("id"), "edited")
    texto = _texto(p.campo("snippet", "textOriginal"))
    if texto != c.texto:
        c.texto, c.actualizado = texto, nucleo.reloj()
        nucleo.anotar("editar", c.id, texto=texto)
    return forma.comentario(c, "plainText")


def borrar(nucleo: Nucleo, estado: Estado, p: Pedido) -> None:
    """comments.delete: solo comentarios nuestros; 204."""
    p.conocidos({"id"})
    c = _propio(estado, p.texto("id") or "", "deleted")
    c.borrado = True
    nucleo.anotar("eliminar", c.id)


def _propio(estado: Estado, id_externo: str, verbo: str) -> Comentario:
    """Un comentario nuestro y vivo; 404 o 403 si no."""
    c = estado.vivo(id_externo)
    if c is None:
        no_existe("commentNotFound", "The specified comment cannot be found.")
    if not c.propio:
        mensaje = f"The comment cannot be {verbo} due to insufficient permissions."
        raise ErrorYoutube(403, "forbidden", mensaje)
    return c


def _texto(texto: str) -> str:
    """El texto, ni vacio ni largo de mas."""
    if not texto.strip():
        raise ErrorYoutube(400, "commentTextRequired", "Comments cannot be empty.", parametro="body")
    if len(texto) > _LARGO:
        raise ErrorYoutube(400, "commentTextTooLong", "The comment contains too many characters.")
    return texto


def _con_comentarios(estado: Estado, video: str | None) -> None:
    """403 si el video tiene los comentarios cerrados."""
    if video is not None and not estado.videos[video].comentarios:
        mensaje = "The video identified by the videoId parameter has disabled comments."
        raise ErrorYoutube(403, "commentsDisabled", mensaje, parametro="videoId")


def _nuestro(nucleo: Nucleo, estado: Estado, texto: str, video: str | None, padre: str | None) -> Comentario:
    """Guarda un comentario escrito por nuestro canal."""
    autor = {"id": CANAL_YOUTUBE, "nombre": estado.canal.nombre, "usuario": estado.canal.usuario}
    nuevo = Comentario(id_nuevo(nucleo, padre), texto, nucleo.reloj().astimezone(UTC), autor, video, padre)
    estado.guardar(nuevo)
    return nuevo


def id_nuevo(nucleo: Nucleo, padre: str | None) -> str:
    """Un id con la forma de los de la red: 26 caracteres, y en las respuestas `raiz.otro`."""
    n = nucleo.siguiente()
    return f"{padre}.{n:022d}" if padre else f"Ugz{n:016d}4AaABAg"
