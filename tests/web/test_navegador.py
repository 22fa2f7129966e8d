"""La consola en Chromium de verdad: ingresar, ver la evidencia, decidir, y que lo ajeno no se ejecute."""

import pytest
from playwright.sync_api import expect

from conectores.tipos import PublicacionLeida, Red
from tests.tandas import alguna

from .navegador import ingresar
from .test_incidentes import intruso

pytestmark = pytest.mark.navegador
HOSTIL = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)>"


@pytest.mark.parametrize("con_javascript", alguna([True, False]))
def test_de_la_cola_a_la_red(montaje, abrir, con_javascript):
    escrito = montaje.comentar("sos un imbecil http://x.example.com")
    montaje.comentar("Qué mierda", Red.TWITTER)
    montaje.vuelta()
    pagina = abrir(java_script_enabled=con_javascript)
    ingresar(pagina)
    assert pagina.locator(".fila").count() == 2
    pagina.locator("#fila-1 .abrir").click()
    pagina.wait_for_url("**/cola?e=1")
    pagina.get_by_role("button", name="Tomar cinco minutos").click()
    pagina.get_by_role("button", name="Soltar").wait_for()
    marcas = pagina.locator("#texto mark")
    assert marcas.all_inner_texts() == ["imbecil", "http://x.example.com"]
    assert marcas.nth(0).get_attribute("data-n") == "2"
    if con_javascript:
        lineas = [
            m.locator("span").evaluate("e => getComputedStyle(e).textDecorationStyle") for m in marcas.all()
        ]
        assert lineas == ["solid", "dashed"]
    pagina.get_by_role("radio", name="Ocultar", exact=True).check()
    pagina.get_by_label("Motivo", exact=True).select_option(index=1)
    pagina.get_by_role("button", name="Decidir", exact=True).click()
    pagina.wait_for_url("**/cola?hecho=1")
    assert "expediente 1 decidido" in pagina.get_by_role("status").inner_text()
    assert pagina.locator(".fila").count() == 1
    montaje.ordenar()
    assert montaje.redes[Red.FACEBOOK].efectos == [("ocultar", escrito)]
    pagina.get_by_role("link", name="Ver o cambiar la decisión").click()
    assert "Ocultar: hecha" in pagina.get_by_role("region", name="Lo hecho hasta ahora").inner_text()
    pagina.get_by_role("button", name="Salir").click()
    pagina.wait_for_url("**/ingresar")


def test_en_el_telefono_al_abrir_uno_se_ve_el_y_lo_recien_hecho(montaje, abrir):
    for texto in ("Qué mierda uno", "Qué mierda dos", "Qué mierda tres"):
        montaje.comentar(texto)
    montaje.vuelta()
    intruso(montaje)
    pagina = abrir(viewport={"width": 390, "height": 700})
    ingresar(pagina)
    aviso = pagina.get_by_text("Publicar y responder está detenido ahí")
    expect(aviso).to_be_visible()
    pagina.locator("#fila-1 .abrir").click()
    expect(pagina.get_by_role("heading", name="Expediente 1", exact=True).last).to_be_in_viewport()
    expect(pagina.locator("#texto")).to_be_in_viewport()
    # una crisis que empieza mientras se va de caso en caso se ve sin volver a la cola
    expect(aviso).to_be_in_viewport()
    pagina.get_by_role("radio", name="Ocultar", exact=True).check()
    pagina.get_by_label("Motivo", exact=True).select_option(index=1)
    pagina.get_by_role("button", name="Decidir y abrir el siguiente").click()
    pagina.wait_for_url("**hecho=1")
    expect(pagina.get_by_role("button", name="Deshacer")).to_be_in_viewport()
    expect(pagina.locator("#texto")).to_be_in_viewport()
    pagina.get_by_role("link", name="← Cola").click()
    expect(aviso).to_be_visible()


def test_lo_ajeno_se_ve_y_no_se_ejecuta(montaje, abrir):
    montaje.redes[Red.FACEBOOK].publicaciones.append(
        PublicacionLeida(Red.FACEBOOK, "pub-1", HOSTIL, montaje.reloj.ahora(), enlace="javascript:alert(4)")
    )
    montaje.comentar(f"{HOSTIL} pendejo", autor=HOSTIL, enlace="javascript:alert(5)")
    montaje.vuelta()
    pagina = abrir()
    ingresar(pagina)
    for ruta in ("/cola", "/expedientes/1", "/bloqueos"):
        pagina.goto(ruta)
        assert HOSTIL[:30] in pagina.locator("main").inner_text()
        assert pagina.locator("main img, main script, main svg").count() == 0


@pytest.mark.parametrize(("ancho", "modo"), alguna([(320, "dark"), (375, "light"), (1280, "light")]))
def test_nada_se_desborda(montaje, abrir, ancho, modo):
    largo = "W" * 300
    montaje.comentar(f"{largo} pendejo http://{largo}.example.com", autor=largo)
    montaje.comentar("\u202e" + "א" * 200 + " mierda", Red.YOUTUBE, "م" * 60)
    montaje.vuelta()
    pagina = abrir(viewport={"width": ancho, "height": 700}, color_scheme=modo)
    ingresar(pagina)
    rutas = (
        "/cola",
        "/expedientes/1",
        "/expedientes/2",
        "/incidentes",
        "/bloqueos",
        "/conexiones",
        "/politicas",
    )
    for ruta in rutas:
        pagina.goto(ruta)
        raiz = "document.documentElement"
        assert pagina.evaluate(f"{raiz}.scrollWidth - {raiz}.clientWidth") == 0, ruta
    fondo = pagina.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert (fondo == "rgb(17, 22, 27)") is (modo == "dark")
