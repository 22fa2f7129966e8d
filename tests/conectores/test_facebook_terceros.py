"""La red simulada vista por quien no la escribio: facebook-business (Meta) y la especificacion v26."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from facebook_business.adobjects.comment import Comment
from facebook_business.adobjects.page import Page
from facebook_business.adobjects.pagepost import PagePost
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from conectores.facebook.convertir import CAMPOS_COMENTARIO, CAMPOS_POST
from conectores.facebook.cuenta import CAMPOS_PAGINA
from conectores.simulador.cuentas import (
    APP_FACEBOOK,
    NOMBRE_INSTITUCION,
    PAGINA_FACEBOOK,
    SECRETO_FACEBOOK,
    TOKEN_FACEBOOK,
)
from conectores.simulador.facebook.grafo import CAMPOS, leer_campos
from tests.conectores.apoyo_facebook import ANA, LUIS, publicar

ESPECIFICACION = Path(__file__).parents[3] / "shared/specs/facebook/graph-v26-page-comment-pagepost.json"


@pytest.fixture
def api(fb: SimpleNamespace) -> Iterator[FacebookAdsApi]:
    """El cliente de Meta, sin mas cambio que la direccion."""
    sesion = FacebookSession(APP_FACEBOOK, SECRETO_FACEBOOK, TOKEN_FACEBOOK, timeout=5)
    sesion.GRAPH = fb.base
    sesion.requests.trust_env = False
    yield FacebookAdsApi(sesion)
    sesion.requests.close()


def test_meta_lee_la_pagina(api: FacebookAdsApi) -> None:
    pagina = Page(PAGINA_FACEBOOK, api=api).api_get(fields=["name", "followers_count", "emails"])
    assert pagina["name"] == NOMBRE_INSTITUCION
    assert pagina["followers_count"] == 512_340
    assert set(pagina.export_all_data()) == {"id", "name", "followers_count", "emails"}


def test_meta_recorre_muro_comentarios_y_respuestas(fb: SimpleNamespace, api: FacebookAdsApi) -> None:
    post = publicar(fb, "Farmacia")
    ids = fb.gobierno.inyectar(*[{"texto": f"c{i}", "autor": ANA, "publicacion": post} for i in range(7)])
    (hija,) = fb.gobierno.inyectar({"texto": "r", "autor": LUIS, "padre": ids[0]})
    muro = list(Page(PAGINA_FACEBOOK, api=api).get_feed(fields=["message", "from"], params={"limit": 1}))
    assert [(p["id"], p["from"]["id"]) for p in muro] == [(post, PAGINA_FACEBOOK)]
    parametros = {"filter": "stream", "order": "reverse_chronological", "limit": 3, "summary": True}
    cursor = PagePost(post, api=api).get_comments(fields=["message", "from", "parent"], params=parametros)
    vistos = list(cursor)
    assert [c["id"] for c in vistos] == [hija, *reversed(ids)], "paginado de tres en tres, sin repetir"
    assert vistos[0]["parent"]["id"] == ids[0]
    raices = list(PagePost(post, api=api).get_comments(params={"limit": 100}))
    assert [c["id"] for c in raices] == ids
    assert [c["id"] for c in Comment(ids[0], api=api).get_comments()] == [hija]


def test_meta_oculta_responde_bloquea_publica_y_borra(fb: SimpleNamespace, api: FacebookAdsApi) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "x", "autor": ANA})
    comentario, pagina = Comment(id_, api=api), Page(PAGINA_FACEBOOK, api=api)
    comentario.api_update(params={"is_hidden": True})
    assert comentario.api_get(fields=["is_hidden"])["is_hidden"] is True
    respuesta = comentario.create_comment(params={"message": "Hola, Ana"})
    pagina.create_blocked(params={"user": ["2001"]})
    assert [b["id"] for b in pagina.get_blocked()] == ["2001"]
    pagina.delete_blocked(params={"user": "2001"})
    assert list(pagina.get_blocked()) == []
    post = pagina.create_feed(params={"message": "Aviso"})
    comentario.api_delete()
    assert [(e["accion"], e["objeto"]) for e in fb.gobierno.efectos()] == [
        ("ocultar", id_),
        ("responder", id_),
        ("bloquear", "2001"),
        ("desbloquear", "2001"),
        ("publicar", post["id"]),
        ("eliminar", id_),
    ]
    assert fb.gobierno.efectos()[1]["detalle"] == {"id": respuesta["id"], "texto": "Hola, Ana"}


def test_meta_entiende_nuestros_errores(fb: SimpleNamespace, api: FacebookAdsApi) -> None:
    with pytest.raises(FacebookRequestError) as no_esta:
        Comment("1_1", api=api).api_get()
    assert (no_esta.value.api_error_code(), no_esta.value.api_error_subcode()) == (100, 33)
    with pytest.raises(FacebookRequestError) as limite:
        list(Page(PAGINA_FACEBOOK, api=api).get_feed(params={"limit": 101}))
    assert limite.value.api_error_code() == 100
    fb.gobierno.cuenta(token="revocado")
    with pytest.raises(FacebookRequestError) as muerto:
        Page(PAGINA_FACEBOOK, api=api).api_get()
    assert (muerto.value.api_error_code(), muerto.value.api_error_subcode()) == (190, 460)
    assert muerto.value.http_status() == 400


# --- especificacion ---


@pytest.fixture(scope="module")
def permitidos() -> dict[str, set[str]]:
    """Campos y aristas de lectura de cada nodo, segun la especificacion v26."""
    if not ESPECIFICACION.exists():
        pytest.skip(f"falta la especificacion {ESPECIFICACION.name}")
    spec = json.loads(ESPECIFICACION.read_text(encoding="utf-8"))
    return {
        nuestro: set(spec[suyo]["fields"])
        | {a["endpoint"].strip("/") for a in spec[suyo]["apis"] if a["method"] == "GET"}
        for nuestro, suyo in (("Page", "Page"), ("Comment", "Comment"), ("Post", "PagePost"))
    }


def test_todo_campo_que_la_red_simulada_conoce_existe(permitidos: dict[str, set[str]]) -> None:
    for clase, nombres in permitidos.items():
        assert CAMPOS[clase] <= nombres, clase


def test_todo_lo_que_la_red_simulada_contesta_existe(
    fb: SimpleNamespace, permitidos: dict[str, set[str]]
) -> None:
    raiz, _ = fb.gobierno.inyectar(
        {"texto": "x", "autor": ANA}, {"texto": "v", "autor": LUIS, "visitante": True}
    )
    fb.gobierno.inyectar({"texto": "hija", "autor": LUIS, "padre": raiz})
    fb.conector.responder(raiz, "r")
    fb.conector.publicar("p")
    estado = fb.mundo.estado
    nodos = [(n.clase, estado.ver(n)) for n in estado.nodos.values()] + [("Page", estado.ver_pagina())]
    assert {clase for clase, _ in nodos} == {"Page", "Comment", "Post"}
    for clase, nodo in nodos:
        assert set(nodo) <= permitidos[clase], clase


def test_todo_lo_que_el_conector_pide_existe(permitidos: dict[str, set[str]]) -> None:
    for clase, campos in (("Page", CAMPOS_PAGINA), ("Comment", CAMPOS_COMENTARIO), ("Post", CAMPOS_POST)):
        assert set(leer_campos(campos)) <= permitidos[clase], clase
        assert set(leer_campos(campos)) <= CAMPOS[clase], clase
