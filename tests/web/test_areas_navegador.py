"""Un area contesta, o da su visto bueno, desde su correo, de principio a fin: SMTP de verdad, Chromium y la consola.

El reloj es el del servicio: el recordatorio llega cuando se adelanta, no cuando pasa.
"""

from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from playwright.sync_api import Page, expect

from conectores.tipos import Red
from moderacion.almacen.estados_redaccion import EstadoBorrador, TipoBorrador
from moderacion.config.modelo import Area, Correo
from moderacion.montaje.areas import buzon, responsables
from politicas.juicio import juzgar
from tests.tandas import alguna

from .navegador import ingresar, mirar

pytestmark = pytest.mark.navegador
CORTESIA = "Le agradecemos su comentario."
SERVICIO = "El subsidio por maternidad se deposita en quince días hábiles."
CONTESTADO = f"{SERVICIO[:-1]} en la cuenta bancaria."
NEUTRA = "Este enlace no se puede usar"
AVISO = "La farmacia de Zacamil atenderá el sábado de 7:00 a. m. a 12:00 m."
TEMAS = alguna([("telefono", 360, "dark"), ("mesa", 1280, "light")])


@pytest.fixture
def montaje(montaje):
    """Un caso en cola que pregunta por un servicio; lo nuestro lo mira el juez de verdad."""
    montaje.comentar("Qué mierda, ¿cuándo depositan el subsidio por maternidad?")
    montaje.juzgar()
    montaje.servicio.reglas = replace(montaje.servicio.reglas, juez=juzgar)
    return montaje


@pytest.fixture
def correo(montaje, como, cartero):
    """El cartero; el servicio escribe a las areas por el, y sus enlaces llevan a la consola servida."""
    quien, puerto = cartero
    por = Correo(
        servidor="127.0.0.1", puerto=puerto, seguridad="ninguna", de="com@example.sv", enlace=como().base
    )
    areas = (
        Area(clave="subsidios", correo="subsidios@example.sv", jefe="jefatura@example.sv"),
        Area(clave="farmacia", correo="farmacia@example.sv", jefe="jefa.farmacia@example.sv"),
    )
    s = montaje.servicio
    s.config = s.config.model_copy(update={"correo": por, "area": areas})
    s._buzon, s.responsables = buzon(s.config), responsables(s.config)
    return quien


def _guardado(montaje) -> list:
    """Todo lo que contestar cambia, y la bitacora."""
    with montaje.servicio.almacen.lectura() as u:
        return [
            [dict(c) for c in u.areas.listar(["abierta", "respondida", "retirada"], 10)],
            u.correos.de(1),
            [dict(b) for b in u.borradores.listar(list(EstadoBorrador), 10, tipos=list(TipoBorrador))],
            u.vistos_buenos.de(1),
            u.aprobaciones.vivas(1),
            sum(1 for _ in u.registro.recorrer()),
        ]


def _preguntar(casa: Page) -> None:
    casa.goto("/expedientes/1")
    casa.get_by_role("link", name="Preguntar al área: Subsidios e incapacidades").click()
    casa.get_by_label("Asunto").fill("Subsidio por maternidad")
    casa.get_by_label("Pregunta", exact=True).fill("¿En cuánto tiempo se deposita?")
    casa.get_by_role("button", name="Preguntar").click()
    casa.wait_for_url("**/consultas/1")


def _contestar(calle: Page, respuesta: str = CONTESTADO) -> None:
    calle.get_by_label("Respuesta del área").fill(respuesta)
    calle.get_by_label("Quién responde por el área").fill("Licda. Pérez, jefa de subsidios")
    calle.get_by_label("Último día en que vale").fill("2026-12-31")
    calle.get_by_role("button", name="Enviar la respuesta").click()


@pytest.mark.parametrize("con_javascript", alguna([True, False]))
def test_de_la_pregunta_por_correo_a_la_respuesta_que_se_puede_usar(
    montaje, correo, abrir, con_javascript: bool
):
    casa = abrir()
    ingresar(casa)
    _preguntar(casa)
    montaje.servicio.escribir()
    assert [m["To"] for m in correo.mensajes] == ["subsidios@example.sv"]

    # abrirlo, y volver a abrirlo, no cambia nada
    vieja, antes = abrir(java_script_enabled=con_javascript), _guardado(montaje)
    for _ in range(2):
        vieja.goto(correo.direcciones()[0])
        expect(vieja.get_by_role("heading", level=1)).to_have_text(
            "Consulta C-1 para Subsidios e incapacidades"
        )
        assert "¿En cuánto tiempo se deposita?" in vieja.inner_text("main")
    assert _guardado(montaje) == antes

    # el recordatorio llega a la mitad del plazo, con otro enlace que tambien sirve
    montaje.reloj.adelantar(timedelta(hours=12))
    montaje.servicio.escribir()
    pregunta, recordatorio = correo.mensajes
    assert recordatorio["Subject"] == "Recordatorio de la consulta C-1: Subsidio por maternidad"
    lapso = parsedate_to_datetime(recordatorio["Date"]) - parsedate_to_datetime(pregunta["Date"])
    assert lapso == timedelta(hours=12)
    primero, segundo = correo.direcciones()
    assert primero != segundo
    calle = abrir(java_script_enabled=con_javascript)
    calle.goto(segundo)
    _contestar(calle)
    expect(calle.get_by_role("status")).to_contain_text("ya está contestada")
    assert CONTESTADO in calle.inner_text("main")
    assert calle.url == segundo
    assert calle.context.cookies() == []

    # ni ese enlace ni el del primer correo, que alguien tenia abierto, sirven ya
    _contestar(vieja, "Otra respuesta, que llega tarde.")
    expect(vieja.get_by_role("heading", level=1)).to_have_text(NEUTRA)
    for enlace in (primero, segundo):
        calle.goto(enlace)
        expect(calle.get_by_role("button", name="Enviar la respuesta")).to_have_count(0)
        assert "llega tarde" not in calle.inner_text("main")
    montaje.reloj.adelantar(timedelta(hours=100))
    montaje.servicio.escribir()
    assert len(correo.mensajes) == 2, "contestada, no se insiste"

    # en la consola ya sostiene una respuesta, que sin ella no se podia enviar
    ingresar(casa)
    casa.goto("/expedientes/1")
    casa.get_by_label("Respuesta (la red admite").fill(SERVICIO)
    casa.get_by_label("Respuesta del área en que se apoya").select_option("C-1")
    casa.get_by_role("button", name="Escribir y revisar").click()
    casa.wait_for_url("**/borradores/*")
    assert "Licda. Pérez, jefa de subsidios (subsidios@example.sv)" in casa.inner_text("main")
    casa.get_by_role("button", name="Enviar a revisión").click()
    expect(casa.locator(".estado-borrador")).to_have_text("En revisión")


def test_enviar_a_revision_lo_recien_escrito_lo_pide_una_vez(montaje, correo, abrir):
    """Pulsar el boton saca del campo, y salir del campo pide el juicio: el juicio no es el envio."""
    casa = abrir()
    ingresar(casa)
    casa.goto("/expedientes/1")
    casa.get_by_label("Respuesta (la red admite").fill(CORTESIA)
    casa.get_by_role("button", name="Escribir y revisar").click()
    casa.wait_for_url("**/borradores/*")
    pedidos: list[str] = []
    casa.on("request", lambda r: pedidos.append(r.url.rsplit("/", 1)[1]) if r.method == "POST" else None)
    casa.locator("#e-texto").press("Control+End")
    casa.locator("#e-texto").press_sequentially(" Que tenga buen día.")
    casa.get_by_role("button", name="Enviar a revisión").click(delay=150)
    expect(casa.locator(".estado-borrador")).to_have_text("En revisión")
    assert pedidos.count("enviar") == 1


@pytest.mark.parametrize(("nombre", "ancho", "tema"), TEMAS)
def test_lo_mal_escrito_se_conserva_y_cada_pagina_se_deja_leer(
    montaje, correo, abrir, nombre: str, ancho: int, tema: str
):
    casa = abrir()
    ingresar(casa)
    _preguntar(casa)
    montaje.servicio.escribir()
    calle = abrir(viewport={"width": ancho, "height": 800}, color_scheme=tema)
    calle.goto(correo.direcciones()[0])
    mirar(calle, f"area-abierta-{nombre}")
    # el formulario del navegador no deja enviarlo: quien lo salte recibe la misma pagina con lo escrito
    calle.evaluate("document.querySelector('form.caja').noValidate = true")
    calle.get_by_label("Respuesta del área").fill(CONTESTADO)
    calle.get_by_label("Quién responde por el área").fill("yo")
    calle.get_by_label("Último día en que vale").fill("2026-12-31")
    calle.get_by_role("button", name="Enviar la respuesta").click()
    expect(calle.get_by_role("alert")).to_contain_text("Escriba quién respondió por el área")
    mirar(calle, f"area-mal-{nombre}")
    expect(calle.get_by_label("Respuesta del área")).to_have_value(CONTESTADO)
    calle.get_by_label("Quién responde por el área").fill("Licda. Pérez")
    calle.get_by_role("button", name="Enviar la respuesta").click()
    expect(calle.get_by_role("status")).to_contain_text("ya está contestada")
    mirar(calle, f"area-contestada-{nombre}")
    calle.goto("/area/inventado")
    mirar(calle, f"area-neutra-{nombre}")


@pytest.mark.parametrize(("nombre", "ancho", "tema"), TEMAS)
def test_los_comunicados_se_leen_y_se_imprimen(marcas, como, abrir, nombre: str, ancho: int, tema: str):
    calle = abrir(viewport={"width": ancho, "height": 800}, color_scheme=tema)
    calle.goto("/normas")
    calle.get_by_role("link", name="comunicados", exact=True).click()
    mirar(calle, f"comunicados-{nombre}")
    calle.get_by_role("link", name="Jornada de vacunación").click()
    mirar(calle, f"comunicado-{nombre}")
    calle.emulate_media(media="print")
    for fuera in (".cabecera", ".al-pie", ".pie"):
        expect(calle.locator(fuera)).to_be_hidden()
    expect(calle.locator(".comunicado")).to_be_visible()
    calle.emulate_media(media="screen")
    calle.get_by_role("link", name="Normas para comentar").click()
    expect(calle.get_by_role("heading", level=1)).to_have_text("Normas para comentar")
    assert calle.context.cookies() == []


def _empezar(casa: Page, texto: str = AVISO) -> None:
    """Una publicacion para Facebook, mandada a revision y con el visto bueno de Farmacia pedido."""
    casa.goto("/escritos/nuevo")
    casa.locator("#e-texto").fill(texto)
    casa.get_by_label("Facebook ISSS facebook").check()
    casa.get_by_role("button", name="Enviar a revisión").click()
    expect(casa.locator(".estado-borrador")).to_have_text("En revisión")
    _pedir(casa)


def _pedir(casa: Page) -> None:
    area = casa.get_by_label("Pedirlo por correo a la jefatura de")
    expect(area).to_have_value("farmacia")
    casa.get_by_role("button", name="Pedir el visto bueno").click()
    expect(casa.get_by_role("region", name="Visto bueno de un área")).to_contain_text("se espera hasta")


def _decidir(calle: Page, sentido: str, motivo: str = "") -> None:
    calle.get_by_label(sentido).check()
    calle.get_by_label("Si no lo aprueba, por qué").fill(motivo)
    calle.get_by_label("Quién responde por el área").fill("Dra. Melara, jefa de farmacia")
    calle.get_by_role("button", name="Enviar la respuesta").click()


@pytest.mark.parametrize("con_javascript", alguna([True, False]))
def test_del_visto_bueno_por_correo_a_lo_publicado(montaje, correo, abrir, con_javascript: bool):
    casa = abrir()
    ingresar(casa)
    _empezar(casa)
    montaje.servicio.escribir()
    (m,) = correo.mensajes
    assert (m["To"], m["Subject"]) == (
        "jefa.farmacia@example.sv",
        "Se pide su visto bueno para una publicación",
    )
    vieja, antes = abrir(java_script_enabled=con_javascript), _guardado(montaje)
    for _ in range(2):
        vieja.goto(correo.direcciones()[0])
        expect(vieja.locator(".cita.fuente")).to_have_text(AVISO)
    assert _guardado(montaje) == antes
    assert casa.goto(casa.url).status == 200
    expect(casa.locator(".estado-borrador")).to_have_text("En revisión")

    montaje.reloj.adelantar(timedelta(hours=36))
    montaje.servicio.escribir()
    assert correo.mensajes[1]["Subject"] == "Recordatorio: se pide su visto bueno para una publicación"
    calle = abrir(java_script_enabled=con_javascript)
    calle.goto(correo.direcciones()[1])
    _decidir(calle, "Sí, lo apruebo")
    expect(calle.get_by_role("status")).to_contain_text("Su área lo aprobó")
    assert calle.context.cookies() == []
    # ni con el otro enlace, que alguien tenia abierto, ni otra vez con este
    _decidir(vieja, "No lo apruebo", "ya no")
    expect(vieja.get_by_role("heading", level=1)).to_have_text(NEUTRA)
    calle.reload()
    expect(calle.get_by_role("button", name="Enviar la respuesta")).to_have_count(0)

    for _ in range(3):
        montaje.ordenar()
    assert [e for e in montaje.redes[Red.FACEBOOK].efectos if e[0] == "publicar"] == [("publicar", AVISO)]
    ingresar(casa)
    casa.goto("/escritos/1")
    expect(casa.locator(".estado-borrador")).to_have_text("Publicada")
    assert "Dra. Melara, jefa de farmacia (jefa.farmacia@example.sv)" in casa.inner_text("main")


@pytest.mark.parametrize(("nombre", "ancho", "tema"), TEMAS)
def test_lo_que_cambia_despues_no_se_aprueba_y_lo_negado_vuelve(
    montaje, correo, abrir, nombre: str, ancho: int, tema: str
):
    opciones = {"viewport": {"width": ancho, "height": 800}, "color_scheme": tema}
    casa, calle = abrir(**opciones), abrir(**opciones)
    ingresar(casa)
    _empezar(casa)
    mirar(casa, f"visto-consola-{nombre}")
    montaje.servicio.escribir()
    calle.goto(correo.direcciones()[0])
    mirar(calle, f"visto-pedido-{nombre}")

    # mientras lo lee, en la casa cambian una coma: lo que envie no aprueba nada
    casa.locator("#e-texto").fill(AVISO.replace("sábado de", "sábado, de"))
    casa.get_by_role("button", name="Guardar", exact=True).click()
    expect(casa.get_by_role("region", name="Visto bueno de un área")).to_contain_text("ya no se espera")
    _decidir(calle, "Sí, lo apruebo")
    expect(calle.get_by_role("alert")).to_contain_text("No se envió nada")
    expect(calle.get_by_role("status")).to_contain_text("Cambió, o se retiró")
    mirar(calle, f"visto-cambiado-{nombre}")
    calle.reload()
    casa.reload()
    expect(casa.locator(".estado-borrador")).to_have_text("En revisión")

    _pedir(casa)
    montaje.servicio.escribir()
    calle.goto(correo.direcciones()[1])
    expect(calle.locator(".cita.fuente")).to_contain_text("sábado, de")
    _decidir(calle, "No lo apruebo", " ")
    expect(calle.get_by_role("alert")).to_contain_text("Escriba por qué no")
    mirar(calle, f"visto-mal-{nombre}")
    expect(calle.get_by_label("No lo apruebo")).to_be_checked()
    _decidir(calle, "No lo apruebo", "el sábado no se atiende")
    expect(calle.get_by_role("status")).to_contain_text("no lo aprobó")
    mirar(calle, f"visto-negado-{nombre}")
    casa.reload()
    expect(casa.locator(".estado-borrador")).to_have_text("Devuelta a su autor")
    assert "el sábado no se atiende" in casa.inner_text("main")
    mirar(casa, f"visto-devuelto-{nombre}")
