"""Pedir a la consola sin red y octeto por octeto: lo que un cliente de biblioteca normalizaria llega tal cual."""

import asyncio
import time
from collections.abc import Coroutine, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from starlette.datastructures import Headers
from starlette.types import ASGIApp

Cabecera = tuple[bytes, bytes]
SITIO = b"127.0.0.1"
FORMULARIO = b"application/x-www-form-urlencoded"
DE_LA_CONSOLA: tuple[Cabecera, ...] = (
    (b"host", SITIO),
    (b"origin", b"http://" + SITIO),
    (b"sec-fetch-site", b"same-origin"),
)
"""Las que manda el navegador desde una pagina nuestra."""


@dataclass(frozen=True, slots=True)
class Respuesta:
    """Lo que contesto la aplicacion y los segundos de procesador que gasto."""

    estado: int
    cabeceras: Headers
    cuerpo: bytes
    segundos: float

    @property
    def texto(self) -> str:
        return self.cuerpo.decode("utf-8", "replace")

    @property
    def tipo(self) -> str:
        return self.cabeceras.get("content-type", "").partition(";")[0].strip()

    @property
    def a_ingresar(self) -> bool:
        return self.estado == 303 and self.cabeceras.get("location", "").startswith("/ingresar")


class Corredor:
    """Un bucle con una sola tarea, que atiende las peticiones de una en una.

    Con una tarea por peticion, anyio acabaria sus hilos con cada una y habria que arrancar otros.
    """

    def __init__(self, bucle: asyncio.AbstractEventLoop) -> None:
        self._bucle = bucle
        self._pedidas: asyncio.Queue[tuple[Coroutine[Any, Any, Respuesta], asyncio.Future[Respuesta]]]
        self._pedidas = asyncio.Queue()
        self._tarea = bucle.create_task(self._atender())

    async def _atender(self) -> None:
        while True:
            peticion, hecha = await self._pedidas.get()
            try:
                hecha.set_result(await peticion)
            except Exception as error:
                hecha.set_exception(error)

    def run(self, peticion: Coroutine[Any, Any, Respuesta]) -> Respuesta:
        hecha: asyncio.Future[Respuesta] = self._bucle.create_future()
        self._pedidas.put_nowait((peticion, hecha))
        return self._bucle.run_until_complete(hecha)


class Pedidor:
    """Habla ASGI con una aplicacion. `testigo`: la sesion con que pide, o vacio."""

    def __init__(self, app: ASGIApp, corredor: Corredor, testigo: str = "") -> None:
        self.app, self._corredor, self._testigo = app, corredor, testigo

    def con(self, testigo: str) -> "Pedidor":
        """Otro que pide con esa sesion."""
        return Pedidor(self.app, self._corredor, testigo)

    def pedir(
        self,
        metodo: str,
        ruta: str | bytes,
        trozos: Iterable[bytes] = (),
        *,
        tipo: bytes | None = None,
        mas: Iterable[Cabecera] = (),
        base: Iterable[Cabecera] = DE_LA_CONSOLA,
        desde: str = "127.0.0.1",
    ) -> Respuesta:
        """Una peticion. `ruta` con su consulta, en octetos ya escapados; `trozos`: el cuerpo, por partes."""
        camino, _, consulta = (ruta.encode() if isinstance(ruta, str) else ruta).partition(b"?")
        cabeceras = [*base, *mas]
        if self._testigo:
            cabeceras.append((b"cookie", f"sesion={self._testigo}".encode()))
        if tipo is not None:
            cabeceras.append((b"content-type", tipo))
        ambito = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": metodo,
            "scheme": "http",
            # como lo hace uvicorn: lo que no es UTF-8 llega con U+FFFD
            "path": unquote(camino.decode("latin-1")),
            "raw_path": camino,
            "root_path": "",
            "query_string": consulta,
            "headers": [(n.lower(), v) for n, v in cabeceras],
            "client": (desde, 4321),
            "server": (SITIO.decode(), 80),
        }
        return self._corredor.run(_hablar(self.app, ambito, iter(trozos)))

    def ver(self, ruta: str | bytes, **mas) -> Respuesta:
        return self.pedir("GET", ruta, **mas)

    def mandar(self, ruta: str | bytes, cuerpo: bytes = b"", tipo: bytes = FORMULARIO, **mas) -> Respuesta:
        """Un POST de una vez, con su largo."""
        largo = (b"content-length", str(len(cuerpo)).encode())
        return self.pedir("POST", ruta, (cuerpo,), tipo=tipo, mas=(largo, *mas.pop("mas", ())), **mas)


async def _hablar(app: ASGIApp, ambito: dict, trozos: Iterator[bytes]) -> Respuesta:
    estado, cabeceras, cuerpo = 0, Headers(), bytearray()
    acabado = False

    async def recibir() -> dict:
        nonlocal acabado
        if acabado:
            return {"type": "http.disconnect"}
        trozo = next(trozos, None)
        acabado = trozo is None
        return {"type": "http.request", "body": trozo or b"", "more_body": not acabado}

    async def enviar(mensaje: dict) -> None:
        nonlocal estado, cabeceras
        if mensaje["type"] == "http.response.start":
            assert not estado, "dos respuestas a una peticion"
            estado, cabeceras = mensaje["status"], Headers(raw=mensaje.get("headers", []))
        else:
            cuerpo.extend(mensaje.get("body", b""))

    inicio = time.process_time()
    await app(ambito, recibir, enviar)
    return Respuesta(estado, cabeceras, bytes(cuerpo), time.process_time() - inicio)


@contextmanager
def pedidor(app: ASGIApp) -> Iterator[Pedidor]:
    """Un `Pedidor` sin ingresar, con su bucle, que se cierra al salir."""
    with asyncio.Runner() as corredor:
        yield Pedidor(app, Corredor(corredor.get_loop()))
