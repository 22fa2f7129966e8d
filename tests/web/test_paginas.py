"""Cada pagina de la consola, mirada por axe-core y medida, en ancho de mesa y de telefono, clara y oscura.

Las paginas salen de las rutas de la aplicacion: una nueva queda cubierta sin tocar esto. axe-core viene dentro de
la rueda axe-playwright-python: asi no hace falta Node. Se evalua por el protocolo de depuracion, que la politica
de contenido de la pagina no alcanza.
"""

import importlib.resources
import os
from itertools import product
from pathlib import Path
from typing import Final

import pytest

from tests.tandas import UNA_DE_CADA, alguna

from .paginas import LECTURAS, Ruta

pytestmark = pytest.mark.navegador

AXE: Final = importlib.resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
CORRER_AXE: Final = """async () => {
  const r = await axe.run(document, {resultTypes: ['violations'], preload: false});
  return {vistas: r.passes.length, malas: r.violations.filter(v => ['serious', 'critical'].includes(v.impact))
    .map(v => `${v.id} (${v.impact}): ${v.nodes.map(n => n.target.join(' ') + ' ' + n.html.slice(0, 160)).join(' | ')}`)};
}"""
MEDIR: Final = """() => {
  const raiz = document.documentElement;
  const ids = [...document.querySelectorAll('[id]')].map(e => e.id);
  return {
    sobra: raiz.scrollWidth - raiz.clientWidth,
    h1: document.querySelectorAll('h1').length,
    titulo: document.title.trim(),
    idioma: raiz.lang,
    repetidos: ids.filter((x, i) => ids.indexOf(x) !== i),
    fuera: performance.getEntriesByType('resource').map(r => r.name).filter(n => !n.startsWith(location.origin)),
  };
}"""
FOCO: Final = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e), c = e.getBoundingClientRect();
  const visto = (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none';
  return {que: e.outerHTML.slice(0, 120), visto, area: c.width * c.height};
}"""
ANCHOS: Final = {"mesa": 1280, "telefono": 360}
MODOS: Final = {"claro": "light", "oscuro": "dark"}
PESO_MAXIMO: Final = 150_000
"""Octetos de HTML de una pagina."""
NO_SON_PAGINAS: Final = (
    "/estatico",
    "/salud",
    "/metricas",
    "/api/",
    "/solicitudes/{solicitud_id}/paquete",
    "/apelar",
    "/mis-datos/",
    "/area/",
    "/visto/",
    "/acuse/",
)
"""Lo que no es HTML, y los enlaces de un solo uso: los recorren test_casa_navegador.py, test_areas_navegador.py y test_avisos.py."""


def _paginas() -> list[Ruta]:
    return [
        r for r in LECTURAS if not (r.camino.startswith(NO_SON_PAGINAS) or r.lleva_fuera or r.se_descarga)
    ]


def _carpeta() -> Path:
    """Donde quedan las capturas: lo que diga CAPTURAS, o `salidas/capturas` (que git no guarda)."""
    carpeta = Path(os.environ.get("CAPTURAS", Path(__file__).parents[2] / "salidas" / "capturas"))
    carpeta.mkdir(parents=True, exist_ok=True)
    return carpeta


@pytest.fixture
def entrar(marcas, como, abrir, plantilla):
    """`entrar(rol, **opciones)` → una pagina con la sesion de ese rol (o de nadie) en un mundo sembrado."""

    def _entrar(rol: str, **opciones):
        pagina = abrir(**opciones)
        if rol:
            pagina.context.add_cookies([{"name": "sesion", "value": plantilla[1][rol], "url": como().base}])
        return pagina

    return _entrar


def _visitar(pagina, ruta: Ruta) -> bool:
    """Abre la ruta; si da HTML comprueba lo que toda pagina cumple y dice que si."""
    r = pagina.goto(ruta.con())
    if "text/html" not in r.headers.get("content-type", ""):
        return False
    assert r.status == 200, ruta
    assert len(r.body()) <= PESO_MAXIMO, (str(ruta), len(r.body()))
    m = pagina.evaluate(MEDIR)
    assert m["sobra"] == 0, f"{ruta} se desborda {m['sobra']} px"
    assert (m["h1"], m["idioma"], m["repetidos"], m["fuera"]) == (1, "es", [], []), str(ruta)
    assert m["titulo"].endswith("Moderación"), m["titulo"]
    assert len(m["titulo"]) > len(" · Moderación"), m["titulo"]
    return True


def _accesible(pagina, que: str) -> None:
    pagina.evaluate(AXE)
    r = pagina.evaluate(CORRER_AXE)
    assert r["vistas"] > 10, f"axe no miro nada en {que}"
    assert r["malas"] == [], que + "\n" + "\n".join(r["malas"])


def _nombre(ruta: Ruta, *mas: str) -> str:
    return "_".join(
        [ruta.camino.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "portada", *mas]
    )


@pytest.mark.parametrize(("ancho", "modo"), alguna([("telefono", "oscuro"), ("mesa", "claro")]))
def test_cada_pagina_es_accesible(entrar, ancho, modo):
    _mirar_todas(entrar, "supervision", ancho, modo)


def _por_capturar() -> list[tuple[str, str, str]]:
    """En la integracion, lo de supervision (quien mas ve) a los dos anchos y modos; de los demas, la mesa clara."""
    todas = [*product(["gestion", "supervision", "auditoria", "administracion"], ANCHOS, MODOS)]
    pocas = {("mesa", "claro"), ("telefono", "oscuro")}
    return [
        t
        for t in todas
        if UNA_DE_CADA == 1 or t[1:] == ("mesa", "claro") or (t[0] == "supervision" and t[1:] in pocas)
    ]


@pytest.mark.lenta
@pytest.mark.timeout(600)
@pytest.mark.parametrize(("rol", "ancho", "modo"), _por_capturar())
def test_capturar_cada_pagina(entrar, rol, ancho, modo):
    """Para mirarlas: quedan en la carpeta de capturas, una por pagina, rol, ancho y modo."""
    _mirar_todas(entrar, rol, ancho, modo, _carpeta())


def _mirar_todas(entrar, rol: str, ancho: str, modo: str, carpeta: Path | None = None) -> None:
    opciones = {"viewport": {"width": ANCHOS[ancho], "height": 800}, "color_scheme": MODOS[modo]}
    pagina, nadie = entrar(rol, **opciones), entrar("", **opciones)
    vistas = 0
    for ruta in _paginas():
        if not ruta.publica and rol not in ruta.roles:
            continue
        quien = nadie if ruta.publica else pagina
        if not _visitar(quien, ruta):
            continue
        _accesible(quien, f"{ruta} {rol} {ancho} {modo}")
        vistas += 1
        if carpeta:
            quien.screenshot(path=carpeta / f"{_nombre(ruta, rol, ancho, modo)}.png", full_page=True)
    assert vistas >= 5


def test_en_el_telefono_mas_estrecho_no_se_desborda(entrar):
    pagina = entrar("supervision", viewport={"width": 320, "height": 600})
    assert sum(_visitar(pagina, r) for r in _paginas() if r.publica or "supervision" in r.roles) >= 5


@pytest.mark.lenta
def test_el_foco_se_ve_en_cada_parada(entrar):
    pagina = entrar("supervision", viewport={"width": 1280, "height": 800})
    for ruta in _paginas():
        if ruta.publica or "supervision" not in ruta.roles or not _visitar(pagina, ruta):
            continue
        paradas = 0
        for _ in range(25):
            pagina.keyboard.press("Tab")
            foco = pagina.evaluate(FOCO)
            if foco is None:
                break
            assert foco["visto"], (str(ruta), foco["que"])
            assert foco["area"] > 0, (str(ruta), foco["que"])
            paradas += 1
        assert paradas >= 5, str(ruta)


def test_lo_que_mide_ve_lo_malo(entrar):
    """Una medida que nunca falla no mide: se estropea la pagina a proposito y tiene que decirlo."""
    pagina = entrar("supervision")
    cola = next(r for r in _paginas() if r.camino == "/cola")
    assert _visitar(pagina, cola)
    pagina.evaluate(
        """() => {
          document.querySelector('main').insertAdjacentHTML('beforeend',
            '<img src="/estatico/marca.svg"><button></button>');
          for (const e of document.querySelectorAll('a, button')) e.style.outline = 'none';
        }"""
    )
    with pytest.raises(AssertionError) as fallo:
        _accesible(pagina, "cola")
    for regla in ("image-alt (critical)", "button-name (critical)"):
        assert regla in str(fallo.value)
    pagina.keyboard.press("Tab")
    assert not pagina.evaluate(FOCO)["visto"]
