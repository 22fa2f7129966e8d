"""Las paginas de la casa en Chromium: accesibles con axe, sin desbordar un telefono y utiles sin JavaScript."""

import pytest

from conectores.tipos import Red
from tests.tandas import alguna

from .navegador import abrir, chromium, ingresar, mirar  # noqa: F401  (abrir y chromium son fixtures)
from .test_apelaciones import RAZON, _enlace, _ocultar

pytestmark = pytest.mark.navegador
PAGINAS = ("/mi-dia", "/cola", "/cola?e=2", "/mi-cuenta", "/autores?q=beto", "/apelaciones", "/politicas", "/politicas/2", "/conexiones", "/bitacora",
           "/bitacora/verificar", "/expedientes/1", "/normas")  # fmt: skip


def _poblar(montaje, como) -> str:
    _ocultar(montaje, como)
    montaje.comentar("sos un pendejo " + "larguisima" * 30, Red.FACEBOOK, "beto")
    montaje.comentar("Qué mierda", Red.TWITTER)
    montaje.vuelta()
    usado = _enlace(como)
    como().mandar(usado, {"texto": RAZON, "contacto": "correo" * 20})
    return usado


def _mirar(pagina, ruta: str, nombre: str) -> None:
    pagina.goto(ruta)
    mirar(pagina, f"{nombre}{ruta.replace('/', '_')[:24]}")


@pytest.mark.parametrize(
    ("nombre", "ancho", "tema"),
    alguna([("telefono", 360, "dark"), ("mesa", 1280, "light"), ("ancha", 1920, "dark")]),
)
def test_accesibles_y_sin_desbordar(montaje, como, abrir, nombre, ancho, tema):  # noqa: F811
    usado = _poblar(montaje, como)
    pagina = abrir(viewport={"width": ancho, "height": 800}, color_scheme=tema)
    _mirar(pagina, usado, nombre)
    _mirar(pagina, "/normas", nombre)
    ingresar(pagina, "supervision")
    for ruta in PAGINAS:
        _mirar(pagina, ruta, nombre)


@pytest.mark.parametrize("con_javascript", alguna([True, False]))
def test_apelar_y_resolver(montaje, como, abrir, con_javascript):  # noqa: F811
    _ocultar(montaje, como)
    calle, casa = abrir(java_script_enabled=con_javascript), abrir(java_script_enabled=con_javascript)
    calle.goto(_enlace(como))
    calle.get_by_label("Por qué no está de acuerdo").fill(RAZON)
    calle.get_by_role("button", name="Presentar la apelación").click()
    assert "se recibió" in calle.get_by_role("status").inner_text()
    assert calle.context.cookies() == []
    ingresar(casa, "otra")
    casa.get_by_role("link", name="Apelaciones", exact=True).click()
    casa.get_by_label("Razón").fill("era una queja por la espera")
    casa.get_by_role("button", name="Aceptar y deshacer la restricción").click()
    casa.wait_for_url("**/apelaciones")
    assert "Últimas resueltas" in casa.inner_text("main")
    calle.reload()
    assert "aceptada" in calle.get_by_role("status").inner_text()


def test_las_teclas_de_ir_a_otra_pagina_valen_en_todas(montaje, como, abrir):  # noqa: F811
    _ocultar(montaje, como)
    pagina = abrir()
    ingresar(pagina, "gestion")
    for tecla, ruta in (
        ("b", "/bloqueos"),
        ("i", "/incidentes"),
        ("f", "/informes"),
        ("g", "/autores"),
        ("m", "/mi-cuenta"),
        ("c", "/cola"),
    ):
        # en Autores el foco nace en la caja de buscar: Escape sale de ella
        pagina.keyboard.press("Escape")
        pagina.keyboard.press("j")
        pagina.keyboard.press("g")
        pagina.keyboard.press(tecla)
        pagina.wait_for_url(f"**{ruta}")
    pagina.goto("/bloqueos")
    pagina.keyboard.press("?")
    dialogo = pagina.get_by_role("dialog", name="Ayuda del teclado")
    assert "Ir a otra página" in dialogo.inner_text()
