"""Pedir desde la calle algo sobre los propios datos: sin cuenta, con constancia, sin decir de nadie si se guarda algo."""

import re
from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion.almacen.intentos import INTENTOS
from moderacion.conservacion import Pedido, recibir
from moderacion.conservacion.publico import A_LA_VISTA, POR_DIA, POR_ORIGEN, presentar
from moderacion.errores import DemasiadosIntentos
from tests.moderacion.falsos import filas

PEDIDO = {
    "derecho": "cancelacion",
    "nombre": "Ana Nube",
    "contacto": "ana@example.test",
    "relato": "Borren todo lo mío; escribo como @ana_nube.",
}


def _pedir(quien, **cambios) -> str:
    r = quien.mandar("/mis-datos", PEDIDO | cambios)
    assert r.status_code == 303
    return r.headers["location"]


def test_de_la_calle_a_la_bandeja_con_su_constancia(montaje, como):
    calle = como()
    assert 'href="/mis-datos"' in calle.ver("/normas").text
    assert "Hacer una solicitud" in calle.ver("/mis-datos").text
    enlace = _pedir(calle)
    assert re.fullmatch(r"/mis-datos/[\w-]{43}", enlace)
    r = calle.ver(enlace)
    assert "Solicitud 1" in r.text
    assert "Cancelación: borrar lo suyo" in r.text
    assert "Ana Nube" not in r.text, "quien halle el enlace no sabe de quién es"
    assert "ana_nube" not in r.text
    assert "set-cookie" not in r.headers
    assert "Se le contestará a más tardar el" in r.text
    en_la_base = str(filas(montaje.servicio.almacen, "SELECT * FROM solicitud"))
    assert enlace.rpartition("/")[2] not in en_la_base, "del enlace solo se guarda su huella"
    dentro = como("supervision").ver("/solicitudes/1").text
    assert 'por la <a href="/mis-datos">página pública</a>' in dentro
    assert "@ana_nube" in dentro
    (suceso,) = filas(montaje.servicio.almacen, "SELECT actor FROM suceso WHERE tipo = 'solicitud:recibida'")
    assert suceso == "publico"
    datos = {"version": 1}
    assert como("supervision").mandar("/solicitudes/1/desistir", datos).status_code == 303
    assert "Está cerrada" in calle.ver(enlace).text
    montaje.reloj.adelantar(A_LA_VISTA + timedelta(days=1))
    assert calle.ver(enlace).status_code == 404


def test_lo_mismo_este_o_no_en_la_base(montaje, como):
    """Quien pide por alguien de quien se guarda algo ve letra por letra lo mismo que por quien no existe."""
    montaje.comentar("Qué pendejo sos", Red.FACEBOOK, "ana")
    montaje.vuelta()
    calle = como()
    vistas = [
        re.sub(r"Solicitud \d+", "Solicitud N", calle.ver(_pedir(calle, relato=f"Escribo como {quien}")).text)
        for quien in ("ana", "zutano inexistente")
    ]
    assert vistas[0] == vistas[1]


@pytest.mark.parametrize(
    ("cambio", "dice"),
    [
        ({"nombre": "A"}, "el nombre"),
        ({"contacto": " "}, "cómo contestarle"),
        ({"relato": "borren"}, "qué pide"),
        ({"relato": "x" * 2001}, "como mucho 2000 letras"),
        ({"nombre": "<b>" * 100}, "como mucho 200 letras"),
        ({"derecho": "todo"}, "No se reconoce el derecho"),
    ],
)
def test_lo_que_falta_se_dice_con_lo_escrito_delante(montaje, como, cambio, dice):
    r = como().mandar("/mis-datos", PEDIDO | {"contacto": "<i>yo</i>"} | cambio)
    assert r.status_code == 422
    assert dice in r.text
    assert "&lt;i&gt;yo&lt;/i&gt;" in r.text or "contacto" in cambio
    assert "<b>" not in r.text
    assert filas(montaje.servicio.almacen, "SELECT count(*) FROM solicitud") == [0]


def test_un_mismo_origen_no_llena_la_bandeja_y_no_pierde_lo_escrito(montaje, como):
    calle = como()
    for _ in range(POR_ORIGEN):
        _pedir(calle)
    r = calle.mandar("/mis-datos", PEDIDO)
    assert r.status_code == 429
    assert "Oficina de Información y Respuesta" in r.text
    assert "@ana_nube" in r.text
    assert filas(montaje.servicio.almacen, "SELECT count(*) FROM solicitud") == [POR_ORIGEN]
    montaje.reloj.adelantar(timedelta(days=1, seconds=1))
    _pedir(calle)


def test_ni_entre_muchos_origenes(montaje):
    almacen = montaje.servicio.almacen
    for n in range(POR_DIA):
        presentar(almacen, *PEDIDO.values(), f"192.0.2.{n}")
    with pytest.raises(DemasiadosIntentos, match="hoy no se pueden recibir más"):
        presentar(almacen, *PEDIDO.values(), "198.51.100.1")


def test_una_constancia_inventada_no_dice_nada_y_se_frena(montaje, como):
    calle = como()
    enlace = _pedir(calle)
    vistas = {calle.ver(f"/mis-datos/{t}").text for t in ("x", "a" * 43, "%00%ff")}
    assert len(vistas) == 1
    for n in range(INTENTOS):
        calle.ver(f"/mis-datos/inventado{n}")
    assert calle.ver("/mis-datos/otro").status_code == 429
    assert calle.ver(enlace).status_code == 200, "la que vale no se frena"


def test_un_formulario_de_otro_sitio_no_pide(montaje, como):
    ajeno = {"Sec-Fetch-Site": "cross-site", "Origin": "https://otro.example"}
    assert como().mandar("/mis-datos", PEDIDO, headers=ajeno).status_code == 403
    assert filas(montaje.servicio.almacen, "SELECT count(*) FROM solicitud") == [0]


def test_mi_dia_dice_cuantas_esperan_y_cuanto_le_queda_a_la_primera(montaje, como):
    almacen = montaje.servicio.almacen

    def llego_hace(dias: int) -> None:
        cuando = montaje.reloj.ahora() - timedelta(days=dias)
        recibir(almacen, Pedido(*PEDIDO.values(), cuando), "usuario/1")

    assert "datos personales" not in como("supervision").ver("/mi-dia").text
    llego_hace(0)
    llego_hace(3)
    for rol in ("supervision", "auditoria", "administracion"):
        html = como(rol).ver("/mi-dia").text
        assert "2 solicitudes sobre datos personales esperan respuesta" in html
        assert "a la primera le quedan 17 días hábiles" in html
    assert "datos personales" not in como("gestion").ver("/mi-dia").text, (
        "quien no ve la bandeja no sabe de ella"
    )
    llego_hace(40)
    assert "se le pasó el plazo: venció hace" in como("auditoria").ver("/mi-dia").text
