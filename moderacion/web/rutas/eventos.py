"""Lo que va pasando, como sucesos del servidor (SSE): quien toma que, lo decidido, lo nuevo.

Cada cliente pregunta a la base dos veces por segundo por lo posterior a lo ultimo que vio: una consulta por clave
primaria. Nada se guarda en memoria, asi que da igual cuantos procesos web haya; si la conexion se corta, el navegador
vuelve con `Last-Event-ID` y no se pierde nada que siga en la tabla.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated, Any, Final

from fastapi import FastAPI, Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import StreamingResponse

from moderacion import cola
from moderacion.montaje import Servicio
from moderacion.web.campos import ENTERO_MAXIMO
from moderacion.web.consola import de
from moderacion.web.seguridad import LEEN, de_galleta, permiso, persona, testigo

CADENCIA: Final = 0.5
"""Segundos entre miradas: con la ida y vuelta, otro ve una toma en menos de dos (numero 5 del encargo de la cola)."""
_REVISAR: Final = 10
"""Cada cuantas miradas se comprueba que la sesion siga viva y se manda el contador."""
_REINTENTO: Final = 2000
"""Milisegundos que espera el navegador para volver."""


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/eventos", response_model=None)(eventos)


@permiso(LEEN, de_fondo=True)
def eventos(
    peticion: Request,
    desde: Annotated[int | None, Query(ge=0, le=ENTERO_MAXIMO)] = None,
    last_event_id: Annotated[str, Header(max_length=20)] = "",
) -> StreamingResponse:
    """La corriente. `desde`: la ultima novedad que ya se vio."""
    servicio = de(peticion).servicio
    if last_event_id.isdecimal():
        desde = min(int(last_event_id), ENTERO_MAXIMO)
    if desde is None:
        desde = cola.ultima_novedad(servicio.almacen)
    corriente = _corriente(servicio, testigo(peticion), persona(peticion).rol, desde)
    return StreamingResponse(
        corriente,
        media_type="text/event-stream",
        headers={"X-Accel-Buffering": "no", "Cache-Control": "no-store"},
    )


eventos.corriente = True  # type: ignore[attr-defined]  # no termina sola: quien recorre las rutas la salta


async def _corriente(servicio: Servicio, sesion: str, rol: str, desde: int) -> AsyncIterator[str]:
    yield f"retry: {_REINTENTO}\n\n"
    vuelta = 0
    while True:
        novedades = await run_in_threadpool(cola.novedades, servicio.almacen, desde)
        for x in novedades:
            desde = max(desde, x.n)
            dicho = {
                "tipo": x.tipo,
                "expediente": x.expediente_id,
                "usuario": x.usuario,
                "version": x.version,
            }
            yield _suceso("novedad", dicho, desde)
        if vuelta % _REVISAR == 0:
            usuario = await run_in_threadpool(partial(de_galleta, servicio, sesion, usar=False))
            if usuario is None or usuario.rol != rol:
                yield _suceso("fuera", {})
                return
            cuantos = await run_in_threadpool(cola.contar, servicio.almacen)
            yield _suceso("cuantos", {"cuantos": cuantos})
        vuelta += 1
        await asyncio.sleep(CADENCIA)


def _suceso(nombre: str, datos: dict[str, Any], n: int | None = None) -> str:
    cabeza = f"id: {n}\n" if n is not None else ""
    # JSON en ASCII: ningun salto de linea de fuera parte el suceso
    return f"{cabeza}event: {nombre}\ndata: {json.dumps(datos, ensure_ascii=True)}\n\n"
