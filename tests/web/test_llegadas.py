"""Las conexiones que no dicen nada no dejan al resto del servicio sin descriptores: la consola corta las que sobran."""

import resource
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
import requests
from starlette.responses import PlainTextResponse

from moderacion.web import enchufe, llegadas
from moderacion.web.servir import servidor
from tests.apoyo import esperar

MAXIMO = 5
CALLA = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Larga: "


@pytest.fixture
def en_marcha(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[float], int]]:
    """El puerto de una consola que espera `segundos` a que le hablen."""
    monkeypatch.setattr(llegadas, "_MAXIMO", MAXIMO)
    with ExitStack() as pila:

        def poner(segundos: float) -> int:
            monkeypatch.setitem(llegadas.Llegada.__init__.__kwdefaults__, "espera", segundos)
            return pila.enter_context(_consola())

        yield poner


@contextmanager
def _consola() -> Iterator[int]:
    puerta = enchufe("127.0.0.1", 0)
    web = servidor(PlainTextResponse("hola"), *puerta.getsockname()[:2])
    hilo = threading.Thread(target=web.run, kwargs={"sockets": [puerta]})
    hilo.start()
    try:
        yield puerta.getsockname()[1]
    finally:
        web.should_exit = True
        hilo.join(20)


def _callada(puerto: int, dice: bytes = b"") -> socket.socket:
    s = socket.create_connection(("127.0.0.1", puerto), timeout=10)
    s.sendall(dice)
    return s


def _cortada(s: socket.socket) -> bool:
    try:
        return s.recv(1) == b""
    except ConnectionResetError:
        return True


def _atiende(puerto: int) -> bool:
    with requests.Session() as s:
        s.trust_env = False
        try:
            return s.get(f"http://127.0.0.1:{puerto}/", timeout=10).text == "hola"
        except requests.ConnectionError:
            return False


def test_las_que_sobran_se_cortan_al_llegar_y_al_irse_las_otras_se_atiende(
    en_marcha: Callable[[float], int], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(llegadas.Llegada, "dicho", float("-inf"))
    puerto = en_marcha(60)
    with ExitStack() as abiertas:
        primeras = [abiertas.enter_context(_callada(puerto)) for _ in range(MAXIMO)]
        sobran = [abiertas.enter_context(_callada(puerto)) for _ in range(3 * MAXIMO)]
        assert all(_cortada(s) for s in sobran)
        assert not _atiende(puerto)
        for s in primeras:
            s.settimeout(0)
            with pytest.raises(BlockingIOError):
                s.recv(1)
    esperar(lambda: _atiende(puerto))
    dichas = [r.getMessage() for r in caplog.records if r.name == llegadas.__name__]
    assert dichas == [f"la consola ya tiene {MAXIMO} conexiones abiertas: las que llegan se cortan"], (
        "una vez"
    )


@pytest.mark.parametrize("dice", [b"", CALLA], ids=["nada", "media cabecera"])
def test_la_que_no_acaba_de_pedir_nada_se_corta(en_marcha: Callable[[float], int], dice: bytes) -> None:
    puerto = en_marcha(0.3)
    with ExitStack() as abiertas:
        calladas = [abiertas.enter_context(_callada(puerto, dice)) for _ in range(MAXIMO)]
        assert all(_cortada(s) for s in calladas)
    assert _atiende(puerto)


def test_la_consola_no_pasa_de_la_mitad_de_los_descriptores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (64, 64))
    assert llegadas.cuantas() == 32
    monkeypatch.setattr(resource, "getrlimit", lambda _: (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert llegadas.cuantas() == llegadas._MAXIMO
