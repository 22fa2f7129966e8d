"""Lo que salio por unas cuentas y no por otras: el archivo dice lo mismo que la red, y lo retirado no sale por ninguna mas."""

from datetime import timedelta

import pytest

from conectores import errores
from moderacion import redaccion
from moderacion.almacen.salidas import SalidaNueva
from tests.moderacion.falsos import filas
from tests.moderacion.prensa import CORTO, CUERPO, FB, TW, Prensa, prensa

HORA = timedelta(hours=1)


@pytest.fixture
def p(almacen, reloj) -> Prensa:
    return prensa(almacen, reloj)


def archivo(p: Prensa) -> list[str]:
    """Los estados de lo que cualquiera ve en el archivo."""
    return [c.estado for c in redaccion.archivo(p.almacen).comunicados]


# --- el archivo y la red


@pytest.mark.los_dos
def test_un_comunicado_entra_al_archivo_al_salir_y_no_al_ordenarse(p: Prensa) -> None:
    p.aprobado(p.comunicado(CUERPO, FB, SalidaNueva(TW, CORTO, hora=p.en(hours=2))))
    p.pasada()
    assert filas(p.almacen, "SELECT estado FROM orden") == ["pendiente"]
    assert archivo(p) == [], "con la orden escrita todavía no lo leyó nadie"
    p.pasada()
    assert (len(p.salieron(FB)), archivo(p)) == (1, ["rige"])
    publicado = filas(p.almacen, "SELECT publicado FROM comunicado")
    p.reloj.adelantar(2 * HORA)
    p.pasadas(3)
    assert p.salieron(TW) == [CORTO]
    assert filas(p.almacen, "SELECT publicado FROM comunicado") == publicado, "rige desde la primera"


def test_retirado_con_la_orden_escrita_nunca_estuvo_en_el_archivo(p: Prensa) -> None:
    b = p.aprobado(p.comunicado())
    p.pasada()
    p.retirar(b)
    p.pasadas(3)
    assert (p.estado(b), p.salieron(), archivo(p)) == ("retirado", [], [])


def test_rechazado_por_la_red_no_rige(p: Prensa) -> None:
    b = p.aprobado(p.comunicado())
    p.redes[FB].fallar("publicar", errores.PeticionInvalida("no"))
    p.pasadas(3)
    assert (p.estado(b), archivo(p)) == ("fallido", [])


def test_con_la_orden_escrita_su_autor_aun_lo_corrige(p: Prensa) -> None:
    b = p.aprobado(p.comunicado())
    p.pasada()
    ficha = redaccion.ficha_escrito(p.almacen, p.reglas, b).escrito.ficha
    assert p.guardar(b, p.escrito(CUERPO.replace("4:00", "5:00"), FB, ficha=ficha)) == "en_revision"
    p.aprobar(b)
    p.aprobar(b, p.sofia)
    p.pasadas(3)
    (rige,) = redaccion.archivo(p.almacen).comunicados
    assert [rige.texto] == p.salieron()
    assert "5:00" in rige.texto


def test_lo_que_esta_saliendo_ya_cuenta_para_no_contradecirlo(p: Prensa) -> None:
    p.aprobado(p.comunicado())
    p.pasada()
    b = p.crear("La farmacia de Zacamil atenderá de lunes a viernes, de 7:00 a. m. a 6:00 p. m.")
    juicio = redaccion.ficha_escrito(p.almacen, p.reglas, b).juicio
    assert 3 in {s.politica for s in juicio.de("alto")}


@pytest.mark.parametrize("sale", [True, False])
def test_de_lo_que_no_se_sabe_rige_lo_que_se_encuentra_en_la_red(p: Prensa, sale: bool) -> None:
    p.aprobado(p.comunicado())
    p.redes[FB].fallar("publicar", errores.ResultadoDesconocido("se cortó"), aplicar=sale)
    p.pasadas(5, timedelta(minutes=1))
    assert archivo(p) == (["rige"] if sale else [])


@pytest.mark.parametrize("salio", [True, False])
def test_lo_que_una_persona_ve_en_la_red_rige_y_lo_que_no_ve_no(p: Prensa, salio: bool) -> None:
    b = p.aprobado(p.comunicado())
    p.redes[FB].fallar("publicar", errores.ResultadoDesconocido("se cortó"))
    p.pasadas(5, timedelta(minutes=1))
    redaccion.cerrar_salida(p.almacen, b, p.ver(b)["version"], p.ana, FB, salio=salio)
    assert archivo(p) == (["rige"] if salio else [])
