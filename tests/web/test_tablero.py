"""El tablero en Chromium: teclado, compañia, lo que llega en vivo, deshacer y lo que se vela o se tapa."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from conectores.tipos import Red
from moderacion import cola
from moderacion.web.presentacion import hora_corta

from .navegador import ingresar
from .test_incidentes import intruso

pytestmark = pytest.mark.navegador
ANCHA = {"viewport": {"width": 1440, "height": 900}}
ESCUCHAR = """() => {
  window.dichos = [];
  const voz = document.querySelector('#voz');
  new MutationObserver(() => voz.textContent && window.dichos.push(voz.textContent)).observe(voz, {childList: true});
}"""
INSULTOS = ("sos un pendejo", "qué mierda", "imbecil", "te voy a matar")


def _decididos(montaje) -> list[tuple[int, str]]:
    with montaje.servicio.almacen.lectura() as u:
        fichas = [u.expedientes.ficha(i) for i in range(1, 200) if _hay(u, i)]
    return [(f.expediente["id"], d["accion"]) for f in fichas for d in f.decisiones]


def _hay(u, expediente_id: int) -> bool:
    try:
        return bool(u.expedientes.ficha(expediente_id))
    except Exception:
        return False


def _abierto(pagina: Page) -> str | None:
    return pagina.locator("#ficha").get_attribute("data-id")


def _abrir_primero(pagina: Page) -> str:
    pagina.keyboard.press("j")
    expect(pagina.locator("#ficha[data-id]")).to_be_visible()
    expect(pagina.locator("#t-ficha")).to_be_focused()
    return _abierto(pagina)


def _sesion_sin_raton(montaje, abrir, cuantos: int) -> None:
    for i in range(cuantos):
        montaje.comentar(
            f"{INSULTOS[i % 4]} número {i} " + "abcdefghij"[i % 10] * (i + 3), list(Red)[i % 3], f"autor{i}"
        )
    montaje.vuelta()
    pagina = abrir(**ANCHA)
    ingresar(pagina)
    pagina.evaluate(ESCUCHAR)
    visto = [_abrir_primero(pagina)]
    for i in range(cuantos):
        pagina.keyboard.press("op"[i % 2])
        pagina.keyboard.press(str(1 + i % 9))
        pagina.keyboard.press("Enter")
        pagina.wait_for_function(
            "n => document.querySelector('#anuncio')?.textContent.includes('expediente ' + n + ' decidido')",
            arg=visto[-1],
        )
        if i < cuantos - 1:
            expect(pagina.locator("#t-ficha")).to_be_focused()
            visto.append(_abierto(pagina))
    assert len(set(visto)) == cuantos
    pagina.wait_for_function(
        "n => window.dichos.some(d => d.includes('expediente ' + n + ' decidido'))", arg=visto[-1]
    )
    dichos = " ".join(pagina.evaluate("window.dichos"))
    assert all(f"expediente {n} decidido" in dichos for n in visto)
    assert sorted(i for i, _ in _decididos(montaje)) == sorted(int(n) for n in visto)
    expect(pagina.locator("#cuantos")).to_have_text("0")


def test_una_sesion_sin_raton(montaje, abrir):
    _sesion_sin_raton(montaje, abrir, 8)


@pytest.mark.lenta
def test_cincuenta_expedientes_sin_raton(montaje, abrir):
    _sesion_sin_raton(montaje, abrir, 50)


def test_lo_que_falta_para_decidir_se_ve_y_se_oye_sin_perder_la_lista(montaje, abrir):
    montaje.comentar("Qué mierda")
    montaje.vuelta()
    pagina = abrir()
    ingresar(pagina)
    pagina.keyboard.press("j")
    expect(pagina.locator("#t-ficha")).to_be_focused()
    for tecla, dice in (("Enter", "Elija antes qué hacer."), ("o", ""), ("Enter", "Falta el motivo")):
        pagina.keyboard.press(tecla)
        falta = pagina.locator("#falta")
        if dice:
            expect(falta).to_contain_text(dice)
            expect(pagina.locator("#voz")).to_contain_text(dice)
        else:
            expect(falta).to_be_hidden()
    expect(pagina.locator("#lista")).to_be_visible()
    assert pagina.url.endswith("?e=1")
    pagina.keyboard.press("1")
    expect(falta).to_be_hidden()
    pagina.keyboard.press("Enter")
    pagina.wait_for_url("**hecho=1**")


def test_los_botones_de_decidir_se_ven_por_muchos_avisos_que_haya(montaje, abrir):
    for n in range(4):
        montaje.comentar(f"te voy a matar {n}", autor=f"x{n}")
    intruso(montaje)
    pagina = abrir(viewport={"width": 1440, "height": 800})
    ingresar(pagina)
    expect(pagina.locator(".avisos > p")).to_have_count(2)
    pagina.keyboard.press("j")
    for nombre in ("Decidir y abrir el siguiente", "Decidir"):
        boton = pagina.get_by_role("button", name=nombre, exact=True)
        expect(boton).to_be_in_viewport(ratio=1)
        # y nada lo tapa ni lo recorta
        boton.click(trial=True, timeout=2_000)
        assert boton.evaluate("""b => { const r = b.getBoundingClientRect();
          return b.contains(document.elementFromPoint(r.left + r.width / 2, r.bottom - 3)) }""")
    # bajo la barra de los botones no asoma lo que pasa por detras
    assert pagina.evaluate("""() => { const d = document.querySelector('.decision').getBoundingClientRect();
      return Boolean(document.elementFromPoint(d.left + 30, d.bottom - 5).closest('.botones')) }""")


def test_ninguna_tecla_actua_mientras_se_escribe(montaje, abrir):
    montaje.comentar("qué mierda")
    montaje.comentar("sos un pendejo", autor="beto")
    montaje.vuelta()
    pagina = abrir(**ANCHA)
    ingresar(pagina)
    primero = _abrir_primero(pagina)
    pagina.get_by_label("Detalle").focus()
    pagina.keyboard.type("jkopreb?xz/ t1g")
    assert pagina.get_by_label("Detalle").input_value() == "jkopreb?xz/ t1g"
    assert _abierto(pagina) == primero
    assert pagina.locator("[name=accion]:checked, .marcar input:checked, dialog").count() == 0
    pagina.get_by_label("Motivo", exact=True).focus()
    pagina.keyboard.press("p")
    assert pagina.locator("[name=accion]:checked").count() == 0
    assert _decididos(montaje) == []
    pagina.keyboard.press("Escape")
    expect(pagina.locator("#t-ficha")).to_be_focused()
    pagina.keyboard.press("p")
    assert pagina.locator("[name=accion]:checked").get_attribute("value") == "permitir"
    pagina.keyboard.press("Control+o")
    assert pagina.locator("[name=accion]:checked").get_attribute("value") == "permitir"


def test_la_ayuda_se_abre_y_se_cierra(montaje, abrir):
    pagina = abrir(**ANCHA)
    ingresar(pagina)
    pagina.keyboard.press("?")
    dialogo = pagina.get_by_role("dialog", name="Ayuda del teclado")
    expect(dialogo).to_contain_text("Deshacer la última decisión")
    pagina.keyboard.press("j")
    pagina.keyboard.press("Escape")
    expect(dialogo).to_have_count(0)


def test_cada_tecla_de_la_ayuda_existe_en_la_ficha(montaje, abrir):
    montaje.comentar("te voy a matar, mi DUI es 01234567-8")
    montaje.vuelta()
    pagina = abrir(**ANCHA)
    ingresar(pagina)
    _abrir_primero(pagina)
    puestas = set(pagina.locator("[data-tecla]").evaluate_all("es => es.map(e => e.dataset.tecla)"))
    assert {"/", "f", "t", "v", "i", "n", "s", "h", "p", "o", "e", "b", "a", "l", "Enter"} <= puestas


def test_otra_persona_ve_quien_lo_tiene_en_dos_segundos(montaje, abrir):
    montaje.comentar("qué mierda")
    montaje.vuelta()
    una, otra = abrir(**ANCHA), abrir(**ANCHA)
    ingresar(una)
    ingresar(otra, "otra")
    _abrir_primero(una)
    _abrir_primero(otra)
    una.keyboard.press("t")
    expect(otra.locator("#fila-1 [data-tomado]")).to_have_text("Lo tiene gestion", timeout=2000)
    expect(otra.locator("#ajeno")).to_contain_text("Lo tiene gestion", timeout=2000)
    una.keyboard.press("t")
    expect(otra.locator("#fila-1 [data-tomado]")).to_have_text("", timeout=2000)


def test_una_decision_sobre_lo_viejo_ensena_lo_de_ahora(montaje, abrir):
    montaje.comentar("qué mierda")
    montaje.vuelta()
    una, otra = abrir(**ANCHA), abrir(**ANCHA)
    ingresar(una)
    ingresar(otra, "otra")
    _abrir_primero(una)
    _abrir_primero(otra)
    for tecla in ("p", "8", "Enter"):
        una.keyboard.press(tecla)
    expect(otra.locator("#fila-1")).to_have_class(re.compile("hecha"), timeout=2000)
    expect(otra.locator("#ajeno")).to_contain_text("gestion acaba de decidirlo")
    otra.keyboard.press("o")
    otra.get_by_label("Detalle").fill("me parece un insulto")
    otra.keyboard.press("Control+Enter")
    expect(otra.get_by_role("alert")).to_contain_text("cambió mientras lo miraba")
    assert otra.get_by_label("Detalle").input_value() == "me parece un insulto"
    expect(otra.locator("#ficha")).to_contain_text("Permitir")
    assert _decididos(montaje) == [(1, "permitir")]


def test_deshacer_con_una_tecla(montaje, abrir):
    escrito = montaje.comentar("qué mierda")
    montaje.vuelta()
    pagina = abrir(**ANCHA)
    ingresar(pagina)
    _abrir_primero(pagina)
    for tecla in ("o", "1", "Enter"):
        pagina.keyboard.press(tecla)
    expect(pagina.get_by_role("button", name="Deshacer")).to_be_visible()
    pagina.keyboard.press("z")
    expect(pagina.locator("#ficha[data-id='1']")).to_be_visible()
    expect(pagina.locator("#fila-1")).to_be_visible()
    # quien no ve la pantalla oye que se deshizo
    expect(pagina.locator("#voz")).to_have_text("Deshecho: el expediente 1 vuelve a la cola, a su nombre.")
    montaje.reloj.adelantar(timedelta(minutes=1))
    montaje.ordenar()
    assert montaje.redes[Red.FACEBOOK].efectos == [], escrito


def test_lo_nuevo_se_anuncia_sin_mover_la_lista(montaje, abrir):
    montaje.comentar("qué mierda")
    montaje.vuelta()
    pagina = abrir(**ANCHA)
    ingresar(pagina)
    montaje.comentar("te voy a matar", autor="beto")
    montaje.vuelta()
    boton = pagina.locator("#recargar")
    expect(boton).to_have_text("Hay 1 nuevo: ponerlo en su sitio", timeout=2000)
    assert pagina.locator(".fila").count() == 1
    boton.click()
    expect(pagina.locator(".fila")).to_have_count(2)
    expect(boton).to_be_hidden()


def test_la_toma_se_renueva_mientras_se_trabaja(montaje, abrir):
    montaje.comentar("qué mierda")
    montaje.vuelta()
    pagina = abrir(**ANCHA)
    pagina.clock.install()
    ingresar(pagina)
    _abrir_primero(pagina)
    pagina.keyboard.press("t")
    expect(pagina.get_by_role("button", name="Soltar")).to_be_visible()
    montaje.reloj.adelantar(timedelta(minutes=4))
    pagina.keyboard.press("o")
    pagina.clock.run_for(21_000)
    # el aviso que mando la ficha al tomarla puede llegar ahora, y lleva la hora de antes: se espera al que renueva
    hasta = hora_corta(montaje.reloj.ahora() + cola.TOMA)
    expect(pagina.locator("[data-hasta-toma]")).to_have_text(hasta)
    toma = cola.toma(montaje.servicio.almacen, 1)
    assert toma.usuario == "gestion"
    assert toma.hasta == montaje.reloj.ahora() + cola.TOMA


def test_lo_violento_se_vela_y_los_datos_se_tapan(montaje, abrir):
    montaje.comentar("te voy a matar, mi DUI es 01234567-8")
    montaje.vuelta()
    pagina = abrir(**ANCHA)
    ingresar(pagina)
    assert "matar" not in pagina.locator("#lista").inner_text()
    _abrir_primero(pagina)
    texto = pagina.locator("#texto")
    expect(texto).to_be_hidden()
    pagina.keyboard.press("v")
    expect(texto).to_be_visible()
    assert "01234567" not in pagina.content()
    pagina.keyboard.press("i")
    expect(texto).to_contain_text("01234567-8")
    with montaje.servicio.almacen.lectura() as u:
        sucesos = [s for s in u.registro.de("expediente/1") if s.tipo == "datos:vistos"]
    assert len(sucesos) == 1


def test_varios_a_la_vez(montaje, abrir):
    for i in range(3):
        montaje.comentar(f"qué mierda {i}", autor=f"a{i}")
    montaje.vuelta()
    pagina = abrir(**ANCHA)
    ingresar(pagina)
    pagina.keyboard.press("a")
    pagina.keyboard.press("l")
    pagina.wait_for_url("**/lote?**")
    assert pagina.get_by_role("radio").evaluate_all("es => es.map(e => e.value)") == list(cola.EN_LOTE)
    assert "bloquear" not in cola.EN_LOTE
    pagina.get_by_role("radio", name="Permitir").check()
    pagina.get_by_label("Motivo", exact=True).select_option(index=8)
    pagina.get_by_role("button", name="Decidir los marcados").click()
    expect(pagina.get_by_role("status").first).to_contain_text("3 de 3")
    assert sorted(_decididos(montaje)) == [(1, "permitir"), (2, "permitir"), (3, "permitir")]


@pytest.mark.parametrize("con_javascript", [True, False])
def test_filtrar_abrir_y_decidir(montaje, abrir, con_javascript):
    montaje.comentar("qué mierda")
    montaje.comentar("qué mierda también", Red.TWITTER, "beto")
    montaje.vuelta()
    pagina = abrir(java_script_enabled=con_javascript, **ANCHA)
    ingresar(pagina)
    pagina.locator("summary", has_text="Filtros").click()
    pagina.get_by_label("Red", exact=True).select_option("twitter")
    if not con_javascript:
        pagina.get_by_role("button", name="Buscar").click()
    expect(pagina.locator(".fila")).to_have_count(1)
    pagina.locator(".fila .abrir").click()
    expect(pagina.locator("#ficha")).to_contain_text("Twitter")
    pagina.get_by_role("radio", name="Permitir").check()
    pagina.get_by_label("Motivo", exact=True).select_option(index=8)
    pagina.get_by_role("button", name="Decidir", exact=True).click()
    expect(pagina.locator("#anuncio")).to_contain_text("decidido")
    expect(pagina.locator(".fila")).to_have_count(0)
    if not con_javascript:
        pagina.get_by_role("button", name="Deshacer").click()
        expect(pagina.locator("#ficha")).to_contain_text("Expediente 2")


def test_en_el_telefono_la_ficha_ocupa_la_pantalla(montaje, abrir):
    montaje.comentar("qué mierda")
    montaje.vuelta()
    pagina = abrir(viewport={"width": 360, "height": 700})
    ingresar(pagina)
    pagina.locator(".fila .abrir").click()
    expect(pagina.locator("#t-ficha")).to_be_visible()
    expect(pagina.locator("#lista")).to_be_hidden()
    pagina.get_by_role("link", name="← Cola").click()
    expect(pagina.locator("#lista")).to_be_visible()
