"""El proxy de averias hace lo que dice: cada una estropea lo suyo, la red aplica lo que debe, y al reparar todo vuelve."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
import requests

from conectores.http import Limites, nueva_sesion
from tests.fiabilidad.averias import AVERIAS, CUALQUIERA, ESCRIBE, SALE_BIEN, SE_APLICA, SIN_APLICAR, Proxy

pytestmark = pytest.mark.lenta
CORTOS = Limites(conectar=1, leer=0.4, total=0.8)
LARGO = {"ok": True, "relleno": "x" * 500}


class Red(ThreadingHTTPServer):
    """Apunta cada POST que aplica y contesta JSON."""

    daemon_threads = True

    def __init__(self) -> None:
        self.hechos: list[str] = []
        super().__init__(("127.0.0.1", 0), Atiende)


class Atiende(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Red

    def do_GET(self) -> None:
        self._bien()

    def do_POST(self) -> None:
        cuerpo = self.rfile.read(int(self.headers["content-length"] or 0))
        self.server.hechos.append(cuerpo.decode())
        self._bien()

    def _bien(self) -> None:
        octetos = json.dumps(LARGO).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(octetos)))
        self.end_headers()
        self.wfile.write(octetos)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def red() -> Iterator[Red]:
    servidor = Red()
    hilo = Thread(target=servidor.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    hilo.start()
    yield servidor
    servidor.shutdown()
    servidor.server_close()
    hilo.join(5)


@pytest.fixture
def proxy(red: Red) -> Iterator[Proxy]:
    p = Proxy(f"http://127.0.0.1:{red.server_port}")
    yield p
    p.cerrar()


def pedir(proxy: Proxy, metodo: str = "POST") -> object:
    """El JSON que llega, o lanza lo de `requests`, como a un conector."""
    with nueva_sesion(proxy.base, CORTOS) as s:
        r = s.request(metodo, "https://graph.example/v1/cosa", data=b"hola" if metodo == "POST" else None)
        r.raise_for_status()
        return r.json()


@pytest.mark.parametrize("averia", AVERIAS)
def test_cada_averia_estropea_lo_suyo_y_al_reparar_vuelve(proxy: Proxy, red: Red, averia: str) -> None:
    assert pedir(proxy) == LARGO
    proxy.averiar(averia, (ESCRIBE, 1))
    if averia in SALE_BIEN:
        assert pedir(proxy) == LARGO
    else:
        with pytest.raises(requests.exceptions.RequestException):
            pedir(proxy)
    assert len(red.hechos) == (1 if averia in SIN_APLICAR else 2)
    assert proxy.aplicadas == ({} if averia == "caida" else {averia: 1})
    proxy.reparar()
    assert pedir(proxy) == LARGO


def test_son_doce_y_se_sabe_de_cada_una_si_la_red_la_aplica() -> None:
    assert len(set(AVERIAS)) == 12
    assert set(AVERIAS) == {*SIN_APLICAR, *SE_APLICA, *SALE_BIEN}


def test_estropea_solo_las_que_se_dicen_y_en_su_orden(proxy: Proxy) -> None:
    proxy.averiar("5xx", (ESCRIBE, 1), (CUALQUIERA, 1))
    assert pedir(proxy, "GET") == LARGO, "leer no es escribir"
    for metodo in ("POST", "GET"):
        with pytest.raises(requests.exceptions.HTTPError, match="503"):
            pedir(proxy, metodo)
    assert pedir(proxy) == LARGO
    assert proxy.aplicadas["5xx"] == 2


def test_el_plazo_y_el_goteo_se_cortan_en_el_limite_de_quien_llama(proxy: Proxy) -> None:
    for averia in ("plazo", "cierre lento", "ancho de banda"):
        proxy.averiar(averia, (CUALQUIERA, 1))
        with pytest.raises(requests.exceptions.RequestException, match=r"timed out|limite total"):
            pedir(proxy)
