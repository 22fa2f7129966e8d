"""Twitter tarda, gotea o manda de mas: el conector no se queda esperando."""

import socket
import threading
import time
from contextlib import contextmanager

import pytest

from conectores.errores import RedCaida, RespuestaIlegible
from conectores.http import Limites
from conectores.simulador.servidor import ANFITRION
from conectores.twitter import ConectorTwitter
from tests.conectores.twitter_comun import ANA, NOSOTROS, barrer, credencial, montar


def test_limite_de_lectura(encender) -> None:
    e = montar(encender, limites=Limites(conectar=1, leer=0.2, total=5))
    e.g.fallar(ruta="/mentions", demora=3)
    empieza = time.monotonic()
    with pytest.raises(RedCaida):
        barrer(e.c)
    assert time.monotonic() - empieza < 2


@contextmanager
def _goteo():
    """Un servidor que contesta un octeto cada 50 ms, sin acabar nunca."""
    escucha = socket.create_server((ANFITRION, 0))
    fin = threading.Event()

    def atender() -> None:
        try:
            conexion, _ = escucha.accept()
        except OSError:
            return
        with conexion:
            conexion.recv(65_536)
            conexion.sendall(
                b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000\r\n\r\n"
            )
            while not fin.wait(0.05):
                try:
                    conexion.sendall(b" ")
                except OSError:
                    return

    hilo = threading.Thread(target=atender, daemon=True)
    hilo.start()
    try:
        yield f"http://{ANFITRION}:{escucha.getsockname()[1]}"
    finally:
        fin.set()
        escucha.close()
        hilo.join(5)


def test_limite_total_aunque_la_respuesta_gotee() -> None:
    with _goteo() as base:
        conector = ConectorTwitter(NOSOTROS, credencial(), base=base, limites=Limites(leer=5, total=0.4))
        empieza = time.monotonic()
        with pytest.raises(RedCaida):
            conector.estado_cuenta()
        assert time.monotonic() - empieza < 3


def test_respuesta_demasiado_grande(compartida) -> None:
    e = montar(compartida, limites=Limites(octetos=10_000))
    e.g.inyectar({"texto": "z" * 20_000, "autor": ANA})
    with pytest.raises(RespuestaIlegible):
        barrer(e.c)
