"""Pedir el visto bueno de un area desde la consola y darlo con su enlace: que se ve, quien puede y nada de mas."""

from dataclasses import replace
from datetime import timedelta

import pytest

from moderacion import redaccion
from politicas.juicio import juzgar

from .conftest import PROPIO
from .paginas import quien_es

AVISO = "La farmacia de Zacamil atenderá el sábado de 7:00 a. m. a 12:00 m."
OTRO = "Este domingo habrá jornada de vacunación en la Unidad Médica de Apopa."
SI = {"sentido": "aprobar", "firma": "Dra. Melara, jefa de farmacia"}
NO = SI | {"sentido": "rechazar", "motivo": "el sábado no se atiende"}
NEUTRA = "Este enlace no se puede usar"


@pytest.fixture
def montaje(montaje):
    """Lo nuestro lo mira el juez de verdad, y hay un area con correo."""
    montaje.servicio.reglas = replace(montaje.servicio.reglas, juez=juzgar)
    montaje.servicio.responsables = {"farmacia": redaccion.Responsable("f@example.sv", "jefa@example.sv")}
    return montaje


def _en_revision(montaje, texto: str = AVISO) -> int:
    s, ana = montaje.servicio, quien_es(montaje, "gestion")
    b = redaccion.crear_escrito(s.almacen, ana, redaccion.Escrito(texto, (redaccion.SalidaNueva(1),)))
    redaccion.enviar(s.almacen, s.redaccion, b, 1, ana)
    return b


def _pedir(como, b: int = 1, quien: str = "gestion", version: int = 2, area: str = "farmacia"):
    return como(quien).mandar(f"/escritos/{b}/visto", {"version": version, "area": area})


def _enlace(montaje, visto_id: int = 1) -> str:
    with montaje.servicio.almacen.unidad() as u:
        de_que = redaccion.DeQue(visto_bueno_id=visto_id)
        return f"/visto/{redaccion.emitir_enlace(u, de_que, 'jefa@example.sv')}"


def _pedido(montaje, como) -> str:
    _en_revision(montaje)
    assert _pedir(como).status_code == 303
    return _enlace(montaje)


def _estado(montaje) -> tuple:
    with montaje.servicio.almacen.lectura() as u:
        return u.borradores.uno(1)["estado"], sum(1 for _ in u.registro.recorrer())


def test_se_pide_se_lee_se_da_y_consta(montaje, como):
    b = _en_revision(montaje)
    html = como("gestion").ver(f"/escritos/{b}").text
    assert "Pedir el visto bueno" in html
    assert '<option value="farmacia" selected>' in html, "propone el area de que trata"
    r = _pedir(como)
    assert (r.status_code, r.headers["location"]) == (303, f"/escritos/{b}")
    html = como("otra").ver(f"/escritos/{b}").text
    assert "se espera hasta" in html
    assert "Pedir el visto bueno" not in html, "ya no queda area a la que pedirlo"
    enlace, calle, antes = _enlace(montaje), como(), _estado(montaje)
    for quien in ("", "", "gestion"):
        r = como(quien).ver(enlace)
        assert (r.status_code, "set-cookie" in r.headers) == (200, False)
    assert _estado(montaje) == antes
    for dato in ("Visto bueno de Farmacia", AVISO, "ISSS facebook", "en cuanto se apruebe", "<form"):
        assert dato in r.text, dato
    for ajeno in ("gestion", "/cola", "jefa@example.sv"):
        assert ajeno not in r.text, ajeno
    r = calle.mandar(enlace, SI)
    assert (r.status_code, r.headers["location"]) == (303, enlace)
    html = calle.ver(enlace).text
    assert ("Su área lo aprobó" in html, "<form" in html, AVISO in html) == (True, False, True)
    html = como("otra").ver(f"/escritos/{b}").text
    assert "Dra. Melara, jefa de farmacia (jefa@example.sv)" in html
    assert ">Aprobada<" in html
    html = como("supervision").ver("/bitacora").text
    assert "un área, por su enlace" in html
    assert "Un área dio su visto bueno" in html


def test_negado_vuelve_con_la_razon(montaje, como):
    enlace = _pedido(montaje, como)
    assert como().mandar(enlace, NO).status_code == 303
    html = como().ver(enlace).text
    assert ("no lo aprobó" in html, NO["motivo"] in html, "<form" in html) == (True, True, False)
    html = como("gestion").ver("/escritos/1").text
    assert "Devuelta a su autor" in html
    assert "Dra. Melara, jefa de farmacia (jefa@example.sv): el sábado no se atiende" in html


def test_una_respuesta_tambien_y_el_comentario_va_tapado(montaje, como):
    montaje.comentar("Qué mierda de espera, llámenme al 7777-1234")
    montaje.juzgar()
    s, ana = montaje.servicio, quien_es(montaje, "gestion")
    b = redaccion.crear(s.almacen, 1, ana, redaccion.Entrega("Le agradecemos su comentario."))
    redaccion.enviar(s.almacen, s.redaccion, b, 1, ana)
    assert "Pedir el visto bueno" in como("otra").ver(f"/borradores/{b}").text
    datos = {"version": 2, "area": "farmacia"}
    r = como("otra").mandar(f"/borradores/{b}/visto", datos)
    assert (r.status_code, r.headers["location"]) == (303, f"/borradores/{b}")
    r = como("otra").mandar(f"/borradores/{b}/visto", datos)
    assert (r.status_code, "ya se le pidió" in r.text) == (409, True)
    enlace = _enlace(montaje)
    html = como().ver(enlace).text
    assert "Le agradecemos su comentario." in html
    assert "Qué mierda de espera" in html
    assert "7777-1234" not in html
    assert como().mandar(enlace, SI).status_code == 303
    assert "La aprobó Farmacia" in como("gestion").ver(f"/borradores/{b}").text
    assert "la aprobó Farmacia" in como("gestion").ver("/borradores").text


def test_lo_mal_escrito_vuelve_y_no_gasta_el_enlace(montaje, como):
    enlace, calle = _pedido(montaje, como), como()
    raro = {"firma": "<b>Ana</b> Melara", "motivo": "<i>no</i> es así"}
    for mal, aviso in (
        ({"sentido": ""}, "Diga si lo aprueba o no"),
        ({"sentido": "quizá"}, "Diga si lo aprueba o no"),
        ({"sentido": "aprobar", "firma": "yo"}, "Escriba quién responde"),
        ({"sentido": "rechazar", "motivo": " "}, "Escriba por qué no"),
        ({"sentido": "rechazar", "motivo": "x" * 501}, "Escriba por qué no"),
    ):
        r = calle.mandar(enlace, raro | mal)
        assert (r.status_code, aviso in r.text) == (422, True), mal
        assert "firma" in mal or "&lt;b&gt;Ana&lt;/b&gt; Melara" in r.text
        assert "motivo" in mal or "&lt;i&gt;no&lt;/i&gt; es así" in r.text
    assert 'value="rechazar" required checked' in r.text
    assert _estado(montaje)[0] == "en_revision"
    assert calle.mandar(enlace, SI).status_code == 303


def test_inventado_vencido_y_usado_dan_la_misma_pagina(montaje, como):
    enlace, calle = _pedido(montaje, como), como()
    respuestas = [
        calle.ver("/visto/inventado"),
        calle.mandar("/visto/inventado", SI),
        calle.ver("/visto/%00"),
    ]
    respuestas += [calle.mandar("/visto/inventado", {}), calle.ver(enlace.replace("/visto/", "/area/"))]
    assert calle.mandar(enlace, SI).status_code == 303
    respuestas += [calle.mandar(enlace, NO), calle.mandar(enlace, {})]
    montaje.reloj.adelantar(timedelta(hours=72))
    respuestas.append(calle.ver(enlace))
    assert {r.status_code for r in respuestas} == {404}
    assert len({r.text for r in respuestas}) == 1
    assert NEUTRA in respuestas[0].text
    assert _estado(montaje)[0] == "aprobado"


def test_cambiado_despues_lo_dice_y_no_aprueba(montaje, como):
    enlace = _pedido(montaje, como)
    s = montaje.servicio
    e = redaccion.Escrito(OTRO, (redaccion.SalidaNueva(1),))
    redaccion.guardar_escrito(s.almacen, s.redaccion, 1, 2, quien_es(montaje, "gestion"), e)
    html = como().ver(enlace).text
    assert ("después de pedirle el visto bueno" in html, "<form" in html) == (True, False)
    assert AVISO not in html
    assert OTRO not in html
    r = como().mandar(enlace, SI)
    assert (r.status_code, "No se envió nada" in r.text, "<form" in r.text) == (409, True, False)
    assert OTRO not in r.text
    assert _estado(montaje)[0] == "en_revision"


def test_si_otros_lo_aprueban_antes_se_dice(montaje, como):
    enlace = _pedido(montaje, como)
    s = montaje.servicio
    v = redaccion.ficha_escrito(s.almacen, s.redaccion, 1).b
    redaccion.aprobar(s.almacen, s.redaccion, 1, v["version"], v["huella"], quien_es(montaje, "otra"))
    html = como().ver(enlace).text
    assert ("su visto bueno no hace falta" in html, "<form" in html) == (True, False)
    assert como().mandar(enlace, NO).status_code == 409
    assert _estado(montaje)[0] == "aprobado"


def test_quien_puede_pedirlo(montaje, como):
    b = _en_revision(montaje)
    for rol in ("auditoria", "administracion"):
        assert "Pedir el visto bueno" not in como(rol).ver(f"/escritos/{b}").text
        assert _pedir(como, quien=rol).status_code == 403
    assert _pedir(como, area="subsidios").status_code == 422
    assert _pedir(como, area="").status_code == 422
    assert _pedir(como, version=1).status_code == 409
    assert _pedir(como, b=99).status_code == 404
    montaje.servicio.responsables = {}
    html = como("gestion").ver(f"/escritos/{b}").text
    assert "Visto bueno de un área" not in html, "sin correo a las areas no se ofrece"


def test_un_formulario_de_otro_sitio_no_aprueba(montaje, como):
    enlace = _pedido(montaje, como)
    ajeno = {"Sec-Fetch-Site": "cross-site", "Origin": "https://otro.example"}
    assert como().mandar(enlace, SI, headers=ajeno).status_code == 403
    assert _estado(montaje)[0] == "en_revision"


@pytest.mark.parametrize("malo", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}"])
def test_lo_hostil_se_ve_como_texto(montaje, como, malo):
    enlace = _pedido(montaje, como)
    assert como().mandar(enlace, NO | {"firma": f"Dra. {malo}", "motivo": f"no: {malo}"}).status_code == 303
    for quien, ruta in (("", enlace), ("gestion", "/escritos/1"), ("gestion", "/escritos")):
        html = como(quien).ver(ruta).text
        assert "<script" not in html.replace(PROPIO, ""), ruta
        assert "<img src=x" not in html, ruta
