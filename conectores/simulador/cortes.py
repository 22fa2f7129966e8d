"""Lo que una falla hace con la conexion: esperar, cortar antes o despues, partir el cuerpo; y la fecha."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime

from starlette.types import Message, Receive, Send


def con_fecha(send: Send, reloj: Callable[[], datetime]) -> Send:
    """Añade `Date` con el reloj de la red (uvicorn pondria el de la maquina: aqui va sin el suyo)."""

    async def enviar(message: Message) -> None:
        if message["type"] == "http.response.start":
            cabeceras = list(message.get("headers", []))
            if all(nombre.lower() != b"date" for nombre, _ in cabeceras):
                fecha = format_datetime(reloj().astimezone(UTC), usegmt=True)
                cabeceras.append((b"date", fecha.encode("ascii")))
            message = {**message, "headers": cabeceras}
        await send(message)

    return enviar


async def esperar(segundos: float, receive: Receive) -> Receive:
    """Espera, salvo que el cliente cierre antes. Devuelve un `receive` que repite lo leido mientras tanto."""
    leidos: list[Message] = []

    async def escuchar() -> None:
        while not leidos or leidos[-1]["type"] != "http.disconnect":
            leidos.append(await receive())

    escucha = asyncio.ensure_future(escuchar())
    await asyncio.wait({escucha}, timeout=segundos)
    escucha.cancel()

    async def repetir() -> Message:
        return leidos.pop(0) if leidos else await receive()

    return repetir


def _transporte(send: Send) -> asyncio.Transport | None:
    """El transporte que uvicorn guarda en el dueño de `send`; None en otro servidor."""
    transporte: asyncio.Transport | None = getattr(getattr(send, "__self__", None), "transport", None)
    return transporte


async def cortar(send: Send, receive: Receive) -> None:
    """Cierra la conexion sin contestar."""
    transporte = _transporte(send)
    if transporte is None:
        raise ConnectionAbortedError("corte pedido por una falla")
    transporte.abort()
    await hasta_cierre(receive)


async def hasta_cierre(receive: Receive) -> None:
    """Espera a que el cierre conste: si no, uvicorn apunta como error que no se contesto."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def tragar(message: Message) -> None:
    """Recibe la respuesta y no la envia."""
    del message


def truncador(send: Send) -> Send:
    """Envia la cabecera y la mitad del cuerpo, y corta."""
    inicio: list[Message] = []

    async def enviar(message: Message) -> None:
        if message["type"] == "http.response.start":
            inicio.append(message)
            return
        if not inicio:
            return
        cuerpo: bytes = message.get("body", b"")
        await send(inicio.pop())
        await send({"type": "http.response.body", "body": cuerpo[: len(cuerpo) // 2], "more_body": True})
        if (transporte := _transporte(send)) is not None:
            transporte.close()

    return enviar
