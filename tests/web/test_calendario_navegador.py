"""El calendario y el paro en Chromium: arrastrar, mover con el teclado, preguntar antes de cambiar de dia, y parar."""

import pytest
from playwright.sync_api import Page, expect

from moderacion import redaccion
from moderacion.redaccion import SalidaNueva
from moderacion.reloj import en_local
from tests.web.agenda import DICHO, FB, a_las, escribir
from tests.web.navegador import ingresar

pytestmark = pytest.mark.navegador
ANCHA = {"viewport": {"width": 1440, "height": 1000}}
ESCUCHAR = """() => {
  window.dichos = [];
  const voz = document.querySelector('#voz');
  new MutationObserver(() => voz.textContent && window.dichos.push(voz.textContent)).observe(voz, {childList: true});
}"""
HOY, MANANA = "2026-11-20", "2026-11-21"


@pytest.fixture
def aprobada(montaje) -> str:
    """La clave de una aprobada para hoy a las 17:00 por Facebook, escrita por «otra»."""
    return f"{escribir(montaje, DICHO[0], SalidaNueva(FB, hora=a_las(montaje, '17:30')))}-{FB}"


def esta(montaje, clave: str) -> tuple[str, str]:
    """(estado, dia y hora) de lo guardado."""
    borrador, cuenta = map(int, clave.split("-"))
    c = redaccion.cosa(montaje.servicio.almacen, borrador, cuenta)
    return c.estado, f"{en_local(c.hora):%Y-%m-%d %H:%M}"


def mirar(abrir, quien: str = "otra", ruta: str = "/calendario", **mas) -> Page:
    pagina = abrir(**(ANCHA | mas))
    ingresar(pagina, quien)
    pagina.goto(ruta)
    pagina.evaluate(ESCUCHAR) if mas.get("java_script_enabled", True) else None
    return pagina


def celda(pagina: Page, dia: str, hora: int):
    return pagina.locator(f'tr[data-dia="{dia}"] td[data-hora="{hora}"]')


def oyo(pagina: Page, frase: str) -> None:
    """Espera a que se haya dicho en la region viva."""
    pagina.wait_for_function("f => window.dichos.some(d => d.includes(f))", arg=frase)


def test_arrastrar_a_otra_hora_sigue_aprobada(montaje, abrir, aprobada):
    pagina = mirar(abrir, "gestion")
    pagina.locator(f"#s-{aprobada}").drag_to(celda(pagina, HOY, 20))
    expect(celda(pagina, HOY, 20).locator(f"#s-{aprobada}")).to_contain_text("20:30")
    expect(celda(pagina, HOY, 17).locator(".cosa")).to_have_count(0)
    oyo(pagina, "Movida al viernes 20 de noviembre, a las 20:30, en Facebook. Sigue aprobada.")
    expect(pagina.locator(f"#s-{aprobada} .que a")).to_be_focused()
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 20:30")


def test_arrastrar_a_otro_dia_no_la_mueve_hasta_decir_que_si(montaje, abrir, aprobada):
    pagina = mirar(abrir)
    pagina.locator(f"#s-{aprobada}").drag_to(celda(pagina, MANANA, 9))
    expect(pagina.get_by_role("heading", name="Cambiarla de día cambia lo que dice")).to_be_focused()
    oyo(pagina, "Sigue donde estaba: viernes 20 de noviembre, 17:30.")
    expect(celda(pagina, HOY, 17).locator(f"#s-{aprobada}")).to_be_visible()
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 17:30")
    pagina.get_by_role("link", name="Dejarla donde estaba").click()
    expect(pagina.locator("#mover")).to_have_count(0)
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 17:30")
    pagina.locator(f"#s-{aprobada}").drag_to(celda(pagina, MANANA, 9))
    pagina.get_by_role("button", name="Sí, guardarla con ese día").click()
    expect(celda(pagina, MANANA, 9).locator(f"#s-{aprobada}")).to_contain_text("en revisión")
    oyo(pagina, "Está en revisión: la tiene que aprobar otra persona.")
    assert esta(montaje, aprobada) == ("en_revision", f"{MANANA} 09:30")


def test_quien_no_la_escribio_no_la_cambia_de_dia(montaje, abrir, aprobada):
    pagina = mirar(abrir, "gestion")
    pagina.locator(f"#s-{aprobada}").drag_to(celda(pagina, MANANA, 9))
    oyo(pagina, "Solo quien la escribió, otra, puede cambiarla de día.")
    expect(pagina.get_by_role("button", name="Sí, guardarla con ese día")).to_have_count(0)
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 17:30")


def test_arrastrar_a_una_hora_pasada_la_deja_donde_estaba_y_dice_por_que(montaje, abrir, aprobada):
    pagina = mirar(abrir)
    pagina.locator(f"#s-{aprobada}").drag_to(celda(pagina, HOY, 7))
    oyo(pagina, "Esa hora ya pasó.")
    expect(celda(pagina, HOY, 17).locator(f"#s-{aprobada}")).to_be_visible()
    expect(pagina.get_by_label("Hora", exact=True)).to_have_value("07:30")
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 17:30")


def test_todo_con_el_teclado(montaje, abrir, aprobada):
    pagina = mirar(abrir)
    pagina.keyboard.press("j")
    expect(pagina.locator(f"#s-{aprobada} .que a")).to_be_focused()
    pagina.keyboard.press("m")
    oyo(pagina, "Moviendo: La farmacia de Zacamil")
    for _ in range(3):
        pagina.keyboard.press("ArrowDown")
    oyo(pagina, "viernes 20 de noviembre, 20:30")
    pagina.keyboard.press("Escape")
    oyo(pagina, "No se movió")
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 17:30")
    # de hora
    pagina.keyboard.press("m")
    for tecla in ("ArrowDown", "ArrowDown", "ArrowUp", "Enter"):
        pagina.keyboard.press(tecla)
    expect(celda(pagina, HOY, 18).locator(f"#s-{aprobada}")).to_be_visible()
    expect(pagina.locator(f"#s-{aprobada} .que a")).to_be_focused()
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 18:30")
    # de dia: se pregunta, y la respuesta tambien va con el teclado
    for tecla in ("m", "ArrowRight", "Enter"):
        pagina.keyboard.press(tecla)
    expect(pagina.get_by_role("heading", name="Cambiarla de día")).to_be_focused()
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 18:30")
    pagina.keyboard.press("Tab")
    pagina.keyboard.press("Enter")
    expect(celda(pagina, MANANA, 18).locator(f"#s-{aprobada}")).to_contain_text("en revisión")
    assert esta(montaje, aprobada) == ("en_revision", f"{MANANA} 18:30")


def test_las_flechas_no_se_salen_de_la_semana_y_soltarla_en_su_sitio_no_hace_nada(montaje, abrir, aprobada):
    pagina = mirar(abrir)
    for tecla in ("j", "m", "ArrowRight", "ArrowRight", "ArrowRight"):
        pagina.keyboard.press(tecla)
    oyo(pagina, "No hay más días en esta semana")
    for tecla in ("ArrowLeft", "ArrowLeft", "Enter"):
        pagina.keyboard.press(tecla)
    oyo(pagina, "Se queda donde estaba")
    version = redaccion.cosa(montaje.servicio.almacen, *map(int, aprobada.split("-"))).version
    assert version == 3, "nadie guardó nada"


def test_pasar_de_semana_con_el_teclado(montaje, abrir):
    pagina = mirar(abrir)
    pagina.keyboard.press(">")
    expect(pagina.locator("h1")).to_contain_text("Del 23 al 29 de noviembre")
    pagina.keyboard.press("<")
    expect(pagina.locator("h1")).to_contain_text("Del 16 al 22 de noviembre")
    pagina.keyboard.press(">")
    expect(pagina.locator("h1")).to_contain_text("Del 23 al 29 de noviembre")
    pagina.keyboard.press("h")
    expect(pagina.locator("h1")).to_contain_text("Del 16 al 22 de noviembre")
    pagina.keyboard.press("g")
    pagina.keyboard.press("s")
    pagina.wait_for_url("**/sugerencias")
    pagina.keyboard.press("g")
    pagina.keyboard.press("h")
    pagina.wait_for_url("**/calendario")


@pytest.mark.parametrize("ancho", [1440, 360])
def test_sin_javascript_se_mueve_con_el_formulario(montaje, abrir, aprobada, ancho):
    pagina = mirar(abrir, java_script_enabled=False, viewport={"width": ancho, "height": 800})
    pagina.get_by_role("link", name="Mover La farmacia de Zacamil").click()
    pagina.get_by_label("Hora", exact=True).fill("19:45")
    pagina.get_by_role("button", name="Mover").click()
    expect(pagina.get_by_role("status")).to_contain_text("a las 19:45, en Facebook. Sigue aprobada.")
    assert esta(montaje, aprobada) == ("aprobado", f"{HOY} 19:45")
    pagina.get_by_role("link", name="Mover La farmacia de Zacamil").click()
    pagina.get_by_label("Día", exact=True).fill("2026-11-25")
    pagina.get_by_role("button", name="Mover").click()
    expect(pagina.get_by_role("alert")).to_contain_text("pierde la aprobación")
    pagina.get_by_role("button", name="Sí, guardarla con ese día").click()
    expect(pagina.locator("h1")).to_contain_text("Del 23 al 29 de noviembre")
    assert esta(montaje, aprobada) == ("en_revision", "2026-11-25 19:45")


def test_la_tabla_sigue_siendo_una_tabla_en_cualquier_ancho(montaje, abrir, aprobada):
    for ancho in (1440, 360):
        pagina = mirar(abrir, viewport={"width": ancho, "height": 800})
        tabla = pagina.get_by_role("table", name="Del 16 al 22 de noviembre de 2026, por horas")
        expect(tabla.get_by_role("rowheader")).to_have_count(7)
        fila = tabla.get_by_role("row").filter(has=pagina.get_by_role("rowheader", name="Vie 20"))
        expect(fila.get_by_role("cell").filter(has_text="La farmacia de Zacamil")).to_have_count(1)


# --- el paro


def test_parar_con_una_tecla_lo_ve_otra_sesion_y_lo_levanta_supervision(montaje, abrir, aprobada):
    una, otra, jefa = (
        mirar(abrir, "gestion"),
        mirar(abrir, "otra", "/escritos"),
        mirar(abrir, "supervision", "/cola"),
    )
    una.keyboard.press("!")
    expect(una.get_by_label("Por qué se para todo")).to_be_focused()
    una.keyboard.type("circula un bulo! con nuestro nombre")
    una.get_by_role("button", name="Parar todo lo programado").click()
    banda = una.get_by_role("region", name="Paro en vigor")
    expect(banda).to_contain_text("gestion lo paró ahora mismo: circula un bulo! con nuestro nombre")
    assert una.url.endswith("/calendario")
    assert esta(montaje, aprobada) == ("detenido", f"{HOY} 17:30")
    expect(una.locator(f"#s-{aprobada}")).to_contain_text("detenida")
    montaje.reloj.adelantar(a_las(montaje, "17:31") - montaje.reloj.ahora())
    for _ in range(3):
        montaje.ordenar()
    assert [e for r in montaje.redes.values() for e in r.efectos if e[0] == "publicar"] == [], "no salió nada"
    otra.reload()
    expect(otra.get_by_role("region", name="Paro en vigor")).to_contain_text("Todo lo programado está parado")
    expect(otra.get_by_role("link", name="Lo levanta supervisión")).to_be_visible()
    jefa.reload()
    jefa.get_by_role("link", name="Levantarlo").click()
    jefa.get_by_label("Por qué se puede seguir").fill("el bulo ya se desmintió")
    jefa.get_by_role("button", name="Levantar el paro").click()
    expect(jefa.get_by_text("No hay ningún paro en vigor")).to_be_visible()
    otra.reload()
    expect(otra.get_by_role("region", name="Paro en vigor")).to_have_count(0)
    for _ in range(3):
        montaje.ordenar()
    assert [e for r in montaje.redes.values() for e in r.efectos if e[0] == "publicar"] == [
        ("publicar", DICHO[0])
    ]


def test_sin_motivo_no_se_para_y_escape_cierra(montaje, abrir):
    pagina = mirar(abrir, "gestion", "/sugerencias")
    pagina.keyboard.press("!")
    pagina.get_by_role("button", name="Parar todo lo programado").click()
    assert redaccion.paros_vigentes(montaje.servicio.almacen) == []
    pagina.get_by_label("Por qué se para todo").press("Escape")
    expect(pagina.get_by_label("Por qué se para todo")).to_be_hidden()
    expect(pagina.locator(".parar summary")).to_be_focused()


def test_parar_sin_javascript(montaje, abrir):
    pagina = mirar(abrir, "gestion", java_script_enabled=False)
    pagina.locator(".parar summary").click()
    pagina.get_by_label("Por qué se para todo").fill("circula un bulo con nuestro nombre")
    pagina.get_by_role("button", name="Parar todo lo programado").click()
    expect(pagina.get_by_role("region", name="Paro en vigor")).to_be_visible()
    assert len(redaccion.paros_vigentes(montaje.servicio.almacen)) == 1
