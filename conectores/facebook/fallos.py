"""De los errores de Graph a la familia de `conectores.errores`, por codigo y subcodigo (apis.md, seccion 1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from conectores.errores import (
    CredencialInvalida,
    CredencialVencida,
    Duplicado,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    RedCaida,
    RespuestaIlegible,
    Transitorio,
)

LIMITE: Final = frozenset({4, 17, 32, 341, 613, *range(80_000, 80_015)})
CREDENCIAL: Final = frozenset({101, 102, 104, 190, 458, 459, 460, 463, 464, 467, 492})
NO_PERMITIDO: Final = frozenset({3, 10, 368, *range(200, 300)})
TRANSITORIO: Final = frozenset({-1, 0, 1, 2})
DUPLICADO: Final = 506
ALIAS_INEXISTENTE: Final = 803
PARAMETRO: Final = 100
SUBCODIGO_INEXISTENTE: Final = 33
VERSION_CADUCADA: Final = 2635
ERROR_SERVIDOR: Final = 500
DEMASIADAS: Final = 429
_LARGO_MENSAJE: Final = 300

RAZONES_TOKEN: Final[Mapping[int, str]] = {
    458: "la aplicación fue desinstalada",
    459: "Facebook pide a quien dio el permiso que verifique su cuenta",
    460: "cambió la contraseña o Facebook cerró la sesión por seguridad",
    463: "el token venció",
    464: "la cuenta que dio el permiso no está confirmada",
    467: "el token dejó de ser válido",
    492: "quien dio el permiso ya no tiene rol en la página",
    2069032: "hace falta un token de página",
}


VENCIDO: Final = frozenset({463})
"""Subcodigos de un token que llego a su plazo. El 467 no: tambien lo da el que alguien anulo."""


def entero(valor: Any) -> int | None:
    """El entero que hay en `valor` (Graph a veces lo escribe como texto), o None."""
    try:
        return int(valor)
    except (TypeError, ValueError, OverflowError):
        return None


def razon_token(subcodigo: int | None) -> str:
    """Por que no vale el token, en una frase."""
    return RAZONES_TOKEN.get(subcodigo or 0, "el token no es válido")


def clasificar(error: Mapping[str, Any], estado: int | None, hasta: datetime | None = None) -> ErrorConector:
    """El error de Graph (`{message, type, code, error_subcode}`) como excepcion, sin lanzarla.

    `estado` es el HTTP; `hasta` (UTC), cuando se recupera el acceso, si lo dijo la cabecera de cuota. El texto
    solo decide en el 100 sin subcodigo de GraphMethodException, que reune «no existe» y «prueba no valida».
    """
    codigo, subcodigo = entero(error.get("code")), entero(error.get("error_subcode"))
    mensaje = str(error.get("message") or "sin detalle")[:_LARGO_MENSAJE]
    comunes: dict[str, Any] = {
        "estado_http": estado,
        "codigo": None if codigo is None else str(codigo),
        "subcodigo": None if subcodigo is None else str(subcodigo),
    }
    if codigo is None:
        return _sin_codigo(mensaje, error, comunes)
    if codigo in LIMITE:
        return LimiteExcedido(f"Facebook: demasiadas peticiones: {mensaje}", hasta=hasta, **comunes)
    if codigo in CREDENCIAL:
        razon = razon_token(subcodigo or codigo)
        clase = CredencialVencida if subcodigo in VENCIDO else CredencialInvalida
        return clase(f"Facebook no acepta la credencial: {razon}: {mensaje}", **comunes)
    return _clase(codigo, subcodigo, error, estado or 0)(f"Facebook: {mensaje}", **comunes)


def _clase(codigo: int, subcodigo: int | None, error: Mapping[str, Any], estado: int) -> type[ErrorConector]:
    """La clase que toca a un codigo que no es de limite ni de credencial."""
    if codigo in NO_PERMITIDO:
        return NoPermitido
    if codigo == DUPLICADO:
        return Duplicado
    if codigo == ALIAS_INEXISTENTE or (codigo == PARAMETRO and _inexistente(subcodigo, error)):
        return NoEncontrado
    if codigo in TRANSITORIO or error.get("is_transient") is True:
        return Transitorio
    # un 5xx no dice que lo pedido este mal, y una escritura puede haberse aplicado antes de fallar
    return RedCaida if estado >= ERROR_SERVIDOR else PeticionInvalida


def _inexistente(subcodigo: int | None, error: Mapping[str, Any]) -> bool:
    if subcodigo is not None:
        return subcodigo == SUBCODIGO_INEXISTENTE
    return error.get("type") == "GraphMethodException" and "does not exist" in str(error.get("message"))


def _sin_codigo(mensaje: str, error: Mapping[str, Any], comunes: dict[str, Any]) -> ErrorConector:
    """Un objeto `error` sin codigo: decide el estado HTTP."""
    estado = comunes["estado_http"] or 0
    if estado >= ERROR_SERVIDOR or error.get("is_transient") is True:
        return RedCaida(f"Facebook: {mensaje}", **comunes)
    return RespuestaIlegible(f"Facebook dio un error sin código: {mensaje}", **comunes)


def por_estado(estado: int, hasta: datetime | None = None) -> ErrorConector:
    """Un cuerpo que no es el de Graph (HTML, vacio, cortado, lista): solo habla el estado HTTP.

    Un 401 o un 404 que no viene de Graph puede ser de un intermediario: no acusa al token ni da por borrado
    el objeto (apis.md, seccion 6, filas 13 y 22).
    """
    if estado == DEMASIADAS:
        return LimiteExcedido("Facebook: demasiadas peticiones", hasta=hasta, estado_http=estado)
    if estado >= ERROR_SERVIDOR:
        return RedCaida(f"Facebook no está disponible (HTTP {estado})", estado_http=estado)
    return RespuestaIlegible(f"Facebook contestó algo ilegible (HTTP {estado})", estado_http=estado)
