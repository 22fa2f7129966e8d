"""Chromium de verdad contra la consola servida: lo que comparten las pruebas del navegador."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

CLAVE = "cuatro patos verdes nadan"
"""La de todos los usuarios de prueba."""

SIN_SALIR = (
    "--disable-background-networking",
    # un navegador pregunta por su cuenta por actualizaciones y listas: aqui ningun nombre se resuelve ni se sale por un proxy
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--no-proxy-server",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-pings",
)
"""Con que no sale de esta maquina: la trampa de `tests/guardia` solo ve lo que es Python."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    ruta = shutil.which("chromium")
    if ruta is None:
        pytest.skip("no hay chromium en esta maquina")
    with sync_playwright() as p:
        navegador = p.chromium.launch(executable_path=ruta, args=["--no-sandbox", *SIN_SALIR])
        yield navegador
        navegador.close()


@pytest.fixture
def abrir(chromium: Browser, como):
    """`abrir(**opciones)` → una pagina en la consola; al final, ni dialogos ni quejas del navegador."""
    contextos: list[BrowserContext] = []
    quejas: list[str] = []

    def _abrir(**opciones) -> Page:
        contexto = chromium.new_context(base_url=como().base, locale="es-SV", **opciones)
        contextos.append(contexto)
        pagina = contexto.new_page()
        pagina.set_default_timeout(10_000)
        pagina.on("dialog", lambda d: (quejas.append(f"dialogo: {d.message}"), d.dismiss()))
        pagina.on("console", lambda m: _esperada(m) or quejas.append(f"{m.text} {m.location['url']}"))
        pagina.on("pageerror", lambda e: quejas.append(str(e)))
        pagina.on("request", lambda r: r.url.startswith(como().base) or quejas.append(f"fuera: {r.url}"))
        return pagina

    yield _abrir
    for contexto in contextos:
        contexto.close()
    assert quejas == [], "\n".join(sorted(set(quejas)))


def _esperada(mensaje: ConsoleMessage) -> bool:
    """De un 401, un 409 o un 422, y de un enlace que ya no vale, Chromium se queja aunque se espere; y a un texto llano le busca icono por su cuenta."""
    esperados = ("401 (Unauthorized)", "409 (Conflict)", "422 (Unprocessable")
    direccion = mensaje.location["url"]
    if mensaje.text.startswith("Autofocus processing was blocked"):
        return True  # la prueba escribio en un campo antes de que la pagina llegara a enfocar el suyo
    if mensaje.text in ("htmx:afterRequest", "htmx:sendAbort"):
        return True  # se fue de la pagina con un juicio en camino: lo que falla de verdad dice ademas cual fue su error
    neutra = "404 (Not Found)" in mensaje.text and re.search(r"/(?:area|visto|acuse)/", direccion)
    return bool(neutra) or any(e in mensaje.text for e in esperados) or direccion.endswith("/favicon.ico")


_TABLAS_ANCHAS = "[...document.querySelectorAll('.tabla')].filter(t => t.scrollWidth > t.clientWidth).map(t => t.ariaLabel)"


def mirar(pagina: Page, nombre: str) -> None:
    """Que lo que hay delante pase axe y no se desborde; con CAPTURAS, deja su imagen en esa carpeta."""
    faltas = Axe().run(pagina).response["violations"]
    assert [(f["id"], [n["html"] for n in f["nodes"]][:3]) for f in faltas] == [], nombre
    desborde = pagina.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert desborde <= 0, (nombre, desborde)
    assert pagina.evaluate(_TABLAS_ANCHAS) == [], nombre
    if carpeta := os.environ.get("CAPTURAS", ""):
        pagina.screenshot(path=str(Path(carpeta) / f"{nombre}.png"), full_page=True)


def ingresar(pagina: Page, nombre: str = "gestion") -> None:
    pagina.goto("/cola")
    pagina.get_by_label("Usuario").fill(nombre)
    pagina.get_by_label("Clave").fill(CLAVE)
    pagina.get_by_role("button", name="Ingresar").click()
    pagina.wait_for_url("**/cola")
