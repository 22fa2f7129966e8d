"""Los informes que salen solos: cuando toca, una vez por periodo y destino, y otra vez si no consta que salieron."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage

import pytest
from alembic import command

from moderacion.almacen import Almacen
from moderacion.almacen.migrar import _config
from moderacion.avisos import Buzon
from moderacion.avisos.informes import PLAZO, Adjunto, despachar_informes
from moderacion.config import Config
from moderacion.informes import formas, registro
from moderacion.informes.envios import Programado, apuntar, ultimo_cerrado, ultimos
from moderacion.informes.importar import guardar_mecanismo, importar
from moderacion.informes.periodo import Periodo
from moderacion.montaje import por_correo
from moderacion.reloj import ZONA, RelojFijo
from tests.cartero import Cartero
from tests.moderacion.falsos import sucesos
from tests.moderacion.test_importar_informes import DIARIAS, ESCRITO, PUBLICADO

BUZON = Buzon("127.0.0.1", 25, "moderacion@example.sv", "https://consola.example.sv")
MENSUAL = Programado("participacion", "mes", "pdf", ("a@example.sv", "b@example.sv"))
PRIMERO = datetime(2026, 12, 1, 6, tzinfo=ZONA)
HECHO = Adjunto("Participación, noviembre de 2026", "participacion.pdf", "application/pdf", b"%PDF-x")


class Cartera:
    """Guarda lo que se envia, o falla las veces que se diga."""

    def __init__(self, fallos: int = 0) -> None:
        self.fallos, self.enviados = fallos, []

    def __call__(self, buzon: Buzon, mensaje: EmailMessage) -> None:
        if self.fallos:
            self.fallos -= 1
            raise ConnectionRefusedError
        self.enviados.append(mensaje)


@pytest.mark.parametrize(
    ("cada", "hoy", "desde", "hasta"),
    [
        ("semana", "2026-11-30", "2026-11-23", "2026-11-29"),
        ("semana", "2026-11-29", "2026-11-16", "2026-11-22"),
        ("mes", "2026-03-01", "2026-02-01", "2026-02-28"),
        ("anio", "2027-01-01", "2026-01-01", "2026-12-31"),
    ],
)
def test_el_ultimo_periodo_cerrado(cada: str, hoy: str, desde: str, hasta: str) -> None:
    p = ultimo_cerrado(cada, date.fromisoformat(hoy))
    assert (p.desde.isoformat(), p.hasta.isoformat()) == (desde, hasta)


@pytest.mark.los_dos
def test_se_apunta_a_las_seis_una_vez_y_no_a_destiempo(almacen: Almacen) -> None:
    assert apuntar(almacen, [MENSUAL], PRIMERO - timedelta(minutes=1)) == 0
    assert apuntar(almacen, [MENSUAL], PRIMERO) == 2
    assert apuntar(almacen, [MENSUAL], PRIMERO + timedelta(days=2)) == 0
    otro = Programado("participacion", "mes", "pdf", ("a@example.sv", "tarde@example.sv"))
    assert apuntar(almacen, [otro], PRIMERO + timedelta(days=3)) == 1
    assert (
        apuntar(
            almacen,
            [Programado("participacion", "mes", "csv", ("a@example.sv",))],
            PRIMERO + timedelta(days=8),
        )
        == 0
    )
    assert {(e["desde"], e["hasta"]) for e in ultimos(almacen)} == {(date(2026, 11, 1), date(2026, 11, 30))}


@pytest.mark.los_dos
def test_sale_con_su_adjunto_y_no_sale_dos_veces(almacen: Almacen, reloj: RelojFijo) -> None:
    apuntar(almacen, [MENSUAL], PRIMERO)
    cartera = Cartera()
    assert despachar_informes(almacen, BUZON, lambda _: HECHO, reloj, cartera) == (2, 0)
    assert despachar_informes(almacen, BUZON, lambda _: HECHO, reloj, cartera) == (0, 0)
    uno = cartera.enviados[0]
    assert (uno["To"], uno["Subject"]) == ("a@example.sv", "Informe: Participación, noviembre de 2026")
    (adjunto,) = uno.iter_attachments()
    assert (adjunto.get_filename(), adjunto.get_content()) == ("participacion.pdf", b"%PDF-x")
    assert (
        "https://consola.example.sv/informes/participacion?desde=2026-11-01&hasta=2026-11-30"
        in uno.get_body().get_content()
    )
    assert [e["estado"] for e in ultimos(almacen)] == ["enviado"] * 2
    assert len(ultimos(almacen)[0]["huella"]) == 64
    assert sucesos(almacen) == ["informe:enviado"] * 2


def test_el_que_falla_no_para_al_otro_y_se_prueba_mas_tarde(almacen: Almacen, reloj: RelojFijo) -> None:
    apuntar(almacen, [MENSUAL], PRIMERO)
    cartera = Cartera(fallos=1)
    assert despachar_informes(almacen, BUZON, lambda _: HECHO, reloj, cartera) == (1, 1)
    assert despachar_informes(almacen, BUZON, lambda _: HECHO, reloj, cartera) == (0, 0)
    assert ultimos(almacen)[1]["error"] == "no se pudo llegar al servidor de correo"
    reloj.adelantar(timedelta(minutes=2))
    assert despachar_informes(almacen, BUZON, lambda _: HECHO, reloj, cartera) == (1, 0)
    assert [m["To"] for m in cartera.enviados] == ["b@example.sv", "a@example.sv"]


def test_si_quien_lo_enviaba_murio_se_envia_otra_vez_con_el_mismo_numero(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    apuntar(almacen, [Programado("participacion", "mes", "pdf", ("a@example.sv",))], PRIMERO)

    class Muerto(BaseException):
        pass

    def morir(*_: object) -> None:
        raise Muerto

    with pytest.raises(Muerto):
        despachar_informes(almacen, BUZON, lambda _: HECHO, reloj, morir)
    cartera = Cartera()
    assert despachar_informes(almacen, BUZON, lambda _: HECHO, reloj, cartera) == (0, 0), (
        "aún puede estar saliendo"
    )
    reloj.adelantar(PLAZO)
    assert despachar_informes(almacen, BUZON, lambda _: HECHO, reloj, cartera) == (1, 0)
    assert cartera.enviados[0]["Message-ID"] == "<informe-1@example.sv>"


@pytest.mark.solo_sqlite
@pytest.mark.parametrize("formato", ["pdf", "xlsx", "csv", "html", "json"])
def test_por_smtp_de_verdad_llega_el_mismo_archivo_aunque_lo_rechacen_antes(
    almacen: Almacen, reloj: RelojFijo, cartero: tuple[Cartero, int], formato: str
) -> None:
    casa, puerto = cartero
    hecho = registro.armar("participacion", None, Periodo.del_anio(2016), PRIMERO, "ISSS")
    f = formas.FORMATOS[formato]
    adjunto = Adjunto(
        "Participación, año 2016", formas.nombre_de_archivo(hecho, formato), f.tipo, f.hacer(hecho)
    )
    apuntar(almacen, [Programado("participacion", "mes", formato, ("a@example.sv", "b@example.sv"))], PRIMERO)
    buzon, casa.falla = replace(BUZON, puerto=puerto, seguridad="ninguna"), 1
    assert despachar_informes(almacen, buzon, lambda _: adjunto, reloj) == (1, 1)
    reloj.adelantar(timedelta(minutes=2))
    assert despachar_informes(almacen, buzon, lambda _: adjunto, reloj) == (1, 0)
    for n, m in ((2, casa.mensajes[0]), (1, casa.mensajes[1])):
        (llegado,) = m.iter_attachments()
        assert llegado.get_payload(decode=True) == adjunto.cuerpo
        assert llegado.get_filename() == f"participacion-2016.{formato}"
        assert (m["Subject"], m["Message-ID"]) == (
            "Informe: Participación, año 2016",
            f"<informe-{n}@example.sv>",
        )
    huellas = {e["huella"] for e in ultimos(almacen)}
    assert huellas == {hashlib.sha256(adjunto.cuerpo).hexdigest()}


def test_montado_se_hace_el_informe_de_esos_dias(
    almacen: Almacen, reloj: RelojFijo, monkeypatch: pytest.MonkeyPatch
) -> None:
    reloj.adelantar(datetime(2027, 1, 1, 13, tzinfo=UTC) - reloj.ahora())
    config = Config.model_validate(
        {
            "correo": {"servidor": "x", "de": "m@example.sv", "enlace": "https://consola.example.sv"},
            "informe": [
                {"clase": "participacion", "cada": "anio", "formato": "json", "para": ["a@example.sv"]}
            ],
        },
        strict=False,
    )
    cartera = Cartera()
    enviar = por_correo.avisos.despachar_informes
    monkeypatch.setattr(por_correo.avisos, "despachar_informes", lambda *a: enviar(*a, cartera))
    assert por_correo.enviar_informes(config, almacen, BUZON, reloj) == (1, 0)
    assert por_correo.enviar_informes(config, almacen, BUZON, reloj) == (0, 0)
    (adjunto,) = cartera.enviados[0].iter_attachments()
    assert adjunto.get_filename() == "participacion-2026.json"
    assert json.loads(adjunto.get_content())["periodo"] == {"desde": "2026-01-01", "hasta": "2026-12-31"}
    assert por_correo.enviar_informes(Config(), almacen, BUZON, reloj) == (0, 0)


@pytest.mark.los_dos
def test_la_migracion_baja_y_sube_con_datos(almacen: Almacen) -> None:
    guardar_mecanismo(almacen, ESCRITO, "usuario/1")
    importar(almacen, PUBLICADO, "usuario/1")
    importar(almacen, DIARIAS, "usuario/1")
    apuntar(almacen, [MENSUAL], PRIMERO)
    config = _config()
    with almacen._motor.begin() as con:
        config.attributes["conexion"] = con
        command.downgrade(config, "0013")
    almacen.migrar()
    assert ultimos(almacen) == [], "lo que solo vivía en sus tablas se fue con ellas"
    assert importar(almacen, PUBLICADO, "usuario/1").nuevas == 2
    assert guardar_mecanismo(almacen, ESCRITO, "usuario/1")[1] == "nuevo"
