"""Preguntar a un area por correo, contra un servidor SMTP de verdad: enlace, recordatorio, escalada y una sola respuesta."""

import smtplib
from datetime import date, timedelta
from email.message import EmailMessage

import pytest

from moderacion import avisos, redaccion
from moderacion.almacen.consultas import huella_texto
from moderacion.almacen.intentos import INTENTOS
from moderacion.avisos.correo import enviar_smtp
from moderacion.config import leer_texto
from moderacion.errores import DemasiadosIntentos, EntradaInvalida, ErrorConfig, NoAutorizado
from moderacion.montaje.areas import buzon, escribir_a_las_areas, responsables
from moderacion.redaccion import Responsable
from tests.cartero import Cartero
from tests.moderacion.falsos import filas, sucesos
from tests.moderacion.prensa import Prensa, prensa

HORA = timedelta(hours=1)
AREAS = {"farmacia": Responsable("farmacia@example.sv", "direccion@example.sv", timedelta(hours=24))}
PREGUNTA = redaccion.ConsultaPedida("", "Insulina en Apopa", "¿Cuándo llega el medicamento a la farmacia?")
RESPUESTA = "La insulina llega a la farmacia de Apopa el lunes 23 de noviembre de 2026."
VENCE = date(2026, 12, 31)


class Oficina:
    def __init__(self, p: Prensa, cartero: Cartero, puerto: int) -> None:
        self.p, self.cartero = p, cartero
        self.buzon = avisos.Buzon(
            "127.0.0.1", puerto, "comunicaciones@example.sv", "https://consola.example.sv", "ninguna"
        )

    def pasada(self) -> tuple[int, int]:
        return escribir_a_las_areas(self.p.almacen, self.buzon, AREAS, self.p.reloj)

    def preguntar(self) -> int:
        return redaccion.preguntar(self.p.almacen, self.p.ana, PREGUNTA)

    def responder(self, testigo: str, respuesta: str = RESPUESTA, vence: date = VENCE) -> bool:
        return redaccion.responder_por_enlace(
            self.p.almacen, testigo, "10.0.0.1", respuesta, "Licda. Pérez", vence
        )

    def ver(self, testigo: str):
        return redaccion.ver_enlace(self.p.almacen, testigo, "10.0.0.1")


@pytest.fixture
def o(almacen, reloj, cartero) -> Oficina:
    return Oficina(prensa(almacen, reloj), *cartero)


def test_la_pregunta_llega_al_area_que_toca_y_su_respuesta_se_puede_usar(o: Oficina) -> None:
    i = o.preguntar()
    assert filas(o.p.almacen, "SELECT area FROM consulta") == ["farmacia"], "sin decirla, la dice el asunto"
    assert [o.pasada() for _ in range(3)] == [(1, 0), (0, 0), (0, 0)]
    (m,) = o.cartero.mensajes
    assert (m["To"], m["From"]) == ("farmacia@example.sv", "comunicaciones@example.sv")
    assert m["Subject"] == f"Consulta C-{i}: Insulina en Apopa"
    assert "¿Cuándo llega el medicamento a la farmacia?" in m.get_content()
    assert "21/11/2026 a las 09:00" in m.get_content()
    (testigo,) = o.cartero.enlaces()
    vista = o.ver(testigo)
    assert (vista.numero, vista.estado, vista.pregunta) == (f"C-{i}", "abierta", PREGUNTA.pregunta)
    assert o.responder(testigo)
    c = redaccion.ver_consulta(o.p.almacen, i)
    assert (c["estado"], c["respuesta"], c["registrada_por"]) == ("respondida", RESPUESTA, None)
    assert c["respondida_por"] == "Licda. Pérez (farmacia@example.sv)"
    assert [v["numero"] for v in redaccion.vigentes(o.p.almacen)] == [f"C-{i}"]
    assert filas(o.p.almacen, "SELECT actor FROM suceso WHERE tipo = 'consulta:respondida'") == [
        f"area/consulta/{i}"
    ]


@pytest.mark.los_dos
def test_mirar_el_enlace_no_hace_nada_y_contestar_lo_gasta(o: Oficina) -> None:
    o.preguntar()
    o.pasada()
    (testigo,) = o.cartero.enlaces()
    antes = [
        filas(o.p.almacen, f"SELECT * FROM {t}") for t in ("consulta", "enlace_area", "correo", "suceso")
    ]
    for _ in range(5):
        assert o.ver(testigo).estado == "abierta"
    assert antes == [
        filas(o.p.almacen, f"SELECT * FROM {t}") for t in ("consulta", "enlace_area", "correo", "suceso")
    ]
    for malo in ({"respuesta": ""}, {"vence": date(2026, 1, 1)}, {"vence": date(2029, 1, 1)}):
        with pytest.raises(EntradaInvalida):
            o.responder(testigo, **malo)
    assert o.responder(testigo), "lo mal escrito no lo gastó"
    assert not o.responder(testigo, "otra respuesta distinta")
    assert filas(o.p.almacen, "SELECT respuesta FROM consulta") == [RESPUESTA]
    assert o.ver(testigo).estado == "respondida"


def test_el_testigo_no_se_guarda(o: Oficina) -> None:
    o.preguntar()
    o.pasada()
    (testigo,) = o.cartero.enlaces()
    assert filas(o.p.almacen, "SELECT huella FROM enlace_area") == [huella_texto(testigo)]
    for tabla in ("consulta", "correo", "enlace_area", "suceso"):
        assert testigo not in str(filas(o.p.almacen, f"SELECT * FROM {tabla}"))


def test_se_recuerda_a_la_mitad_y_vencido_se_escala_sin_pasarse(o: Oficina) -> None:
    o.preguntar()
    for _ in range(240):
        o.pasada()
        o.p.reloj.adelantar(HORA)
    vistos = [(m["To"], m["Subject"].split(" C-")[0]) for m in o.cartero.mensajes]
    assert vistos == [
        ("farmacia@example.sv", "Consulta"),
        ("farmacia@example.sv", "Recordatorio de la consulta"),
        *[("direccion@example.sv", "SIN RESPUESTA: consulta")] * 3,
    ]
    fechas = [m["Date"].datetime - o.cartero.mensajes[0]["Date"].datetime for m in o.cartero.mensajes]
    assert fechas == [timedelta(hours=h) for h in (0, 12, 24, 48, 72)]


def test_contestada_ya_no_se_recuerda_y_los_otros_enlaces_dejan_de_valer(o: Oficina) -> None:
    o.preguntar()
    o.pasada()
    o.p.reloj.adelantar(25 * HORA)
    assert o.pasada() == (2, 0)
    area, _, jefe = o.cartero.enlaces()
    assert o.responder(jefe)
    assert not o.responder(area)
    o.p.reloj.adelantar(100 * HORA)
    assert o.pasada() == (0, 0)


def test_el_enlace_caduca(o: Oficina) -> None:
    o.preguntar()
    o.pasada()
    (testigo,) = o.cartero.enlaces()
    o.p.reloj.adelantar(timedelta(days=30))
    assert o.ver(testigo) is None
    assert not o.responder(testigo)


def test_un_correo_que_no_sale_se_repite_con_otro_enlace_hasta_que_sale(o: Oficina) -> None:
    o.cartero.falla = 2
    o.preguntar()
    assert o.pasada() == (0, 1)
    assert filas(o.p.almacen, "SELECT error FROM correo") == ["el servidor de correo no acepta el mensaje"]
    assert o.pasada() == (0, 0), "espera antes de insistir"
    for _ in range(2):
        o.p.reloj.adelantar(timedelta(minutes=5))
        o.pasada()
    (testigo,) = o.cartero.enlaces()
    assert o.responder(testigo)
    assert filas(o.p.almacen, "SELECT estado, intentos FROM correo") == [("enviado", 3)]


def test_si_muere_al_enviar_se_envia_otra_vez_y_se_ve_como_el_mismo(o: Oficina) -> None:
    class Muerte(BaseException):
        """kill -9 visto desde dentro: nadie la atrapa."""

    def morir(buzon: avisos.Buzon, mensaje: EmailMessage) -> None:
        enviar_smtp(buzon, mensaje)
        raise Muerte

    o.preguntar()
    redaccion.revisar_consultas(o.p.almacen, AREAS)
    destinos = {"farmacia": avisos.Destino("Farmacia", "farmacia@example.sv")}
    with pytest.raises(Muerte):
        avisos.despachar_correos(o.p.almacen, o.buzon, destinos, redaccion.emitir_enlace, o.p.reloj, morir)
    assert o.pasada() == (0, 0), "puede que aun este saliendo"
    o.p.reloj.adelantar(timedelta(seconds=90))
    assert o.pasada() == (1, 0)
    assert [m["Message-ID"] for m in o.cartero.mensajes] == ["<consulta-1-pregunta-1@example.sv>"] * 2
    uno, otro = o.cartero.enlaces()
    assert (o.responder(otro), o.responder(uno)) == (True, False)


def test_un_asunto_con_saltos_no_mete_cabeceras(o: Oficina) -> None:
    mala = redaccion.ConsultaPedida(
        "farmacia", "Insulina\r\nBcc: otro@example.com\n", "¿Cuándo llega la insulina?"
    )
    redaccion.preguntar(o.p.almacen, o.p.ana, mala)
    assert o.pasada() == (1, 0)
    (m,) = o.cartero.mensajes
    assert m["Bcc"] is None
    assert "Insulina Bcc: otro@example.com" in m["Subject"]


def test_quien_prueba_enlaces_se_frena(o: Oficina) -> None:
    for n in range(INTENTOS):
        assert o.ver(f"malo-{n}") is None
    with pytest.raises(NoAutorizado, match="demasiados intentos"):
        o.ver("malo")
    with pytest.raises(NoAutorizado):
        o.responder("malo")
    o.p.reloj.adelantar(timedelta(minutes=11))
    assert o.ver("malo") is None


def test_cambiar_de_direccion_dentro_de_la_misma_red_no_es_ser_otro(o: Oficina) -> None:
    for n in range(INTENTOS):
        assert redaccion.ver_enlace(o.p.almacen, "malo", f"2001:db8:0:1::{n:x}") is None
    with pytest.raises(DemasiadosIntentos):
        redaccion.ver_enlace(o.p.almacen, "malo", "2001:db8:0:1:ffff::1")
    assert redaccion.ver_enlace(o.p.almacen, "malo", "2001:db8:0:2::1") is None


def test_un_area_sin_direccion_espera_a_una_persona(o: Oficina) -> None:
    redaccion.preguntar(
        o.p.almacen, o.p.ana, redaccion.ConsultaPedida("pensiones", "Prueba de vida", "¿Cuándo es?")
    )
    assert o.pasada() == (0, 0)
    assert filas(o.p.almacen, "SELECT count(*) FROM correo") == [0]
    with pytest.raises(EntradaInvalida, match="elija el área"):
        redaccion.preguntar(
            o.p.almacen, o.p.ana, redaccion.ConsultaPedida("", "Algo raro", "¿Y esto qué es?")
        )
    assert "correo:debido" not in sucesos(o.p.almacen)


CORREO = """
[correo]
servidor = "correo.example.sv"
clave = "env/PRUEBA_CLAVE"
usuario = "com"
de = "com@example.sv"
enlace = "https://consola.example.sv/"
"""
AREA = '[[area]]\nclave = "farmacia"\ncorreo = "f@example.sv"\nplazo_horas = 48\n'


def test_la_configuracion_dice_a_quien_y_por_donde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRUEBA_CLAVE", "canario")
    c = leer_texto(CORREO + AREA)
    assert responsables(c) == {"farmacia": Responsable("f@example.sv", "", timedelta(hours=48))}
    assert buzon(c) == avisos.Buzon(
        "correo.example.sv", 587, "com@example.sv", "https://consola.example.sv", "starttls", "com", "canario"
    )
    assert buzon(leer_texto("")) is None


@pytest.mark.parametrize(
    ("texto", "dice"),
    [
        (AREA, "no hay \\[correo\\]"),
        (CORREO + AREA + AREA, "la misma clave"),
        (CORREO + AREA.replace("f@example.sv", "nadie"), "area"),
        (CORREO.replace("https://consola.example.sv/", "consola"), "dirección de la consola"),
        (CORREO.replace('"env/PRUEBA_CLAVE"', '"secreto"'), "en claro"),
    ],
)
def test_una_configuracion_mala_lo_dice(monkeypatch: pytest.MonkeyPatch, texto: str, dice: str) -> None:
    monkeypatch.setenv("PRUEBA_CLAVE", "canario")
    with pytest.raises(ErrorConfig, match=dice):
        leer_texto(texto)


def test_un_area_que_no_existe_se_dice_al_montar(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRUEBA_CLAVE", "canario")
    with pytest.raises(ErrorConfig, match="no hay tal área"):
        responsables(leer_texto(CORREO + AREA.replace('"farmacia"', '"astronomia"')))


def despachar(o: Oficina, enviar) -> tuple[int, int]:
    destinos = {"farmacia": avisos.Destino("Farmacia", "farmacia@example.sv")}
    return avisos.despachar_correos(
        o.p.almacen, o.buzon, destinos, redaccion.emitir_enlace, o.p.reloj, enviar
    )


@pytest.mark.parametrize(
    ("error", "intentos"),
    [
        (TimeoutError("no contesta"), 1),
        (ConnectionRefusedError("nadie escucha"), 1),
        (smtplib.SMTPServerDisconnected("se cortó"), 1),
        (smtplib.SMTPAuthenticationError(535, b"no"), 1),
        (smtplib.SMTPRecipientsRefused({"farmacia@example.sv": (550, b"no existe")}), 5),
        (smtplib.SMTPDataError(451, b"vuelva luego"), 5),
        (ValueError("un correo mal hecho"), 5),
    ],
)
def test_un_servidor_caido_cuesta_una_espera_y_un_correo_malo_no_para_a_los_demas(
    o: Oficina, error: Exception, intentos: int
) -> None:
    for _ in range(5):
        o.preguntar()
    llamadas: list[str] = []

    def fallar(_buzon: avisos.Buzon, m: EmailMessage) -> None:
        llamadas.append(m["Message-ID"])
        raise error

    redaccion.revisar_consultas(o.p.almacen, AREAS)
    assert despachar(o, fallar) == (0, intentos)
    assert len(set(llamadas)) == intentos
    o.p.reloj.adelantar(HORA)
    assert despachar(o, lambda *_: None) == (5, 0), "ninguno se pierde"
