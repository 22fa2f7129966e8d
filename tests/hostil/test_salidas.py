"""Lo hostil en lo que sale hacia otros programas: JSON, metricas, hojas de calculo y correo."""

import email
import email.policy
import io
import re
import zipfile
from html.parser import HTMLParser

import pytest
from aiosmtpd.controller import Controller

from moderacion.almacen.columnas import limpiar
from moderacion.avisos import mensajero
from moderacion.web import crear_app
from tests.hostil import plantar
from tests.hostil.salidas import TIPOS_DE_HOJA, es_formula, json_estricto, metricas_validas, sin_formulas
from tests.hostil.textos import FUERA, TEXTOS, Texto, muestra
from tests.web.asgi import pedidor
from tests.web.paginas import LECTURAS

FORMULAS = [t for t in TEXTOS if t.clase == "formula"]


def test_toda_salida_para_programas_aguanta_lo_hostil(montaje, plantilla):
    """Recorre las lecturas de la aplicacion y mira cada una segun su tipo; una exportacion nueva entra sola."""
    plantar.comentar(montaje, (*muestra(60), *FORMULAS))
    for _ in plantar.conectar(montaje, muestra(9)):
        pass
    tipos = set()
    with pedidor(crear_app(montaje.servicio)) as nadie:
        for ruta in LECTURAS:
            rol = "" if ruta.publica else max(ruta.roles)
            r = nadie.con(plantilla[1].get(rol, "")).ver(ruta.con())
            tipos.add(r.tipo)
            if r.tipo == "application/json":
                json_estricto(r.cuerpo)
            elif r.tipo in TIPOS_DE_HOJA:
                sin_formulas(r.cuerpo)
                assert r.cabeceras["content-disposition"].startswith("attachment"), ruta
            elif r.cabeceras.get("content-type", "").startswith("text/plain; version="):
                assert metricas_validas(r.cuerpo) > 0
            for nombre, valor in r.cabeceras.raw:
                assert not re.search(rb"[\r\n\x00]", nombre + valor), ruta
    assert {"application/json", "text/plain", "text/html"} <= tipos


@pytest.mark.parametrize("t", [t for t in TEXTOS if t.clase in {"metrica", "json", "cabecera"}][::4], ids=str)
def test_una_etiqueta_hostil_no_rompe_las_metricas(montaje, t: Texto):
    """El nombre de la cuenta va de etiqueta."""
    servicio = montaje.servicio
    with servicio.almacen.unidad() as u:
        u.cuentas.dar_de_alta("facebook", "otra", t.texto)
    with pedidor(crear_app(servicio)) as nadie:
        cuerpo = nadie.ver("/metricas").cuerpo
        assert metricas_validas(cuerpo) >= len(servicio.salud().cuentas)
        assert cuerpo.decode().splitlines().count("moderacion_viva 0.0") <= 1
        assert t.sello in str(json_estricto(nadie.ver("/salud").cuerpo))


# --- hojas de calculo


@pytest.mark.parametrize("t", FORMULAS[::5], ids=str)
def test_la_mirada_ve_cada_formula(t: Texto):
    assert es_formula(t.carga.lstrip("'\"；;")) or t.carga[0] in "'\"；;"
    if t.carga[0] not in "'\"；;":
        celda = '"' + t.carga.replace('"', '""') + '"'
        with pytest.raises(AssertionError):
            sin_formulas(f"id,texto\n1,{celda}\n".encode())
        bueno = '"' + "'" + t.carga.replace('"', '""') + '"'
        assert sin_formulas(f"id,texto\n1,{bueno}\n".encode())[1][1] == "'" + t.carga


@pytest.mark.parametrize("celda", ["-5", "+503", "-1,5", "12.5", "a=1", "'=1", "2026-11-20", ""])
def test_un_numero_no_es_una_formula(celda):
    assert not es_formula(celda)


@pytest.mark.parametrize("celda", ["<c><f>1+1</f></c>", '<c><f t="shared">x</f></c>'])
def test_una_formula_en_xlsx_se_ve(celda):
    hoja = io.BytesIO()
    with zipfile.ZipFile(hoja, "w") as z:
        z.writestr("xl/worksheets/sheet1.xml", f"<sheetData>{celda}</sheetData>")
    with pytest.raises(AssertionError, match="formula"):
        sin_formulas(hoja.getvalue())


# --- correo


class Buzon:
    """Guarda lo que llega."""

    def __init__(self) -> None:
        self.cartas: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, _servidor, _sesion, sobre) -> str:
        self.cartas.append((sobre.rcpt_tos, sobre.content))
        return "250 bien"


class Oficina(Controller):
    """Un servidor de correo en un puerto que elige el sistema."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def buzon(monkeypatch):
    monkeypatch.setattr(mensajero, "mirar", lambda *_: None)
    buzon = Buzon()
    oficina = Oficina(buzon, hostname="127.0.0.1", port=0, ready_timeout=30)
    oficina.start()
    buzon.puerto = oficina.port
    yield buzon
    oficina.stop()


class Elementos(HTMLParser):
    """Las etiquetas y direcciones de un HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.vistos: set[str] = set()

    def handle_starttag(self, etiqueta: str, atributos) -> None:
        self.vistos |= {etiqueta, *(f"{etiqueta}[{a}]" for a, _ in atributos)}


CABECERAS_DE_CARTA = {
    "content-type", "mime-version", "subject", "from", "to", "date", "message-id", "x-application", "reply-to",
    "content-transfer-encoding", "list-unsubscribe", "list-unsubscribe-post",
}  # fmt: skip


def _enviar(buzon, asunto: str, cuerpo: str) -> None:
    direccion = f"mailto://127.0.0.1:{buzon.puerto}/?from=casa@casa.example.com&to=jefa@casa.example.com&mode=insecure"
    # el aviso se lee de la base, y a la base un NUL o medio par sustituto no entran
    mensaje = {"direccion": direccion, "asunto": limpiar(asunto), "cuerpo": limpiar(cuerpo)}
    # por dentro, sin arrancar un proceso para cada texto
    assert mensajero.enviar({**mensaje, "ahora": "2026-11-20T15:00:00+00:00"})["salio"]


def _revisar(buzon, t: Texto) -> None:
    a_quien, octetos = buzon.cartas[-1]
    assert a_quien == ["jefa@casa.example.com"], t
    carta = email.message_from_bytes(octetos, policy=email.policy.default)
    assert {c.lower() for c in carta} <= CABECERAS_DE_CARTA, (t, list(carta))
    assert len(carta.get_all("subject")) == 1, t
    assert carta["to"].addresses[0].addr_spec == "jefa@casa.example.com", t
    assert not carta.defects, (t, carta.defects)
    for parte in carta.walk():
        if parte.get_content_type() == "text/html":
            vistos = Elementos()
            vistos.feed(parte.get_content())
            assert vistos.vistos <= {"html", "head", "body", "br", "br[/]", "p", "div", "pre"}, (
                t,
                vistos.vistos,
            )
    assert not list(carta.iter_attachments()), t


def test_un_aviso_por_correo_no_lleva_nada_de_mas(buzon):
    _por_correo(buzon, muestra(25))


@pytest.mark.lenta
@pytest.mark.timeout(600)
def test_ningun_aviso_por_correo_lleva_nada_de_mas(buzon):
    _por_correo(buzon, TEXTOS)


def _por_correo(buzon, textos) -> None:
    for n, t in enumerate(textos, 1):
        _enviar(buzon, f"URGENTE: {t.texto}", f"Qué se vio:\n- {t.texto}\n    «{t.carga}»\n{FUERA}")
        assert len(buzon.cartas) == n, t
        _revisar(buzon, t)
