"""La pagina con que un area contesta sin cuenta: mirarla no cambia nada, contestar la gasta, y nada de dentro se ve."""

import pytest

from moderacion import redaccion
from moderacion.almacen.intentos import INTENTOS, VENTANA

from .conftest import PROPIO
from .paginas import quien_es

PREGUNTA = redaccion.ConsultaPedida("farmacia", "Insulina en Apopa", "¿Cuándo llega la insulina?")
RESPUESTA = {
    "respuesta": "La insulina llega a la farmacia de Apopa el lunes 23 de noviembre.",
    "respondida_por": "Licda. Pérez, jefa de farmacia",
    "vence": "2026-12-31",
}
NEUTRA = "Este enlace no se puede usar"


def _preguntar(montaje, pregunta=PREGUNTA) -> int:
    return redaccion.preguntar(montaje.servicio.almacen, quien_es(montaje, "gestion"), pregunta)


def _enlace(montaje, consulta_id: int = 1) -> str:
    with montaje.servicio.almacen.unidad() as u:
        return f"/area/{redaccion.emitir_enlace(u, redaccion.DeQue(consulta_id), 'farmacia@example.sv')}"


def _estado(montaje) -> tuple:
    with montaje.servicio.almacen.lectura() as u:
        c = u.areas.una(1)
        return c["estado"], c["respuesta"], sum(1 for _ in u.registro.recorrer())


def test_mirar_no_cambia_nada_y_contestar_se_ve(montaje, como):
    _preguntar(montaje)
    enlace, calle = _enlace(montaje), como()
    antes = _estado(montaje)
    for _ in range(3):
        r = calle.ver(enlace)
        assert r.status_code == 200
        assert "set-cookie" not in r.headers
        assert r.headers["cache-control"] == "no-store"
    assert _estado(montaje) == antes
    for dato in ("Consulta C-1 para Farmacia", "Insulina en Apopa", "¿Cuándo llega la insulina?", "<form"):
        assert dato in r.text, dato
    for ajeno in ("gestion", "/cola", "farmacia@example.sv"):
        assert ajeno not in r.text, ajeno
    r = calle.mandar(enlace, RESPUESTA)
    assert (r.status_code, r.headers["location"]) == (303, enlace)
    html = calle.ver(enlace).text
    for dato in (
        "ya está contestada",
        RESPUESTA["respuesta"],
        "Licda. Pérez, jefa de farmacia",
        "31/12/2026",
    ):
        assert dato in html, dato
    assert "<form" not in html
    html = como("gestion").ver("/consultas/1").text
    assert RESPUESTA["respuesta"] in html
    assert "Licda. Pérez, jefa de farmacia (farmacia@example.sv)" in html


def test_una_galleta_de_la_consola_no_se_mira(montaje, como):
    _preguntar(montaje)
    enlace = _enlace(montaje)
    assert como("gestion").ver(enlace).text == como().ver(enlace).text


def test_lo_mal_escrito_vuelve_y_no_gasta_el_enlace(montaje, como):
    _preguntar(montaje)
    enlace, calle = _enlace(montaje), como()
    for mal, aviso in (
        ({"respuesta": " "}, "Escriba la respuesta"),
        ({"respondida_por": "yo"}, "Escriba quién respondió"),
        ({"vence": "mañana"}, "último día"),
        ({"vence": "2026-11-19"}, "vigencia va de hoy"),
        ({"vence": "2029-01-01"}, "vigencia va de hoy"),
    ):
        r = calle.mandar(enlace, RESPUESTA | {"respondida_por": "<b>Ana</b> Pérez"} | mal)
        assert (r.status_code, aviso in r.text) == (422, True), mal
        assert "&lt;b&gt;Ana&lt;/b&gt; Pérez" in r.text or "respondida_por" in mal
        assert "La insulina llega" in r.text or "respuesta" in mal
    assert calle.mandar(enlace, RESPUESTA | {"respuesta": "a\x00b"}).status_code == 422
    assert calle.mandar(enlace, RESPUESTA).status_code == 303


def test_inventado_vencido_y_usado_dan_la_misma_pagina(montaje, como):
    _preguntar(montaje)
    calle, uno, otro = como(), _enlace(montaje), _enlace(montaje)
    respuestas = [calle.ver("/area/inventado"), calle.mandar("/area/inventado", RESPUESTA)]
    respuestas += [calle.mandar("/area/inventado", {"vence": "x"}), calle.ver("/area/%00%ff")]
    assert calle.mandar(uno, RESPUESTA).status_code == 303
    for enlace in (uno, otro):
        respuestas += [calle.mandar(enlace, RESPUESTA), calle.mandar(enlace, {})]
    assert "ya está contestada" in calle.ver(otro).text, "el otro enlace dice que ya se contesto"
    montaje.reloj.adelantar(redaccion.enlaces.VALE)
    respuestas += [calle.ver(uno), calle.ver(otro)]
    assert {r.status_code for r in respuestas} == {404}
    assert len({r.text for r in respuestas}) == 1
    assert NEUTRA in respuestas[0].text
    assert RESPUESTA["respuesta"] not in respuestas[0].text


def test_retirada_se_dice_y_ya_no_se_contesta(montaje, como):
    _preguntar(montaje)
    enlace = _enlace(montaje)
    redaccion.retirar_consulta(montaje.servicio.almacen, 1, quien_es(montaje, "gestion"))
    html = como().ver(enlace).text
    assert ("retiró esta consulta" in html, "<form" in html) == (True, False)
    assert como().mandar(enlace, RESPUESTA).status_code == 404


@pytest.mark.parametrize("de", ["/area/", "/apelar/"])
def test_quien_prueba_enlaces_se_frena_en_todos(montaje, como, de):
    _preguntar(montaje)
    enlace, calle = _enlace(montaje), como()
    for n in range(INTENTOS):
        assert calle.ver(f"{de}inventado{n}").status_code == 404
    for r in (calle.ver("/area/x"), calle.mandar("/area/x", RESPUESTA), calle.ver("/apelar/x")):
        assert (r.status_code, "diez minutos" in r.text) == (429, True)
    assert calle.ver(enlace).status_code == 200, "el que vale no se frena"
    montaje.reloj.adelantar(VENTANA * 1.1)
    assert calle.ver("/area/x").status_code == 404


def test_un_formulario_de_otro_sitio_no_contesta(montaje, como):
    _preguntar(montaje)
    enlace = _enlace(montaje)
    ajeno = {"Sec-Fetch-Site": "cross-site", "Origin": "https://otro.example"}
    assert como().mandar(enlace, RESPUESTA, headers=ajeno).status_code == 403
    assert _estado(montaje)[0] == "abierta"


@pytest.mark.parametrize("malo", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_lo_hostil_se_ve_como_texto(montaje, como, malo):
    _preguntar(montaje, redaccion.ConsultaPedida("farmacia", f"Asunto {malo}", f"Pregunta {malo}"))
    enlace = _enlace(montaje)
    assert como().mandar(enlace, RESPUESTA | {"respuesta": malo, "respondida_por": malo}).status_code == 303
    for quien, ruta in (("", enlace), ("gestion", "/consultas/1"), ("gestion", "/consultas")):
        html = como(quien).ver(ruta).text
        assert "<script" not in html.replace(PROPIO, ""), ruta
        assert "<img src=x" not in html, ruta
