"""Escribir publicaciones y comunicados en Chromium, con el juez de verdad: lo que se ve al teclear es lo que saldrá."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from conectores.tipos import Red
from moderacion import redaccion
from moderacion.redaccion import Escrito, Ficha, SalidaNueva
from politicas.juicio import juzgar

from .navegador import ingresar
from .paginas import quien_es

pytestmark = pytest.mark.navegador
BUENO, MALO = "2591-3000", "2591-3100"
CUERPO = "Para pedir su cita en el Hospital Materno Infantil 1.º de Mayo llame al {}."
GRITO = "MAÑANA NO HABRÁ ATENCIÓN EN LA FARMACIA DE ZACAMIL POR INVENTARIO"
FACEBOOK, TWITTER = 1, 2


@pytest.fixture
def montaje(montaje):
    """Lo nuestro lo mira el juez de verdad."""
    montaje.servicio.reglas = replace(montaje.servicio.reglas, juez=juzgar)
    return montaje


def publicar_comunicado(montaje, cuerpo: str, asunto: str = "Teléfono de citas") -> int:
    """Un comunicado en vigor, aprobado por dos y publicado en Facebook."""
    servicio = montaje.servicio
    almacen, reglas = servicio.almacen, servicio.redaccion
    ficha = Ficha(asunto, "Dirección General", date(2026, 11, 20), date(2026, 12, 31))
    e = Escrito(cuerpo, (SalidaNueva(FACEBOOK),), ficha=ficha)
    b = redaccion.crear_escrito(almacen, quien_es(montaje, "gestion"), e)
    redaccion.enviar(almacen, reglas, b, 1, quien_es(montaje, "gestion"))
    for quien in ("otra", "supervision"):
        v = redaccion.ficha_escrito(almacen, reglas, b).b
        redaccion.aprobar(almacen, reglas, b, v["version"], v["huella"], quien_es(montaje, quien))
    for _ in range(3):
        montaje.vuelta()
    assert redaccion.comunicado(almacen, "1-2026").estado == "rige"
    return b


def _escribir(pagina: Page, texto: str, campo: str = "#e-texto") -> None:
    with pagina.expect_response("**/escritos/juicio"):
        pagina.locator(campo).fill(texto)


def _entrar(abrir, quien: str = "gestion", **opciones) -> Page:
    pagina = abrir(**opciones)
    ingresar(pagina, quien)
    return pagina


def test_un_telefono_que_contradice_muestra_los_dos_textos_y_corregirlo_lo_levanta(montaje, abrir):
    publicar_comunicado(montaje, CUERPO.format(BUENO))
    pagina = _entrar(abrir)
    pagina.goto("/escritos/nuevo?tipo=comunicado")
    pagina.get_by_label("Asunto").fill("Citas del Hospital Materno Infantil")
    pagina.get_by_label("Hasta").fill("2026-12-15")
    pagina.get_by_label("Firma", exact=True).fill("Dirección General")
    pagina.get_by_role("checkbox", name="Facebook").check()
    _escribir(pagina, CUERPO.format(MALO))
    juicio = pagina.locator("#juicio")
    choque = juicio.locator(".choque").first
    expect(choque).to_contain_text(MALO)
    expect(choque).to_contain_text("comunicado 1-2026")
    expect(choque.locator("blockquote")).to_contain_text("llame al " + BUENO)
    # la diferencia: solo la cifra que cambia
    assert choque.locator("mark.distinto").all_text_contents() == ["1", "0"]
    expect(juicio.locator("#veredicto")).to_contain_text("impide")
    # subrayado en el mismo campo, justo sobre el numero
    expect(pagina.locator("#subrayado mark", has_text=MALO)).to_have_text(MALO)
    pagina.get_by_role("button", name="Enviar a revisión").click()
    expect(pagina.get_by_role("alert")).to_contain_text("política 3")
    assert redaccion.listar_escritos(montaje.servicio.almacen)[0]["estado"] == "borrador"

    _escribir(pagina, CUERPO.format(BUENO))
    expect(juicio.locator(".choque")).to_have_count(0)
    expect(juicio.locator("#veredicto")).to_have_text("Nada impide que salga.")
    pagina.get_by_role("button", name="Enviar a revisión").click()
    expect(pagina.locator(".estado-borrador")).to_have_text("En revisión")


def test_se_juzga_aunque_falte_llenar_algo_obligatorio(montaje, abrir):
    pagina = _entrar(abrir)
    pagina.goto("/escritos/nuevo?tipo=comunicado")
    _escribir(pagina, "hola, me consta que hay vacunas")
    juicio = pagina.locator("#juicio")
    expect(juicio.locator("#veredicto")).to_contain_text("Aún no se puede guardar")
    expect(juicio).to_contain_text("título personal")
    pagina.get_by_label("Sustituye al n.º").press_sequentially("1000/2026")
    expect(pagina.get_by_label("Sustituye al n.º")).to_have_value("1000/2026")


def test_las_mayusculas_piden_una_razon(montaje, abrir):
    pagina = _entrar(abrir)
    pagina.goto("/escritos/nuevo")
    pagina.get_by_role("checkbox", name="Twitter").check()
    _escribir(pagina, GRITO)
    juicio = pagina.locator("#juicio")
    expect(juicio).to_contain_text("Textos en mayúsculas")
    expect(juicio.locator("#veredicto")).to_contain_text("impide")
    razon = pagina.get_by_label("Razón de impacto")
    with pagina.expect_response("**/escritos/juicio"):
        razon.fill("alerta por el terremoto de anoche")
        razon.press("Tab")
    expect(juicio.locator("#veredicto")).to_have_text("Nada impide que salga.")
    pagina.get_by_role("button", name="Enviar a revisión").click()
    expect(pagina.locator(".estado-borrador")).to_have_text("En revisión")
    almacen = montaje.servicio.almacen
    with almacen.lectura() as u:
        assert u.borradores.uno(1)["impacto"] == "alerta por el terremoto de anoche"


def test_lo_que_se_ve_es_lo_que_sale_y_lo_aprueba_otra_persona(montaje, abrir):
    texto = "La farmacia de Zacamil atenderá el sábado de 7:00 a. m. a 12:00 m.  😀"
    pagina = _entrar(abrir)
    pagina.goto("/escritos/nuevo")
    pagina.get_by_role("checkbox", name="Facebook").check()
    pagina.get_by_role("checkbox", name="Twitter").check()
    expect(pagina.get_by_text("YouTube")).not_to_have_count(0)
    _escribir(pagina, texto)
    expect(pagina.locator("#previas blockquote")).to_have_count(2)
    visto = pagina.locator("#previas blockquote").all_text_contents()
    pagina.get_by_role("button", name="Enviar a revisión").click()
    expect(pagina.get_by_role("button", name="Aprobar")).to_have_count(0)
    otra = _entrar(abrir, "otra")
    otra.goto("/escritos/1")
    assert otra.locator("#previas blockquote").all_text_contents() == visto
    otra.get_by_role("button", name="Aprobar").click()
    expect(otra.locator(".estado-borrador")).to_have_text("Aprobada")
    for _ in range(3):
        montaje.vuelta()
    salio = [e[-1] for red in (Red.FACEBOOK, Red.TWITTER) for e in montaje.redes[red].efectos]
    assert salio == visto
    otra.reload()
    expect(otra.locator(".estado-borrador")).to_have_text("Publicada")


def test_una_sugerencia_se_aplica_con_una_tecla_y_se_deshace(montaje, abrir):
    pagina = _entrar(abrir)
    pagina.goto("/escritos/nuevo")
    pagina.get_by_role("checkbox", name="Facebook").check()
    _escribir(pagina, "🌽🌽 La atencion en Zacamil es de lunes a viernes.")
    expect(pagina.locator("#subrayado mark").first).to_have_text("atencion")
    with pagina.expect_response("**/escritos/juicio"):
        pagina.locator("#e-texto").press("Control+.")
    expect(pagina.locator("#e-texto")).to_have_value("🌽🌽 La atención en Zacamil es de lunes a viernes.")
    expect(pagina.locator("#voz")).to_contain_text("«atencion» cambiado por «atención»")
    expect(pagina.locator("#subrayado mark")).to_have_count(0)
    pagina.locator("#e-texto").press("Control+z")
    expect(pagina.locator("#e-texto")).to_have_value("🌽🌽 La atencion en Zacamil es de lunes a viernes.")


def test_teclear_no_pierde_nada_mientras_llega_el_juicio(montaje, abrir):
    """Se escribe deprisa, en el texto y en una razón, y ni el foco ni una letra se van cuando el juicio cambia la página."""
    pagina = _entrar(abrir)
    pagina.goto("/escritos/nuevo")
    pagina.get_by_role("checkbox", name="Facebook").check()
    frase = "En la unidad de Zacamil vos podés pedir tu cita. " * 2
    pagina.locator("#e-texto").press_sequentially(frase, delay=15)
    expect(pagina.locator("#e-texto")).to_have_value(frase)
    expect(pagina.locator("#e-texto")).to_be_focused()
    _escribir(pagina, GRITO)
    razon = pagina.get_by_label("Razón de impacto")
    razon.press_sequentially("alerta por el terremoto", delay=15)
    _escribir(pagina, GRITO + " HOY")
    expect(razon).to_have_value("alerta por el terremoto")


def test_sin_guiones_se_escribe_se_revisa_y_se_envia(montaje, abrir):
    pagina = _entrar(abrir, java_script_enabled=False)
    pagina.goto("/escritos/nuevo")
    pagina.get_by_label("Texto", exact=True).fill("La atencion en Zacamil es de lunes a viernes.")
    pagina.get_by_role("checkbox", name="Facebook").check()
    pagina.get_by_role("button", name="Guardar borrador").click()
    expect(pagina.locator("#juicio")).to_contain_text("Sintaxis y ortografía")
    pagina.get_by_label("Texto", exact=True).fill("La atención en Zacamil es de lunes a viernes.")
    pagina.get_by_role("button", name="Revisar").click()
    expect(pagina.locator("#veredicto")).to_have_text("Nada impide que salga.")
    pagina.get_by_role("button", name="Enviar a revisión").click()
    expect(pagina.locator(".estado-borrador")).to_have_text("En revisión")


SERVICIO = "El subsidio por maternidad se deposita en quince días hábiles."
CONTESTADO = "El subsidio por maternidad se deposita en quince días hábiles en la cuenta bancaria."


def _consulta(montaje, vence: date) -> str:
    """Una consulta contestada. Devuelve su numero."""
    almacen, quien = montaje.servicio.almacen, quien_es(montaje, "otra")
    pedida = redaccion.ConsultaPedida("subsidios", "Subsidio por maternidad", "¿Cuándo se deposita?")
    i = redaccion.preguntar(almacen, quien, pedida)
    contestada = redaccion.RespuestaArea(CONTESTADO, "Licda. Pérez", vence)
    redaccion.registrar_respuesta(almacen, i, quien, contestada)
    return f"C-{i}"


def test_una_respuesta_sobre_prestaciones_sale_solo_con_lo_que_el_area_contesto_y_rige(montaje, abrir):
    """Sin respuesta del área, se rechaza; con una vencida, también; con una en vigor, sale y quien aprueba ve la fuente."""
    montaje.comentar("Qué mierda, ¿cuándo depositan el subsidio por maternidad?")
    montaje.juzgar()
    pagina = _entrar(abrir)
    pagina.goto("/expedientes/1")
    pagina.locator("#r-texto").fill(SERVICIO)
    pagina.get_by_role("button", name="Escribir y revisar").click()
    enviar = pagina.get_by_role("button", name="Enviar a revisión")
    expect(pagina.locator("#juicio")).to_contain_text("sin la respuesta del área responsable")
    enviar.click()
    expect(pagina.get_by_role("alert")).to_contain_text("política 5")

    vieja = _consulta(montaje, date(2026, 11, 21))
    pagina.goto("/borradores/1")
    apoyo = pagina.get_by_label("Respuesta del área en que se apoya")
    apoyo.select_option(vieja)
    pagina.get_by_role("button", name="Guardar").click()
    montaje.reloj.adelantar(timedelta(days=3))
    nueva = _consulta(montaje, date(2026, 12, 31))
    ingresar(pagina)
    pagina.goto("/borradores/1")
    expect(pagina.locator("#juicio")).to_contain_text("venció")
    enviar.click()
    expect(pagina.get_by_role("alert")).to_contain_text("venció")

    with pagina.expect_response("**/juicio"):
        apoyo.select_option(nueva)
    expect(pagina.locator("#veredicto")).to_have_text("Nada impide que salga.")
    enviar.click()
    otra = _entrar(abrir, "otra")
    otra.goto("/borradores/1")
    expect(otra.locator(".fuente")).to_contain_text(CONTESTADO)
    otra.get_by_role("button", name="Aprobar este texto").click()
    for _ in range(3):
        montaje.vuelta()
    efectos = [e for e in montaje.redes[Red.FACEBOOK].efectos if e[0] == "responder"]
    assert efectos == [("responder", "facebook-1")]
    otra.reload()
    expect(otra.locator(".estado-borrador")).to_have_text("Publicada")
    expect(otra.locator(".fuente")).to_contain_text(CONTESTADO)


def test_una_plantilla_lleva_de_hueco_en_hueco(montaje, abrir):
    montaje.comentar("Muchas gracias, pero qué mierda de espera")
    montaje.juzgar()
    pagina = _entrar(abrir)
    pagina.goto("/expedientes/1")
    pagina.get_by_label("O empezar con una plantilla").select_option("agradecer")
    pagina.get_by_role("button", name="Escribir y revisar").click()
    texto = pagina.locator("#e-texto")
    expect(texto).to_be_focused()
    expect(pagina.locator("#juicio")).to_contain_text("Falta llenar «nombre»")
    pagina.keyboard.type("Sandra")
    pagina.keyboard.press("Control+,")
    with pagina.expect_response("**/juicio"):
        pagina.keyboard.type("la Unidad Médica de Apopa")
    expect(texto).to_have_value(
        "Muchas gracias por sus palabras, Sandra. Las compartiremos con el personal de la Unidad Médica de Apopa."
    )
    expect(pagina.locator("#veredicto")).to_have_text("Nada impide que salga.")
