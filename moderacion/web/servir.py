"""La consola sobre uvicorn, en el hilo principal o en otro."""

import socket
from collections.abc import Sequence
from functools import partial
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from moderacion.errores import ErrorConfig, por_que
from moderacion.web.llegadas import Llegada, cuantas

_CERRAR_EN: Final = 3
"""Segundos que se espera a las peticiones abiertas al parar."""


def enchufe(anfitrion: str, puerto: int) -> socket.socket:
    """Ata el puerto (0: uno libre) ya a la escucha. Lanza `ErrorConfig` si no se puede."""
    try:
        familia = socket.getaddrinfo(anfitrion, puerto, type=socket.SOCK_STREAM)[0][0]
        # con el protocolo dicho asyncio quita la espera de Nagle: sin él cada respuesta tarda 40 ms de más
        s = socket.socket(familia, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        raise ErrorConfig(f"«web.anfitrion»: no se puede escuchar en {anfitrion}: {por_que(error)}") from None
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        s.bind((anfitrion, puerto))
    except OSError as error:
        s.close()
        raise ErrorConfig(
            f"«web.puerto»: no se puede escuchar en {anfitrion}:{puerto}: {por_que(error)}"
        ) from None
    s.listen(128)
    return s


def servidor(
    app: ASGIApp, anfitrion: str, puerto: int, proxy: Sequence[str] = ("127.0.0.1",)
) -> uvicorn.Server:
    """`proxy`: a quien se le cree lo que diga de la direccion del cliente. Un servidor por arrancar con `.run()` (o `.run(sockets=[enchufe(...)])`); se para con `should_exit`."""
    maximo = cuantas()
    return uvicorn.Server(
        uvicorn.Config(
            app,
            http=partial(Llegada, maximo=maximo),  # type: ignore[arg-type]
            # asyncio acepta todas las que esperan de una vez, antes de que se corte ninguna
            backlog=maximo // 2,
            host=anfitrion,
            port=puerto,
            log_level="warning",
            access_log=False,
            # sin su propio manejador: lo suyo sale por el del proceso (`moderacion.registrar`)
            log_config=None,
            lifespan="off",
            ws="none",
            server_header=False,
            proxy_headers=True,
            forwarded_allow_ips=list(proxy),
            timeout_graceful_shutdown=_CERRAR_EN,
        )
    )
