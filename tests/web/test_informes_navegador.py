"""Los informes llenos, en un navegador: accesibles, sin desbordarse, con sus gráficas a la vista y sin pedir nada fuera."""

import os
from datetime import date
from pathlib import Path

import pytest

from moderacion.informes import formas, registro
from moderacion.informes.periodo import Periodo
from tests.moderacion.test_seguidores import sembrar_en

from .test_paginas import ANCHOS, MEDIR, MODOS, _accesible

pytestmark = pytest.mark.navegador
RUTAS = ("/informes", "/informes/seguidores?anio=2025", "/informes/participacion?anio=2016", "/mecanismos")

PARTIDAS = """() => [...document.querySelectorAll('.de-informe :is(td, th)')].flatMap(e => {
  const n = e.firstChild, r = document.createRange(), partidas = [];
  if (!n || n.nodeType !== Node.TEXT_NODE) return [];
  for (const m of n.data.matchAll(/[\\p{L}\\d@_]+/gu)) {
    r.setStart(n, m.index); r.setEnd(n, m.index + m[0].length);
    if (r.getClientRects().length > 1) partidas.push(m[0]);
  }
  return partidas;
})"""
"""Las palabras de una tabla que empiezan en un renglon y acaban en otro."""


@pytest.fixture
def lleno(montaje, abrir, como, plantilla):
    """`lleno(ancho, modo)` → una página de quien gestiona, con un año de seguidores en tres cuentas."""
    sembrar_en(montaje.servicio.almacen, (1, 2, 3), date(2024, 12, 31), date(2025, 12, 31))

    def _abrir(ancho: str, modo: str):
        pagina = abrir(viewport={"width": ANCHOS[ancho], "height": 800}, color_scheme=MODOS[modo])
        pagina.context.add_cookies([{"name": "sesion", "value": plantilla[1]["gestion"], "url": como().base}])
        return pagina

    return _abrir


@pytest.mark.parametrize(("ancho", "modo"), [("mesa", "claro"), ("telefono", "oscuro")])
def test_los_informes_llenos_son_accesibles(lleno, ancho, modo):
    pagina = lleno(ancho, modo)
    for ruta in RUTAS:
        assert pagina.goto(ruta).status == 200
        m = pagina.evaluate(MEDIR)
        assert (m["sobra"], m["repetidos"], m["fuera"], m["h1"]) == (0, [], [], 1), ruta
        _accesible(pagina, f"{ruta} {ancho} {modo}")
        if carpeta := os.environ.get("CAPTURAS"):
            nombre = f"lleno{ruta.partition('?')[0].replace('/', '-')}_{ancho}_{modo}.png"
            Path(carpeta).mkdir(parents=True, exist_ok=True)
            pagina.screenshot(path=Path(carpeta) / nombre, full_page=True)


def test_la_grafica_se_ve_y_dice_lo_mismo_a_quien_no_la_ve(lleno):
    pagina = lleno("mesa", "claro")
    pagina.goto("/informes/seguidores?anio=2025")
    grafica = pagina.get_by_role("img", name="Seguidores de ISSS facebook (Facebook)")
    assert grafica.bounding_box()["height"] > 200
    assert "De 20,000 a 21,095 = 1,095" in grafica.locator("desc").text_content()
    pagina.locator("#tabla-cuenta_1 .cita-consulta").click()
    assert pagina.locator("#consulta-1").is_visible()


@pytest.mark.parametrize("ancho", ["mesa", "telefono"])
def test_ninguna_palabra_se_parte(lleno, ancho):
    pagina = lleno(ancho, "claro")
    for ruta in (*RUTAS, "/informes/cadencia?anio=2026"):
        pagina.goto(ruta)
        partidas = pagina.evaluate(PARTIDAS)
        assert partidas == [], (ruta, partidas)


def test_la_hoja_suelta_es_accesible_y_no_pide_nada(montaje, chromium, tmp_path):
    sembrar_en(montaje.servicio.almacen, (1, 2, 3), date(2024, 12, 31), date(2025, 12, 31))
    i = registro.armar(
        "seguidores", montaje.servicio.almacen, Periodo.del_anio(2025), montaje.reloj.ahora(), "ISSS"
    )
    archivo = tmp_path / "hoja.html"
    archivo.write_bytes(formas.dar(i, "html"))
    pagina = chromium.new_page(viewport={"width": 360, "height": 700})
    pedidas: list[str] = []
    pagina.on("request", lambda r: pedidas.append(r.url))
    pagina.goto(archivo.as_uri())
    m = pagina.evaluate(MEDIR)
    assert (m["sobra"], m["repetidos"], m["h1"]) == (0, [], 1)
    assert pagina.evaluate("getComputedStyle(document.querySelector('.tabla')).overflowX") == "auto"
    _accesible(pagina, "hoja suelta")
    assert pedidas == [archivo.as_uri()]
    pagina.close()
