"""De los fallos de google-api-python-client, google-auth y `requests` a la familia de la casa.

Se decide por la razon que da la red (`error.errors[].reason`) y, si no la da, por el estado HTTP; nunca por el
texto (apis.md, secciones 3 y 6). Una respuesta 4xx que no es JSON de la API no la escribio YouTube: no se le
cree ni el «no existe» ni el «prohibido».
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from enum import Enum, auto
from typing import Any, Final
from zoneinfo import ZoneInfo

import requests
from google.auth.exceptions import RefreshError
from googleapiclient.errors import HttpError

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    RedCaida,
    RespuestaIlegible,
    ResultadoDesconocido,
    Transitorio,
)
from conectores.http import RespuestaDemasiadoGrande, no_salio
from conectores.secretos import redactar

PACIFICO: Final = ZoneInfo("America/Los_Angeles")
NO_PROCESADO: Final = "processingFailure"
_DEMASIADO: Final = 429
_DEL_SERVIDOR: Final = 500


class Uso(Enum):
    """Que se arriesga si no se sabe como acabo una peticion."""

    LEER = auto()
    FIJAR = auto()
    """Fija un estado: repetirla da lo mismo."""
    CREAR = auto()
    """Crea algo publico: repetirla lo duplicaria."""


_CUOTA: Final = frozenset({"quotaExceeded", "dailyLimitExceeded", "dailyLimitExceededUnreg"})
_LIMITE: Final = frozenset(
    {"rateLimitExceeded", "userRateLimitExceeded", "concurrentLimitExceeded", "RATE_LIMIT_EXCEEDED"}
)
_CREDENCIAL: Final = frozenset({"authError", "required", "expired", "UNAUTHENTICATED"})
_NO_ENCONTRADO: Final = frozenset(
    {"commentNotFound", "commentThreadNotFound", "parentCommentNotFound", "videoNotFound", "channelNotFound",
     "playlistNotFound", "notFound"}
)  # fmt: skip
_NO_PERMITIDO: Final = frozenset(
    {"forbidden", "commentsDisabled", "ineligibleAccount", "insufficientPermissions", "operationNotSupported",
     "youtubeSignupRequired", "accessNotConfigured"}
)  # fmt: skip
_TOKEN_MALO: Final = frozenset(
    {"invalid_grant", "invalid_client", "unauthorized_client", "deleted_client", "disabled_client",
     "invalid_scope", "admin_policy_enforced"}
)  # fmt: skip


def medianoche_pacifico(ahora: datetime) -> datetime:
    """La proxima medianoche de California, en UTC: cuando YouTube renueva la cuota."""
    manana = ahora.astimezone(PACIFICO).date() + timedelta(days=1)
    return datetime.combine(manana, time.min, tzinfo=PACIFICO).astimezone(UTC)


def traducir(error: Exception, uso: Uso, ahora: datetime | None) -> ErrorConector:
    """El fallo de la casa que corresponde a `error`. `ahora` es la hora de la red, si se sabe."""
    if isinstance(error, ErrorConector):
        return error
    if isinstance(error, HttpError):
        return _de_http(error, uso, ahora)
    if isinstance(error, RefreshError):
        return _de_refresco(error)
    if isinstance(error, requests.exceptions.RequestException) and not isinstance(
        error, RespuestaDemasiadoGrande
    ):
        return _de_transporte(error, uso)
    clase = ResultadoDesconocido if uso is Uso.CREAR else RespuestaIlegible
    return clase(f"YouTube contestó algo que no se entiende: {_nombre(error)}")


def _de_transporte(error: requests.exceptions.RequestException, uso: Uso) -> ErrorConector:
    """No hubo respuesta entera."""
    if no_salio(error):
        return RedCaida("No se pudo conectar con YouTube")
    clase = ResultadoDesconocido if uso is Uso.CREAR else RedCaida
    return clase(f"YouTube no contestó a tiempo o se cortó: {_nombre(error)}")


def _nombre(error: Exception) -> str:
    """La clase y el principio del mensaje, sin secretos."""
    return redactar(f"{type(error).__name__}: {error}")[:200]


def _de_http(error: HttpError, uso: Uso, ahora: datetime | None) -> ErrorConector:
    """Un estado HTTP de 300 en adelante."""
    estado = int(error.resp.status)
    razones = list(_razones(error.content))
    razon = razones[0][0] if razones else None
    datos: dict[str, Any] = {"estado_http": estado, "codigo": razon}
    sobre = f"{estado} {redactar(razon or '')[:80]}".strip()
    if any(r in _CUOTA or dominio == "youtube.quota" for r, dominio in razones):
        hasta = medianoche_pacifico(ahora) if ahora else None
        return CuotaAgotada(f"Se agotó la cuota diaria de YouTube ({sobre})", hasta=hasta, **datos)
    if estado == _DEMASIADO or any(r in _LIMITE for r, _ in razones):
        hasta = _espera(error.resp.get("retry-after"), ahora)
        return LimiteExcedido(f"YouTube pide ir más despacio ({sobre})", hasta=hasta, **datos)
    if estado >= _DEL_SERVIDOR or not razones:
        if uso is Uso.CREAR:
            return ResultadoDesconocido(f"YouTube falló y no se sabe si lo publicó ({sobre})", **datos)
        clase = RedCaida if estado >= _DEL_SERVIDOR else RespuestaIlegible
        return clase(f"YouTube falló ({sobre})", **datos)
    return _de_razon(estado, {r for r, _ in razones}, uso, f"({sobre})", datos)


def _de_razon(estado: int, razones: set[str], uso: Uso, sobre: str, datos: dict[str, Any]) -> ErrorConector:
    """Un 4xx escrito por la API, que no es de limites."""
    if NO_PROCESADO in razones:
        # «a veces transitorio» (apis.md, seccion 3): al crear, que se compruebe antes de repetir
        clase = ResultadoDesconocido if uso is Uso.CREAR else Transitorio
        return clase(f"YouTube no pudo procesar lo pedido {sobre}", **datos)
    if razones & _NO_PERMITIDO:
        return NoPermitido(f"YouTube no permite esta acción {sobre}", **datos)
    if razones & _NO_ENCONTRADO or estado == requests.codes.not_found:
        return NoEncontrado(f"YouTube ya no tiene lo pedido {sobre}", **datos)
    if razones & _CREDENCIAL or estado == requests.codes.unauthorized:
        return CredencialInvalida(f"YouTube rechaza la credencial {sobre}", **datos)
    if estado == requests.codes.forbidden:
        return NoPermitido(f"YouTube no permite esta acción {sobre}", **datos)
    return PeticionInvalida(f"YouTube no acepta lo pedido {sobre}", **datos)


def _razones(contenido: bytes) -> Iterator[tuple[str, str]]:
    """(razon, dominio) de cada error del cuerpo; sin detalle, el `status` o el codigo; nada si no es de la API."""
    try:
        cuerpo = json.loads(contenido)
    except (ValueError, RecursionError):
        return
    error = cuerpo.get("error") if isinstance(cuerpo, dict) else None
    if not isinstance(error, dict):
        return
    hubo = False
    for lista in (error.get("errors"), error.get("details")):
        for detalle in lista if isinstance(lista, list) else ():
            if isinstance(detalle, dict) and isinstance(detalle.get("reason"), str):
                hubo = True
                yield detalle["reason"], str(detalle.get("domain") or "")
    if not hubo:
        yield str(error.get("status") or error.get("code") or "sin razon"), ""


def _espera(cabecera: str | None, ahora: datetime | None) -> datetime | None:
    """`Retry-After` en segundos, sobre la hora de la red."""
    if ahora is None or cabecera is None or not cabecera.isdecimal():
        return None
    return ahora + timedelta(seconds=min(int(cabecera), 86_400))


def _de_refresco(error: RefreshError) -> ErrorConector:
    """El punto de tokens no dio uno nuevo. La peticion que lo necesitaba no llego a salir."""
    cuerpo = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], dict) else None
    codigo = str(cuerpo.get("error") or "") if cuerpo is not None else ""
    sobre = f"({redactar(codigo)[:80]})" if codigo else ""
    if getattr(error, "retryable", False):
        return RedCaida(f"El punto de tokens de Google falló {sobre}".strip(), codigo=codigo or None)
    if codigo in _TOKEN_MALO or cuerpo is None:
        # sin cuerpo, google-auth pide volver a identificarse (reautenticacion) o faltan datos
        frase = f"Google ya no acepta la credencial de YouTube {sobre}".strip()
        return CredencialInvalida(frase, codigo=codigo or None)
    if codigo:
        return PeticionInvalida(f"Google no acepta la petición de token {sobre}", codigo=codigo)
    return RespuestaIlegible("El punto de tokens de Google contestó sin token")
