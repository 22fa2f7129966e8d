"""La red simulada por HTTP, a pelo: versiones, token, campos, cursores, cuota, fecha y gobierno."""

import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from types import SimpleNamespace

import pytest
import requests

from conectores.simulador.cuentas import (
    APP_FACEBOOK,
    PAGINA_FACEBOOK,
    SECRETO_FACEBOOK,
    TOKEN_FACEBOOK,
)
from conectores.simulador.facebook import MundoFacebook
from conectores.simulador.facebook.grafo import leer_campos
from conectores.simulador.nucleo import Mundo
from tests.conectores.apoyo_facebook import ANA, INICIO, LUIS, publicar

APP = f"{APP_FACEBOOK}|{SECRETO_FACEBOOK}"


@pytest.fixture
def pedir(fb: SimpleNamespace) -> Iterator[Callable[..., SimpleNamespace]]:
    """`pedir(metodo, ruta, **parametros)` → estado, cuerpo y cabeceras, con el token de la Pagina."""
    sesion = requests.Session()
    sesion.trust_env = False

    def _pedir(
        metodo: str, ruta: str, *, token: str | None = TOKEN_FACEBOOK, **parametros: object
    ) -> SimpleNamespace:
        if token:
            parametros["access_token"] = token
        cuerpo = {"data": parametros} if metodo == "POST" else {"params": parametros}
        r = sesion.request(metodo, f"{fb.base}/{ruta}", timeout=5, **cuerpo)
        return SimpleNamespace(estado=r.status_code, json=r.json(), cabeceras=r.headers, texto=r.text)

    yield _pedir
    sesion.close()


def codigo(respuesta: SimpleNamespace) -> tuple[int, int, int | None]:
    error = respuesta.json["error"]
    assert {"message", "type", "code", "fbtrace_id"} <= set(error)
    return respuesta.estado, error["code"], error.get("error_subcode")


Pedir = Callable[..., SimpleNamespace]


def test_cumple_el_protocolo() -> None:
    mundo: Mundo = MundoFacebook()
    assert mundo.volcar()["comentarios"] == []


@pytest.mark.parametrize(
    ("version", "esperado"),
    [
        ("v23.0", None),
        ("v26.0", None),
        ("", None),
        ("v22.0", 2635),
        ("v3.1", 2635),
        ("v27.0", 2500),
        ("v26.1", 2500),
    ],
)
def test_versiones(pedir: Pedir, version: str, esperado: int | None) -> None:
    r = pedir("GET", f"{version}/{PAGINA_FACEBOOK}".lstrip("/"))
    assert r.json.get("error", {}).get("code") == esperado
    assert r.estado == (400 if esperado else 200)
    assert r.cabeceras["facebook-api-version"] == "v26.0"


def test_token_en_consulta_en_cuerpo_y_en_cabecera(fb: SimpleNamespace, pedir: Pedir) -> None:
    assert pedir("GET", PAGINA_FACEBOOK).estado == 200
    assert codigo(pedir("GET", PAGINA_FACEBOOK, token=None)) == (400, 104, None)
    malo = pedir("GET", PAGINA_FACEBOOK, token="falso")
    assert codigo(malo) == (400, 190, None)
    assert codigo(pedir("GET", PAGINA_FACEBOOK, token=APP)) == (400, 190, 2069032)
    for tipo in ("Bearer", "OAuth"):
        r = requests.get(
            f"{fb.base}/{PAGINA_FACEBOOK}", headers={"authorization": f"{tipo} {TOKEN_FACEBOOK}"}, timeout=5
        )
        assert r.status_code == 200


def test_prueba_del_secreto(pedir: Pedir) -> None:
    buena = hmac.new(SECRETO_FACEBOOK.encode(), TOKEN_FACEBOOK.encode(), hashlib.sha256).hexdigest()
    assert pedir("GET", PAGINA_FACEBOOK, appsecret_proof=buena).estado == 200
    assert codigo(pedir("GET", PAGINA_FACEBOOK, appsecret_proof="mala")) == (400, 100, None)


def test_campos_solo_los_pedidos_y_los_desconocidos_dan_error(fb: SimpleNamespace, pedir: Pedir) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "hola", "autor": ANA})
    assert pedir("GET", id_, fields="from{id},is_hidden").json == {
        "id": id_,
        "from": {"id": "2001"},
        "is_hidden": False,
    }
    assert set(pedir("GET", id_).json) == {"id", "message", "created_time", "from"}
    assert codigo(pedir("GET", id_, fields="updated_time")) == (400, 100, None), (
        "Comment no tiene updated_time"
    )
    assert codigo(pedir("GET", id_, fields="{id}")) == (400, 2500, None)
    assert codigo(pedir("GET", f"{id_}/nada")) == (400, 100, None)
    foto = pedir("GET", PAGINA_FACEBOOK, fields="picture{url}").json["picture"]
    assert set(foto["data"]) == {"url"}


def test_leer_campos_anidados() -> None:
    assert leer_campos("id, comments.limit(1){id,from{id}} ,name") == {
        "id": None,
        "comments": {"id": None, "from": {"id": None}},
        "name": None,
    }


def test_paginas_con_cursores_y_next_con_token(fb: SimpleNamespace, pedir: Pedir) -> None:
    post = publicar(fb, "p")
    ids = fb.gobierno.inyectar(*[{"texto": str(i), "autor": ANA, "publicacion": post} for i in range(5)])
    uno = pedir("GET", f"{post}/comments", limit=2).json
    assert [c["id"] for c in uno["data"]] == ids[:2]
    assert f"access_token={TOKEN_FACEBOOK}" in uno["paging"]["next"]
    tercero = fb.mundo.estado.nodos[ids[1]]
    fb.mundo.estado.quitar(tercero)
    dos = requests.get(uno["paging"]["next"], timeout=5).json()
    assert [c["id"] for c in dos["data"]] == ids[2:4], "aunque el del cursor ya no este"
    vuelta = pedir("GET", f"{post}/comments", limit=2, before=dos["paging"]["cursors"]["before"]).json
    assert [c["id"] for c in vuelta["data"]] == [ids[0]]
    tres = pedir("GET", f"{post}/comments", limit=2, after=dos["paging"]["cursors"]["after"]).json
    assert [c["id"] for c in tres["data"]] == ids[4:]
    assert "next" not in tres["paging"]
    assert "after" in tres["paging"]["cursors"]
    assert pedir("GET", f"{post}/comments", limit=2, after=tres["paging"]["cursors"]["after"]).json == {
        "data": []
    }


@pytest.mark.parametrize("malo", [{"limit": 101}, {"limit": "x"}, {"after": "x"}, {"after": "YTpi"}, {"since": "ayer"},
                                  {"filter": "x"}, {"order": "x"}])  # fmt: skip
def test_parametros_malos(fb: SimpleNamespace, pedir: Pedir, malo: dict) -> None:
    assert codigo(pedir("GET", f"{publicar(fb, 'p')}/comments", **malo)) == (400, 100, None)


def test_filtro_orden_desde_y_resumen(fb: SimpleNamespace, pedir: Pedir) -> None:
    post = publicar(fb, "p")
    (a,) = fb.gobierno.inyectar({"texto": "a", "autor": ANA, "publicacion": post})
    fb.reloj.pasar(minutes=1)
    (b,) = fb.gobierno.inyectar({"texto": "b", "autor": LUIS, "padre": a})
    ruta = f"{post}/comments"
    assert [c["id"] for c in pedir("GET", ruta).json["data"]] == [a]
    todo = pedir("GET", ruta, filter="stream", order="reverse_chronological", summary=1).json
    assert [c["id"] for c in todo["data"]] == [b, a]
    assert todo["summary"]["total_count"] == 2
    desde = int(INICIO.timestamp()) + 30
    assert [c["id"] for c in pedir("GET", ruta, filter="stream", since=desde).json["data"]] == [b]
    assert [c["id"] for c in pedir("GET", ruta, filter="stream", until=INICIO.isoformat()).json["data"]] == [
        a
    ]


def test_muro_y_publicadas(fb: SimpleNamespace, pedir: Pedir) -> None:
    propia = publicar(fb, "nuestra")
    (visita,) = fb.gobierno.inyectar({"texto": "visita", "autor": ANA, "visitante": True})
    oculta = pedir("POST", f"{PAGINA_FACEBOOK}/feed", message="programada", published="false").json["id"]
    assert [p["id"] for p in pedir("GET", f"{PAGINA_FACEBOOK}/feed").json["data"]] == [oculta, visita, propia]
    assert [p["id"] for p in pedir("GET", f"{PAGINA_FACEBOOK}/published_posts").json["data"]] == [propia]
    assert codigo(pedir("GET", f"{PAGINA_FACEBOOK}/visitor_posts")) == (400, 200, 2069030)


@pytest.mark.parametrize("valor", ["True", "False", "si", ""])
def test_is_hidden_solo_en_minusculas(fb: SimpleNamespace, pedir: Pedir, valor: str) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "x", "autor": ANA})
    assert codigo(pedir("POST", id_, is_hidden=valor)) == (400, 100, None)
    assert fb.gobierno.efectos() == []


def test_cuota_y_cabecera_de_uso(fb: SimpleNamespace, pedir: Pedir) -> None:
    fb.gobierno.cuenta(limite=4)
    uso = [json.loads(pedir("GET", PAGINA_FACEBOOK).cabeceras["x-business-use-case-usage"]) for _ in range(4)]
    assert [u[PAGINA_FACEBOOK][0]["call_count"] for u in uso] == [25, 50, 75, 100]
    negada = pedir("GET", PAGINA_FACEBOOK)
    assert codigo(negada) == (400, 80001, None)
    espera = json.loads(negada.cabeceras["x-business-use-case-usage"])[PAGINA_FACEBOOK][0]
    assert espera["estimated_time_to_regain_access"] == 24 * 60
    assert pedir("GET", "debug_token", token=APP, input_token=TOKEN_FACEBOOK).estado == 200, (
        "la de la app es otra"
    )


def test_la_fecha_es_la_del_reloj_de_la_red(fb: SimpleNamespace, pedir: Pedir) -> None:
    fb.reloj.pasar(days=-400)
    assert parsedate_to_datetime(pedir("GET", PAGINA_FACEBOOK).cabeceras["date"]) == fb.reloj.ahora


def test_debug_token(fb: SimpleNamespace, pedir: Pedir) -> None:
    bueno = pedir("GET", "v26.0/debug_token", token=APP, input_token=TOKEN_FACEBOOK).json["data"]
    assert (bueno["is_valid"], bueno["type"], bueno["profile_id"]) == (True, "PAGE", PAGINA_FACEBOOK)
    assert pedir("GET", "debug_token", token=APP, input_token="x").json["data"]["is_valid"] is False
    assert codigo(pedir("GET", "debug_token", input_token=TOKEN_FACEBOOK)) == (400, 100, None)
    fb.gobierno.cuenta(token="revocado")
    muerto = pedir("GET", "debug_token", token=APP, input_token=TOKEN_FACEBOOK).json["data"]
    assert (muerto["is_valid"], muerto["error"]["subcode"]) == (False, 460)


def test_el_json_va_en_ascii_con_escapes(fb: SimpleNamespace, pedir: Pedir) -> None:
    (id_,) = fb.gobierno.inyectar({"texto": "ñandú 🦆 \ud83d", "autor": ANA})
    r = pedir("GET", id_)
    assert "\\u00f1and\\u00fa" in r.texto
    assert r.json["message"] == "ñandú 🦆 \ud83d"


@pytest.mark.parametrize("cuerpo", ["{", "[1]", b"\xff\xfe"])
def test_cuerpo_mal_formado_es_error_de_graph(fb: SimpleNamespace, cuerpo: str | bytes) -> None:
    tipo = "application/json" if isinstance(cuerpo, str) else "application/x-www-form-urlencoded"
    r = requests.post(
        f"{fb.base}/{PAGINA_FACEBOOK}/feed", data=cuerpo, headers={"content-type": tipo}, timeout=5
    )
    assert (r.status_code, r.json()["error"]["code"]) == (400, 100)


def test_publicar_con_cuerpo_json(fb: SimpleNamespace) -> None:
    cuerpo = {"message": "hola", "published": True, "access_token": TOKEN_FACEBOOK}
    r = requests.post(f"{fb.base}/v26.0/me/feed", json=cuerpo, timeout=5)
    assert r.json()["id"] in fb.mundo.estado.nodos
