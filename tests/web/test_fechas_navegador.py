"""Un campo de fecha lo enseña cada navegador a su modo: la consola dice al lado, en español, qué día es."""

import pytest

from .navegador import abrir, chromium, ingresar  # noqa: F401  (abrir y chromium son fixtures)

pytestmark = pytest.mark.navegador


def _zona(abrir, zona):  # noqa: F811
    pagina = abrir(timezone_id=zona)
    ingresar(pagina, "supervision")
    return pagina


@pytest.mark.parametrize("zona", ["America/El_Salvador", "Asia/Tokyo"])
def test_el_dia_elegido_se_dice_con_todas_sus_letras(montaje, abrir, zona):  # noqa: F811
    pagina = _zona(abrir, zona)
    pagina.goto("/informes/participacion?desde=2026-02-03&hasta=2026-11-27")
    dichas = pagina.locator("output.fecha-dicha")
    assert dichas.all_inner_texts() == ["martes, 3 de febrero de 2026", "viernes, 27 de noviembre de 2026"]
    pagina.locator("#hasta").fill("2026-11-30")
    assert dichas.all_inner_texts()[1] == "lunes, 30 de noviembre de 2026"
    pagina.locator("#hasta").fill("")
    assert dichas.all_inner_texts()[1] == ""
    pagina.goto("/incidentes/cambios")
    pagina.locator("#a-hasta").fill("2026-11-20T18:30")
    assert dichas.last.inner_text().startswith("viernes, 20 de noviembre de 2026")
    assert "6:30" in dichas.last.inner_text()


def test_donde_se_llega_sin_recargar_tambien_se_dice(montaje, abrir):  # noqa: F811
    pagina = _zona(abrir, "America/El_Salvador")
    pagina.goto("/calendario")
    assert pagina.locator("output.fecha-dicha").count() == 0, (
        "el salto a un dia es breve: el titulo ya lo dice"
    )
    pagina.evaluate(
        """() => {
          const caja = document.createElement('div');
          caja.innerHTML = '<input type="date" value="2026-11-27">';
          document.querySelector('main').append(caja);
          caja.dispatchEvent(new CustomEvent('htmx:load', {bubbles: true}));
        }"""
    )
    assert pagina.locator("output.fecha-dicha").inner_text() == "viernes, 27 de noviembre de 2026"
