"""Ingresar, salir y lo que vale una galleta."""

from datetime import timedelta

import pytest

from moderacion import accesos
from moderacion.web.rutas import entrada
from moderacion.web.rutas.entrada import regreso

from .conftest import CLAVE


def test_ingresa_y_vuelve_a_donde_iba(montaje, como):
    anonimo = como()
    r = anonimo.ver("/bloqueos")
    assert (r.status_code, r.headers["location"]) == (303, "/ingresar?a=/bloqueos")
    assert 'name="a" value="/bloqueos"' in anonimo.ver("/ingresar?a=/bloqueos").text
    r = anonimo.mandar("/ingresar", {"nombre": "Gestion", "clave": CLAVE, "a": "/bloqueos"})
    assert (r.status_code, r.headers["location"]) == (303, "/bloqueos")
    galleta = r.headers["set-cookie"]
    assert galleta.startswith("sesion=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=36000"} <= set(galleta.split("; "))
    assert "Secure" not in galleta
    assert anonimo.ver("/bloqueos").status_code == 200


def test_en_https_la_galleta_es_de_este_sitio_y_solo_cifrada(montar, servir):
    montaje = montar(https=True)
    como = servir(montaje)
    r = como().mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE})
    galleta = r.headers["set-cookie"]
    assert galleta.startswith("__Host-sesion=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Secure"} <= set(galleta.split("; "))
    assert r.headers["strict-transport-security"].startswith("max-age=31536000")
    assert como("gestion").ver("/cola").status_code == 200


@pytest.mark.parametrize(
    ("nombre", "clave"),
    [("gestion", "otra clave cualquiera"), ("nadie", CLAVE), ("", ""), ("gestion", "á" * 200)],
)
def test_con_datos_malos_una_sola_frase(como, nombre, clave):
    r = como().mandar("/ingresar", {"nombre": nombre, "clave": clave})
    assert r.status_code == 401
    assert "Usuario o clave equivocados." in r.text
    assert "set-cookie" not in r.headers
    assert clave not in r.text or not clave


def test_diez_fallos_frenan_tambien_la_clave_buena(montaje, como):
    cliente = como()
    with montaje.servicio.almacen.unidad() as u:
        for _ in range(accesos.INTENTOS):
            u.factores.apartar_intento("gestion", "127.0.0.1")
    r = cliente.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE})
    assert r.status_code == 401
    assert "Demasiados intentos" in r.text
    montaje.reloj.adelantar(accesos.VENTANA + timedelta(seconds=1))
    assert cliente.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE}).status_code == 303


def test_quien_falla_por_otro_desde_todas_partes_no_lo_deja_fuera_de_su_navegador(montaje, como):
    cliente = como()
    assert cliente.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE}).status_code == 303
    assert "aparato" in cliente.cookies
    cliente.mandar("/salir")
    with montaje.servicio.almacen.unidad() as u:
        for n in range(accesos.POR_USUARIO):
            u.factores.apartar_intento("gestion", f"10.0.0.{n}")
    nuevo = como().mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE})
    assert (nuevo.status_code, "Demasiados intentos" in nuevo.text) == (401, True)
    r = cliente.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE})
    assert r.status_code == 303
    assert "HttpOnly; Max-Age=7776000; Path=/; SameSite=lax" in r.headers["set-cookie"]


@pytest.mark.parametrize(
    ("https", "cabeceras", "avisos"),
    [(True, {}, 1), (True, {"X-Forwarded-For": "203.0.113.7"}, 0), (False, {}, 0)],
)
def test_si_el_proxy_no_dice_de_parte_de_quien_se_avisa_una_vez(
    montar, servir, caplog, https, cabeceras, avisos
):
    entrada._decirlo.cache_clear()
    calle = servir(montar(https=https))()
    for _ in range(2):
        assert (
            calle.mandar("/ingresar", {"nombre": "nadie", "clave": "x"}, headers=cabeceras).status_code == 401
        )
    assert sum("X-Forwarded-For" in r.message for r in caplog.records) == avisos


def test_salir_mata_la_galleta_copiada(como):
    uno, copia = como("gestion"), como("gestion")
    assert copia.ver("/cola").status_code == 200
    r = uno.mandar("/salir")
    assert (r.status_code, r.headers["location"]) == (303, "/ingresar")
    assert copia.ver("/cola").headers["location"] == "/ingresar?a=/cola"
    assert copia.mandar("/expedientes/1/tomar").status_code == 401


def test_ingresar_otra_vez_cierra_la_sesion_anterior(como):
    copia = como("gestion")
    assert como("gestion").mandar("/ingresar", {"nombre": "otra", "clave": CLAVE}).status_code == 303
    assert copia.ver("/cola").status_code == 303


def test_la_sesion_termina_con_su_plazo_o_con_su_usuario(montaje, como):
    gestion, auditoria = como("gestion"), como("auditoria")
    accesos.desactivar(montaje.servicio.almacen, "auditoria")
    assert auditoria.ver("/cola").status_code == 303
    assert gestion.ver("/cola").status_code == 200
    montaje.reloj.adelantar(timedelta(hours=10))
    assert gestion.ver("/cola").status_code == 303


@pytest.mark.parametrize(
    "a",
    [
        "//malo.example.com",
        "https://malo.example.com",
        "/\\malo",
        "javascript:alert(1)",
        "",
        "/a\n",
        "/ingresar?a=/cola",
    ],
)
def test_tras_ingresar_no_se_va_a_otro_sitio(a):
    assert regreso(a) == "/cola"


@pytest.mark.parametrize("a", ["/expedientes/12", "/mi-dia", "/cola?e=12"])
def test_regreso_a_una_pagina_de_aqui(a):
    assert regreso(a) == a


def test_al_volver_no_se_pierde_ni_el_filtro(como):
    anonimo = como()
    a_donde = anonimo.ver("/cola?red=twitter&e=12").headers["location"]
    assert 'name="a" value="/cola?red=twitter&amp;e=12"' in anonimo.ver(a_donde).text


def test_a_un_trozo_de_pagina_no_se_le_manda_a_otra(como):
    r = como().ver("/cola?e=1", headers={"HX-Request": "true"})
    assert r.status_code == 401, "con un 303 el guion se quedaría con una página en blanco"


def test_una_direccion_larguisima_deja_ingresar(como):
    anonimo = como()
    r = anonimo.ver("/cola?q=" + "x" * 3000)
    assert anonimo.ver(r.headers["location"]).status_code == 200
