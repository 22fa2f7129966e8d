"""Entrar con la cuenta de la institución: solo vale lo firmado por su proveedor, para esta consola, ahora y de esta ida."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey
from pydantic import ValidationError

from moderacion import accesos
from moderacion.accesos import oidc
from moderacion.accesos.cofre import Cofre, nueva_llave
from moderacion.config import Config, Oidc
from moderacion.errores import NoAutorizado
from tests.fiabilidad.canales import Canal

from .conftest import CLAVE
from .proveedor import CLIENTE, en_marcha
from .test_mi_cuenta import codigo, poner_factor


@pytest.fixture
def casa(montar, servir):
    """(montaje, como, proveedor) de una casa con proveedor de identidad."""
    with en_marcha() as proveedor:
        pedido = {
            "emisor": proveedor.emisor,
            "cliente_id": CLIENTE,
            "consola": "https://consola.example.org",
            "dominio": "isss.example.org",
        }
        montaje = montar(oidc=pedido)
        yield montaje, servir(montaje), proveedor


def ida(cliente, a: str = "") -> dict[str, list[str]]:
    r = cliente.ver(f"/ingresar/oidc?a={a}")
    assert r.status_code == 303, r.text
    return parse_qs(urlsplit(r.headers["location"]).query)


def vuelta(cliente, consulta, codigo: str, **mas: str):
    dicho = {"code": codigo, "state": consulta["state"][0]} | mas
    return cliente.ver("/ingresar/oidc/vuelta", params=dicho)


def test_se_entra_y_se_vuelve_a_donde_se_iba(casa):
    montaje, como, proveedor = casa
    cliente = como()
    assert "/ingresar/oidc?a=/bloqueos" in cliente.ver("/ingresar?a=/bloqueos").text
    consulta = ida(cliente, "/bloqueos")
    assert consulta["redirect_uri"] == ["https://consola.example.org/ingresar/oidc/vuelta"]
    assert consulta["code_challenge_method"] == ["S256"]
    dado = proveedor.dejar_entrar(consulta, "Gestion@isss.example.org", montaje.reloj.ahora())
    r = vuelta(cliente, consulta, dado)
    assert (r.status_code, r.headers["location"]) == (303, "/bloqueos")
    assert cliente.ver("/bloqueos").status_code == 200


def test_no_sustituye_al_segundo_factor(casa):
    montaje, como, proveedor = casa
    totp, cliente = poner_factor(montaje, "gestion"), como()
    consulta = ida(cliente)
    r = vuelta(
        cliente, consulta, proveedor.dejar_entrar(consulta, "gestion@isss.example.org", montaje.reloj.ahora())
    )
    assert r.headers["location"].startswith("/ingresar/codigo")
    assert cliente.ver("/cola").status_code == 303
    assert cliente.mandar("/ingresar/codigo", {"codigo": codigo(montaje, totp)}).status_code == 303
    assert cliente.ver("/cola").status_code == 200


@pytest.mark.parametrize("nombre", ["nadie", "", "auditoria"])
def test_quien_no_esta_dado_de_alta_no_entra(casa, nombre):
    montaje, como, proveedor = casa
    accesos.desactivar(montaje.servicio.almacen, "auditoria")
    cliente = como()
    consulta = ida(cliente)
    r = vuelta(
        cliente,
        consulta,
        proveedor.dejar_entrar(consulta, f"{nombre}@isss.example.org", montaje.reloj.ahora()),
    )
    assert (r.status_code, "no está dada de alta aquí" in r.text) == (422, True)
    assert cliente.ver("/cola").status_code == 303


@pytest.mark.parametrize(
    "reclamos",
    [
        {"iss": "https://otro.example.org"},
        {"aud": "otra-consola"},
        {"nonce": "otro"},
        {"exp": 1},
        {"iat": 4_000_000_000},
        {"exp": None},
        {"nonce": None},
        {"aud": None},
        {"iss": None},
        {"aud": [CLIENTE, "otra"], "azp": "otra"},
    ],
    ids=str,
)
def test_un_reclamo_que_no_es_no_deja_entrar(casa, reclamos):
    montaje, como, proveedor = casa
    proveedor.reclamos = reclamos
    cliente = como()
    consulta = ida(cliente)
    r = vuelta(
        cliente, consulta, proveedor.dejar_entrar(consulta, "gestion@isss.example.org", montaje.reloj.ahora())
    )
    assert (r.status_code, "no responde como se espera" in r.text) == (422, True)
    assert "sesion" not in cliente.cookies


def test_lo_firmado_por_otro_no_deja_entrar(casa):
    montaje, como, proveedor = casa
    proveedor.llave = RSAKey.generate_key(2048, {"kid": "1"})
    cliente = como()
    consulta = ida(cliente)
    r = vuelta(
        cliente, consulta, proveedor.dejar_entrar(consulta, "gestion@isss.example.org", montaje.reloj.ahora())
    )
    assert r.status_code == 422
    assert "sesion" not in cliente.cookies


def test_la_vuelta_es_del_navegador_que_fue_y_una_vez(casa):
    montaje, como, proveedor = casa
    uno, otro = como(), como()
    consulta = ida(uno)
    dado = proveedor.dejar_entrar(consulta, "gestion@isss.example.org", montaje.reloj.ahora())
    assert vuelta(otro, consulta, dado).status_code == 422
    ida(otro)
    assert "no empezó aquí" in vuelta(otro, consulta, dado).text
    assert vuelta(uno, consulta, dado, iss="https://otro.example.org").status_code == 422
    assert vuelta(uno, consulta, dado).status_code == 422, "el sobre se gastó"
    consulta = ida(uno)
    dado = proveedor.dejar_entrar(consulta, "gestion@isss.example.org", montaje.reloj.ahora())
    montaje.reloj.adelantar(timedelta(minutes=10))
    assert "caducó" in vuelta(uno, consulta, dado).text


@pytest.mark.parametrize(
    "anuncio",
    [{"issuer": "https://otro.example.org"}, {"token_endpoint": "file:///etc/passwd"}, {"jwks_uri": None}],
    ids=str,
)
def test_un_proveedor_que_no_es_el_esperado_no_se_usa_y_queda_la_clave(casa, anuncio):
    _, como, proveedor = casa
    proveedor.anuncio = anuncio
    cliente = como()
    r = cliente.ver("/ingresar/oidc?a=/bloqueos")
    assert (r.status_code, "entre con su clave" in r.text) == (422, True)
    assert cliente.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE}).status_code == 303


def test_el_sobre_no_dice_nada_a_quien_lo_mira(casa):
    _, como, _ = casa
    cliente = como()
    consulta = ida(cliente, "/bloqueos")
    sobre = cliente.cookies["oidc"]
    assert consulta["nonce"][0] not in sobre
    assert "bloqueos" not in sobre


def test_sin_proveedor_no_hay_puerta(como):
    assert como().ver("/ingresar/oidc").status_code == 404
    assert not re.search("ingresar/oidc", como().ver("/ingresar").text)


@pytest.mark.parametrize(
    "mala", ["http://identidad.example.org", "identidad.example.org", "javascript:1", ""]
)
def test_el_proveedor_se_llega_a_el_por_https(mala):
    pedido = {"emisor": mala, "cliente_id": "x", "consola": "https://consola.example.org"}
    with pytest.raises(ValidationError, match="https://"):
        Config.model_validate({"web": {"oidc": pedido}})


@pytest.mark.parametrize(
    "nombre",
    ["gestion@otro.example.org", "gestion", "@isss.example.org", "gestion@isss.example.org@otro.org"],
)
def test_el_mismo_nombre_de_otro_sitio_es_otra_persona(casa, nombre):
    montaje, como, proveedor = casa
    cliente = como()
    consulta = ida(cliente, "/bloqueos")
    r = vuelta(cliente, consulta, proveedor.dejar_entrar(consulta, nombre, montaje.reloj.ahora()))
    assert r.status_code == 422
    assert 'value="/bloqueos"' in r.text, "a dónde se iba no se pierde"
    assert "sesion" not in cliente.cookies


@pytest.mark.parametrize("estado", ["ñ", "", "x" * 5000])
def test_una_vuelta_inventada_no_tumba_nada(casa, estado):
    _, como, _ = casa
    cliente = como()
    ida(cliente)
    assert cliente.ver("/ingresar/oidc/vuelta", params={"state": estado, "code": "x"}).status_code == 422


@pytest.mark.parametrize("llaves", [{}, {"keys": 5}, {"keys": [{}]}, []], ids=str)
def test_unas_llaves_que_no_lo_son_no_tumban_nada(casa, llaves):
    montaje, como, proveedor = casa
    proveedor.llaves = llaves
    cliente = como()
    consulta = ida(cliente)
    dado = proveedor.dejar_entrar(consulta, "gestion@isss.example.org", montaje.reloj.ahora())
    assert vuelta(cliente, consulta, dado).status_code == 422


def test_firmado_con_un_secreto_compartido_no_entra(casa):
    montaje, como, proveedor = casa
    proveedor.llave, proveedor.alg = OctKey.generate_key(256, {"kid": "1"}), "HS256"
    cliente = como()
    consulta = ida(cliente)
    dado = proveedor.dejar_entrar(consulta, "gestion@isss.example.org", montaje.reloj.ahora())
    assert vuelta(cliente, consulta, dado).status_code == 422


def test_a_un_proveedor_callado_no_se_le_pregunta_en_cada_visita(casa, monkeypatch):
    montaje, como, proveedor = casa
    proveedor.anuncio = {"issuer": "https://otro.example.org"}
    preguntas = []
    de_verdad = oidc.nueva_sesion
    monkeypatch.setattr(oidc, "nueva_sesion", lambda *a: preguntas.append(a) or de_verdad(*a))
    cliente = como()
    for _ in range(5):
        assert cliente.ver("/ingresar/oidc").status_code == 422
    assert len(preguntas) == 1
    proveedor.anuncio = {}
    montaje.reloj.adelantar(timedelta(seconds=31))
    assert cliente.ver("/ingresar/oidc").status_code == 303


@pytest.mark.parametrize("que", ["anuncio", "ficha"])
def test_a_un_proveedor_que_contesta_a_gotas_se_le_deja_a_su_hora(monkeypatch, que):
    """Cada lectura llega a tiempo y la respuesta no acaba nunca: sin un limite total se quedaria con un hilo de la consola."""
    canal = Canal("webhook", "goteo")
    monkeypatch.setattr(oidc, "_LIMITES", replace(oidc._LIMITES, total=0.5))
    config = Oidc(emisor=f"http://{canal._sitio}", cliente_id="x", consola="https://c.example.sv")
    proveedor, ahora = oidc.Proveedor(config, Cofre(nueva_llave())), datetime(2026, 11, 20, tzinfo=UTC)
    proveedor._sabido = {"token_endpoint": f"http://{canal._sitio}/ficha"} if que == "ficha" else {}
    guardado = {"code_verifier": "v" * 43, "nonce": "n"}
    pedir = {
        "anuncio": lambda: proveedor.ir("/", ahora),
        "ficha": lambda: proveedor._cambiar("codigo", guardado, ahora),
    }
    try:
        with pytest.raises(NoAutorizado, match="no responde como se espera"):
            pedir[que]()
    finally:
        canal.cerrar()
