"""La red Twitter simulada contra la especificacion publicada por X, con openapi-core."""

import json
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from tests.conectores.twitter_comun import ANA, NOSOTROS, TODO, barrer, con_cliente

ESPECIFICACION = Path(__file__).parents[3] / "shared" / "specs" / "x" / "openapi-2.166.json"
# no estan en la especificacion: solo existen para Enterprise (apis.md, seccion 0.2)
FUERA = {
    ("POST", f"/2/users/{NOSOTROS}/blocking"),
    ("DELETE", f"/2/users/{NOSOTROS}/blocking/{ANA['id']}"),
}


@pytest.fixture
def e(compartida):
    e = con_cliente(compartida)
    yield e
    e.x.sesion.close()


@pytest.fixture(scope="session")
def especificacion():
    if not ESPECIFICACION.exists():
        pytest.skip(f"no esta la especificacion de X: {ESPECIFICACION.name}")
    openapi_core = pytest.importorskip("openapi_core")
    ajustes = openapi_core.Config(extra_media_type_deserializers={"application/problem+json": json.loads})
    return openapi_core.OpenAPI.from_dict(json.loads(ESPECIFICACION.read_text()), config=ajustes)


def validar(especificacion, respuesta: requests.Response) -> None:
    """Comprueba la respuesta, y la peticion si la red la acepto."""
    from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse

    partes = urlsplit(respuesta.request.url)
    peticion = RequestsOpenAPIRequest(
        requests.Request(
            respuesta.request.method,
            f"https://api.twitter.com{partes.path}?{partes.query}",
            headers={"content-type": "application/json"} if respuesta.request.body else {},
            data=respuesta.request.body,
        )
    )
    if respuesta.ok:
        especificacion.validate_request(peticion)
    especificacion.validate_response(peticion, RequestsOpenAPIResponse(respuesta))


def _recorrer(e) -> None:
    """Todas las rutas, bien y mal."""
    x, cuenta = e.x, f"/2/users/{NOSOTROS}"
    for ruta in (f"{cuenta}/mentions", f"{cuenta}/tweets"):
        x("GET", ruta, max_results=5, **TODO)
        x("GET", ruta, since_id="1", until_id="9" * 19)
        x("GET", ruta, max_results=3)
        x("GET", ruta, pagination_token="mala")
        x("GET", ruta, start_time="ayer")
        x("GET", ruta, inventado=1)
        x("GET", ruta, tweet__fields="inventado")
    x("GET", "/2/users/77/mentions")
    buscar = "/2/tweets/search/recent"
    x("GET", buscar, query=f"conversation_id:{e.post}", **TODO)
    for mala in ("", "x" * 513, "raro:cosa", "(sin cerrar", "OR", "to:1)"):
        x("GET", buscar, query=mala)
    x("GET", buscar, query="hola", since_id="5")
    x("GET", buscar, query="hola", since_id="9" * 19, start_time="2026-11-20T00:00:00Z")
    for campos in (TODO["user.fields"], "inventado"):
        x("GET", "/2/users/me", user__fields=campos)
    x("GET", "/2/users/by/username/ana_prueba")
    x("GET", "/2/users/by/username/nadie")
    x("GET", f"/2/users/{ANA['id']}")
    x("GET", "/2/users/31337")
    x("GET", "/2/tweets", ids=f"{e.post},{e.respuesta},404", **TODO)
    x("GET", "/2/tweets", ids="404")
    x("GET", "/2/tweets")
    x("GET", f"/2/tweets/{e.respuesta}", **TODO)
    x("GET", "/2/tweets/404")
    _escribir(e)


def _escribir(e) -> None:
    x, cuenta = e.x, f"/2/users/{NOSOTROS}"
    x("POST", "/2/tweets", {"text": "hola"})
    x("POST", "/2/tweets", {"text": "hola"})
    x("POST", "/2/tweets", {"text": "con gusto", "reply": {"in_reply_to_tweet_id": e.mencion}})
    x("POST", "/2/tweets", {"text": "con gusto", "reply": {"in_reply_to_tweet_id": "404"}})
    for malo in (
        {},
        {"text": 5},
        {"text": "x" * 300},
        {"text": "a", "reply": {}},
        {"text": "a", "otro": 1},
        [1],
    ):
        x("POST", "/2/tweets", malo)
    for i in (e.respuesta, e.respuesta, e.mencion, "404"):
        x("PUT", f"/2/tweets/{i}/hidden", {"hidden": True})
    x("PUT", f"/2/tweets/{e.respuesta}/hidden", {"hidden": "si"})
    x("POST", f"{cuenta}/muting", {"target_user_id": ANA["id"]})
    x("POST", f"{cuenta}/muting", {"target_user_id": "31337"})
    x("POST", "/2/users/5/muting", {"target_user_id": ANA["id"]})
    x("GET", f"{cuenta}/muting")
    x("DELETE", f"{cuenta}/muting/{ANA['id']}")
    for plan in ("basico", "enterprise"):
        e.g.cuenta(plan=plan)
        x("POST", f"{cuenta}/blocking", {"target_user_id": ANA["id"]})
    x("GET", f"{cuenta}/blocking")
    x("GET", "/2/users/5/blocking")
    x("DELETE", f"{cuenta}/blocking/{ANA['id']}")
    for i in (e.mencion, "404", e.post):
        x("DELETE", f"/2/tweets/{i}")
    for ajuste in ({"token": "revocado"}, {"token": "valido", "tope_uso": 0}, {"tope_uso": None, "saldo": 0}):
        e.g.cuenta(**ajuste)
        x("GET", f"/2/tweets/{e.respuesta}")
    e.g.cuenta(saldo=None, limite=0)
    x("GET", "/2/users/me")


def test_todas_las_respuestas_cumplen_la_especificacion_de_x(e, especificacion) -> None:
    _recorrer(e)
    estados = Counter()
    rutas = set()
    for respuesta in e.x.respuestas:
        par = (respuesta.request.method, urlsplit(respuesta.url).path)
        if par in FUERA:
            continue
        estados[respuesta.status_code] += 1
        rutas.add(par[0] + " " + par[1].replace(NOSOTROS, ":id"))
        validar(especificacion, respuesta)
    assert estados.keys() == {200, 201, 400, 401, 402, 403, 404, 429}
    assert len(rutas) >= 15


def test_lo_que_pide_y_recibe_el_conector_cumple_la_especificacion(e, especificacion) -> None:
    e.c._canal.cliente.session.hooks["response"].append(e.x.apuntar)
    barrer(e.c)
    e.c.estado_cuenta()
    e.c.consultar(e.respuesta)
    e.c.ocultar(e.respuesta)
    e.c.mostrar(e.respuesta)
    e.c.responder(e.mencion, "Con gusto")
    nuestro = e.c.publicar("Aviso").id_externo
    e.c.buscar_propias(e.reloj.ahora)
    e.c.eliminar(nuestro)
    assert len(e.x.respuestas) >= 10
    for respuesta in e.x.respuestas:
        assert respuesta.ok
        validar(especificacion, respuesta)


def test_la_especificacion_detecta_una_respuesta_mala(e, especificacion) -> None:
    e.g.fallar(estado=200, cuerpo={"data": [{"id": 5, "text": "a"}]})
    respuesta = e.x("GET", f"/2/users/{NOSOTROS}/mentions")
    with pytest.raises(Exception, match="not valid"):
        validar(especificacion, respuesta)
