"""Lo que ningun cliente de biblioteca manda: octetos sueltos por el enchufe del servidor de verdad."""

import socket
import time
from urllib.parse import urlsplit

import pytest

PACIENCIA = 5.0
"""Segundos."""
H = b"Host: casa\r\nOrigin: http://casa\r\nSec-Fetch-Site: same-origin\r\n"
F = b"Content-Type: application/x-www-form-urlencoded\r\n"
PARTES = b"Content-Type: multipart/form-data; boundary=b\r\n"

MALAS = {
    "nada": b"\r\n\r\n",
    "no es http": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    "http 0.9": b"GET /cola\r\n\r\n",
    "http 2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "version rara": b"GET /cola HTTP/9.9\r\n" + H + b"\r\n",
    "sin host": b"GET /cola HTTP/1.1\r\n\r\n",
    "dos host": b"GET /cola HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    "direccion absoluta": b"GET http://malo.example.com/cola HTTP/1.1\r\n" + H + b"\r\n",
    "asterisco": b"OPTIONS * HTTP/1.1\r\n" + H + b"\r\n",
    "tunel": b"CONNECT malo.example.com:443 HTTP/1.1\r\n" + H + b"\r\n",
    "direccion cruda": b"GET /\xff\xfe\xed\xa0\x80 HTTP/1.1\r\n" + H + b"\r\n",
    "direccion con nul": b"GET /cola\x00 HTTP/1.1\r\n" + H + b"\r\n",
    "direccion larga": b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\n" + H + b"\r\n",
    "cabecera larga": b"GET /cola HTTP/1.1\r\n" + H + b"X-L: " + b"a" * 500_000 + b"\r\n\r\n",
    "muchas cabeceras": b"GET /cola HTTP/1.1\r\n" + H + b"".join(b"X-%d: a\r\n" % i for i in range(20_000)) + b"\r\n",
    "cabecera doblada": b"GET /cola HTTP/1.1\r\n" + H + b"X-A: b\r\n c\r\n\r\n",
    "espacio antes de dos puntos": b"GET /cola HTTP/1.1\r\n" + H + b"Cookie : sesion=1\r\n\r\n",
    "cabecera con nul": b"GET /cola HTTP/1.1\r\n" + H + b"Cookie: a\x00b\r\n\r\n",
    "solo lf": b"GET /cola HTTP/1.1\nHost: casa\n\n",
    "cr suelto": b"GET /cola HTTP/1.1\r\n" + H + b"X: a\rSet-Cookie: b\r\n\r\n",
    "largo negativo": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Content-Length: -1\r\n\r\nnombre=a",
    "largo con signo": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Content-Length: +8\r\n\r\nnombre=a",
    "largo que no es": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Content-Length: NaN\r\n\r\nnombre=a",
    "largo enorme": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Content-Length: " + b"9" * 5_000 + b"\r\n\r\nnombre=a",
    "largo de 50 MB": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Content-Length: 50000000\r\n\r\nnombre=a",
    "dos largos": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Content-Length: 8\r\nContent-Length: 9\r\n\r\nnombre=ab",
    "largo y trozos": b"POST /ingresar HTTP/1.1\r\n"
    + H
    + F
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /cola HTTP/1.1\r\n"
    + H
    + b"\r\n",
    "trozo que no es": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nnombre=a\r\n0\r\n\r\n",
    "trozo negativo": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Transfer-Encoding: chunked\r\n\r\n-8\r\nnombre=a\r\n0\r\n\r\n",
    "trozo enorme": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Transfer-Encoding: chunked\r\n\r\n" + b"F" * 40 + b"\r\nnombre=a",
    "codificacion doble": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
    "sin frontera": b"POST /ingresar HTTP/1.1\r\n" + H + b"Content-Type: multipart/form-data\r\nContent-Length: 8\r\n\r\nnombre=a",
    "parte sin cerrar": b"POST /ingresar HTTP/1.1\r\n" + H + PARTES + b"Content-Length: 5\r\n\r\n--b\r\n",
    "enchufe web": b"GET /cola HTTP/1.1\r\n" + H + b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n",
    "a http 2": b"GET /cola HTTP/1.1\r\n" + H + b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAA\r\n\r\n",
}  # fmt: skip
LENTAS = {
    "a medias": b"GET /cola HTT",
    "cuerpo a medias": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Content-Length: 100\r\n\r\nnombre=a",
    "trozos a medias": b"POST /ingresar HTTP/1.1\r\n" + H + F + b"Transfer-Encoding: chunked\r\n\r\n8\r\nnom",
}
"""Se quedan esperando: el servidor no debe quedarse con ellas."""


def _hablar(base: str, octetos: bytes) -> tuple[bytes, float]:
    """Lo que contesta hasta que cierra o calla, y lo que tardo en empezar."""
    sitio = urlsplit(base)
    inicio = time.perf_counter()
    with socket.create_connection((sitio.hostname, sitio.port), timeout=PACIENCIA) as s:
        try:
            s.sendall(octetos)
            recibido = s.recv(65_536)
        except (ConnectionError, TimeoutError):
            return b"", time.perf_counter() - inicio
        return recibido, time.perf_counter() - inicio


@pytest.mark.parametrize("que", MALAS)
def test_el_servidor_no_se_rompe(como, que, caplog):
    c = como()
    recibido, segundos = _hablar(c.base, MALAS[que])
    assert segundos < PACIENCIA, que
    if recibido:
        version, estado = recibido.split(b" ", 2)[:2]
        assert version.startswith(b"HTTP/1."), recibido[:80]
        assert int(estado) < 500, recibido[:200]
        assert b"Traceback" not in recibido
    assert not [r for r in caplog.records if r.exc_info], caplog.text
    assert c.ver("/ingresar").status_code == 200


def test_nadie_entra_por_detras_de_otro(como):
    """Una peticion escondida en el cuerpo de otra no se atiende: con largo y trozos a la vez, se corta."""
    recibido, _ = _hablar(como().base, MALAS["largo y trozos"])
    assert recibido.count(b"HTTP/1.1") <= 1
    assert recibido.startswith(b"HTTP/1.1 4") or b"\r\nconnection: close" in recibido.lower() or not recibido


def test_las_que_se_quedan_a_medias_no_estorban(como):
    c = como()
    sitio = urlsplit(c.base)
    abiertas = []
    for octetos in LENTAS.values():
        for _ in range(20):
            s = socket.create_connection((sitio.hostname, sitio.port), timeout=PACIENCIA)
            s.sendall(octetos)
            abiertas.append(s)
    inicio = time.perf_counter()
    assert c.ver("/ingresar").status_code == 200
    assert time.perf_counter() - inicio < PACIENCIA
    for s in abiertas:
        s.close()
    assert c.ver("/ingresar").status_code == 200
