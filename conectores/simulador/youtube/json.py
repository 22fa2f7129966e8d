"""Como la API v3 de YouTube escribe cada recurso (discovery 20261104: nombres, tipos y campos)."""

import base64
import hashlib
import html
import json
from datetime import UTC, datetime

from conectores.simulador.cuentas import CANAL_YOUTUBE
from conectores.simulador.youtube.estado import JSON, Canal, Comentario, Estado, Video

LISTA_SUBIDOS = "UU" + CANAL_YOUTUBE[2:]
_MUESTRA = 5
"""Respuestas que trae un hilo como mucho: las demas, con comments.list."""


def fecha(momento: datetime) -> str:
    """RFC 3339 en UTC y segundos enteros, como los da la red."""
    return momento.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def recurso(kind: str, cuerpo: JSON) -> JSON:
    """Añade `kind` y `etag`."""
    huella = hashlib.sha1(json.dumps(cuerpo).encode(), usedforsecurity=False).digest()
    return {
        "kind": f"youtube#{kind}",
        "etag": base64.urlsafe_b64encode(huella).decode().rstrip("="),
        **cuerpo,
    }


def comentario(c: Comentario, formato: str, *, por_id: bool = False, en_hilo: bool = False) -> JSON:
    """Un `comment`. Pedido por id no dice su estado; fuera de un hilo no dice su video."""
    plano = formato == "plainText"
    trozo: JSON = {
        "channelId": CANAL_YOUTUBE,
        "textDisplay": c.texto if plano else html.escape(c.texto, quote=False).replace("\n", "<br>"),
        "canRate": True,
        "viewerRating": "none",
        "likeCount": c.gustan,
        "publishedAt": fecha(c.publicado),
        "updatedAt": fecha(c.actualizado or c.publicado),
        **_autor(c.autor),
    }
    if c.propio:
        # el texto original solo se garantiza a su autor (apis.md, seccion 3)
        trozo["textOriginal"] = c.texto
    if c.padre:
        trozo["parentId"] = c.padre
    if c.video and en_hilo:
        trozo["videoId"] = c.video
    if not por_id:
        trozo["moderationStatus"] = c.estado
    for campo, valor in c.extra.items():
        trozo.pop(campo, None)
        if valor is not None:
            trozo[campo] = valor
    return recurso("comment", {"id": c.id, "snippet": trozo})


def _autor(autor: JSON | None) -> JSON:
    """Los campos del autor; una cuenta borrada no trae `authorChannelId`."""
    if autor is None:
        return {"authorDisplayName": "", "authorProfileImageUrl": "", "authorChannelUrl": ""}
    usuario = str(autor.get("usuario") or "").removeprefix("@")
    enlace = f"@{usuario}" if usuario else f"channel/{autor['id']}"
    return {
        "authorDisplayName": autor.get("nombre") or f"@{usuario or autor['id']}",
        "authorProfileImageUrl": f"https://yt3.ggpht.com/simulado/{autor['id']}",
        "authorChannelUrl": f"http://www.youtube.com/{enlace}",
        "authorChannelId": {"value": autor["id"]},
    }


def hilo(estado: Estado, raiz: Comentario, partes: set[str], formato: str, situacion: str) -> JSON:
    """Un `commentThread`; `replies` trae como mucho cinco, de la situacion pedida."""
    respuestas = estado.respuestas(raiz.id)
    cuerpo: JSON = {"id": raiz.id}
    if "snippet" in partes:
        cuerpo["snippet"] = {
            "channelId": CANAL_YOUTUBE,
            "topLevelComment": comentario(raiz, formato, en_hilo=True),
            "canReply": raiz.video is None or estado.videos[raiz.video].comentarios,
            "totalReplyCount": len(respuestas),
            "isPublic": raiz.estado == "published",
        }
        if raiz.video:
            cuerpo["snippet"]["videoId"] = raiz.video
    muestra = [r for r in respuestas if r.estado == situacion][:_MUESTRA]
    if "replies" in partes and muestra:
        cuerpo["replies"] = {"comments": [comentario(r, formato, en_hilo=True) for r in muestra]}
    return recurso("commentThread", cuerpo)


def seguidores(cuantos: int) -> str:
    """Truncado a tres cifras significativas y como texto (apis.md, seccion 3)."""
    sobra = 10 ** max(0, len(str(cuantos)) - 3)
    return str(cuantos // sobra * sobra)


def canal(estado: Estado, partes: set[str]) -> JSON:
    """Nuestro `channel`, con las partes pedidas."""
    c = estado.canal
    todas: JSON = {
        "snippet": {
            "title": c.nombre,
            "description": c.descripcion,
            "customUrl": c.usuario,
            "publishedAt": "2012-03-05T15:00:00Z",
            "thumbnails": {t: {"url": c.foto, "width": n, "height": n} for t, n in (("default", 88), ("high", 800))},
            "localized": {"title": c.nombre, "description": c.descripcion},
            "country": c.pais,
        },
        "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": LISTA_SUBIDOS}},
        "statistics": _cifras(estado, c),
        "status": {"privacyStatus": c.privacidad, "isLinked": True, "longUploadsStatus": "allowed", "madeForKids": False},
        "brandingSettings": {
            "channel": {
                "title": c.nombre,
                "description": c.descripcion,
                "keywords": c.palabras_clave,
                "unsubscribedTrailer": c.video_destacado,
                "country": c.pais,
            },
            "image": {"bannerExternalUrl": c.portada},
        },
    }  # fmt: skip
    return recurso("channel", {"id": CANAL_YOUTUBE, **{p: v for p, v in todas.items() if p in partes}})


def _cifras(estado: Estado, c: Canal) -> JSON:
    """Los contadores, uint64 como texto. Los ocultos no traen cifra de suscriptores."""
    cifras: JSON = {
        "viewCount": str(c.seguidores * 40),
        "hiddenSubscriberCount": c.seguidores_ocultos,
        "videoCount": str(len(estado.subidos())),
    }
    if not c.seguidores_ocultos:
        cifras["subscriberCount"] = seguidores(c.seguidores)
    return cifras


def video(estado: Estado, v: Video, partes: set[str]) -> JSON:
    """Un `video`, con las partes pedidas."""
    cuantos = sum(1 for c in estado.comentarios.values() if c.video == v.id and estado.vivo(c.id))
    todas: JSON = {
        "snippet": {
            "publishedAt": fecha(v.publicado),
            "channelId": CANAL_YOUTUBE,
            "title": v.titulo,
            "description": v.descripcion,
            "channelTitle": estado.canal.nombre,
            "categoryId": "29",
            "liveBroadcastContent": "none",
        },
        "status": {"uploadStatus": "processed", "privacyStatus": "public", "embeddable": True},
        "statistics": {"viewCount": "0", "likeCount": "0", "commentCount": str(cuantos)},
    }
    return recurso("video", {"id": v.id, **{p: c for p, c in todas.items() if p in partes}})


def subido(estado: Estado, v: Video, posicion: int, partes: set[str]) -> JSON:
    """Un `playlistItem` de la lista de subidos."""
    todas: JSON = {
        "snippet": {
            "publishedAt": fecha(v.publicado),
            "channelId": CANAL_YOUTUBE,
            "title": v.titulo,
            "description": v.descripcion,
            "channelTitle": estado.canal.nombre,
            "playlistId": LISTA_SUBIDOS,
            "position": posicion,
            "resourceId": {"kind": "youtube#video", "videoId": v.id},
            "videoOwnerChannelId": CANAL_YOUTUBE,
            "videoOwnerChannelTitle": estado.canal.nombre,
        },
        "contentDetails": {"videoId": v.id, "videoPublishedAt": fecha(v.publicado)},
        "status": {"privacyStatus": "public"},
    }
    return recurso("playlistItem", {"id": f"VVU{v.id}", **{p: c for p, c in todas.items() if p in partes}})
