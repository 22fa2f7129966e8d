"""Un proxy entre el servicio y una red simulada que estropea lo que se le diga: doce averias, de TCP y de HTTP.

Habla HTTP/1.1 mensaje a mensaje, y por eso puede elegir que peticion estropea y saber si la red llego a aplicarla.
"""

import asyncio
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

SIN_APLICAR: Final = ("caida", "plazo", "reinicio", "429")
"""La peticion no llega a la red."""
SE_APLICA: Final = ("cierre lento", "limite de datos", "ancho de banda", "aplica y corta", "5xx", "basura")
"""La red la hace, y quien la pidio no puede saberlo."""
SALE_BIEN: Final = ("latencia", "a trozos")
AVERIAS: Final = SIN_APLICAR + SE_APLICA + SALE_BIEN
ESCRIBE: Final = r"^(POST|PUT|DELETE) (?!/token)"
"""Lo que cambia algo en la red: pedir un token no lo es."""
CUALQUIERA: Final = ""
_ESPERA: Final = 0.1
_MUCHO: Final = 20.0
_TROZO: Final = 64
_GOTA: Final = 16

Conexion = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Proxy:
    """Escucha en 127.0.0.1 y lleva cada peticion a `destino` (`http://127.0.0.1:puerto`), salvo lo que se le mande estropear."""

    def __init__(self, destino: str) -> None:
        self._destino = int(destino.rpartition(":")[2])
        self.aplicadas: Counter[str] = Counter()
        """Averia → cuantas veces se hizo. De `caida` no se sabe: quien no puede conectar no llega aqui."""
        self._plan: list[tuple[str, str, int]] = []
        self._abiertas: set[asyncio.StreamWriter] = set()
        self._bucle = asyncio.new_event_loop()
        self._hilo = threading.Thread(target=self._bucle.run_forever, name="proxy", daemon=True)
        self._hilo.start()
        self._puerto = 0
        self._servidor = self._hacer(self._escuchar())
        self._puerto = self._servidor.sockets[0].getsockname()[1]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._puerto}"

    def averiar(self, averia: str, *cuales: tuple[str, int]) -> None:
        """A partir de ahora. `cuales`: (que peticiones, «METODO /ruta» como expresion; cuantas); una tras otra."""
        if averia == "caida":
            self._hacer(self._caer())
        self._plan = [(averia, ruta, veces) for ruta, veces in cuales]

    def reparar(self) -> None:
        self._plan = []
        if not self._servidor.is_serving():
            self._servidor = self._hacer(self._escuchar())

    def cerrar(self) -> None:
        self._hacer(self._caer())
        self._bucle.call_soon_threadsafe(self._bucle.stop)
        self._hilo.join(5)
        self._bucle.close()

    def _hacer(self, algo: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(algo, self._bucle).result(10)

    async def _escuchar(self) -> asyncio.Server:
        return await asyncio.start_server(self._atender, "127.0.0.1", self._puerto, reuse_address=True)

    async def _caer(self) -> None:
        self._servidor.close()
        for escritor in list(self._abiertas):
            _reiniciar(escritor)
        esperan = asyncio.all_tasks() - {asyncio.current_task()}
        for tarea in esperan:
            tarea.cancel()
        await asyncio.gather(*esperan, return_exceptions=True)

    def _toca(self, peticion: bytes) -> str:
        """La averia de esta peticion, y la gasta; vacio si va bien."""
        metodo, ruta, *_ = peticion.split(b"\r\n", 1)[0].decode("latin-1").split(" ")
        if not self._plan:
            return ""
        averia, cual, veces = self._plan[0]
        if averia == "caida" or not re.search(cual, f"{metodo} {ruta}"):
            return ""
        self._plan[:1] = [(averia, cual, veces - 1)] if veces > 1 else []
        self.aplicadas[averia] += 1
        return averia

    async def _atender(self, lector: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
        self._abiertas.add(escritor)
        red: Conexion | None = None
        try:
            while peticion := await _mensaje(lector):
                averia = self._toca(peticion)
                if averia in SIN_APLICAR:
                    await _SIN_RED[averia](lector, escritor)
                    return
                red = red or await asyncio.open_connection("127.0.0.1", self._destino)
                red[1].write(peticion)
                respuesta = await _mensaje(red[0])
                if averia:
                    await _CON_RED[averia](escritor, respuesta)
                if averia in SE_APLICA:
                    return
                if not averia:
                    escritor.write(respuesta)
                await escritor.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # se fue quien pedia, o la red, o se cae el proxy
        finally:
            self._abiertas.discard(escritor)
            suyos = (escritor, red[1]) if red else (escritor,)
            for e in suyos:
                e.close()
            for e in suyos:
                # cancelado mientras espera a uno, el otro ya esta cerrado
                with suppress(OSError, asyncio.CancelledError):
                    await e.wait_closed()


async def _mensaje(lector: asyncio.StreamReader) -> bytes:
    """Un mensaje HTTP entero; vacio si ya no hay mas."""
    try:
        cabeza = await lector.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError as error:
        if error.partial:
            raise
        return b""
    largo = re.search(rb"(?i)\r\ncontent-length: *(\d+)", cabeza)
    return cabeza + (await lector.readexactly(int(largo[1])) if largo else b"")


def _reiniciar(escritor: asyncio.StreamWriter) -> None:
    """Un RST: sin despedirse."""
    enchufe: socket.socket = escritor.get_extra_info("socket")
    enchufe.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    escritor.transport.abort()


async def _plazo(lector: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(lector.read(1), _MUCHO)


async def _reinicio(_: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
    _reiniciar(escritor)


async def _429(_: asyncio.StreamReader, escritor: asyncio.StreamWriter) -> None:
    escritor.write(_contestar("429 Too Many Requests", b"{}", "application/json"))
    await escritor.drain()


async def _latencia(escritor: asyncio.StreamWriter, respuesta: bytes) -> None:
    await asyncio.sleep(_ESPERA)
    escritor.write(respuesta)


async def _a_trozos(escritor: asyncio.StreamWriter, respuesta: bytes) -> None:
    for i in range(0, len(respuesta), _TROZO):
        escritor.write(respuesta[i : i + _TROZO])
        await escritor.drain()
        await asyncio.sleep(0)


async def _cierre_lento(escritor: asyncio.StreamWriter, respuesta: bytes) -> None:
    """Todo llega, pero sin decir cuanto era: hasta que se cierre no se sabe si falta algo, y tarda en cerrarse."""
    sin_largo = re.sub(rb"(?i)\r\ncontent-length:[^\r]*", b"\r\nconnection: close", respuesta, count=1)
    escritor.write(sin_largo)
    await escritor.drain()
    await _hasta_que_se_vaya(escritor)


async def _limite_de_datos(escritor: asyncio.StreamWriter, respuesta: bytes) -> None:
    cabeza, _, cuerpo = respuesta.partition(b"\r\n\r\n")
    escritor.write(cabeza + b"\r\n\r\n" + cuerpo[: len(cuerpo) // 2] if cuerpo else cabeza)
    await escritor.drain()


async def _ancho_de_banda(escritor: asyncio.StreamWriter, respuesta: bytes) -> None:
    for i in range(0, len(respuesta), _GOTA):
        if escritor.is_closing():
            return
        escritor.write(respuesta[i : i + _GOTA])
        await escritor.drain()
        await asyncio.sleep(_ESPERA * 2)


async def _aplica_y_corta(escritor: asyncio.StreamWriter, _: bytes) -> None:
    _reiniciar(escritor)


async def _5xx(escritor: asyncio.StreamWriter, _: bytes) -> None:
    escritor.write(
        _contestar("503 Service Unavailable", b"<html><body>mantenimiento</body></html>", "text/html")
    )
    await escritor.drain()


async def _basura(escritor: asyncio.StreamWriter, _: bytes) -> None:
    escritor.write(_contestar("200 OK", b'{"data": [{"id": "1\xff\x00', "application/json"))
    await escritor.drain()


async def _hasta_que_se_vaya(escritor: asyncio.StreamWriter) -> None:
    for _ in range(int(_MUCHO / _ESPERA)):
        if escritor.is_closing() or escritor.transport.is_closing():
            return
        await asyncio.sleep(_ESPERA)


def _contestar(estado: str, cuerpo: bytes, tipo: str) -> bytes:
    return (
        f"HTTP/1.1 {estado}\r\ncontent-type: {tipo}\r\ncontent-length: {len(cuerpo)}\r\nconnection: close\r\n\r\n".encode()
        + cuerpo
    )


_SIN_RED: Final[dict[str, Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]]] = {
    "plazo": _plazo,
    "reinicio": _reinicio,
    "429": _429,
}
_CON_RED: Final[dict[str, Callable[[asyncio.StreamWriter, bytes], Awaitable[None]]]] = {
    "latencia": _latencia,
    "a trozos": _a_trozos,
    "cierre lento": _cierre_lento,
    "limite de datos": _limite_de_datos,
    "ancho de banda": _ancho_de_banda,
    "aplica y corta": _aplica_y_corta,
    "5xx": _5xx,
    "basura": _basura,
}
