"""Un servidor uvicorn en un hilo, sobre 127.0.0.1."""

import socket
import threading

import uvicorn
from starlette.types import ASGIApp

ANFITRION = "127.0.0.1"


class ServidorHilo:
    """Un servidor uvicorn en un hilo, ya atado a su puerto al construirse (0: uno libre)."""

    def __init__(self, app: ASGIApp, puerto: int = 0) -> None:
        # con el protocolo dicho, asyncio pone TCP_NODELAY: sin el, cada respuesta tarda 40 ms
        self._enchufe = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._enchufe.bind((ANFITRION, puerto))
        except OSError:
            self._enchufe.close()
            raise
        self.puerto: int = self._enchufe.getsockname()[1]
        configuracion = uvicorn.Config(
            app, log_level="error", access_log=False, lifespan="off", http="h11", ws="none",
            timeout_graceful_shutdown=1, date_header=False,
        )  # fmt: skip
        self._servidor = uvicorn.Server(configuracion)
        self._hilo = threading.Thread(target=self._correr, name=f"red-{self.puerto}", daemon=True)

    @property
    def base(self) -> str:
        """La direccion, sin barra final."""
        return f"http://{ANFITRION}:{self.puerto}"

    def _correr(self) -> None:
        self._servidor.run(sockets=[self._enchufe])

    def arrancar(self) -> None:
        """Empieza a atender. El puerto ya escucha: quien conecte antes de tiempo espera, no falla."""
        self._enchufe.listen(128)
        self._hilo.start()

    def parar(self) -> None:
        """Cierra y espera al hilo, 5 segundos como mucho."""
        self._servidor.should_exit = True
        if self._hilo.is_alive():
            self._hilo.join(5)
        self._enchufe.close()
