"""El camino HTTP de los tres clientes ante servidores lentos, mentirosos o rotos, sobre enchufes crudos."""

import gzip
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

import pytest
import requests

from conectores.http import (
    AdaptadorRed,
    Limites,
    RespuestaDemasiadoGrande,
    TiempoTotalAgotado,
    TransporteGoogle,
    no_salio,
    nueva_sesion,
)

CORTOS = Limites(conectar=1.0, leer=0.3, total=0.6, octetos=100_000)


class Crudo:
    """Servidor de una linea: por cada peticion corre `guion(enchufe)` y cierra."""

    def __init__(self, guion: Callable[[socket.socket], None]) -> None:
        self.guion = guion
        self.peticiones: list[bytes] = []
        self.fin = threading.Event()
        self.escucha = socket.create_server(("127.0.0.1", 0))
        self.base = f"http://127.0.0.1:{self.escucha.getsockname()[1]}"
        self.hilos = [threading.Thread(target=self._aceptar, daemon=True)]
        self.hilos[0].start()

    def _aceptar(self) -> None:
        while True:
            try:
                enchufe, _ = self.escucha.accept()
            except OSError:
                return
            hilo = threading.Thread(target=self._atender, args=(enchufe,), daemon=True)
            self.hilos.append(hilo)
            hilo.start()

    def _atender(self, enchufe: socket.socket) -> None:
        with enchufe:
            enchufe.settimeout(3)
            try:
                datos = b""
                while b"\r\n\r\n" not in datos:
                    trozo = enchufe.recv(65536)
                    if not trozo:
                        return
                    datos += trozo
                self.peticiones.append(datos)
                self.guion(enchufe)
            except OSError:
                return

    def gotear(self, enchufe: socket.socket, gota: bytes) -> None:
        """Una gota cada 20 ms hasta que el cliente se vaya o acabe la prueba (3 s como mucho)."""
        for _ in range(150):
            if self.fin.wait(0.02):
                return
            enchufe.sendall(gota)

    def cerrar(self) -> None:
        self.fin.set()
        self.escucha.shutdown(socket.SHUT_RDWR)
        self.escucha.close()
        for hilo in self.hilos:
            hilo.join(5)


@pytest.fixture
def crudo() -> Iterator[Callable[[Callable[[socket.socket], None]], Crudo]]:
    vivos: list[Crudo] = []

    def hacer(guion: Callable[[socket.socket], None]) -> Crudo:
        vivos.append(Crudo(guion))
        return vivos[-1]

    yield hacer
    for vivo in vivos:
        vivo.cerrar()


def contestar(cuerpo: bytes, *cabeceras: str, estado: str = "200 OK") -> Callable[[socket.socket], None]:
    fijas = (f"HTTP/1.1 {estado}", f"Content-Length: {len(cuerpo)}", "Connection: close")
    linea = "\r\n".join([*fijas, *cabeceras])

    def guion(enchufe: socket.socket) -> None:
        enchufe.sendall(linea.encode() + b"\r\n\r\n" + cuerpo)

    return guion


def pedir(base: str, limites: Limites = CORTOS, ruta: str = "/x", **otros: object) -> requests.Response:
    with nueva_sesion(base, limites) as sesion:
        return sesion.get(f"https://graph.example{ruta}", **otros)


def test_cambia_la_base_y_conserva_ruta_y_consulta(crudo):
    servidor = crudo(contestar(b"{}"))
    assert pedir(servidor.base + "/prefijo/", ruta="/v26.0/a%2Fb?x=1&y=%C3%B1").status_code == 200
    assert servidor.peticiones[0].startswith(b"GET /prefijo/v26.0/a%2Fb?x=1&y=%C3%B1 HTTP/1.1\r\n")
    assert b"Host: 127.0.0.1" in servidor.peticiones[0]


def test_red_muda_se_corta_en_el_limite_de_lectura(crudo):
    servidor = crudo(lambda e: servidor.fin.wait(3))
    antes = time.monotonic()
    with pytest.raises(requests.exceptions.ReadTimeout) as info:
        pedir(servidor.base, Limites(leer=0.2, total=5))
    assert time.monotonic() - antes < 1.5
    assert not no_salio(info.value)


def test_red_muda_se_corta_en_el_total_aunque_el_de_lectura_sea_mayor(crudo):
    servidor = crudo(lambda e: servidor.fin.wait(3))
    antes = time.monotonic()
    with pytest.raises(TiempoTotalAgotado):
        pedir(servidor.base, Limites(leer=5, total=0.3))
    assert time.monotonic() - antes < 1.5


def test_cuerpo_a_gotas_se_corta_en_el_limite_total(crudo):
    def guion(enchufe: socket.socket) -> None:
        enchufe.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        servidor.gotear(enchufe, b" ")

    servidor = crudo(guion)
    antes = time.monotonic()
    with pytest.raises(TiempoTotalAgotado):
        pedir(servidor.base)
    assert 0.5 < time.monotonic() - antes < 1.5


def test_cabeceras_a_gotas_se_cortan_en_el_limite_total(crudo):
    def guion(enchufe: socket.socket) -> None:
        enchufe.sendall(b"HTTP/1.1 200 OK\r\nX-Relleno: ")
        servidor.gotear(enchufe, b"a")

    servidor = crudo(guion)
    antes = time.monotonic()
    with pytest.raises(TiempoTotalAgotado) as info:
        pedir(servidor.base)
    assert 0.5 < time.monotonic() - antes < 1.5
    assert not no_salio(info.value)


def test_respuesta_mayor_que_el_maximo(crudo):
    with pytest.raises(RespuestaDemasiadoGrande):
        pedir(crudo(contestar(b"a" * 100_001)).base)
    assert len(pedir(crudo(contestar(b"a" * 100_000)).base).content) == 100_000


def test_bomba_comprimida_cuenta_lo_descomprimido(crudo):
    bomba = gzip.compress(b"0" * 50_000_000)
    assert len(bomba) < 100_000
    with pytest.raises(RespuestaDemasiadoGrande):
        pedir(crudo(contestar(bomba, "Content-Encoding: gzip")).base)


@pytest.mark.parametrize(
    "crudos",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\nContent-Encoding: gzip\r\n\r\nno-es-gz!",
        b"esto no es HTTP\r\n\r\n",
        b"",
    ],
    ids=["largo-incumplido", "trozos-sin-final", "trozo-sin-largo", "gzip-falso", "no-http", "nada"],
)
def test_respuesta_rota_es_un_error_de_requests(crudo, crudos):
    with pytest.raises(requests.exceptions.RequestException):
        pedir(crudo(lambda e: e.sendall(crudos)).base)


def test_corte_en_las_cabeceras_no_se_toma_por_respuesta_vacia(crudo):
    """http.client da por buenas unas cabeceras cortadas: el largo anunciado tiene que delatarlo."""
    servidor = crudo(lambda e: e.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: b"))
    with pytest.raises(requests.exceptions.RequestException):
        pedir(servidor.base)


def test_no_repite_por_su_cuenta(crudo):
    servidor = crudo(lambda e: None)
    with pytest.raises(requests.exceptions.ConnectionError) as info, nueva_sesion(servidor.base) as sesion:
        sesion.post("https://graph.example/x", data={"a": "b"})
    assert len(servidor.peticiones) == 1
    assert not no_salio(info.value)


def test_conexion_rechazada_no_salio():
    with socket.create_server(("127.0.0.1", 0)) as libre:
        puerto = libre.getsockname()[1]
    with pytest.raises(requests.exceptions.ConnectionError) as info:
        pedir(f"http://127.0.0.1:{puerto}")
    assert no_salio(info.value)


def test_gzip_se_entrega_descomprimido_y_sin_anunciarlo(crudo):
    comprimido = gzip.compress(b'{"a": "\xc3\xb1"}')
    servidor = crudo(contestar(comprimido, "Content-Encoding: gzip"))
    assert pedir(servidor.base).json() == {"a": "ñ"}
    respuesta, cuerpo = TransporteGoogle(servidor.base, CORTOS).request("https://youtube.example/y?z=1")
    assert cuerpo == b'{"a": "\xc3\xb1"}'
    assert respuesta.status == 200
    assert "content-encoding" not in respuesta


def test_cabecera_de_gzip_en_goteo_no_se_toma_por_final(crudo):
    """Los primeros octetos de gzip no producen texto: leer nada todavia no es haber terminado."""
    comprimido = gzip.compress(b'{"a": 1}')

    def guion(enchufe: socket.socket) -> None:
        cabecera = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(comprimido)}\r\n\r\n"
        enchufe.sendall(cabecera.encode())
        for octeto in comprimido:
            enchufe.sendall(bytes([octeto]))
            servidor.fin.wait(0.005)

    servidor = crudo(guion)
    assert pedir(servidor.base).json() == {"a": 1}


def test_al_responder_ve_cada_respuesta(crudo):
    vistas: list[tuple[int, str]] = []
    servidor = crudo(contestar(b"{}", "X-App-Usage: 7", estado="429 Too Many Requests"))
    adaptador = AdaptadorRed(
        servidor.base, CORTOS, lambda r: vistas.append((r.status_code, r.headers["x-app-usage"]))
    )
    with requests.Session() as sesion:
        sesion.trust_env = False
        sesion.mount("https://", adaptador)
        sesion.get("https://graph.example/x")
    assert vistas == [(429, "7")]


def test_con_base_no_se_usa_el_proxy_del_entorno(crudo, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    assert pedir(crudo(contestar(b"{}")).base).status_code == 200


def test_transporte_google_no_sigue_redirecciones(crudo):
    servidor = crudo(contestar(b"", "Location: /otra", estado="302 Found"))
    respuesta, _ = TransporteGoogle(servidor.base, CORTOS).request(
        "https://youtube.example/y", "POST", body="ñ"
    )
    assert respuesta.status == 302
    assert respuesta["location"] == "/otra"
    assert len(servidor.peticiones) == 1
    assert b"Content-Length: 2\r\n" in servidor.peticiones[0]


class Lenta:
    """Una sesion que solo contesta cuando hay cuatro peticiones a la vez, y no admite dos juntas."""

    hechas: ClassVar[list["Lenta"]] = []

    def __init__(self, juntas: threading.Barrier) -> None:
        self.juntas, self.ocupada, self.cerrada = juntas, threading.Lock(), False
        self.hechas.append(self)

    def request(self, *_: object, **__: object) -> requests.Response:
        assert self.ocupada.acquire(blocking=False), "dos hilos con la misma sesion"
        self.juntas.wait(5)
        self.ocupada.release()
        r = requests.Response()
        r.status_code, r._content = 200, b"{}"
        return r

    def close(self) -> None:
        self.cerrada = True


def test_transporte_google_tiene_tantas_sesiones_como_peticiones_a_la_vez(monkeypatch):
    monkeypatch.setattr(Lenta, "hechas", [])
    juntas = threading.Barrier(4)
    monkeypatch.setattr("conectores.http.nueva_sesion", lambda *_: Lenta(juntas))
    transporte = TransporteGoogle(None)

    def trabajar(_: int) -> int:
        return transporte.request("https://youtube.example/y")[0].status

    for _ in range(5):  # hilos nuevos cada vez
        with ThreadPoolExecutor(4) as hilos:
            assert list(hilos.map(trabajar, range(4))) == [200] * 4
    assert len(Lenta.hechas) == 4
    transporte.close()
    assert all(s.cerrada for s in Lenta.hechas)


def test_transporte_google_no_pierde_la_sesion_de_una_peticion_que_falla(monkeypatch):
    hechas: list[requests.Session] = []
    monkeypatch.setattr(
        "conectores.http.nueva_sesion", lambda *_: hechas.append(nueva_sesion("")) or hechas[-1]
    )
    transporte = TransporteGoogle(None)
    for _ in range(3):
        with pytest.raises(requests.exceptions.RequestException):
            transporte.request("esto no es una direccion")
    assert len(hechas) == 1


def test_los_registros_de_depuracion_van_sin_tokens(crudo, caplog):
    servidor = crudo(contestar(b"{}"))
    with caplog.at_level(logging.DEBUG):
        pedir(servidor.base, ruta="/x?access_token=SECRETO")
    assert "/x?access_token=" in caplog.text
    assert "SECRETO" not in caplog.text
