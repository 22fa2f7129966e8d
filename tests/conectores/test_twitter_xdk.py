"""El SDK oficial de X (xdk) lee y actua sobre la red simulada: un cliente que no escribimos nosotros."""

import pytest
import requests

from conectores.simulador.cuentas import TOKEN_TWITTER
from tests.conectores.twitter_comun import ANA, BETO, NOSOTROS, SECRETOS, montar

xdk = pytest.importorskip("xdk")
from xdk.oauth1_auth import OAuth1  # noqa: E402 (solo si xdk esta instalado)
from xdk.posts.models import CreateRequest, HideReplyRequest  # noqa: E402
from xdk.users.models import MuteUserRequest  # noqa: E402


def _con_oauth1(base: str):
    consumidor, secreto, token, token_secreto = SECRETOS
    auth = OAuth1(consumidor, secreto, "http://127.0.0.1/", token, token_secreto)
    return xdk.Client(base_url=base, auth=auth)


def _con_oauth2(base: str):
    return xdk.Client(base_url=base, access_token=TOKEN_TWITTER)


@pytest.fixture(params=[_con_oauth1, _con_oauth2], ids=["oauth1", "oauth2"])
def e(compartida, request):
    e = montar(compartida)
    e.x = request.param(e.red.base)
    e.x.session.trust_env = False
    e.post = e.g.cuenta(publicar={"texto": "Horario", "como": "institucion"})["id"]
    e.menciones = e.g.inyectar(*({"texto": f"hola {i}", "autor": ANA} for i in range(7)))
    (e.respuesta,) = e.g.inyectar({"texto": "qué mal", "autor": BETO, "publicacion": e.post})
    yield e
    e.x.session.close()


def test_xdk_lee_la_cuenta(e) -> None:
    yo = e.x.users.get_me(user_fields=["public_metrics", "description", "url"]).data
    assert (yo.id, yo.username) == (NOSOTROS, "isss_simulado")
    assert yo.public_metrics.followers_count == 48_213
    assert yo.public_metrics.post_count is not None
    assert e.x.users.get_by_username("ana_prueba").data.id == ANA["id"]
    assert e.x.users.get_by_id(BETO["id"]).data.name == "Beto Prueba"


def test_xdk_lee_menciones_por_paginas(e) -> None:
    paginas = list(
        e.x.users.get_mentions(
            NOSOTROS, max_results=5, post_fields=["created_at", "conversation_id", "note_post"],
            expansions=["author_id", "referenced_posts"],
        )
    )  # fmt: skip
    assert [len(p.data) for p in paginas] == [5, 2]
    leidos = [post for p in paginas for post in p.data]
    assert [p.id for p in leidos] == e.menciones[::-1]
    assert {p.author_id for p in leidos} == {ANA["id"]}
    assert paginas[0].includes.users[0].username == "ana_prueba"
    assert leidos[0].edit_history_post_ids == [leidos[0].id]


def test_xdk_busca_la_conversacion(e) -> None:
    consulta = f"conversation_id:{e.post} -from:{NOSOTROS}"
    (pagina,) = e.x.posts.search_recent(
        query=consulta,
        max_results=10,
        post_fields=["created_at"],
        expansions=["referenced_posts", "author_id"],
    )
    (leido,) = pagina.data
    assert (leido.id, leido.text) == (e.respuesta, "qué mal")
    assert leido.referenced_posts[0].id == e.post
    assert pagina.includes.posts[0].id == e.post


def test_xdk_lee_por_id_y_lo_nuestro(e) -> None:
    assert e.x.posts.get_by_id(e.respuesta).data.text == "qué mal"
    varios = e.x.posts.get_by_ids([e.post, e.respuesta, "404"], post_fields=["text"])
    assert {p.id for p in varios.data} == {e.post, e.respuesta}
    assert varios.errors[0].resource_id == "404"
    (pagina,) = e.x.users.get_posts(NOSOTROS, max_results=5)
    assert [p.id for p in pagina.data] == [e.post]


def test_xdk_oculta_publica_responde_silencia_y_borra(e) -> None:
    assert e.x.posts.hide_reply(e.respuesta, HideReplyRequest(hidden=True)).data.hidden is True
    creado = e.x.posts.create(CreateRequest(text="Aviso de prueba")).data
    respuesta = e.x.posts.create(
        CreateRequest(text="Con gusto", reply={"in_reply_to_tweet_id": e.menciones[0]})
    ).data
    assert e.x.users.mute_user(NOSOTROS, MuteUserRequest(target_user_id=BETO["id"])).data.muting is True
    (silenciados,) = e.x.users.get_muting(NOSOTROS)
    assert [u.id for u in silenciados.data] == [BETO["id"]]
    assert e.x.users.unmute_user(NOSOTROS, BETO["id"]).data.muting is False
    assert e.x.posts.delete(creado.id).data.deleted is True
    assert [(x["accion"], x["objeto"]) for x in e.g.efectos()] == [
        ("ocultar", e.respuesta),
        ("publicar", creado.id),
        ("responder", e.menciones[0]),
        ("silenciar", BETO["id"]),
        ("dejar de silenciar", BETO["id"]),
        ("eliminar", creado.id),
    ]
    assert e.g.efectos()[2]["detalle"]["id"] == respuesta.id


def test_xdk_ve_los_mismos_rechazos(e) -> None:
    with pytest.raises(requests.HTTPError) as fallo:
        e.x.posts.hide_reply(e.menciones[0], HideReplyRequest(hidden=True))
    assert fallo.value.response.status_code == 403
    e.g.cuenta(token="revocado")
    with pytest.raises(requests.HTTPError) as fallo:
        e.x.users.get_me()
    assert fallo.value.response.status_code == 401
