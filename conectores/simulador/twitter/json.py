"""Como escribe la red Twitter simulada un usuario o un post, en el vocabulario que se le pida.

`tweet.*` es el de siempre; `post.*`, el de la especificacion 2.167 (apis.md, seccion 0.5).
"""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from conectores.simulador.nucleo import JSON
from conectores.simulador.twitter.estado import Estado, Post, Usuario


def palabras(lista: str) -> frozenset[str]:
    """Los nombres de una lista separada por espacios."""
    return frozenset(lista.split())


CAMPOS_TWEET: Final = palabras(
    "article attachments author_id card_uri community_id context_annotations conversation_id created_at "
    "display_text_range edit_controls edit_history_tweet_ids entities geo id in_reply_to_user_id lang "
    "matched_media_notes media_metadata non_public_metrics note_request_suggestions note_tweet organic_metrics "
    "paid_partnership possibly_sensitive promoted_metrics public_metrics referenced_tweets reply_settings scopes "
    "source suggested_source_links suggested_source_links_with_counts text withheld"
)
CAMPOS_USUARIO: Final = palabras(
    "affiliation confirmed_email connection_status created_at description entities id is_identity_verified location "
    "most_recent_tweet_id most_recent_post_id name parody pinned_tweet_id pinned_post_id profile_banner_url "
    "profile_image_url protected public_metrics receives_your_dm subscribes_to_you subscription subscription_type "
    "url username verified verified_followers_count verified_type withheld"
)
EXPANSIONES: Final = {
    "author_id": "author_id",
    "in_reply_to_user_id": "in_reply_to_user_id",
    "referenced_tweets.id": "referenced_tweets",
    "referenced_tweets.id.author_id": "referenced_tweets",
    "attachments.media_keys": "attachments",
    "edit_history_tweet_ids": "edit_history_tweet_ids",
    "entities.mentions.username": "entities",
}
"""Expansion → campo del post que trae consigo."""
NUEVOS: Final = {
    "edit_history_tweet_ids": "edit_history_post_ids",
    "referenced_tweets": "referenced_posts",
    "note_tweet": "note_post",
    "pinned_tweet_id": "pinned_post_id",
    "most_recent_tweet_id": "most_recent_post_id",
    "tweet_count": "post_count",
    "retweet_count": "repost_count",
    "referenced_tweets.id": "referenced_posts",
}
VIEJOS: Final = {nuevo: viejo for viejo, nuevo in NUEVOS.items() if "." not in viejo}

_LARGO: Final = 280
_LARGO_RT: Final = 140
_VENTANA_DE_EDICION: Final = timedelta(minutes=60)
_EDICIONES: Final = 5
_ENLACE: Final = re.compile(r"https?://[^\s]+")


def iso(fecha: datetime) -> str:
    """Una fecha como la escribe la red: UTC, con milisegundos y Z."""
    return fecha.strftime("%Y-%m-%dT%H:%M:%S.") + f"{fecha.microsecond // 1000:03d}Z"


def usuario_json(usuario: Usuario, campos: Collection[str], posts: int, ultimo: str | None) -> JSON:
    """Un usuario con los campos pedidos; los vacios no se escriben."""
    todo: JSON = {
        "created_at": iso(usuario.creado),
        "description": usuario.descripcion,
        "location": usuario.ubicacion,
        "url": usuario.sitio,
        "profile_image_url": usuario.foto,
        "profile_banner_url": usuario.portada,
        "protected": usuario.protegida,
        "verified": usuario.verificada,
        "verified_type": usuario.tipo_verificacion,
        "is_identity_verified": usuario.verificada,
        "pinned_tweet_id": usuario.fijado,
        "most_recent_tweet_id": ultimo,
        "public_metrics": {
            "followers_count": usuario.seguidores,
            "following_count": usuario.siguiendo,
            "tweet_count": posts,
            # una cuenta no dice en que vocabulario se pide: van los dos nombres (en vivo hay mezcla, apis.md 0.5)
            "post_count": posts,
            "listed_count": 0,
            "like_count": 0,
        },
    }
    if usuario.sitio:
        enlace = {"start": 0, "end": 23, "url": "https://t.co/simulado", "expanded_url": usuario.sitio}
        todo |= {"url": enlace["url"], "entities": {"url": {"urls": [enlace]}}}
    pedidos = {k: v for k, v in todo.items() if k in campos and v not in ("", None)}
    return {"id": usuario.id, "name": usuario.nombre, "username": usuario.usuario, **pedidos}


def post_json(post: Post, estado: Estado, campos: Collection[str]) -> JSON:
    """Un post con los campos pedidos (en el vocabulario de siempre) mas los de `extra`, que siempre van."""
    texto, nota = _texto(post, estado)
    todo: JSON = {
        "id": post.id,
        "text": texto,
        "edit_history_tweet_ids": list(post.versiones),
        "author_id": post.autor_id,
        "created_at": iso(post.creado),
        "conversation_id": post.conversacion,
        "in_reply_to_user_id": estado.autor_respondido(post),
        "lang": "es",
        "possibly_sensitive": False,
        "reply_settings": "everyone",
        "referenced_tweets": _referencias(post),
        "entities": _entidades(texto, estado),
        "attachments": {"media_keys": [m["media_key"] for m in post.medios]} if post.medios else None,
        "note_tweet": {"text": nota} if nota else None,
        "edit_controls": _edicion(post, estado),
        "public_metrics": _metricas(post, estado),
    }
    base = {"id", "text", "edit_history_tweet_ids"}
    elegidos = {k: v for k, v in todo.items() if (k in base or k in campos) and v is not None}
    elegidos |= post.extra
    return {k: v for k, v in elegidos.items() if v is not None}


def al_dia(valor: object) -> object:
    """El mismo JSON con los nombres nuevos, por dentro tambien."""
    if isinstance(valor, dict):
        return {NUEVOS.get(k, k): al_dia(v) for k, v in valor.items()}
    if isinstance(valor, list):
        return [al_dia(v) for v in valor]
    return valor


def _texto(post: Post, estado: Estado) -> tuple[str, str]:
    """Lo que va en `text` y, si no cabe, el texto entero para `note_tweet`."""
    original = estado.posts.get(post.republica or "")
    if original is not None:
        autor = estado.usuarios.get(original.autor_id or "")
        entero = f"RT @{autor.usuario if autor else 'usuario'}: {original.texto}"
        return (entero if len(entero) <= _LARGO_RT else entero[: _LARGO_RT - 1] + "…"), ""
    if len(post.texto) > _LARGO:
        return post.texto[: _LARGO - 1] + "…", post.texto
    return post.texto, ""


def _referencias(post: Post) -> list[JSON] | None:
    pares = (("replied_to", post.responde_a), ("quoted", post.cita), ("retweeted", post.republica))
    return [{"type": tipo, "id": i} for tipo, i in pares if i] or None


def _entidades(texto: str, estado: Estado) -> JSON | None:
    menciones = [
        {"start": inicio, "end": fin, "username": alias} | ({"id": propio} if propio else {})
        for inicio, fin, alias, propio in estado.menciones_en(texto)
    ]
    enlaces = [
        {"start": m.start(), "end": m.end(), "url": m[0], "expanded_url": m[0], "display_url": m[0][:30]}
        for m in _ENLACE.finditer(texto)
    ]
    return {k: v for k, v in (("mentions", menciones), ("urls", enlaces)) if v} or None


def _edicion(post: Post, estado: Estado) -> JSON:
    primera = estado.posts[post.versiones[0]]
    return {
        "edits_remaining": max(_EDICIONES - len(post.versiones) + 1, 0),
        "is_edit_eligible": post.responde_a is None,
        "editable_until": iso(primera.creado + _VENTANA_DE_EDICION),
    }


def _metricas(post: Post, estado: Estado) -> JSON:
    respuestas = sum(1 for p in estado.posts.values() if p.responde_a == post.id and not p.borrado)
    cuentas = dict.fromkeys(
        ("retweet_count", "like_count", "quote_count", "bookmark_count", "impression_count"), 0
    )
    return cuentas | {"reply_count": respuestas}
