"""La página de avisos, acusar recibo con el enlace y desde la consola, y la alarma que se ve en cualquier página."""

from datetime import timedelta

import pytest

from moderacion.almacen.cadenas import DestinatarioDado
from moderacion.avisos import ComoFue
from moderacion.incidentes import acuse, cadenas
from moderacion.incidentes.cadenas import CadenaPedida
from moderacion.incidentes.copia import Escalon
from moderacion.montaje.guardia import Guardia
from tests.moderacion.falsos import Cartero, abrir_incidente, despachador, filas

from .navegador import abrir, chromium, ingresar, mirar  # noqa: F401  (abrir y chromium son fixtures)

DESTINOS = {"jefa/1": "a", "gerente/1": "b"}


@pytest.fixture
def gente(montaje) -> None:
    with montaje.servicio.almacen.unidad() as u:
        u.cadenas.poner_destinatarios(
            [DestinatarioDado(d.split("/")[0], "", [(d, "correo")]) for d in DESTINOS]
        )


def enlace(montaje) -> str:
    """La dirección que la jefa recibe en su aviso."""
    abrir_incidente(montaje.servicio.almacen)
    cartero = Cartero()
    despachador(montaje.servicio.almacen, DESTINOS, cartero).despachar()
    cuerpo = next(c for d, _, c in cartero.entregados if d == "a")
    return "/acuse/" + cuerpo.split("/acuse/")[1].split()[0]


def estado(montaje) -> str:
    return filas(montaje.servicio.almacen, "SELECT estado FROM escalada")[0]


# --- el enlace


def test_abrir_el_enlace_nunca_acusa_y_enviarlo_si(montaje, como, gente):
    """Ni con GET, ni con HEAD, ni muchas veces, ni con lo que añada quien previsualiza un correo."""
    ruta = enlace(montaje)
    calle = como()
    for _ in range(5):
        r = calle.ver(ruta)
        assert r.status_code == 200
        assert "Acuso recibo: me hago cargo" in r.text
    calle.ver(f"{ruta}?acusar=si")
    calle.pedir("HEAD", ruta)
    calle.pedir("OPTIONS", ruta)
    assert estado(montaje) == "en_marcha"
    r = calle.mandar(ruta)
    assert (r.status_code, r.headers["location"]) == (303, ruta)
    assert estado(montaje) == "acusada"
    r = calle.ver(ruta)
    assert "Acusó recibo" in r.text
    assert "<form" not in r.text, "usado, ya no ofrece nada"
    assert calle.mandar(ruta).status_code == 303, "repetirlo no es un error ni hace nada más"
    assert "set-cookie" not in r.headers


def test_quien_acusa_de_madrugada_sabe_por_donde_empezar(montaje, como, gente):
    calle, ruta = como(), enlace(montaje)
    for _ in range(2):
        html = calle.ver(ruta).text
        assert "Avisar al superior y decirle qué se ve" in html
        assert 'href="https://www.facebook.com/hacked"' in html
        assert 'href="/incidentes/1"' in html
        calle.mandar(ruta)


def test_un_enlace_que_no_vale_no_dice_por_que(como):
    for ruta in ("/acuse/inventado", "/acuse/" + "x" * 43):
        for metodo in ("GET", "POST"):
            r = como().pedir(metodo, ruta)
            assert r.status_code == 404
            assert "Este enlace no se puede usar" in r.text


def test_el_enlace_de_un_recordatorio_da_noticia(montaje, como, gente):
    ruta = enlace(montaje)
    como().mandar(ruta)
    montaje.reloj.adelantar(timedelta(minutes=30))
    montaje.servicio.escalar()
    cartero = Cartero()
    despachador(montaje.servicio.almacen, DESTINOS, cartero).despachar()
    (recordatorio,) = cartero.entregados
    assert recordatorio[1].startswith("SIGUE SIN CERRARSE: ")
    otra = "/acuse/" + recordatorio[2].split("/acuse/")[1].split()[0]
    assert "Sigue en marcha" in como().ver(otra).text
    como().mandar(otra)
    assert filas(montaje.servicio.almacen, "SELECT recordado FROM escalada") == [None]


# --- desde la consola


def test_acusar_desde_la_consola(montaje, como, gente):
    incidente = abrir_incidente(montaje.servicio.almacen)
    r = como("gestion").mandar(f"/incidentes/{incidente}/acuse")
    assert r.status_code == 409
    assert "hacerse cargo no calla los avisos" in r.text
    assert estado(montaje) == "en_marcha"
    ficha = como("supervision").ver(f"/incidentes/{incidente}").text
    assert "Nadie ha acusado recibo." in ficha
    assert ("Hacerse cargo</button>" in ficha, "Acusar recibo</button>" in ficha) == (True, False)
    assert "se deja de avisar" in ficha
    assert (
        "Los avisos siguen hasta que acuse recibo supervisión"
        in como("gestion").ver(f"/incidentes/{incidente}").text
    )
    # quien no calla los avisos se hace cargo: a supervision le queda acusar recibo
    assert como("gestion").mandar(f"/incidentes/{incidente}/atender").status_code == 303
    assert "Acusar recibo</button>" in como("supervision").ver(f"/incidentes/{incidente}").text
    assert "Acusar recibo</button>" not in como("gestion").ver(f"/incidentes/{incidente}").text
    assert como("supervision").mandar(f"/incidentes/{incidente}/acuse").status_code == 303
    assert estado(montaje) == "acusada"
    ficha = como("supervision").ver(f"/incidentes/{incidente}").text
    assert "Acusó recibo" in ficha
    assert "Sigo con él: dar noticia</button>" in ficha
    assert como("supervision").mandar("/incidentes/999/acuse").status_code == 404


# --- la página


def test_guardar_una_cadena_y_lo_que_no_vale_vuelve_con_lo_escrito(montaje, como, gente):
    c = como("supervision")
    mala = {"nombre": "general", "pasos": "jefa | correo | 15\nnadie | sms | x", "vueltas": "2"}
    r = c.mandar("/avisos/cadenas", mala)
    assert r.status_code == 422
    assert "Línea 2: «x» no son minutos" in r.text
    assert "nadie | sms | x</textarea>" in r.text
    mala["pasos"] = "jefa, nadie | sms | 15"
    r = c.mandar("/avisos/cadenas", mala)
    assert "a «nadie» no se le puede avisar" in r.text
    assert "A «jefa» no se le puede avisar: no tiene sms" in r.text
    buena = {"nombre": "olas", "pasos": "jefa | correo | 15\n\n gerente ||30", "tipos": ["ataque_coordinado"]}
    r = c.mandar("/avisos/cadenas", buena)
    assert (r.status_code, r.headers["location"]) == (303, "/avisos?hecho=cadena")
    (cadena,) = cadenas.ver(montaje.servicio.almacen)["cadenas"]
    assert (cadena["nombre"], cadena["tipos"], len(cadena["pasos"])) == ("olas", ["ataque_coordinado"], 2)
    assert "jefa | correo | 15\ngerente |  | 30" in c.ver("/avisos").text
    assert c.mandar("/avisos/cadenas/revisar").status_code == 303
    assert c.mandar("/avisos/cadenas/quitar", {"nombre": "olas"}).status_code == 303
    assert c.mandar("/avisos/cadenas/quitar", {"nombre": "olas"}).status_code == 404


def test_guardar_un_turno(montaje, como, gente):
    c = como("administracion")
    turno = {"nombre": "guardia", "personas": "jefa\ngerente", "turno_horas": "24", "desde": "2026-11-23"}
    assert c.mandar("/avisos/rotas", turno | {"personas": "nadie"}).status_code == 422
    assert c.mandar("/avisos/rotas", turno | {"desde": "ayer"}).status_code == 422
    assert c.mandar("/avisos/rotas", turno).status_code == 303
    c.mandar("/avisos/cadenas", {"nombre": "g", "pasos": "@guardia"})
    r = c.mandar("/avisos/rotas/quitar", {"nombre": "guardia"})
    assert (r.status_code, "La usa la cadena «g»" in r.text) == (422, True)


def test_probar_un_canal(montaje, como, gente, monkeypatch):
    def enviar(direccion: str, asunto: str, cuerpo: str) -> ComoFue:
        return ComoFue("" if "a" in direccion else "el canal rechazó la conexión")

    servicio = montaje.servicio
    guardia = Guardia(servicio.config, servicio.almacen, servicio.reloj, enviar)
    guardia._destinos.update({"jefa/1": "aaa", "gerente/1": "bbb"})
    monkeypatch.setattr(servicio, "guardia", guardia)
    c = como("supervision")
    assert "La prueba salió por «jefa/1»" in c.mandar("/avisos/probar", {"destino": "jefa/1"}).text
    r = c.mandar("/avisos/probar", {"destino": "gerente/1"})
    assert "La prueba no salió por «gerente/1»: el canal rechazó la conexión." in r.text
    assert c.mandar("/avisos/probar", {"destino": "nadie/1"}).status_code == 404
    assert "prueba: <span" in c.ver("/avisos").text


def test_auditoria_mira_y_no_cambia(montaje, como, gente):
    cadenas.guardar(montaje.servicio.almacen, CadenaPedida("g", [Escalon(("jefa",))]), "prueba")
    r = como("auditoria").ver("/avisos")
    assert r.status_code == 200
    assert r.text.count('method="post"') == 1
    assert como("gestion").ver("/avisos").status_code == 403


def test_cuando_ningun_canal_funciona_toda_pagina_lo_dice(montaje, como, gente):
    banda = "Ningún canal de aviso funciona"
    assert banda not in como("gestion").ver("/cola").text
    d = despachador(montaje.servicio.almacen, DESTINOS, Cartero("a", "b"))
    d.directo("jefa/1", "prueba", "a", "b")
    assert banda not in como("gestion").ver("/cola").text, "queda otro"
    d.directo("gerente/1", "prueba", "a", "b")
    for ruta in ("/cola", "/incidentes", "/mi-dia", "/conexiones"):
        assert banda in como("gestion").ver(ruta).text, ruta
    assert banda not in como().ver("/normas").text, "a la calle no se le dice"
    despachador(montaje.servicio.almacen, DESTINOS, Cartero()).directo("jefa/1", "prueba", "a", "b")
    assert banda not in como("gestion").ver("/cola").text


def test_el_testigo_no_se_guarda_ni_sale_en_ninguna_pagina(montaje, como, gente):
    testigo = enlace(montaje).rpartition("/")[2]
    assert acuse.ver(montaje.servicio.almacen, testigo, "x") is not None
    for ruta in ("/avisos", "/incidentes", "/bitacora"):
        assert testigo not in como("supervision").ver(ruta).text
    # el aviso guardado lo lleva: quien lee la base no debe poder acusar por otro
    assert all(testigo not in c for c in filas(montaje.servicio.almacen, "SELECT cuerpo FROM aviso"))


# --- en el navegador


@pytest.mark.navegador
def test_un_incidente_que_se_abre_se_ve_en_cualquier_pagina_abierta(montaje, abrir, gente):  # noqa: F811
    pagina = abrir()
    ingresar(pagina, "supervision")
    for n, ruta in enumerate(("/conexiones", "/cola", "/avisos")):
        pagina.goto(ruta)
        titulo = pagina.title()
        # hasta que su corriente este abierta: lo anterior a ella no es novedad
        pagina.wait_for_timeout(500)
        abrir_incidente(montaje.servicio.almacen, f"k{n}")
        banda = pagina.locator("#alarma")
        banda.wait_for()
        assert "Se acaba de abrir un incidente." in banda.inner_text()
        assert pagina.title() == f"(!) {titulo}"
    mirar(pagina, "alarma")
    pagina.get_by_role("link", name="Verlo").click()
    pagina.wait_for_url("**/incidentes")


@pytest.mark.navegador
@pytest.mark.parametrize("con_javascript", [True, False])
def test_acusar_desde_un_telefono(montaje, abrir, gente, con_javascript):  # noqa: F811
    pagina = abrir(java_script_enabled=con_javascript, viewport={"width": 360, "height": 700})
    pagina.goto(enlace(montaje))
    if con_javascript:
        mirar(pagina, "acuse")
    pagina.get_by_role("button", name="Acuso recibo: me hago cargo").click()
    assert "Acusó recibo jefa" in pagina.get_by_role("status").inner_text()
    assert pagina.context.cookies() == []
    assert estado(montaje) == "acusada"
