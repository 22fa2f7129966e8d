"""Responder desde un expediente con la consola: escribir, revisar, aprobar entre dos, consultar al area y ver salir."""

import re
from dataclasses import replace
from html import unescape

import pytest

from conectores.errores import ResultadoDesconocido
from conectores.tipos import PublicacionLeida, Red
from politicas.juicio import juzgar

from .conftest import PROPIO

SERVICIO = "El subsidio por maternidad se deposita en quince días hábiles."
CORTESIA = "Le agradecemos su comentario."
PREGUNTA = {"area": "subsidios", "asunto": "Subsidio por maternidad", "pregunta": "¿Cuándo se deposita?"}
CONTESTADO = {
    "respuesta": "El subsidio por maternidad se deposita en quince días hábiles en la cuenta bancaria.",
    "respondida_por": "Licda. Pérez",
    "vence": "2026-12-31",
}


@pytest.fixture
def montaje(montaje):
    """Un caso en cola en Facebook; lo nuestro lo mira el juez de verdad."""
    montaje.comentar("Qué mierda, ¿cuándo depositan el subsidio por maternidad?")
    montaje.juzgar()
    montaje.servicio.reglas = replace(montaje.servicio.reglas, juez=juzgar)
    return montaje


class Borrador:
    """Un borrador visto por HTTP."""

    def __init__(self, respuesta) -> None:
        assert respuesta.status_code == 303, (respuesta.status_code, respuesta.text[:3000])
        self.ruta = respuesta.headers["location"]

    def mandar(self, quien, accion: str, **campos):
        """Un formulario de su pagina, con lo que la pagina lleva escondido."""
        html = quien.ver(self.ruta).text
        ocultos = {n: re.search(rf'name="{n}" value="(\w*)"', html) for n in ("version", "huella", "visto")}
        return quien.mandar(f"{self.ruta}/{accion}", {n: m[1] for n, m in ocultos.items() if m} | campos)


def _crear(quien, texto: str = CORTESIA, **mas) -> Borrador:
    html = quien.ver("/expedientes/1").text
    visto = re.search(r'name="visto" value="(\w+)"', html)[1]
    return Borrador(quien.mandar("/borradores", {"expediente": 1, "texto": texto, "visto": visto} | mas))


def _salieron(montaje) -> list[tuple[str, str]]:
    return [e for e in montaje.redes[Red.FACEBOOK].efectos if e[0] == "responder"]


def test_de_la_pregunta_a_la_respuesta_publicada(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    html = gestion.ver("/expedientes/1").text
    assert "Preguntar al área: Subsidios e incapacidades" in html
    assert "/consultas?expediente=1&amp;area=subsidios#nueva" in html
    b = _crear(gestion, SERVICIO)
    html = gestion.ver(b.ruta).text
    assert "Impide publicar" in html
    assert "Responde sobre un servicio sin la respuesta del área responsable." in html
    assert '<mark class="ev"' in html
    assert "los administradores deberán solicitar al área responsable" in html
    r = b.mandar(gestion, "enviar", texto=SERVICIO)
    assert (r.status_code, "Lo escrito se guardó" in r.text) == (422, True)

    html = gestion.ver("/consultas?expediente=1&area=subsidios").text
    assert 'value="subsidios" selected' in html
    with montaje.servicio.almacen.lectura() as u:
        assert str(u.expedientes.ficha(1).comentario["texto"])[:20] in unescape(html), (
            "se ve lo que preguntó la persona"
        )
    assert gestion.ver("/consultas?expediente=99").status_code == 200
    r = gestion.mandar("/consultas", PREGUNTA | {"expediente": 1})
    assert r.headers["location"] == "/consultas/1"
    assert "Esperan al área" in gestion.ver("/consultas").text
    assert "pregúntele usted" in gestion.ver("/consultas/1").text, (
        "aquí no hay correo: nadie más le va a preguntar"
    )
    assert gestion.mandar("/consultas/1/responder", CONTESTADO).status_code == 303
    assert "31/12/2026" in gestion.ver("/consultas").text
    assert "C-1" in gestion.ver("/expedientes/1").text

    assert b.mandar(gestion, "enviar", texto=SERVICIO, consulta="C-1").status_code == 303
    assert "Aprobar este texto" not in gestion.ver(b.ruta).text
    html = otra.ver(b.ruta).text
    for dato in ("Aprobar este texto", "Contestó <bdi>Licda. Pérez</bdi>", "en la cuenta bancaria"):
        assert dato in html, dato
    assert b.mandar(otra, "aprobar").status_code == 303
    montaje.ordenar()
    assert "por salir" in gestion.ver("/expedientes/1").text
    montaje.ordenar()
    montaje.ordenar()
    montaje.ordenar()
    assert len(_salieron(montaje)) == 1
    assert "Salió " in gestion.ver(b.ruta).text
    assert "publicado" in gestion.ver("/expedientes/1").text
    assert b.ruta in gestion.ver("/borradores?estado=publicado").text


def test_lo_que_sale_es_nuestro_y_no_abre_incidente(montaje, como):
    red = montaje.redes[Red.FACEBOOK]
    red.responder = lambda i, texto: (
        red.publicaciones.append(
            PublicacionLeida(Red.FACEBOOK, "r1", texto, montaje.reloj.ahora(), padre_id=i)
        ),
        red._hacer("responder", texto),
    )[1]
    b = _crear(como("gestion"))
    b.mandar(como("gestion"), "enviar", texto=CORTESIA)
    b.mandar(como("otra"), "aprobar")
    montaje.ordenar()
    montaje.ordenar()
    assert _salieron(montaje) == [("responder", CORTESIA)]
    montaje.juzgar()
    assert "Ninguno." in como("gestion").ver("/incidentes").text


def test_revisar_no_guarda_y_conserva_lo_escrito(montaje, como):
    gestion = como("gestion")
    b = _crear(gestion)
    r = b.mandar(gestion, "revisar", texto="gracias x <b>escribir</b>")
    assert r.status_code == 200
    assert "todavía sin guardar" in r.text
    assert "gracias x &lt;b&gt;escribir&lt;/b&gt;</textarea>" in r.text
    assert CORTESIA in gestion.ver(b.ruta).text
    r = b.mandar(gestion, "guardar", texto="   ")
    assert (r.status_code, "Escriba el texto" in r.text) == (422, True)
    viejo = {"version": 1, "texto": "Otra cosa que escribí."}
    assert b.mandar(gestion, "guardar", texto="Agradecemos su comentario.").status_code == 303
    r = gestion.mandar(f"{b.ruta}/guardar", viejo)
    assert (r.status_code, "Otra cosa que escribí.</textarea>" in r.text) == (409, True)


def test_un_aviso_pide_su_razon_y_quien_aprueba_la_lee(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    b = _crear(gestion, "Le garantizamos respeto.")
    html = gestion.ver(b.ruta).text
    clave = re.search(r'name="aviso" value="(\w+)"', html)[1]
    assert "falta decir por qué" in b.mandar(gestion, "enviar", texto="Le garantizamos respeto.").text.lower()
    campos = {"texto": "Le garantizamos respeto.", "aviso": clave, "razon": "lo dijo la dirección"}
    assert b.mandar(gestion, "enviar", **campos).status_code == 303
    assert "lo dijo la dirección" in otra.ver(b.ruta).text
    assert b.mandar(otra, "aprobar").status_code == 303


def test_nadie_aprueba_lo_suyo_ni_lo_que_no_vio(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    b = _crear(gestion)
    b.mandar(gestion, "enviar", texto=CORTESIA)
    r = b.mandar(gestion, "aprobar", huella="x")
    assert (r.status_code, "Nadie aprueba lo que escribió" in r.text) == (403, True)
    assert b.mandar(otra, "aprobar", huella="x").status_code == 409
    r = b.mandar(otra, "guardar", texto="otra cosa", version=2)
    assert r.status_code == 403
    assert b.mandar(otra, "devolver", motivo="no").status_code == 422
    assert b.mandar(otra, "devolver", motivo="salude primero").status_code == 303
    assert 'Por qué volvió: <span dir="auto">salude primero' in gestion.ver(b.ruta).text


def test_un_cambio_despues_de_aprobar_vuelve_a_revision(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    b = _crear(gestion)
    b.mandar(gestion, "enviar", texto=CORTESIA)
    b.mandar(otra, "aprobar")
    assert "pierde la aprobación" in gestion.ver(b.ruta).text
    assert b.mandar(gestion, "guardar", texto="Le agradecemos, su comentario.").status_code == 303
    montaje.ordenar()
    montaje.ordenar()
    assert _salieron(montaje) == []
    assert b.ruta in gestion.ver("/borradores?estado=en_revision").text


def test_lo_que_no_se_sabe_si_salio_lo_dice_una_persona(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    red = montaje.redes[Red.FACEBOOK]

    def cortada(i, texto):
        raise ResultadoDesconocido("se cortó")

    red.responder = cortada
    b = _crear(gestion)
    b.mandar(gestion, "enviar", texto=CORTESIA)
    b.mandar(otra, "aprobar")
    for _ in range(5):
        montaje.ordenar()
        montaje.comentar("pasa un minuto")
        montaje.comentar("y otro")
    assert "Una persona debe mirar si salió" in gestion.ver("/borradores").text
    assert "Sí salió" in otra.ver(b.ruta).text
    assert "Sí salió" not in como("auditoria").ver(b.ruta).text
    assert b.mandar(otra, "cerrar", salio="false").status_code == 303
    assert "Vio que no salió" in otra.ver(b.ruta).text


def test_lo_vacio_vuelve_con_su_pagina(montaje, como):
    r = como("gestion").mandar("/borradores", {"expediente": 1, "texto": "  "})
    assert (r.status_code, "Escriba el texto" in r.text) == (422, True)
    assert como("gestion").mandar("/borradores", {"expediente": 99, "texto": "hola"}).status_code == 404
    r = como("gestion").mandar("/consultas", PREGUNTA | {"area": "x"})
    assert (r.status_code, "Elija el área" in r.text, "¿Cuándo se deposita?" in r.text) == (422, True, True)
    como("gestion").mandar("/consultas", PREGUNTA)
    r = como("gestion").mandar("/consultas/1/responder", CONTESTADO | {"vence": "mañana"})
    assert (r.status_code, "último día" in r.text, "Licda. Pérez" in r.text) == (422, True, True)
    assert como("gestion").ver("/borradores?estado=x").status_code == 422
    assert como("gestion").ver("/consultas?estado=x").status_code == 422
    datos = {"version": 1, "texto": "a", "aviso": ["x"] * 61, "razon": ["y"] * 61}
    assert como("gestion").mandar("/borradores/1/guardar", datos).status_code == 422


def test_retirar_la_consulta_devuelve_lo_aprobado(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    gestion.mandar("/consultas", PREGUNTA)
    gestion.mandar("/consultas/1/responder", CONTESTADO)
    b = _crear(gestion, SERVICIO, consulta="C-1")
    b.mandar(gestion, "enviar", texto=SERVICIO, consulta="C-1")
    b.mandar(otra, "aprobar")
    assert otra.mandar("/consultas/1/retirar").status_code == 303
    assert otra.mandar("/consultas/1/retirar").status_code == 409
    html = otra.ver(b.ruta).text
    assert "se retiró la respuesta del área (C-1)" in html
    assert "no sostiene nada" in html
    assert "disabled" in html


def test_quien_solo_mira_no_ve_formularios(montaje, como):
    gestion = como("gestion")
    gestion.mandar("/consultas", PREGUNTA)
    b = _crear(gestion)
    for rol in ("auditoria", "administracion"):
        for ruta in (b.ruta, "/borradores", "/consultas", "/consultas/1", "/expedientes/1"):
            assert como(rol).ver(ruta).text.count('method="post"') == 1, (rol, ruta)


def test_lo_hostil_se_ve_como_texto(montaje, como):
    malo = "<script>alert(1)</script>"
    gestion = como("gestion")
    gestion.mandar("/consultas", PREGUNTA | {"asunto": malo, "pregunta": malo})
    gestion.mandar("/consultas/1/responder", CONTESTADO | {"respuesta": malo, "respondida_por": malo})
    b = _crear(gestion, f"Gracias {malo}", consulta="C-1")
    for ruta in (b.ruta, "/borradores", "/consultas", "/consultas/1", "/expedientes/1"):
        html = gestion.ver(ruta).text
        assert "<script" not in html.replace(PROPIO, ""), ruta
        assert "&lt;script&gt;" in html, ruta


def test_lo_marcado_se_permite_con_un_gesto_al_contestarlo_si_nadie_mas_lo_tiene(montaje, como):
    gestion = como("gestion")
    b = _crear(gestion)
    assert "Permitir el comentario" not in gestion.ver(b.ruta).text, "aún no va de camino"
    b.mandar(gestion, "enviar", texto=CORTESIA)
    html = gestion.ver(b.ruta).text
    assert "sigue en la cola, señalado por la política 2" in html
    assert "Permitir el comentario" not in como("auditoria").ver(b.ruta).text
    como("otra").mandar("/expedientes/1/tomar", {})
    html = gestion.ver(b.ruta).text
    assert "lo tiene <bdi>otra</bdi>" in html
    assert "Permitir el comentario" not in html
    como("otra").mandar("/expedientes/1/soltar", {})
    html = gestion.ver(b.ruta).text
    forma = html[html.index('action="/expedientes/1/decidir"') :].partition("</form>")[0]
    r = gestion.mandar("/expedientes/1/decidir", dict(re.findall(r'name="(\w+)" value="([^"]*)"', forma)))
    assert (r.status_code, r.headers["location"].partition("?")[0]) == (303, b.ruta)
    assert "Se le contesta (respuesta 1)." in gestion.ver("/expedientes/1").text
    assert "Su caso" not in gestion.ver(b.ruta).text
