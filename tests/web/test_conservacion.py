"""La pagina de los plazos y la bandeja de solicitudes."""

import json
import re
from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion import conservacion
from tests.moderacion.falsos import ejecutar

CREADA = {
    "derecho": "cancelacion",
    "nombre": "Ana Nube",
    "contacto": "ana@example.test",
    "relato": "Borren todo lo mío, por favor.",
}
COMO = "contestó desde su propia cuenta"
MOTIVO = "procede: nada obliga a guardarlo"


@pytest.fixture
def mundo(montaje, como):
    montaje.comentar("Qué pendejo sos, el zopilote violeta cantaba", Red.FACEBOOK, "ana")
    montaje.vuelta()
    return montaje, como("supervision"), como("administracion")


def test_los_plazos_su_razon_y_lo_que_se_quitaria(mundo) -> None:
    montaje, supervision, _ = mundo
    html = supervision.ver("/conservacion").text
    for dicho in (
        "Comentarios en que nadie vio nada",
        "180 días",
        "medio año basta",
        "Todavía no se ha purgado nada",
    ):
        assert dicho in html, dicho
    ejecutar(montaje.servicio.almacen, "UPDATE comentario SET leido = '2026-10-01 00:00:00'")
    assert "<strong>1</strong>" in supervision.ver("/conservacion").text
    assert supervision.mandar("/conservacion/purgar").status_code == 303
    html = supervision.ver("/conservacion").text
    assert "Cumplió su plazo" in html
    assert "<strong>1</strong>" not in html


def test_lo_que_lleva_mas_de_un_dia_sin_preguntarse_a_x_se_ve(montaje, como) -> None:
    for red in Red:
        montaje.comentar("hola a todos", red, f"ana{red.value}")
    montaje.vuelta()
    dice = "Más de lo que exige la red"
    assert dice not in como("supervision").ver("/conservacion").text
    ejecutar(montaje.servicio.almacen, "UPDATE comentario SET comprobado = '2026-11-19 15:00:00'")
    html = como("supervision").ver("/conservacion").text
    assert html.count(dice) == 1
    assert re.search(rf"ISSS twitter.*?{dice}", html)


def test_gestion_no_entra_y_auditoria_mira_sin_tocar(mundo, como) -> None:
    assert como("gestion").ver("/solicitudes").status_code == 403
    assert como("gestion").ver("/conservacion").status_code == 403
    auditoria = como("auditoria")
    assert "<form" not in auditoria.ver("/solicitudes").text.partition("<main")[2]
    assert "/conservacion/purgar" not in auditoria.ver("/conservacion").text
    assert auditoria.mandar("/solicitudes", CREADA).status_code == 403


def test_lo_mal_escrito_vuelve_con_lo_escrito(mundo) -> None:
    _, supervision, _ = mundo
    r = supervision.mandar("/solicitudes", CREADA | {"contacto": "x"})
    assert r.status_code == 422
    assert "diga cómo contestarle" in r.text.lower()
    assert "Borren todo lo mío, por favor.</textarea>" in r.text
    r = supervision.mandar("/solicitudes", CREADA | {"recibida": "2026-02-31"})
    assert (r.status_code, "una fecha que exista" in r.text.lower()) == (422, True)
    r = supervision.mandar("/solicitudes", CREADA | {"recibida": "2099-01-01"})
    assert r.status_code == 422
    assert supervision.ver("/solicitudes/9").status_code == 404


def test_de_la_solicitud_al_olvido(mundo) -> None:
    montaje, supervision, administracion = mundo
    r = supervision.mandar("/solicitudes", CREADA)
    assert (r.status_code, r.headers["location"]) == (303, "/solicitudes/1")
    html = supervision.ver("/solicitudes/1?buscar=ana").text
    assert "Quedan 20 días hábiles" in html
    assert 'name="autor" value="1"' in html
    r = supervision.mandar("/solicitudes/1/identificar", {"version": 1, "autor": 1, "como": "sí"})
    assert (r.status_code, ">sí</textarea>" in r.text) == (422, True)
    assert (
        supervision.mandar("/solicitudes/1/identificar", {"version": 1, "autor": 1, "como": COMO}).status_code
        == 303
    )
    html = supervision.ver("/solicitudes/1").text
    assert "Un caso abierto en la cola" in html
    conceder = {"version": 2, "que": "concedida", "motivo": MOTIVO}
    # quien comprobo la identidad no decide borrar
    assert supervision.mandar("/solicitudes/1/decidir", conceder).status_code == 403
    assert administracion.mandar("/solicitudes/1/decidir", conceder | {"version": 1}).status_code == 409
    assert administracion.mandar("/solicitudes/1/decidir", conceder).status_code == 303
    assert "Borrar todo lo suyo" in administracion.ver("/solicitudes/1").text
    assert administracion.mandar("/solicitudes/1/cumplir", {"version": 3}).status_code == 303
    assert "Se está borrando" in administracion.ver("/solicitudes/1").text
    assert administracion.mandar("/solicitudes/1/cumplir", {"version": 3}).status_code == 409
    montaje.servicio.borrar_lo_concedido()
    html = administracion.ver("/solicitudes/1").text
    assert "Cumplida" in html
    assert "Ana Nube" not in html
    html = supervision.ver("/expedientes/1").text
    assert "Su texto dejó de guardarse el 20/11/2026" in html
    assert "zopilote" not in html
    assert "lo pidió su dueño" in supervision.ver("/conservacion").text.lower()
    assert "Se hizo lo que pedía una solicitud" in supervision.ver("/bitacora").text


def test_el_acceso_se_descarga_y_queda_dicho(mundo) -> None:
    _, supervision, _ = mundo
    supervision.mandar("/solicitudes", CREADA | {"derecho": "acceso"})
    assert supervision.ver("/solicitudes/1/paquete").status_code == 409
    supervision.mandar("/solicitudes/1/identificar", {"version": 1, "autor": 1, "como": COMO})
    supervision.mandar("/solicitudes/1/decidir", {"version": 2, "que": "concedida", "motivo": MOTIVO})
    r = supervision.ver("/solicitudes/1/paquete")
    assert r.headers["content-disposition"] == 'attachment; filename="solicitud-1.json"'
    assert "zopilote violeta" in json.loads(r.text)["comentarios"][0]["texto"]
    assert "Se llevó los datos" in supervision.ver("/bitacora").text
    assert supervision.mandar("/solicitudes/1/cumplir", {"version": 3}).status_code == 303
    assert "Cerradas" in supervision.ver("/solicitudes").text


def test_prorrogar_retener_y_desistir(mundo) -> None:
    montaje, supervision, administracion = mundo
    supervision.mandar("/solicitudes", CREADA)
    prorroga = {"version": 1, "motivo": "hay que revisar muchos casos"}
    assert supervision.mandar("/solicitudes/1/prorrogar", prorroga | {"motivo": "no"}).status_code == 422
    assert supervision.mandar("/solicitudes/1/prorrogar", prorroga).status_code == 303
    assert "Quedan 40 días hábiles" in supervision.ver("/solicitudes/1").text
    supervision.mandar("/solicitudes/1/identificar", {"version": 2, "autor": 1, "como": COMO})
    retener = {"version": 3, "que": "retenida", "motivo": MOTIVO}
    r = administracion.mandar("/solicitudes/1/decidir", retener)
    assert (r.status_code, "hasta cuándo" in r.text) == (422, True)
    assert (
        administracion.mandar("/solicitudes/1/decidir", retener | {"hasta": "9999-12-31"}).status_code == 422
    )
    assert (
        administracion.mandar("/solicitudes/1/decidir", retener | {"hasta": "2026-12-01"}).status_code == 303
    )
    assert "Retenida hasta el final del 01/12/2026" in administracion.ver("/solicitudes/1").text
    supervision.mandar("/solicitudes", CREADA)
    assert supervision.mandar("/solicitudes/2/desistir", {"version": 1}).status_code == 303
    assert "Desistida" in supervision.ver("/solicitudes/2").text
    montaje.reloj.adelantar(timedelta(days=20))
    montaje.servicio.conservar()
    assert conservacion.ver(montaje.servicio.almacen, 1).s["estado"] == "cumplida"
