"""Las páginas de la API en Chromium: crear un cliente con el teclado, verlo una vez, y que cualquiera pueda leerlas."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from .navegador import abrir, chromium, ingresar  # noqa: F401 (son fixtures)

pytestmark = pytest.mark.navegador


@pytest.fixture
def pagina(montaje, abrir):  # noqa: F811
    pagina = abrir(viewport={"width": 1280, "height": 800})
    ingresar(pagina, "administracion")
    return pagina


def _sin_faltas(pagina) -> None:
    faltas = Axe().run(pagina, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert faltas.violations_count == 0, faltas.generate_report()
    ancho = pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert ancho == 0


@pytest.mark.parametrize("ancho", [1280, 390])
def test_se_crea_un_cliente_y_se_revoca(pagina, ancho, programa):
    pagina.set_viewport_size({"width": ancho, "height": 800})
    pagina.get_by_role("link", name="Administrar").click()
    pagina.get_by_role("link", name="Clientes").click()
    pagina.get_by_role("textbox", name="Nombre").fill("Tablero <b>de</b> gerencia")
    pagina.get_by_role("checkbox", name="cola:decidir").check()
    pagina.get_by_role("combobox", name="En nombre de").select_option("gestion")
    _sin_faltas(pagina)
    pagina.get_by_role("button", name="Crear y ver el testigo").press("Enter")
    testigo = pagina.locator(".testigo").inner_text()
    assert programa(testigo).ver("/cola").status_code == 200
    _sin_faltas(pagina)
    pagina.get_by_role("button", name="Revocar Tablero").click()
    pagina.get_by_text("Revocado").wait_for()
    assert testigo not in pagina.content()
    assert programa(testigo).ver("/cola").status_code == 401


@pytest.mark.parametrize("ancho", [1280, 390])
def test_la_api_se_lee(pagina, ancho):
    pagina.set_viewport_size({"width": ancho, "height": 800})
    pagina.goto("/api")
    pagina.get_by_role("heading", name="Decidir un expediente").wait_for()
    for detalle in pagina.locator("summary").all()[:2]:
        detalle.click()
    _sin_faltas(pagina)
