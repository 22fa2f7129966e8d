"""El cuerpo de una petición, leído con desconfianza: tamaño, tiempo, tipo, UTF-8 y un JSON sin ambigüedades.

FastAPI leería `NaN`, claves repetidas y sustitutos sueltos como si valieran (fiabilidad.md, trampa 22); aquí no pasan.
"""

import asyncio
import json
import math
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any, Final, NoReturn, TypeVar

from pydantic import ValidationError
from starlette.requests import Request

from moderacion.web.api.entradas import Entrada
from moderacion.web.fallos_api import CampoInvalido

CUERPO_MAXIMO: Final = 64_000
"""Octetos: lo más grande que se pide es un motivo de 2000 caracteres."""
PLAZO: Final = 5.0
"""Segundos para mandarlo entero: un cliente que gotea no retiene una conexión."""
_LLANO: Final = "application/json"
E = TypeVar("E", bound=Entrada)

_FRASES: Final = {
    "missing": "falta «{campo}»",
    "extra_forbidden": "hay un campo que no se conoce",
    "string_too_long": "«{campo}» es demasiado largo",
    "string_too_short": "«{campo}» es demasiado corto",
}


def leer(modelo: type[E]) -> Callable[[Request], Awaitable[E]]:
    """La dependencia que lee el cuerpo como `modelo`. Lanza `CampoInvalido` con 400, 408, 413, 415 o 422."""

    async def leido(peticion: Request) -> E:
        return interpretar(modelo, await _octetos(peticion), peticion.headers.get("content-type", ""))

    return leido


async def _octetos(peticion: Request) -> bytes:
    partes, vistos = [], 0
    try:
        async with asyncio.timeout(PLAZO):
            async for parte in peticion.stream():
                vistos += len(parte)
                if vistos > CUERPO_MAXIMO:
                    _no(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"el cuerpo pasa de {CUERPO_MAXIMO} octetos")
                partes.append(parte)
    except TimeoutError:
        _no(HTTPStatus.REQUEST_TIMEOUT, "el cuerpo tardó demasiado en llegar")
    return b"".join(partes)


def interpretar(modelo: type[E], octetos: bytes, tipo: str) -> E:
    """El cuerpo como `modelo`. Vacío vale si el modelo no exige nada. Lanza `CampoInvalido`."""
    if not octetos and not any(c.is_required() for c in modelo.model_fields.values()):
        return modelo()
    _exigir_json(tipo)
    try:
        datos = json.loads(
            octetos.decode("utf-8"),
            object_pairs_hook=_sin_repetir,
            parse_constant=_constante,
            parse_float=_finito,
        )
    except CampoInvalido:
        raise
    except RecursionError:
        _no(HTTPStatus.BAD_REQUEST, "el cuerpo tiene demasiados niveles")
    except ValueError:
        # tambien un entero de miles de cifras y unos octetos que no son UTF-8
        _no(HTTPStatus.BAD_REQUEST, "el cuerpo no es JSON en UTF-8")
    try:
        return modelo.model_validate(datos)
    except ValidationError as error:
        raise _del_campo(error, modelo) from None


def _exigir_json(tipo: str) -> None:
    llano, _, parametros = tipo.partition(";")
    juego = parametros.strip().lower().replace('"', "")
    if llano.strip().lower() != _LLANO or juego not in ("", "charset=utf-8"):
        _no(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "el cuerpo va en «application/json», en UTF-8")


def _sin_repetir(pares: list[tuple[str, Any]]) -> dict[str, Any]:
    datos = dict(pares)
    if len(datos) != len(pares):
        # dos programas podrian leer cada uno una: se rechaza en vez de elegir
        _no(HTTPStatus.BAD_REQUEST, "el cuerpo repite una clave")
    return datos


def _constante(_: str) -> NoReturn:
    _no(HTTPStatus.BAD_REQUEST, "el cuerpo trae un número que no lo es")


def _finito(escrito: str) -> float:
    valor = float(escrito)
    if not math.isfinite(valor):
        _constante(escrito)
    return valor


def _del_campo(error: ValidationError, modelo: type[Entrada]) -> CampoInvalido:
    """El primer campo que no vale, por su nombre; nunca repite lo que traía."""
    primero = error.errors(include_input=False, include_url=False, include_context=False)[0]
    nombre = str(primero["loc"][0]) if primero["loc"] else ""
    campo = nombre if nombre in modelo.model_fields else ""
    frase = _FRASES.get(primero["type"], "«{campo}» no vale" if campo else "el cuerpo no es un objeto JSON")
    return CampoInvalido(campo, frase.format(campo=campo))


def _no(estado: HTTPStatus, mensaje: str) -> NoReturn:
    raise CampoInvalido("", mensaje, estado)
