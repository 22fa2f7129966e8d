"""Los metodos `list` de la API v3 simulada. Cada uno cuesta 1 unidad."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final, Protocol

from conectores.simulador.cuentas import CANAL_YOUTUBE
from conectores.simulador.youtube import json as forma
from conectores.simulador.youtube.estado import JSON, Comentario, Estado
from conectores.simulador.youtube.pedido import (
    ErrorYoutube,
    Pedido,
    falta,
    ficha,
    incompatibles,
    leer_ficha,
    no_existe,
)

_FORMATOS: Final = ("html", "plainText", "textFormatUnspecified")
_MAXIMO_IDS: Final = 50


class _Fechado(Protocol):
    """Lo que se pagina: tiene id y fecha."""

    id: str
    publicado: datetime


def _pagina(
    todos: Sequence[_Fechado], p: Pedido, consulta: Mapping[str, str], *, omision: int, maximo: int
) -> tuple[list[Any], JSON]:
    """Los elementos de la pagina pedida (de la mas nueva a la mas vieja) y lo que la lista dice de si misma.

    El token recuerda el ultimo elemento, no un numero de orden: lo que entra despues no desplaza paginas.
    """
    cuantos = p.entero("maxResults", omision, 1, maximo)
    desde = leer_ficha(p.texto("pageToken"), consulta)
    quedan = [e for e in todos if desde is None or (e.publicado.isoformat(), e.id) < desde]
    elegidos = quedan[:cuantos]
    sobre: JSON = {"pageInfo": {"totalResults": len(todos), "resultsPerPage": cuantos}}
    if len(quedan) > cuantos:
        ultimo = elegidos[-1]
        sobre["nextPageToken"] = ficha(consulta, (ultimo.publicado.isoformat(), ultimo.id))
    return elegidos, sobre


def _ids(p: Pedido) -> list[str]:
    """El filtro `id`: hasta 50, sin paginar."""
    if "pageToken" in p.crudos or "maxResults" in p.crudos:
        incompatibles("id", "maxResults")
    ids = p.lista("id")
    if len(ids) > _MAXIMO_IDS:
        raise ErrorYoutube(
            400, "invalidFilters", "Too many IDs.", dominio="youtube.parameter", parametro="id"
        )
    return ids


def hilos(estado: Estado, p: Pedido) -> JSON:
    """commentThreads.list. `moderationStatus` no se admite con `id`, y no hay forma de listar `rejected`."""
    p.conocidos({"part", "allThreadsRelatedToChannelId", "channelId", "id", "videoId", "maxResults",
                 "moderationStatus", "order", "pageToken", "searchTerms", "textFormat"})  # fmt: skip
    partes = p.partes({"id", "snippet", "replies"})
    formato = p.uno_de("textFormat", _FORMATOS, "html")
    p.uno_de("order", ("time", "relevance", "orderUnspecified"), "time")
    filtro = p.filtro("allThreadsRelatedToChannelId", "channelId", "id", "videoId")
    if filtro == "id":
        if "moderationStatus" in p.crudos:
            incompatibles("id", "moderationStatus")
        raices = [c for i in _ids(p) if (c := estado.vivo(i)) is not None and c.padre is None]
        items = [forma.hilo(estado, c, partes, formato, c.estado) for c in raices]
        return _lista("commentThread", items, {"pageInfo": _total(items)})
    situacion = p.uno_de("moderationStatus", ("published", "heldForReview", "likelySpam"), "published")
    elegidos = _filtrar_hilos(estado, filtro, p.texto(filtro) or "", situacion)
    terminos = (p.texto("searchTerms") or "").casefold()
    elegidos = [c for c in elegidos if terminos in c.texto.casefold()]
    consulta = {"f": filtro, "v": p.texto(filtro) or "", "s": situacion, "t": terminos}
    pagina, sobre = _pagina(elegidos, p, consulta, omision=20, maximo=100)
    return _lista("commentThread", [forma.hilo(estado, c, partes, formato, situacion) for c in pagina], sobre)


def _filtrar_hilos(estado: Estado, filtro: str, valor: str, situacion: str) -> list[Comentario]:
    """Los hilos del canal o de un video."""
    if filtro == "channelId":
        # desde abril de 2024 ya no se leen las charlas del canal; el documento aun trae el filtro
        raise ErrorYoutube(
            400, "operationNotSupported", "The channelId filter is not supported.",
            dominio="youtube.commentThread", parametro="channelId",
        )  # fmt: skip
    if filtro == "allThreadsRelatedToChannelId":
        if valor != CANAL_YOUTUBE:
            no_existe("channelNotFound", "The channel could not be found.", filtro, "youtube.commentThread")
        return estado.hilos(situacion)
    video = estado.videos.get(valor)
    if video is None or video.borrado:
        no_existe("videoNotFound", "The video could not be found.", filtro, "youtube.commentThread")
    if not video.comentarios:
        mensaje = "The video identified by the videoId parameter has disabled comments."
        raise ErrorYoutube(
            403, "commentsDisabled", mensaje, dominio="youtube.commentThread", parametro="videoId"
        )
    return [c for c in estado.hilos(situacion) if c.video == valor]


def comentarios(estado: Estado, p: Pedido) -> JSON:
    """comments.list por `id` (sin estado de moderacion) o las respuestas de `parentId`."""
    p.conocidos({"part", "id", "parentId", "maxResults", "pageToken", "textFormat"})
    p.partes({"id", "snippet"})
    formato = p.uno_de("textFormat", _FORMATOS, "html")
    if p.filtro("id", "parentId") == "id":
        vivos = [c for i in _ids(p) if (c := estado.vivo(i)) is not None]
        items = [forma.comentario(c, formato, por_id=True) for c in vivos]
        return _lista("comment", items, {"pageInfo": _total(items)})
    padre = p.texto("parentId") or ""
    raiz = estado.vivo(padre)
    if raiz is None or raiz.padre is not None:
        no_existe("commentNotFound", "The specified comments cannot be found.", "parentId")
    pagina, sobre = _pagina(estado.respuestas(padre), p, {"parentId": padre}, omision=20, maximo=100)
    return _lista("comment", [forma.comentario(c, formato) for c in pagina], sobre)


def canales(estado: Estado, p: Pedido) -> JSON:
    """channels.list: el nuestro (`mine=true`) o por id."""
    p.conocidos(
        {"part", "mine", "id", "forHandle", "forUsername", "managedByMe", "maxResults", "pageToken", "hl"}
    )
    partes = p.partes({"id", "snippet", "contentDetails", "statistics", "status", "brandingSettings",
                       "topicDetails", "localizations"})  # fmt: skip
    filtro = p.filtro("mine", "id", "forHandle")
    if filtro == "mine":
        if p.texto("mine") != "true":
            falta("mine")
        nuestro = True
    elif filtro == "id":
        nuestro = CANAL_YOUTUBE in p.lista("id")
    else:
        nuestro = (p.texto("forHandle") or "").removeprefix("@") == estado.canal.usuario.removeprefix("@")
    items = [forma.canal(estado, partes)] if nuestro else []
    return _lista("channel", items, {"pageInfo": _total(items)})


def videos(estado: Estado, p: Pedido) -> JSON:
    """videos.list por id."""
    p.conocidos({"part", "id", "hl", "maxResults", "pageToken"})
    partes = p.partes({"id", "snippet", "status", "statistics", "contentDetails"})
    p.filtro("id")
    vivos = [v for i in _ids(p) if (v := estado.videos.get(i)) is not None and not v.borrado]
    items = [forma.video(estado, v, partes) for v in vivos]
    return _lista("video", items, {"pageInfo": _total(items)})


def subidos(estado: Estado, p: Pedido) -> JSON:
    """playlistItems.list de la lista de subidos. Un canal sin videos da 404, como la red."""
    p.conocidos({"part", "playlistId", "id", "videoId", "maxResults", "pageToken"})
    partes = p.partes({"id", "snippet", "contentDetails", "status"})
    p.filtro("playlistId")
    todos = estado.subidos()
    if p.texto("playlistId") != forma.LISTA_SUBIDOS or not todos:
        mensaje = (
            "The playlist identified with the request's <code>playlistId</code> parameter cannot be found."
        )
        no_existe("playlistNotFound", mensaje, "playlistId", "youtube.playlistItem")
    pagina, sobre = _pagina(todos, p, {"lista": forma.LISTA_SUBIDOS}, omision=5, maximo=50)
    items = [forma.subido(estado, v, todos.index(v), partes) for v in pagina]
    return _lista("playlistItem", items, sobre)


def _lista(kind: str, items: list[JSON], sobre: JSON) -> JSON:
    return forma.recurso(f"{kind}ListResponse", {**sobre, "items": items})


def _total(items: list[JSON]) -> JSON:
    return {"totalResults": len(items), "resultsPerPage": len(items)}
