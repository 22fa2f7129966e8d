"""Apelar desde la calle y resolver desde la consola: el enlace, lo que se ve, quien puede y nada de mas."""

import re

import pytest

from conectores.tipos import Red
from moderacion.almacen.intentos import INTENTOS, VENTANA
from moderacion.sanciones import apelaciones

from .conftest import PROPIO

RAZON = "No insulté a nadie, me quejaba de la espera."
NEUTRA = "Este enlace no se puede usar"


def _ocultar(montaje, como, texto="Qué mierda de espera", autor="ana"):
    montaje.comentar(texto, Red.FACEBOOK, autor)
    montaje.vuelta()
    datos = {"accion": "ocultar", "motivo": "lenguaje soez", "articulo": 2, "version": 1}
    assert como("gestion").mandar("/expedientes/1/decidir", datos).status_code == 303
    montaje.ordenar()


def _enlace(como, quien="gestion"):
    r = como(quien).mandar("/expedientes/1/apelacion")
    assert r.status_code == 200
    return re.search(r'value="https?://[^"]+(/apelar/[\w-]{43})"', r.text)[1]


def test_el_enlace_es_de_la_direccion_publica_y_no_de_por_donde_entro_quien_lo_da(montaje, como, monkeypatch):
    """A quien vive fuera no le sirve el nombre que la consola tiene en la red de la casa."""
    publica = property(lambda _: "https://moderacion.example.sv/")
    monkeypatch.setattr(type(montaje.servicio.config), "enlace", publica)
    _ocultar(montaje, como)
    r = como("gestion").mandar("/expedientes/1/apelacion")
    assert re.search(r'value="https://moderacion\.example\.sv/apelar/[\w-]{43}"', r.text)


def _version(montaje):
    with montaje.servicio.almacen.lectura() as u:
        return u.expedientes.ficha(1).expediente["version"]


def test_de_principio_a_fin(montaje, como):
    _ocultar(montaje, como)
    gestion, otra, calle = como("gestion"), como("otra"), como()
    assert "Dar un enlace para apelar" in gestion.ver("/expedientes/1").text
    assert "Dar un enlace" not in como("auditoria").ver("/expedientes/1").text
    enlace = _enlace(como)
    r = calle.ver(enlace)
    assert r.status_code == 200
    assert "set-cookie" not in r.headers
    for dato in (
        "Se ocultó su comentario",
        "Qué mierda de espera",
        "Por el artículo 2",
        "será restringida",
        "<form",
    ):
        assert dato in r.text, dato
    for ajeno in ("ana", "@ana", "id-ana", "gestion", "lenguaje soez", "ISSS facebook"):
        assert ajeno not in r.text, ajeno
    r = calle.mandar(enlace, {"texto": RAZON, "contacto": "ana@example.com"})
    assert (r.status_code, r.headers["location"]) == (303, enlace)
    html = calle.ver(enlace).text
    assert "Su apelación se recibió" in html
    assert "<form" not in html
    assert RAZON not in html
    # de vuelta en la casa
    assert "Apelación</span>" in gestion.ver("/cola").text
    assert "1 apelación espera" in gestion.ver("/mi-dia").text
    html = gestion.ver("/apelaciones").text
    assert RAZON in html
    assert "ana@example.com" in html
    assert "Usted restringió en este expediente" in html
    assert "/apelaciones/1/resolver" not in html
    assert "la resuelve otra persona" in gestion.ver("/expedientes/1").text
    datos = {"sentido": "aceptar", "motivo": "era una queja", "version": _version(montaje)}
    r = gestion.mandar("/apelaciones/1/resolver", datos)
    assert r.status_code == 403
    assert "la resuelve otra persona" in r.text
    assert "/apelaciones/1/resolver" in otra.ver("/apelaciones").text
    assert otra.mandar("/apelaciones/1/resolver", datos).status_code == 303
    montaje.ordenar()
    assert ("mostrar", "facebook-1") in montaje.redes[Red.FACEBOOK].efectos
    html = calle.ver(enlace).text
    assert "<strong>aceptada</strong>" in html
    assert "era una queja" in html
    assert "otra" not in re.search(r"La razón.*?</section>", html, re.DOTALL)[0]
    html = gestion.ver("/apelaciones").text
    assert "Últimas resueltas" in html
    assert "Aceptada" in html


def test_con_el_enlace_de_algo_que_ya_se_deshizo_no_se_apela(montaje, como):
    _ocultar(montaje, como)
    enlace = _enlace(como)
    assert como("otra").mandar("/decisiones/1/revertir", {"motivo": "no era para tanto"}).status_code == 303
    html = como().ver(enlace).text
    assert "ya se deshizo" in html
    assert "<form" not in html
    r = como().mandar(enlace, {"texto": RAZON})
    assert (r.status_code, "ya se deshizo" in r.text) == (422, True)
    assert RAZON not in como("gestion").ver("/apelaciones").text


def test_ni_el_primero_ni_nadie_lo_decide_por_el_camino_de_siempre(montaje, como):
    _ocultar(montaje, como)
    como().mandar(_enlace(como), {"texto": RAZON})
    for quien in ("gestion", "otra", "supervision"):
        datos = {"accion": "permitir", "motivo": "ya da igual", "version": _version(montaje)}
        r = como(quien).mandar("/expedientes/1/decidir", datos)
        assert r.status_code == 422, quien
        assert "tiene una apelación presentada" in r.text
    assert como("gestion").mandar("/expedientes/1/apelacion").status_code == 409


def test_rechazar_exige_razon_y_conserva_lo_escrito(montaje, como):
    _ocultar(montaje, como)
    enlace = _enlace(como)
    como().mandar(enlace, {"texto": RAZON})
    datos = {"sentido": "rechazar", "motivo": "no", "version": _version(montaje)}
    r = como("otra").mandar("/apelaciones/1/resolver", datos)
    assert r.status_code == 422
    assert ">no</textarea>" in r.text
    datos |= {"motivo": "el insulto iba a una persona", "version": 1}
    assert como("otra").mandar("/apelaciones/1/resolver", datos).status_code == 409
    datos["version"] = _version(montaje)
    assert como("otra").mandar("/apelaciones/1/resolver", datos).status_code == 303
    html = como().ver(enlace).text
    assert "<strong>rechazada</strong>" in html
    assert "el insulto iba a una persona" in html
    assert como("otra").mandar("/apelaciones/1/resolver", datos).status_code == 409
    assert como("otra").mandar("/apelaciones/1/resolver", datos | {"sentido": "otro"}).status_code == 422
    assert como("otra").mandar("/apelaciones/99/resolver", datos).status_code == 404


def test_inventado_vencido_sustituido_y_usado_dan_la_misma_pagina(montaje, como):
    _ocultar(montaje, como)
    calle = como()
    viejo = _enlace(como)
    nuevo = _enlace(como)
    respuestas = [calle.ver("/apelar/inventado"), calle.ver("/apelar/" + "a" * 43), calle.ver(viejo)]
    respuestas.append(calle.mandar(viejo, {"texto": RAZON}))
    assert calle.mandar(nuevo, {"texto": RAZON}).status_code == 303
    respuestas.append(calle.mandar(nuevo, {"texto": RAZON}))
    respuestas.append(calle.ver("/apelar/" + "x" * 5000))
    respuestas.append(calle.ver("/apelar/%00%ff"))
    assert {r.status_code for r in respuestas} == {404}
    assert len({r.text for r in respuestas}) == 1
    assert NEUTRA in respuestas[0].text
    assert len({frozenset(r.headers) for r in respuestas}) == 1


def test_un_enlace_vencido_no_dice_que_existio(montaje, como):
    _ocultar(montaje, como)
    enlace = _enlace(como)
    montaje.reloj.adelantar(apelaciones.PLAZO)
    assert como().ver(enlace).text == como().ver("/apelar/otro").text


def test_demasiados_intentos_se_frenan(montaje, como):
    _ocultar(montaje, como)
    enlace, calle = _enlace(como), como()
    for n in range(INTENTOS):
        assert calle.ver(f"/apelar/inventado{n}").status_code == 404
    for r in (calle.ver("/apelar/x"), calle.mandar("/apelar/x", {"texto": RAZON})):
        assert r.status_code == 429
        assert "diez minutos" in r.text
    assert calle.ver(enlace).status_code == 200, "quien tiene un enlace que vale no paga lo que otro prueba"
    assert calle.mandar(enlace, {"texto": RAZON}).status_code in {200, 303}
    montaje.reloj.adelantar(VENTANA * 1.1)
    assert calle.ver("/apelar/x").status_code == 404


def test_lo_corto_vuelve_con_lo_escrito(montaje, como):
    _ocultar(montaje, como)
    enlace, calle = _enlace(como), como()
    for datos, aviso in (
        ({"texto": "  no  ", "contacto": "<b>yo</b>"}, "Explique por qué"),
        ({"texto": "x" * 2001, "contacto": "<b>yo</b>"}, "Explique por qué"),
        ({"texto": RAZON, "contacto": "<b>yo</b>" * 50}, "El contacto lleva"),
    ):
        r = calle.mandar(enlace, datos)
        assert r.status_code == 422
        assert aviso in r.text
        assert "&lt;b&gt;yo&lt;/b&gt;" in r.text
        assert 'aria-invalid="true"' in r.text
    assert calle.mandar(enlace, {"texto": "a\x00b" + RAZON}).status_code == 422
    assert calle.mandar(enlace, {"texto": RAZON}).status_code == 303


HOSTILES = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ 7777*7777 }}",
    "\u202egnp.exe",
    "𓀀" * 300,
    "a\u2028b",
)


@pytest.mark.parametrize("texto", HOSTILES)
def test_lo_que_escribe_un_extrano_no_rompe_ninguna_pagina(montaje, como, texto):
    _ocultar(montaje, como, f"Qué mierda {texto}", autor=f"ana {texto}")
    enlace = _enlace(como)
    datos = {"texto": f"no es justo {texto}", "contacto": texto[:200]}
    assert como().mandar(enlace, datos).status_code == 303
    for quien, ruta in (("", enlace), ("otra", "/apelaciones"), ("otra", "/expedientes/1"), ("otra", "/cola"),
                        ("gestion", "/mi-dia"), ("otra", "/conexiones"), ("supervision", "/bitacora")):  # fmt: skip
        r = como(quien).ver(ruta)
        assert r.status_code == 200, ruta
        assert "<script" not in r.text.replace(PROPIO, ""), ruta
        assert "<img src=x" not in r.text, ruta
        assert "60481729" not in r.text, "7777 por 7777: la plantilla hizo la cuenta"


def test_un_formulario_de_otro_sitio_no_apela(montaje, como):
    _ocultar(montaje, como)
    enlace = _enlace(como)
    ajeno = {"Sec-Fetch-Site": "cross-site", "Origin": "https://otro.example"}
    assert como().mandar(enlace, {"texto": RAZON}, headers=ajeno).status_code == 403
    assert "<form" in como().ver(enlace).text


def test_las_normas_se_leen_sin_ingresar(como):
    r = como().ver("/normas")
    assert r.status_code == 200
    assert "set-cookie" not in r.headers
    assert r.text.count('class="caja norma"') == 13
    assert r.text.count("<h1>") == 1
    assert "No ocultamos la crítica." in r.text
    assert 'href="mailto:comunicaciones@isss.gob.sv"' in r.text, (
        "a quien se bloqueó, la red no le deja escribirnos"
    )
    for frase in ("Quién decide", "Cómo apelar", "No se restringe"):
        assert r.text.count(f"<dt>{frase}</dt>") == 13
    assert "«Toda publicación que contenga insultos" in r.text
    assert 'href="/cola"' not in r.text
