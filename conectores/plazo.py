"""Hasta cuando puede durar una peticion, y conexiones de urllib3 que lo respetan tambien al leer cabeceras."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection


class _Plazo(threading.local):
    """Hasta cuando puede durar la peticion de este hilo (segundos de `time.monotonic`)."""

    fin: float = float("inf")


PLAZO: Final = _Plazo()


@contextmanager
def _vigia(enchufe: socket.socket | None) -> Iterator[None]:
    """Corta el enchufe al cumplirse el plazo: el limite de lectura no alcanza a unas cabeceras a gotas."""

    def cortar() -> None:
        if enchufe is not None:
            with suppress(OSError):
                # la de la clase base: la de TLS desmonta su estado mientras otro hilo lee
                socket.socket.shutdown(enchufe, socket.SHUT_RDWR)

    reloj = threading.Timer(max(0.0, PLAZO.fin - time.monotonic()), cortar)
    reloj.daemon = True
    reloj.start()
    try:
        yield
    finally:
        reloj.cancel()


class _ConexionHTTP(HTTPConnection):
    """Conexion cuyas cabeceras de respuesta caben en el plazo."""

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # como en urllib3
        with _vigia(self.sock):
            return super().getresponse()


class _ConexionHTTPS(HTTPSConnection):
    """La misma sobre TLS; con un proxy, tambien lo que este contesta a CONNECT."""

    def _tunnel(self) -> None:
        with _vigia(self.sock):
            super()._tunnel()
        if time.monotonic() >= PLAZO.fin:
            # urllib3 toma el enchufe cortado por el final de las cabeceras, y abriria TLS sobre el
            self.close()
            raise TimeoutError("el proxy no contesto dentro del limite total")

    def getresponse(self) -> HTTPResponse:  # type: ignore[override] # como en urllib3
        with _vigia(self.sock):
            return super().getresponse()


class _FondoHTTP(HTTPConnectionPool):
    ConnectionCls = _ConexionHTTP


class _FondoHTTPS(HTTPSConnectionPool):
    ConnectionCls = _ConexionHTTPS


FONDOS: Final = {"http": _FondoHTTP, "https": _FondoHTTPS}
"""Clase de fondo de conexiones por esquema, para un `PoolManager` de urllib3."""
