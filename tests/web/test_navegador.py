"""La consola en Chromium de verdad: ingresar, ver la evidencia, decidir, y que lo ajeno no se ejecute."""

import pytest

from conectores.tipos import PublicacionLeida, Red

from .navegador import ingresar

pytestmark = pytest.mark.navegador
HOSTIL = "<img src=x onerror=alert(1)><script>alert(2)</script>\"'><svg onload=alert(3)>"


@pytest.mark.parametrize("con_javascript", [True, False])
def test_de_la_cola_a_la_red(montaje, abrir, con_javascript):
    escrito = montaje.comentar("sos un imbecil http://x.example.com")
    montaje.comentar("Qué mierda", Red.TWITTER)
    montaje.vuelta()
    pagina = abrir(java_script_enabled=con_javascript)
    ingresar(pagina)
    assert pagina.locator(".fila").count() == 2
    pagina.get_by_role("button", name="Revisar el expediente 1").click()
    pagina.wait_for_url("**/expedientes/1")
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
    assert pagina.get_by_role("status").inner_text().startswith("Expediente 1 decidido")
    assert pagina.locator(".fila").count() == 1
    montaje.ordenar()
    assert montaje.redes[Red.FACEBOOK].efectos == [("ocultar", escrito)]
    pagina.get_by_role("link", name="Ver o cambiar la decisión").click()
    assert "Ocultar: hecha" in pagina.get_by_role("region", name="Lo hecho hasta ahora").inner_text()
    pagina.get_by_role("button", name="Salir").click()
    pagina.wait_for_url("**/ingresar")


def test_dos_personas_en_el_mismo_expediente(montaje, abrir):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    una, otra = abrir(), abrir()
    ingresar(una)
    ingresar(otra, "otra")
    otra.goto("/expedientes/1")
    una.get_by_role("button", name="Revisar").click()
    otra.get_by_role("radio", name="Permitir").check()
    otra.get_by_label("Detalle").fill("no es para tanto")
    with otra.expect_response("**/decidir") as respuesta:
        otra.get_by_role("button", name="Decidir", exact=True).click()
    assert respuesta.value.status == 409
    assert "Lo tiene gestion" in otra.locator(".decision").inner_text()
    assert otra.get_by_label("Detalle").input_value() == "no es para tanto"
    assert otra.get_by_role("button", name="Decidir", exact=True).is_disabled()


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


@pytest.mark.parametrize(("ancho", "modo"), [(320, "dark"), (375, "light"), (1280, "light")])
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


def test_sin_raton(montaje, abrir):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    pagina = abrir()
    ingresar(pagina)
    pagina.keyboard.press("Tab")
    foco = pagina.locator(":focus")
    assert foco.inner_text() == "Ir al contenido"
    assert foco.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    pagina.keyboard.press("Enter")
    for _ in range(20):
        pagina.keyboard.press("Tab")
        if foco.inner_text().startswith("Revisar"):
            break
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/expedientes/1")
    pagina.get_by_role("radio", name="Permitir").focus()
    pagina.keyboard.press("Space")
    pagina.keyboard.press("Tab")
    assert foco.get_attribute("id") == "motivo"
    pagina.keyboard.press("Tab")
    pagina.keyboard.type("una exclamación")
    for _ in range(2):
        pagina.keyboard.press("Tab")
    assert foco.inner_text() == "Decidir y abrir el siguiente"
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**/cola?hecho=1")
    assert "Nada espera." in pagina.locator("main").inner_text()
