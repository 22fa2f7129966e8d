"""Ingresar en dos pasos y cuidar lo propio: lo que ve quien usa la consola, y lo que no puede quien copia una galleta."""

import re
from datetime import timedelta

import pyotp
import pytest

from moderacion import accesos
from moderacion.accesos import clientes
from moderacion.web.navegadores import navegador

from . import paginas
from .conftest import CLAVE

OTRA = "siete gatos pardos saltan"
MEDIO_MINUTO = timedelta(seconds=30)


def poner_factor(montaje, nombre: str) -> pyotp.TOTP:
    """Le pone el segundo factor y deja pasar el código con que se puso."""
    almacen, cofre = montaje.servicio.almacen, accesos.cofre_de(montaje.servicio.config)
    quien = accesos.id_de(almacen, nombre)
    accesos.proponer(almacen, cofre, quien)
    totp = pyotp.TOTP(accesos.propuesto(almacen, cofre, quien).clave)
    accesos.confirmar(almacen, cofre, quien, totp.at(montaje.reloj.ahora()), "")
    montaje.reloj.adelantar(MEDIO_MINUTO)
    return totp


def codigo(montaje, totp: pyotp.TOTP) -> str:
    return totp.at(montaje.reloj.ahora())


def test_con_segundo_factor_se_entra_en_dos_pasos(montaje, como):
    totp, cliente = poner_factor(montaje, "gestion"), como()
    r = cliente.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE, "a": "/bloqueos"})
    assert (r.status_code, r.headers["location"]) == (303, "/ingresar/codigo?a=%2Fbloqueos")
    galleta = r.headers["set-cookie"]
    assert galleta.startswith("paso=")
    assert {"HttpOnly", "Path=/", "SameSite=lax", "Max-Age=300"} <= set(galleta.split("; "))
    assert cliente.ver("/cola").status_code == 303, "con el paso solo no se entra"
    assert 'autocomplete="one-time-code"' in cliente.ver(r.headers["location"]).text
    r = cliente.mandar("/ingresar/codigo", {"codigo": "000000", "a": "/bloqueos"})
    assert r.status_code == 401
    assert "Ese código no vale o ya se usó" in r.text
    assert 'value="/bloqueos"' in r.text
    r = cliente.mandar("/ingresar/codigo", {"codigo": codigo(montaje, totp), "a": "/bloqueos"})
    assert (r.status_code, r.headers["location"]) == (303, "/bloqueos")
    assert cliente.ver("/bloqueos").status_code == 200


def test_el_paso_usado_como_sesion_no_es_nadie(montaje, como):
    poner_factor(montaje, "gestion")
    cliente = como()
    cliente.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE})
    de_paso = cliente.cookies["paso"]
    cliente.cookies.set("sesion", de_paso)
    assert cliente.ver("/cola").headers["location"] == "/ingresar?a=/cola"


def test_pasados_cinco_minutos_hay_que_dar_la_clave_otra_vez(montaje, como):
    totp, cliente = poner_factor(montaje, "gestion"), como()
    cliente.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE})
    montaje.reloj.adelantar(accesos.A_MEDIAS)
    r = cliente.mandar("/ingresar/codigo", {"codigo": codigo(montaje, totp), "a": "/bloqueos"})
    assert r.status_code == 422
    assert "El ingreso caducó" in r.text
    assert 'value="/bloqueos"' in r.text


def test_sin_paso_el_codigo_no_sirve(montaje, como):
    totp = poner_factor(montaje, "gestion")
    r = como().mandar("/ingresar/codigo", {"codigo": codigo(montaje, totp)})
    assert r.status_code == 422
    assert "sesion=" not in r.headers.get("set-cookie", "")


# --- mientras falte algo


@pytest.fixture
def exigida(montar, servir):
    """Una casa que exige el segundo factor, y sus clientes."""
    montaje = montar(segundo_factor="exigido")
    return montaje, servir(montaje)


def test_a_quien_le_falta_el_segundo_factor_solo_puede_ponerlo(exigida):
    montaje, como = exigida
    paginas.sembrar(montaje)
    cliente, abiertas = como("administracion"), set()
    for ruta in paginas.RECORRIBLES:
        if ruta.publica:
            continue
        r = cliente.pedir(ruta.metodo, ruta.con())
        if ruta.metodo == "GET" and r.headers.get("location") == "/mi-cuenta":
            continue
        if r.status_code == 403 and "segundo factor" in r.text:
            continue
        abiertas.add(ruta.camino)
    assert abiertas == {
        "/mi-cuenta",
        "/mi-cuenta/clave",
        "/mi-cuenta/factor",
        "/mi-cuenta/factor/empezar",
        "/mi-cuenta/sesiones/cerrar",
        "/mi-cuenta/sesiones/{sesion_id}/cerrar",
    }


def test_a_quien_le_prueban_codigos_con_su_clave_se_le_dice_al_entrar(montaje, como):
    totp, ladron, suyo = poner_factor(montaje, "gestion"), como(), como()
    paso = {"nombre": "gestion", "clave": CLAVE, "a": "/bloqueos"}
    for n in range(5):
        ladron.mandar("/ingresar", paso)
        assert ladron.mandar("/ingresar/codigo", {"codigo": f"00000{n}"}).status_code == 401
    montaje.reloj.adelantar(accesos.VENTANA + timedelta(seconds=1))
    suyo.mandar("/ingresar", paso)
    r = suyo.mandar("/ingresar/codigo", {"codigo": codigo(montaje, totp), "a": "/bloqueos"})
    assert (r.status_code, r.headers["location"]) == (303, "/mi-cuenta")
    assert "5 códigos de ingreso equivocados con su clave bien escrita" in suyo.ver("/mi-cuenta").text
    cambio = {"actual": CLAVE, "nueva": OTRA, "otra_vez": OTRA}
    assert suyo.mandar("/mi-cuenta/clave", cambio).status_code == 303
    assert "equivocado" not in suyo.ver("/mi-cuenta").text


def test_la_primera_vez_se_cambia_la_clave_se_pone_el_factor_y_se_entra(exigida):
    montaje, como = exigida
    temporal = accesos.crear_con_temporal(montaje.servicio.almacen, "nueva", "gestion", "orden")
    cliente = como()
    assert cliente.mandar("/ingresar", {"nombre": "nueva", "clave": temporal}).status_code == 303
    assert cliente.ver("/cola").headers["location"] == "/mi-cuenta"
    assert "Su clave es temporal" in cliente.ver("/mi-cuenta").text
    r = cliente.mandar("/mi-cuenta/clave", {"actual": temporal, "nueva": OTRA, "otra_vez": OTRA})
    assert (r.status_code, r.headers["location"]) == (303, "/mi-cuenta?hecho=clave")
    html = cliente.ver("/mi-cuenta?hecho=clave").text
    assert "Su clave es la nueva" in html
    assert "Ponga su segundo factor" in html
    assert cliente.ver("/cola").headers["location"] == "/mi-cuenta"
    assert cliente.mandar("/mi-cuenta/factor/empezar", {"clave": OTRA}).status_code == 303
    html = cliente.ver("/mi-cuenta/factor").text
    clave = re.sub(r"\s", "", re.search(r'class="testigo">([A-Z2-7 ]+)<', html)[1])
    r = cliente.mandar("/mi-cuenta/factor", {"codigo": pyotp.TOTP(clave).at(montaje.reloj.ahora())})
    assert r.status_code == 200
    assert len(re.findall(r"<code>[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}</code>", r.text)) == 10
    assert r.headers["cache-control"] == "no-store"
    assert cliente.ver("/cola").status_code == 200


# --- lo propio


def test_cambiar_la_clave_mata_las_galletas_copiadas_y_conserva_la_propia(como):
    uno, copia = como("gestion"), como("gestion")
    r = uno.mandar("/mi-cuenta/clave", {"actual": CLAVE, "nueva": OTRA, "otra_vez": OTRA})
    assert r.status_code == 303
    assert copia.ver("/cola").status_code == 303
    nuevo = como()
    nuevo.cookies.set("sesion", re.match(r"sesion=([^;]+)", r.headers["set-cookie"])[1])
    assert nuevo.ver("/cola").status_code == 200


@pytest.mark.parametrize(
    ("datos", "dicho"),
    [
        ({"actual": CLAVE, "nueva": OTRA, "otra_vez": "otra cosa distinta"}, "no escribió la misma"),
        ({"actual": "no era esta clave", "nueva": OTRA, "otra_vez": OTRA}, "Esa no es su clave"),
        ({"actual": "", "nueva": OTRA, "otra_vez": OTRA}, "Escriba su clave actual"),
        ({"actual": CLAVE, "nueva": "corta", "otra_vez": "corta"}, "de 12 a 200"),
        ({"actual": CLAVE, "nueva": CLAVE, "otra_vez": CLAVE}, "la misma que tenía"),
        ({"actual": CLAVE, "nueva": "seguro social isss", "otra_vez": "seguro social isss"}, "fácil de adiv"),
        ({}, "Escriba su clave actual"),
    ],
)
def test_una_clave_mal_pedida_se_explica_y_nada_cambia(como, datos, dicho):
    cliente = como("gestion")
    r = cliente.mandar("/mi-cuenta/clave", datos)
    assert r.status_code == 422
    assert dicho in r.text
    assert not any(v and v in r.text for v in datos.values()), "una clave no vuelve escrita en la página"
    assert cliente.ver("/cola").status_code == 200


def test_ni_poner_el_factor_ni_los_codigos_sin_la_clave(montaje, como):
    cliente = como("gestion")
    for ruta in ("/mi-cuenta/factor/empezar", "/mi-cuenta/codigos"):
        r = cliente.mandar(ruta, {"clave": "no era esta clave"})
        assert (r.status_code, "Esa no es su clave" in r.text) == (422, True), ruta
    assert cliente.ver("/mi-cuenta/factor").headers["location"] == "/mi-cuenta"
    with montaje.servicio.almacen.lectura() as u:
        assert u.factores.contar(u.ahora - accesos.VENTANA, accesos.PROPIA, usuario="gestion") == 2


def test_las_sesiones_se_ven_y_se_cierran(montaje, como):
    cliente, otro = como("gestion"), como()
    assert "Antes de empezar" not in cliente.ver("/mi-cuenta").text
    otro.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Gecko Firefox/140.0"
    assert otro.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE}).status_code == 303
    html = cliente.ver("/mi-cuenta").text
    assert "Firefox en Windows" in html
    numero = re.search(r"/mi-cuenta/sesiones/(\d+)/cerrar", html)[1]
    assert como("supervision").mandar(f"/mi-cuenta/sesiones/{numero}/cerrar").status_code == 404
    assert otro.ver("/cola").status_code == 200
    assert cliente.mandar(f"/mi-cuenta/sesiones/{numero}/cerrar").status_code == 303
    assert otro.ver("/cola").status_code == 303
    assert otro.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE}).status_code == 303
    assert cliente.mandar("/mi-cuenta/sesiones/cerrar").status_code == 303
    assert otro.ver("/cola").status_code == 303
    assert cliente.ver("/cola").status_code == 200


def test_quien_decide_ve_los_programas_que_actuan_en_su_nombre_y_los_revoca(montaje, como):
    almacen = montaje.servicio.almacen
    administra = f"usuario/{accesos.id_de(almacen, 'administracion')}"
    pedido = clientes.Pedido("Turno de noche", ("cola:decidir",), "supervision")
    suyo, testigo = clientes.crear(almacen, pedido, administra)
    clientes.crear(almacen, clientes.Pedido("Tablero", ("cola:leer",)), administra)
    html = como("supervision").ver("/mi-cuenta").text
    assert "Turno de noche" in html
    assert ">administracion</bdi>" in html
    assert "Tablero" not in html
    assert "actúan en su nombre" not in como("gestion").ver("/mi-cuenta").text
    ajena = como("gestion").mandar(f"/mi-cuenta/programas/{suyo}/revocar", {})
    assert (ajena.status_code, clientes.de_testigo(almacen, testigo) is None) == (404, False)
    r = como("supervision").mandar(f"/mi-cuenta/programas/{suyo}/revocar", {})
    assert r.headers["location"] == "/mi-cuenta?hecho=programa"
    assert clientes.de_testigo(almacen, testigo) is None
    assert como("supervision").mandar(f"/mi-cuenta/programas/{suyo}/revocar", {}).status_code == 404


def test_un_programa_no_actua_en_nombre_de_nadie_hasta_que_lo_acepta_con_su_clave(montaje, como, programa):
    """Quien administra no decide: con dos programas en nombre de dos firmaría por ellos."""
    almacen = montaje.servicio.almacen
    administra = f"usuario/{accesos.id_de(almacen, 'administracion')}"
    pedido = clientes.Pedido("Turno de noche", ("cola:leer", "cola:decidir"), "supervision")
    suyo, testigo = clientes.crear(almacen, pedido, administra)
    p, aceptar = programa(testigo), f"/mi-cuenta/programas/{suyo}/aceptar"
    assert p.ver("/cola").status_code == 200, "leer si puede"
    r = p.mandar("/expedientes/1/tomar")
    assert (r.status_code, "aún no aceptó" in r.json()["error"]["mensaje"]) == (403, True)
    assert "no lo ha aceptado" in como("administracion").ver("/clientes").text
    assert como("gestion").mandar(aceptar, {"clave": CLAVE}).status_code == 404
    assert como("administracion").mandar(aceptar, {"clave": CLAVE}).status_code == 404
    cliente = como("supervision")
    for mala, dicho in (("otra cosa larga", "Esa no es su clave"), ("", "Escriba su clave")):
        r = cliente.mandar(aceptar, {"clave": mala})
        assert (r.status_code, dicho in r.text) == (422, True)
    assert p.mandar("/expedientes/1/tomar").status_code == 403
    assert cliente.mandar(aceptar, {"clave": CLAVE}).headers["location"] == "/mi-cuenta?hecho=aceptado"
    assert p.mandar("/expedientes/1/tomar").status_code != 403
    assert cliente.mandar(aceptar, {"clave": CLAVE}).status_code == 409
    assert "no lo ha aceptado" not in como("administracion").ver("/clientes").text


def test_la_sesion_quieta_se_cierra_y_lo_que_pide_la_pagina_sola_no_la_alarga(montar, servir):
    montaje = montar(inactividad_minutos=60)
    montaje.comentar("Qué pendejo sos")
    montaje.vuelta()
    cliente = servir(montaje)("gestion")
    for _ in range(3):
        montaje.reloj.adelantar(timedelta(minutes=25))
        assert cliente.mandar("/expedientes/1/presencia", headers={"X-Activa": "si"}).status_code == 200
    for espera in (30, 29):
        montaje.reloj.adelantar(timedelta(minutes=espera))
        assert cliente.mandar("/expedientes/1/presencia").status_code == 200
    montaje.reloj.adelantar(timedelta(minutes=1))
    assert cliente.mandar("/expedientes/1/presencia").status_code == 401
    assert cliente.ver("/cola").status_code == 303


# --- usuarios


def test_administracion_da_de_alta_y_la_clave_se_ve_una_vez(montaje, como):
    admin = como("administracion")
    r = admin.mandar("/usuarios", {"nombre": "Beto.Lopez", "rol": "supervision"})
    assert r.status_code == 201
    clave = re.search(r'class="testigo">([a-z0-9-]+)<', r.text)[1]
    assert clave not in admin.ver("/usuarios").text
    cliente = como()
    assert cliente.mandar("/ingresar", {"nombre": "beto.lopez", "clave": clave}).status_code == 303
    assert cliente.ver("/cola").headers["location"] == "/mi-cuenta"
    for datos, dicho in (
        ({"nombre": "beto.lopez", "rol": "gestion"}, "ya hay un usuario"),
        ({"nombre": "ñandú", "rol": "gestion"}, "solo letras sin tilde"),
        ({"nombre": "carla", "rol": "jefe"}, "no es un rol"),
    ):
        r = admin.mandar("/usuarios", datos)
        assert r.status_code == 422
        assert dicho in r.text.lower()
        assert f'value="{datos["nombre"]}"' in r.text, "lo escrito no se pierde"


def test_el_dia_del_alta_es_el_de_el_salvador(montaje, como):
    # a las seis y media de la tarde de aqui, en UTC ya es mañana
    montaje.reloj.adelantar(timedelta(hours=9.5))
    admin = como("administracion")
    admin.mandar("/usuarios", {"nombre": "noche", "rol": "gestion"})
    fila = admin.ver("/usuarios").text.partition("<bdi>noche</bdi>")[2]
    assert '<td data-titulo="Desde">20/11/2026</td>' in fila.partition("</tr>")[0]


@pytest.mark.parametrize(
    ("ruta", "datos"),
    [("rol", {"rol": "auditoria"}), ("desactivar", {}), ("clave", {}), ("sesiones", {}), ("factor", {})],
)
def test_lo_que_hace_administracion_mata_la_galleta_al_momento(montaje, como, ruta, datos):
    copia, admin = como("gestion"), como("administracion")
    quien = accesos.id_de(montaje.servicio.almacen, "gestion")
    if ruta == "factor":
        copia = como()
        totp = poner_factor(montaje, "gestion")
        copia.mandar("/ingresar", {"nombre": "gestion", "clave": CLAVE})
        assert copia.mandar("/ingresar/codigo", {"codigo": codigo(montaje, totp)}).status_code == 303
    assert copia.ver("/cola").status_code == 200
    assert admin.mandar(f"/usuarios/{quien}/{ruta}", datos).status_code in {200, 303}
    assert copia.ver("/cola").headers["location"] == "/ingresar?a=/cola"
    assert copia.mandar("/expedientes/1/tomar").status_code == 401


def test_lo_propio_no_se_cambia_sin_la_clave_y_siempre_queda_quien_administre(montaje, como):
    admin = como("administracion")
    yo = accesos.id_de(montaje.servicio.almacen, "administracion")
    for ruta, datos, dicho in (
        ("clave", {}, "Mi cuenta"),
        ("factor", {}, "Mi cuenta"),
        ("desactivar", {}, "última persona activa que administra"),
        ("rol", {"rol": "gestion"}, "última persona activa que administra"),
    ):
        r = admin.mandar(f"/usuarios/{yo}/{ruta}", datos)
        assert (r.status_code, dicho in r.text) == (409, True), ruta
    assert admin.ver("/usuarios").status_code == 200


def test_nadie_se_da_a_si_mismo_otro_rol(montaje, como):
    """Quien administra no decide: para cerrar un incidente o aprobar un texto tendria que nombrarlo otra persona."""
    accesos.crear_usuario(montaje.servicio.almacen, "otra.admin", CLAVE, "administracion")
    admin, yo = como("administracion"), accesos.id_de(montaje.servicio.almacen, "administracion")
    r = admin.mandar(f"/usuarios/{yo}/rol", {"rol": "supervision"})
    assert (r.status_code, "lo cambia otra persona" in r.text) == (409, True)
    assert f"/usuarios/{yo}/rol" not in admin.ver("/usuarios").text
    assert admin.ver("/usuarios").status_code == 200, "sigue siendo quien era"


@pytest.mark.parametrize(
    ("dicho", "leido"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36", "Chrome en Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge en Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/604", "Safari en iPhone"),
        ("Mozilla/5.0 (Linux; Android 16) Chrome/140.0 Mobile Safari/537.36", "Chrome en Android"),
        ("curl/8", "navegador desconocido"),
        ("", "navegador desconocido"),
    ],
)
def test_el_navegador_se_dice_para_reconocerlo(dicho, leido):
    assert navegador(dicho) == leido
