"""La red Twitter simulada, por dentro: credencial, limites, busqueda, paginas, vocabularios y gobierno."""

from datetime import timedelta

import pytest
import requests
from requests_oauthlib import OAuth1

from conectores.simulador.cuentas import TOKEN_TWITTER
from conectores.simulador.nucleo import Mundo
from conectores.simulador.twitter import MundoTwitter
from conectores.simulador.twitter.puerta import LIMITES
from tests.conectores.twitter_comun import ANA, BETO, NOSOTROS, SECRETOS, TODO, Cliente, barrer, con_cliente


@pytest.fixture
def e(compartida):
    e = con_cliente(compartida)
    yield e
    e.x.sesion.close()


def test_cumple_el_contrato() -> None:
    mundo: Mundo = MundoTwitter()
    assert set(mundo.volcar()) >= {"usuarios", "posts"}


def test_la_firma_se_comprueba_de_verdad(e) -> None:
    buena = e.x("GET", "/2/users/me")
    assert buena.status_code == 200
    consumidor, secreto, token, token_secreto = SECRETOS
    malas = (
        OAuth1(consumidor, secreto, token, "otro"),
        OAuth1(consumidor, "otro", token, token_secreto),
        OAuth1(consumidor, secreto, "otro", token_secreto),
        OAuth1("otro", secreto, token, token_secreto),
        OAuth1(consumidor, secreto, token, token_secreto, signature_method="PLAINTEXT"),
    )
    for mala in malas:
        respuesta = Cliente(e.red.base, mala)("GET", "/2/users/me")
        assert respuesta.status_code == 401
        assert respuesta.json() == {
            "title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"
        }  # fmt: skip
    # una firma buena con la peticion cambiada despues
    cabecera = {"authorization": buena.request.headers["authorization"]}
    for ruta in ("/2/users/me?user.fields=url", "/2/tweets/5"):
        assert requests.get(e.red.base + ruta, headers=cabecera, timeout=5).status_code == 401
    assert requests.get(e.red.base + "/2/users/me", timeout=5).status_code == 401
    for portador, esperado in ((TOKEN_TWITTER, 200), ("otro", 401)):
        directa = requests.get(
            e.red.base + "/2/users/me", headers={"authorization": f"Bearer {portador}"}, timeout=5
        )
        assert directa.status_code == esperado


def test_parametros_con_signos_se_firman_bien(e) -> None:
    for consulta in (
        "¿qué? & = + %20 ~ * 'x'",
        f"(to:{NOSOTROS} OR @isss_simulado) -is:retweet",
        '"qué mal"',
    ):
        assert e.x("GET", "/2/tweets/search/recent", query=consulta).status_code == 200


def test_limites_por_ventana_y_cabeceras(e) -> None:
    e.g.cuenta(limite={"GET /2/users/me": 2})
    quedan = [e.x("GET", "/2/users/me").headers["x-rate-limit-remaining"] for _ in range(2)]
    assert quedan == ["1", "0"]
    agotada = e.x("GET", "/2/users/me")
    assert agotada.status_code == 429
    assert agotada.json() == {
        "title": "Too Many Requests", "detail": "Too Many Requests", "type": "about:blank", "status": 429
    }  # fmt: skip
    assert agotada.headers["x-rate-limit-limit"] == "2"
    assert e.x("GET", f"/2/users/{ANA['id']}").status_code == 200  # cada ruta tiene la suya
    e.reloj.pasar(minutes=15)
    assert e.x("GET", "/2/users/me").status_code == 200
    assert LIMITES["GET /2/users/:id/mentions"] == 300
    assert LIMITES["PUT /2/tweets/:id/hidden"] == 50


def _buscar(e, consulta: str) -> set[str]:
    cuerpo = e.x("GET", "/2/tweets/search/recent", query=consulta, max_results=100).json()
    return {p["id"] for p in cuerpo.get("data", [])}


def test_lenguaje_de_busqueda(e) -> None:
    (honda,) = e.g.inyectar({"texto": "otra cosa", "autor": BETO, "padre": e.respuesta})
    (cita,) = e.g.inyectar({"texto": "vean", "autor": BETO, "cita": e.post})
    (rt,) = e.g.inyectar({"texto": "", "autor": BETO, "republica": e.post})
    assert _buscar(e, f"conversation_id:{e.post}") == {e.post, e.respuesta, honda}
    assert _buscar(e, f"conversation_id:{e.post} -from:{NOSOTROS}") == {e.respuesta, honda}
    assert _buscar(e, "to:isss_simulado") == {e.respuesta}
    assert _buscar(e, f"(to:{NOSOTROS} OR conversation_id:{e.mencion}) from:ana_prueba") == {e.respuesta}
    assert _buscar(e, f"to:{NOSOTROS} OR conversation_id:{e.mencion} from:ana_prueba") == {e.respuesta}
    assert _buscar(e, "is:reply -is:quote") == {e.respuesta, honda}
    assert _buscar(e, "is:quote") == {cita}
    assert _buscar(e, "is:retweet") == {rt}
    assert _buscar(e, "-(is:reply OR is:quote OR is:retweet OR @isss_simulado)") == {e.post}
    assert _buscar(e, '"qué mal" @ISSS_simulado') == {e.respuesta}
    assert _buscar(e, f"in_reply_to_tweet_id:{e.respuesta}") == {honda}
    e.reloj.pasar(days=8)
    assert _buscar(e, "is:reply") == set()


def test_paginas_estables_aunque_lleguen_nuevos(e) -> None:
    e.g.inyectar(*({"texto": f"m {i}", "autor": ANA} for i in range(12)))
    vistos: list[str] = []
    ficha: dict[str, str] = {}
    while True:
        cuerpo = e.x("GET", f"/2/users/{NOSOTROS}/mentions", max_results=5, **ficha).json()
        assert cuerpo["meta"]["result_count"] == len(cuerpo["data"])
        vistos += [p["id"] for p in cuerpo["data"]]
        e.g.inyectar({"texto": "recién llegada", "autor": BETO})
        if "next_token" not in cuerpo["meta"]:
            break
        ficha = {"pagination_token": cuerpo["meta"]["next_token"]}
    assert len(vistos) == len(set(vistos)) == 14
    assert vistos == sorted(vistos, key=int, reverse=True)


def test_solo_las_800_menciones_mas_recientes(e) -> None:
    e.g.inyectar(*({"texto": f"m {i}", "autor": ANA} for i in range(810)))
    cuerpo = e.x("GET", f"/2/users/{NOSOTROS}/mentions", max_results=100, until_id=e.mencion).json()
    assert cuerpo == {"meta": {"result_count": 0}}
    assert len(barrer(e.c)[0]) == 801  # 800 y la respuesta, que llega por busqueda


def test_contesta_en_el_vocabulario_que_se_pide(e) -> None:
    viejo = e.x("GET", f"/2/tweets/{e.mencion}", **TODO).json()["data"]
    nuevo = e.x("GET", f"/2/tweets/{e.mencion}", post__fields="note_post", expansions="author_id").json()
    assert "note_tweet" in viejo
    assert "edit_history_tweet_ids" in viejo
    assert nuevo["data"].keys() == {"id", "text", "author_id", "note_post", "edit_history_post_ids"}
    assert nuevo["includes"]["users"][0]["username"] == "beto_prueba"
    respuesta = e.x(
        "GET", f"/2/tweets/{e.respuesta}", post__fields="id", expansions="referenced_posts"
    ).json()
    assert [p["id"] for p in respuesta["includes"]["posts"]] == [e.post]
    assert (
        e.x("GET", "/2/tweets/404", post__fields="id")
        .json()["errors"][0]["type"]
        .startswith("https://api.x.com/")
    )


def test_ids_crecen_con_el_tiempo_y_llevan_su_fecha(e) -> None:
    vieja = (e.reloj.ahora - timedelta(days=3)).isoformat()
    (atras,) = e.g.inyectar({"texto": "de hace tres días", "autor": ANA, "fecha": vieja})
    (fijo,) = e.g.inyectar({"texto": "fijo", "autor": ANA, "id": "42"})
    assert int(atras) < int(e.post) < int(e.respuesta) < int(e.mencion)
    assert fijo == "42"
    # un id de persona que no sean cifras se cambia por unas fijas
    e.g.inyectar(
        {"texto": "a", "autor": {"id": "u-1", "nombre": "Zoé Ñ"}}, {"texto": "b", "autor": {"id": "u-1"}}
    )
    autores = {c.autor.id for c in barrer(e.c)[0] if c.autor and c.autor.nombre == "Zoé Ñ"}
    assert len(autores) == 1
    assert autores.pop().isdigit()


def test_el_gobierno_rechaza_lo_que_no_entiende_y_no_cuenta_como_efecto(e) -> None:
    def pedir(ruta: str, cuerpo: object) -> int:
        return requests.post(f"{e.red.base}/_control/{ruta}", json=cuerpo, timeout=5).status_code

    malos = (
        ("comentarios", {"comentarios": [{"autor": ANA}]}),
        ("comentarios", {"comentarios": [{"texto": "a", "publicacion": "404"}]}),
        ("comentarios", {"comentarios": [{"texto": "a", "id": "no"}]}),
        ("comentarios", {"comentarios": [{"texto": "a", "id": e.post}]}),
        ("comentarios", {"comentarios": [{"texto": "a", "fecha": "ayer"}]}),
        ("cuenta", {"inventado": 1}),
        ("cuenta", {"perfil": {"inventado": 1}}),
        ("cuenta", {"token": "caducado"}),
        ("cuenta", {"limite": {"GET /nada": 1}}),
        ("cuenta", {"publicar": {"texto": "a", "como": "nadie"}}),
        ("cuenta", {"editar": {"id": "404", "texto": "a"}}),
        ("cuenta", {"borrar": {"id": "404"}}),
    )
    for ruta, cuerpo in malos:
        assert pedir(ruta, cuerpo) == 400, cuerpo
    e.g.cuenta(administradores=["otra persona"], borrar={"id": e.respuesta}, seguidores=3)
    assert e.g.efectos() == []


def test_reiniciar_lo_olvida_todo(e) -> None:
    limpio = MundoTwitter(e.reloj).volcar()
    e.g.cuenta(token="revocado", limite=1, saldo=0, vocabulario="post", perfil={"nombre": "Otro"})
    assert e.red.mundo.volcar() != limpio
    e.g.reiniciar()
    assert e.red.mundo.volcar() == limpio
    assert e.x("GET", "/2/users/me").status_code == 200


def test_volcar_dice_quien_publico_y_que_esta_oculto(e) -> None:
    intruso = e.g.cuenta(publicar={"texto": "gane dinero", "como": "intruso"})["id"]
    e.x("PUT", f"/2/tweets/{e.respuesta}/hidden", {"hidden": True})
    posts = {p["id"]: p for p in requests.get(f"{e.red.base}/_control/estado", timeout=5).json()["posts"]}
    assert posts[intruso]["como"] == "intruso"
    assert posts[e.respuesta]["oculto"]
    # la red no lo dice
    assert "hidden" not in e.x("GET", f"/2/tweets/{e.respuesta}", **TODO).json()["data"]
