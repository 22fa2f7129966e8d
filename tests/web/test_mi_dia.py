"""Mi dia: lo de cada quien, y el reparto solo para supervision."""

import re
from datetime import timedelta

from conectores.errores import Permanente
from conectores.tipos import Red

from .conftest import ROLES
from .test_incidentes import intruso


def test_lo_tomado_lo_decidido_y_como_le_fue_en_la_red(montaje, como):
    montaje.comentar("Qué mierda <b>uno</b>")
    montaje.comentar("Qué mierda dos")
    montaje.vuelta()
    c = como("gestion")
    assert "Aún nada." in c.ver("/mi-dia").text
    c.mandar("/expedientes/2/tomar")
    datos = {"accion": "ocultar", "motivo": "soez <i>sin</i> más", "articulo": 2, "version": 1}
    assert c.mandar("/expedientes/1/decidir", datos).status_code == 303
    html = c.ver("/mi-dia").text
    assert 'href="/expedientes/2">Expediente 2</a>, hasta las' in html
    assert 'Ocultar: <span class="orden-pendiente">en espera' in html
    assert "&lt;b&gt;uno&lt;/b&gt;" in html
    assert "&lt;i&gt;sin&lt;/i&gt;" in html

    def negarse(_):
        raise Permanente("la red no quiere")

    montaje.redes[Red.FACEBOOK].ocultar = negarse
    montaje.ordenar()
    html = c.ver("/mi-dia").text
    assert "Una decisión no se ha podido cumplir en la red." in html
    assert "orden-fallida" in html
    otra = como("otra").ver("/mi-dia").text
    assert "Aún nada." in otra
    assert "Expediente 2" not in otra


def test_lo_violento_va_velado_como_en_la_cola(montaje, como):
    decidido, tomado = "te voy a matar <b>ya</b>", "te voy a matar a vos también"
    montaje.comentar(decidido)
    montaje.comentar(tomado)
    montaje.vuelta()
    c = como("gestion")
    assert c.ver("/cola").text.count("<em>Velado: texto violento</em>") == 2
    c.mandar(f"/expedientes/{montaje.expediente(tomado)}/tomar")
    datos = {"accion": "ocultar", "motivo": "amenaza", "articulo": 1, "version": 1}
    assert c.mandar(f"/expedientes/{montaje.expediente(decidido)}/decidir", datos).status_code == 303
    html = c.ver("/mi-dia").text
    assert "te voy a matar" not in html
    assert html.count("<em>Velado: texto violento</em>") == 2


def test_bloqueos_por_confirmar_e_incidentes(montaje, como):
    montaje.comentar("sos un pendejo")
    montaje.vuelta()
    for rol in ROLES:
        html = como(rol).ver("/mi-dia").text
        assert "Bloqueos por confirmar antes de su plazo" in html, rol
        assert "Expediente 1</a>, artículo 2 en Facebook: antes de" in html, rol
        assert html.count("<h1>") == 1


def test_el_equipo_solo_lo_ve_supervision_y_por_nombre(montaje, como):
    for rol in ROLES:
        assert ("El equipo hoy" in como(rol).ver("/mi-dia").text) == (rol == "supervision"), rol
    html = como("supervision").ver("/mi-dia").text
    orden = [html.index(f'<th scope="row"><bdi>{n}</bdi>') for n in ("gestion", "otra", "supervision")]
    assert orden == sorted(orden)
    assert "<bdi>auditoria</bdi>" not in html
    assert "mira, pero no decide" in como("auditoria").ver("/mi-dia").text


def test_lo_que_escribio_la_gente_va_tapado_fuera_de_su_expediente_tambien(montaje, como):
    montaje.comentar("Qué mierda, soy María, mi DUI 01234567-8, llámenme al 7777-1234")
    montaje.comentar("Qué mierda otra vez, mi número es 7777-1234")
    montaje.vuelta()
    c = como("gestion")
    c.mandar("/expedientes/2/tomar")
    datos = {"accion": "permitir", "motivo": "es una queja", "version": 1}
    assert c.mandar("/expedientes/1/decidir", datos).status_code == 303
    visto = re.search(r'name="visto" value="(\w+)"', c.ver("/expedientes/2").text)[1]
    b = c.mandar("/borradores", {"expediente": 2, "texto": "Le agradecemos su comentario.", "visto": visto})
    for ruta in ("/mi-dia", "/conexiones", b.headers["location"]):
        html = c.ver(ruta).text
        assert "Qué mierda" in html, ruta
        assert "7777-1234" not in html, ruta
        assert "01234567-8" not in html, ruta


def test_cada_incidente_lleva_a_el(montaje, como):
    intruso(montaje)
    montaje.vuelta()
    assert 'href="/incidentes/1">Posible intervención de la cuenta</a>' in como("gestion").ver("/mi-dia").text


def test_a_quien_pregunto_se_le_dice_que_el_area_contesto(montaje, como):
    montaje.comentar("Qué mierda, ¿cuándo depositan el subsidio por maternidad?")
    montaje.vuelta()
    c = como("gestion")
    pregunta = {"area": "subsidios", "asunto": "Depósito", "pregunta": "¿En cuántos días?", "expediente": 1}
    assert c.mandar("/consultas", pregunta).status_code == 303
    assert "Sin respuesta; se preguntó" in c.ver("/mi-dia").text
    contesta = {
        "respuesta": "En quince días hábiles.",
        "respondida_por": "Lic. Rosa Pineda",
        "vence": "2026-12-31",
    }
    assert c.mandar("/consultas/1/responder", contesta).status_code == 303
    html = c.ver("/mi-dia").text
    assert "<strong>Contestada</strong>" in html
    assert 'href="/expedientes/1#t-responder"' in html
    assert "Depósito" not in como("otra").ver("/mi-dia").text
    montaje.reloj.adelantar(timedelta(days=4))
    assert "Depósito" not in como("gestion").ver("/mi-dia").text
