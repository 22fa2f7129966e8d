"""La pagina de lo que la gente pregunta: quien la ve, quien abre el caso, y nada de lo que alguien escribio se ejecuta."""

import re
from dataclasses import replace

from politicas.tipos import Contexto, Gravedad, Hallazgo, Intencion, Pieza, Propuesta, Veredicto
from tests.web.conftest import Montaje


def _pregunta(pieza: Pieza, contexto: Contexto) -> Veredicto:
    h = Hallazgo(5, Gravedad.LEVE, "Consulta.", Propuesta.PERMITIR, etiqueta="area:farmacia")
    return Veredicto(Propuesta.PERMITIR, (h,), (Intencion.CONSULTA,))


def test_se_ve_y_de_ella_se_abre_su_caso(montaje: Montaje, como) -> None:
    montaje.servicio.reglas = replace(montaje.servicio.reglas, juez=_pregunta)
    montaje.comentar("¿a qué hora abren? <script>x()</script> mi DUI es 01234567-8")
    montaje.juzgar()
    html = como("gestion").ver("/preguntas").text
    assert "¿a qué hora abren?" in html
    assert "Farmacia y medicamentos" in html
    assert "<script>x()" not in html
    assert "01234567-8" not in html
    assert 'action="/preguntas/1/abrir"' in html
    assert "¿a qué hora abren?" in como("gestion").ver("/preguntas?que=consulta").text
    assert "Nada por contestar" in como("gestion").ver("/preguntas?que=queja").text
    assert "¿a qué hora abren?" in como("gestion").ver("/preguntas?que=otra").text
    auditora = como("auditoria")
    assert 'action="/preguntas/' not in auditora.ver("/preguntas").text
    assert auditora.mandar("/preguntas/1/abrir", {}).status_code == 403
    r = como("gestion").mandar("/preguntas/1/abrir", {})
    assert (r.status_code, r.headers["location"]) == (303, "/expedientes/1#t-responder")
    assert "¿a qué hora abren?" in como("gestion").ver("/expedientes/1").text
    assert "Nada por contestar" in como("gestion").ver("/preguntas").text
    assert como("gestion").mandar("/preguntas/99/abrir", {}).status_code == 404


def test_se_dice_antes_de_contestar_que_al_salir_el_caso_se_permite_solo(montaje: Montaje, como) -> None:
    montaje.servicio.reglas = replace(montaje.servicio.reglas, juez=_pregunta)
    montaje.comentar("¿a qué hora abren?")
    montaje.juzgar()
    gestion, otra = como("gestion"), como("otra")
    gestion.mandar("/preguntas/1/abrir", {})
    html = gestion.ver("/expedientes/1").text
    assert "Al salir, el caso se permite solo" in html
    visto = re.search(r'name="visto" value="(\w+)"', html)[1]
    b = gestion.mandar("/borradores", {"expediente": 1, "texto": "Gracias por preguntar.", "visto": visto})
    ruta = b.headers["location"]
    gestion.mandar(f"{ruta}/enviar", {"version": 1, "texto": "Gracias por preguntar."})
    html = otra.ver(ruta).text
    assert "al salir la respuesta se permite solo" in html
    assert "Permitir el comentario" not in html
    vistas = {n: re.search(rf'name="{n}" value="(\w+)"', html)[1] for n in ("version", "huella")}
    assert otra.mandar(f"{ruta}/aprobar", vistas).status_code == 303
    montaje.ordenar()
    montaje.ordenar()
    assert "Se le contestó (respuesta 1)." in gestion.ver("/expedientes/1").text
    assert "¿a qué hora abren?" not in gestion.ver("/cola").text


def test_lo_que_cambio_se_dice_con_la_lista_delante(montaje: Montaje, como) -> None:
    montaje.comentar("buenos días")
    for i in montaje.servicio.conectores:
        montaje.servicio.sondear(i)
    r = como("gestion").mandar("/preguntas/1/abrir", {})
    assert r.status_code == 409
    assert "cambió mientras lo miraba" in r.text
    assert "Nada por contestar" in r.text
