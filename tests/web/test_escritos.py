"""Publicaciones y comunicados por HTTP: cada paso, cada negativa, y lo escrito que no se pierde."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from conectores.errores import ResultadoDesconocido
from conectores.tipos import Red
from moderacion.reloj import en_local
from moderacion.web.editor import diferencia
from politicas.juicio import juzgar

TEXTO = "La farmacia de Zacamil atenderá el sábado de 7:00 a. m. a 12:00 m."
DATOS = {
    "tipo": "publicacion",
    "texto": TEXTO,
    "cuenta": "1",
    "va": "1",
    "propio": "",
    "hora": "",
    "edita": "",
}
COMUNICADO = DATOS | {
    "tipo": "comunicado",
    "asunto": "Horario de la farmacia de Zacamil",
    "firmante": "Dirección General",
    "desde": "2026-11-20",
    "hasta": "2026-12-31",
}


@pytest.fixture
def montaje(montaje):
    """Lo nuestro lo mira el juez de verdad."""
    montaje.servicio.reglas = replace(montaje.servicio.reglas, juez=juzgar)
    return montaje


def _ocultos(html: str) -> dict[str, str]:
    hallados = {n: re.search(rf'name="{n}" value="(\w*)"', html) for n in ("version", "huella")}
    return {n: m[1] for n, m in hallados.items() if m}


def _mandar(quien, accion: str, escrito: int = 1, **campos):
    html = quien.ver(f"/escritos/{escrito}").text
    return quien.mandar(f"/escritos/{escrito}/{accion}", _ocultos(html) | campos)


def _enviado(quien, **campos) -> None:
    assert quien.mandar("/escritos", DATOS | {"y_enviar": "si"} | campos).status_code == 303


@pytest.mark.parametrize(
    ("mal", "dice"),
    [
        ({"texto": ""}, "Escriba el texto"),
        ({"va": ""}, None),
        ({"hora": "mañana a las dos"}, "hora"),
        ({"hora": "0001-01-01T00:00"}, "ya pasó"),
        ({"hora": "2031-01-01T00:00"}, "días de adelanto"),
        ({"cuenta": "99", "va": "99"}, None),
    ],
)
def test_lo_que_no_vale_se_dice_y_lo_escrito_vuelve(como, mal, dice):
    r = como("gestion").mandar("/escritos", DATOS | mal)
    assert r.status_code in {404, 422}
    if dice:
        assert dice in r.text
    if mal.get("texto") is None and r.status_code == 422 and dice:
        assert TEXTO in r.text


@pytest.mark.parametrize(
    ("mal", "dice"),
    [
        ({"desde": ""}, "desde qué día rige"),
        ({"hasta": "9999-12-31"}, "años"),
        ({"hasta": "2026-11-01"}, "vigencia"),
        ({"asunto": ""}, "asunto"),
        ({"firmante": "x"}, "quién lo firma"),
        ({"numero": "doce"}, "correlativo"),
        ({"sustituye": "77-2026"}, "77-2026"),
    ],
)
def test_un_comunicado_a_medias_se_dice_y_lo_escrito_vuelve(como, mal, dice):
    r = como("gestion").mandar("/escritos", COMUNICADO | mal)
    assert (r.status_code, dice in r.text, TEXTO in r.text) == (422, True, True)


def test_el_juicio_mientras_se_teclea_no_guarda_y_admite_lo_incompleto(montaje, como):
    gestion = como("gestion")
    r = gestion.mandar("/escritos/juicio", {"texto": "La atencion es gratuita."})
    assert r.status_code == 200
    assert "Aún no se puede guardar." in r.text
    assert "«atencion» se escribe «atención»" in r.text
    assert "<html" not in r.text
    assert gestion.mandar("/escritos/juicio", {}).status_code == 200
    assert gestion.mandar("/escritos/juicio", DATOS | {"borrador": "99"}).status_code == 404
    with montaje.servicio.almacen.lectura() as u:
        assert u.borradores.listar(["borrador"], 10, tipos=("publicacion",)) == []


def test_nadie_aprueba_lo_suyo_y_un_comunicado_lo_aprueban_dos(como):
    gestion, otra, supervision = como("gestion"), como("otra"), como("supervision")
    assert gestion.mandar("/escritos", COMUNICADO | {"y_enviar": "si"}).status_code == 303
    assert _mandar(gestion, "aprobar", huella="x").status_code == 403
    assert _mandar(otra, "aprobar").status_code == 303
    assert "Falta que lo apruebe otra persona" in otra.ver("/escritos/1").text
    assert "Aprobar</button>" not in otra.ver("/escritos/1").text
    assert _mandar(supervision, "aprobar").status_code == 303
    assert "Aprobado</span>" in supervision.ver("/escritos/1").text


def test_cambiar_lo_aprobado_lo_devuelve_a_revision_y_lo_viejo_no_se_aprueba(como):
    gestion, otra = como("gestion"), como("otra")
    _enviado(gestion)
    viejo = _ocultos(otra.ver("/escritos/1").text)
    assert _mandar(gestion, "guardar", **DATOS | {"texto": TEXTO.replace("7:00", "8:00")}).status_code == 303
    assert otra.mandar("/escritos/1/aprobar", viejo).status_code == 409
    assert _mandar(otra, "aprobar").status_code == 303
    assert _mandar(gestion, "guardar", **DATOS).status_code == 303
    assert "En revisión</span>" in otra.ver("/escritos/1").text
    r = _mandar(otra, "guardar", **DATOS | {"texto": "Otro texto."})
    assert (r.status_code, "devuélvalo con un motivo" in r.text) == (403, True)
    assert _mandar(otra, "devolver", motivo="falta el lugar").status_code == 303
    assert "falta el lugar" in gestion.ver("/escritos/1").text
    assert _mandar(gestion, "retirar").status_code == 303
    assert "Retirada</span>" in gestion.ver("/escritos/1").text


def test_lo_que_no_se_sabe_si_salio_lo_dice_una_persona(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    _enviado(gestion)
    assert _mandar(otra, "aprobar").status_code == 303

    def cortada(texto):
        raise ResultadoDesconocido("se cortó")

    montaje.redes[Red.FACEBOOK].publicar = cortada
    for _ in range(6):
        montaje.reloj.adelantar(timedelta(minutes=2))
        montaje.ordenar()
    html = gestion.ver("/escritos/1").text
    assert "Mire la cuenta en Facebook" in html
    assert _mandar(gestion, "cerrar", cuenta="1", salio="false").status_code == 303
    html = gestion.ver("/escritos/1").text
    assert "Mire la cuenta en Facebook" not in html
    assert "No salió</span>" in html
    otra_vez = {"version": "1", "cuenta": "1", "salio": "true"}
    assert gestion.mandar("/escritos/1/cerrar", otra_vez).status_code == 409


def test_un_comunicado_lo_retira_supervision_con_su_motivo(montaje, como):
    gestion = como("gestion")
    assert gestion.mandar("/escritos", COMUNICADO | {"y_enviar": "si"}).status_code == 303
    for quien in ("otra", "supervision"):
        assert _mandar(como(quien), "aprobar").status_code == 303
    for _ in range(3):
        montaje.vuelta()
    datos = {"numero": "1-2026", "motivo": "se publicó antes de tiempo"}
    assert gestion.mandar("/escritos/1/retirar-comunicado", datos).status_code == 403
    assert (
        como("supervision").mandar("/escritos/1/retirar-comunicado", datos | {"motivo": ""}).status_code
        == 422
    )
    assert como("supervision").mandar("/escritos/1/retirar-comunicado", datos).status_code == 303
    assert "se publicó antes de tiempo" in como().ver("/comunicados/1-2026").text


def test_lo_que_falta_se_descarta_desde_su_pagina(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    tarde = f"{en_local(montaje.reloj.ahora() + timedelta(hours=2)):%Y-%m-%dT%H:%M}"
    dos = {"cuenta": ["1", "2"], "va": ["1", "2"], "propio": ["", ""], "edita": ["", ""], "hora": ["", tarde]}
    _enviado(gestion, **dos)
    assert _mandar(otra, "aprobar").status_code == 303
    boton = "No publicar en las que faltan"
    assert boton not in gestion.ver("/escritos/1").text
    for _ in range(3):
        montaje.ordenar()
    assert boton in gestion.ver("/escritos/1").text
    assert boton not in otra.ver("/escritos/1").text
    campos = _ocultos(gestion.ver("/escritos/1").text) | {"motivo": "el dato cambió"}
    assert otra.mandar("/escritos/1/descartar", campos).status_code == 403
    r = _mandar(gestion, "descartar", motivo="")
    assert (r.status_code, "escriba el motivo" in r.text.lower()) == (422, True)
    assert _mandar(gestion, "descartar", motivo="el dato cambió").status_code == 303
    html = gestion.ver("/escritos/1").text
    assert boton not in html
    assert "Por aquí ya no saldrá: el dato cambió" in html
    assert gestion.mandar("/escritos/1/descartar", campos).status_code == 409


@pytest.mark.parametrize("mas", [{}, {"y_enviar": "si"}])
@pytest.mark.parametrize("datos", [DATOS, COMUNICADO])
def test_un_doble_clic_lleva_dos_veces_al_mismo(montaje, como, datos, mas):
    destinos = [como("gestion").mandar("/escritos", datos | mas).headers["location"] for _ in range(2)]
    assert destinos == ["/escritos/1"] * 2
    with montaje.servicio.almacen.lectura() as u:
        tipos = ("publicacion", "comunicado")
        assert len(u.borradores.listar(["borrador", "en_revision"], 10, tipos=tipos)) == 1


def test_una_respuesta_no_se_abre_como_publicacion(montaje, como):
    montaje.comentar("qué mierda")
    montaje.juzgar()
    gestion = como("gestion")
    visto = re.search(r'name="visto" value="(\w+)"', gestion.ver("/expedientes/1").text)[1]
    gestion.mandar("/borradores", {"expediente": 1, "texto": "Buenos días.", "visto": visto})
    assert gestion.ver("/escritos/1").status_code == 404


@pytest.mark.parametrize(
    ("uno", "otro", "distinto"),
    [
        ("2591-3100", "2591-3000", ["1"]),
        ("7:30 a. m.", "7:00 a. m.", ["3"]),
        ("2591-9999", "127", ["2591-9999"]),
        ("lunes a viernes", "lunes a sábado", ["viernes"]),
        ("igual", "igual", []),
        ("", "algo", []),
        ("algo", "", ["algo"]),
    ],
)
def test_de_dos_datos_se_marca_solo_lo_que_no_es_igual(uno, otro, distinto):
    tramos = diferencia(uno, otro)
    assert "".join(t.texto for t in tramos) == uno
    assert [t.texto for t in tramos if t.politicas] == distinto


def test_lo_escrito_vuelve_aunque_la_sesion_haya_vencido_o_un_campo_no_valga(montaje, como):
    nadie, gestion = como(), como("gestion")
    r = nadie.mandar("/escritos", DATOS | {"clave": "secretísima"})
    assert (r.status_code, TEXTO in r.text, "secretísima" in r.text) == (401, True, False)
    assert "ingrese en otra pestaña" in r.text
    r = gestion.mandar("/escritos", DATOS | {"version": "muchas"})
    assert (r.status_code, TEXTO in r.text) == (422, True)
    # lo que la red ya cambio por U+FFFD no se guarda, y tampoco se pierde lo demas
    r = gestion.mandar("/escritos", DATOS | {"texto": TEXTO + " \ufffd"})
    assert (r.status_code, TEXTO in r.text) == (422, True)


def test_el_largo_se_cuenta_como_en_el_navegador(montaje, como):
    gestion = como("gestion")
    renglones = "Atendemos.\r\n" * 900
    assert len(renglones) > 10_000 > len(renglones.replace("\r\n", "\n"))
    assert gestion.mandar("/escritos", COMUNICADO | {"texto": renglones}).status_code == 303
    r = gestion.mandar("/escritos", DATOS | {"texto": "a" * 70_000})
    assert (r.status_code, "de 1 a 60000 caracteres" in r.text) == (422, True)
    assert "a" * 70_000 in r.text


def test_entre_dos_pestanas_se_ve_lo_que_se_sustituye(montaje, como):
    gestion = como("gestion")
    assert gestion.mandar("/escritos", DATOS).status_code == 303
    viejo = _ocultos(gestion.ver("/escritos/1").text)
    primero, segundo = TEXTO.replace("7:00", "8:00"), TEXTO.replace("7:00", "9:00")
    assert gestion.mandar("/escritos/1/guardar", DATOS | viejo | {"texto": primero}).status_code == 303
    r = gestion.mandar("/escritos/1/guardar", DATOS | viejo | {"texto": segundo})
    assert (r.status_code, "Lo que está guardado ahora" in r.text) == (409, True)
    assert primero in r.text
    assert segundo in r.text
    assert primero in gestion.ver("/escritos/1").text


def test_lo_que_no_se_guardo_no_se_ensena_como_publicado(montaje, como):
    gestion, otra = como("gestion"), como("otra")
    _enviado(gestion)
    viejo = _ocultos(gestion.ver("/escritos/1").text)
    assert _mandar(otra, "aprobar").status_code == 303
    for _ in range(3):
        montaje.vuelta()
    nunca = "Esto nunca salió de aquí."
    r = gestion.mandar("/escritos/1/guardar", DATOS | viejo | {"texto": nunca})
    assert r.status_code == 409
    previas = r.text.split('id="previas"')[1]
    assert (nunca in previas, TEXTO in previas, nunca in r.text) == (False, True, True)
    assert "Lo que usted escribió, sin guardar" in r.text


def test_un_paro_no_se_cuenta_como_incidente_y_se_vuelve_de_el(montaje, como):
    gestion = como("gestion")
    assert gestion.mandar("/escritos", DATOS).status_code == 303
    r = _mandar(gestion, "guardar", **DATOS | {"texto": ""})
    assert r.status_code == 422
    volver = re.search(r'name="volver" value="([^"]*)"', r.text)
    assert volver is None or volver[1] == ""
    assert gestion.mandar("/paros", {"motivo": "hay que mirar los horarios", "volver": ""}).status_code == 303
    html = gestion.ver("/escritos/1").text
    assert "Hay un paro: nada sale por aquí" in html
    assert "Hay un incidente sin cerrar" not in html


def test_los_renglones_en_blanco_no_corren_el_subrayado(montaje, como):
    r = como("gestion").mandar("/escritos/juicio", DATOS | {"texto": "\n\n\nLa atencion es gratuita."})
    subrayado = r.text.split('id="subrayado"')[1].split("</div>")[0]
    assert re.search(r">\n\n\nLa <mark[^>]*><span[^>]*>atencion<", subrayado)
    assert 'data-inicio="6"' in r.text
