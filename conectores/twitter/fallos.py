"""De lo que contesta Twitter (X) a la familia de `conectores.errores` (apis.md, secciones 0 y 2).

Se clasifica por el sufijo del tipo de problema (X cambia el anfitrion de `api.twitter.com` a `api.x.com`), por
el codigo heredado de la v1.1 o por el estado HTTP. Solo el duplicado se reconoce por su frase: Twitter no le da
codigo ni tipo.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any, Final

import requests

from conectores.errores import (
    CredencialInvalida,
    CuotaAgotada,
    Duplicado,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    NoPermitido,
    PeticionInvalida,
    RedCaida,
    RespuestaIlegible,
    SinSaldo,
    Transitorio,
)
from conectores.http import RespuestaDemasiadoGrande
from conectores.secretos import redactar
from conectores.tipos import JSON
from conectores.tolerante import texto

_LARGO_DETALLE: Final = 200
_DUPLICADO: Final = "duplicate content"
_HORA_MALA: Final = "135"
DESFASE: Final = timedelta(minutes=5)
"""Diferencia entre la hora de una firma OAuth 1.0a y la de la red a partir de la cual la red la rechaza."""
_FIRMADA: Final = re.compile(r'oauth_timestamp="(\d{1,12})"')

_POR_TIPO: Final[Mapping[str, type[ErrorConector]]] = {
    "resource-not-found": NoEncontrado,
    "resource-unavailable": NoEncontrado,
    "not-authorized-for-resource": NoEncontrado,
    "client-forbidden": NoPermitido,
    "unsupported-authentication": NoPermitido,
    "oauth1-permissions": NoPermitido,
    "not-authorized-for-field": NoPermitido,
    "disallowed-resource": NoPermitido,
    "invalid-request": PeticionInvalida,
    "credits": SinSaldo,
}
# codigos heredados de la v1.1, que aun aparecen en `errors[].code`
_POR_CODIGO: Final[Mapping[str, type[ErrorConector]]] = {
    "32": CredencialInvalida,
    "34": NoEncontrado,
    "64": CredencialInvalida,  # cuenta suspendida
    "88": LimiteExcedido,
    "89": CredencialInvalida,
    _HORA_MALA: PeticionInvalida,  # hora de la firma: falla el reloj, no la credencial (seccion 6, fila 16)
    "144": NoEncontrado,
    "186": PeticionInvalida,
    "187": Duplicado,
    "261": NoPermitido,
    "326": CredencialInvalida,  # cuenta bloqueada hasta que una persona entre
}
_POR_ESTADO: Final[Mapping[int, type[ErrorConector]]] = {
    401: CredencialInvalida,
    402: SinSaldo,
    403: NoPermitido,
    404: NoEncontrado,
}
_FRASES: Final[Mapping[type[ErrorConector], str]] = {
    CredencialInvalida: "Twitter no acepta la credencial: puede estar revocada o la cuenta intervenida",
    NoEncontrado: "Twitter dice que ya no existe o que no podemos verlo",
    NoPermitido: "Twitter no lo permite con esta cuenta o este plan",
    Duplicado: "Twitter lo rechaza por repetido: quizá ya se había publicado",
    SinSaldo: "La cuenta de Twitter no tiene saldo",
    PeticionInvalida: "Twitter no acepta lo pedido",
    RespuestaIlegible: "Twitter contestó algo que no se entiende",
}


@dataclass(frozen=True, slots=True)
class Problema:
    """Lo que se entiende de un cuerpo de error. `legible` es False si no es un error de Twitter."""

    tipo: str = ""
    codigo: str = ""
    razon: str = ""
    detalle: str = ""
    legible: bool = False

    @classmethod
    def de(cls, cuerpo: object) -> "Problema":
        """Lee un problema RFC 7807, un error parcial o la lista `errors` heredada. Nunca lanza."""
        if not isinstance(cuerpo, dict):
            return cls()
        lista = cuerpo.get("errors")
        primero = lista[0] if isinstance(lista, list) and lista and isinstance(lista[0], dict) else {}
        tipo = texto(cuerpo.get("type")) or texto(primero.get("type"))
        detalles = (cuerpo.get("detail"), primero.get("message"), primero.get("detail"), cuerpo.get("title"))
        codigo = primero.get("code")
        return cls(
            tipo=tipo.rstrip("/").rsplit("/", 1)[-1] if tipo != "about:blank" else "",
            codigo=str(codigo) if isinstance(codigo, int | str) else "",
            razon=texto(cuerpo.get("reason")) or texto(cuerpo.get("period")),
            detalle=next((d for d in map(texto, detalles) if d), ""),
            legible=bool(tipo or primero or texto(cuerpo.get("title")) or texto(cuerpo.get("error"))),
        )


def de_respuesta(estado: int, cuerpo: object, cabeceras: Mapping[str, str]) -> ErrorConector:
    """El error que corresponde a una respuesta con estado de fallo (o a un error parcial de un 200)."""
    problema = Problema.de(cuerpo)
    datos: dict[str, Any] = {
        "estado_http": estado,
        "codigo": problema.tipo or problema.codigo or None,
        "subcodigo": problema.razon or None,
    }
    if problema.tipo == "usage-capped":
        return CuotaAgotada(_frase("Se agotó el tope de uso de Twitter", problema), hasta=None, **datos)
    if estado == 429 or problema.codigo == "88":  # noqa: PLR2004 (estado HTTP)
        return _limite(cabeceras, datos)
    if estado >= 500 or estado == 408:  # noqa: PLR2004 (estado HTTP)
        return RedCaida(f"Twitter no atiende ahora (HTTP {estado})", **datos)
    clase = _clase(estado, problema)
    return clase(_frase(_FRASES[clase], problema), **datos)


def inexistentes(cuerpo: JSON) -> Iterator[str]:
    """Los ids que una lista de varios da por inexistentes. Los que no podemos ver por otra razon no salen."""
    errores = cuerpo.get("errors")
    for error in errores if isinstance(errores, list) else ():
        if Problema.de({"errors": [error]}).tipo == "resource-not-found":
            yield texto(error.get("resource_id")) or texto(error.get("value"))


def _clase(estado: int, problema: Problema) -> type[ErrorConector]:
    """La clase de un rechazo. Un 401, 403 o 404 que no trae un error de Twitter lo puso otro en el camino."""
    if not problema.legible:
        return RespuestaIlegible
    if problema.tipo in _POR_TIPO:
        return _POR_TIPO[problema.tipo]
    if problema.codigo in _POR_CODIGO:
        return _POR_CODIGO[problema.codigo]
    if _DUPLICADO in problema.detalle.lower():
        return Duplicado
    if estado in _POR_ESTADO:
        return _POR_ESTADO[estado]
    return PeticionInvalida if 400 <= estado < 500 else RespuestaIlegible  # noqa: PLR2004 (estado HTTP)


def _limite(cabeceras: Mapping[str, str], datos: dict[str, Any]) -> LimiteExcedido:
    """429: el limite de 15 minutos, o el de 24 horas si es el que se agoto. `hasta` es None si no lo dice."""
    for quien in ("user", "app"):
        if cabeceras.get(f"x-{quien}-limit-24hour-remaining") == "0":
            hasta = instante(cabeceras.get(f"x-{quien}-limit-24hour-reset"))
            return CuotaAgotada("Se agotó el límite de 24 horas de Twitter", hasta=hasta, **datos)
    hasta = instante(cabeceras.get("x-rate-limit-reset"))
    return LimiteExcedido("Twitter pide esperar: demasiadas peticiones", hasta=hasta, **datos)


def sin_respuesta(error: BaseException) -> ErrorConector:
    """Lo que paso cuando no llego una respuesta entera."""
    if isinstance(error, RespuestaDemasiadoGrande):
        return RespuestaIlegible("La respuesta de Twitter es demasiado grande")
    if isinstance(error, requests.exceptions.Timeout):
        return RedCaida("Twitter no contestó a tiempo")
    if isinstance(error, requests.exceptions.RequestException):
        return RedCaida(f"No hubo conexión con Twitter: {type(error).__name__}")
    return RespuestaIlegible(f"No se pudo tratar con Twitter: {type(error).__name__}")


def por_el_reloj(error: ErrorConector, autorizacion: object, ahora: datetime | None) -> ErrorConector:
    """El mismo error, o un Transitorio si lo que fallo es el reloj de esta maquina y no la credencial.

    Con la hora mal, Twitter contesta el mismo 401 que a un token revocado. `autorizacion` es la cabecera que se
    firmo, que lleva la hora de aqui; `ahora`, la hora que dijo la red.
    """
    de_credencial = isinstance(error, CredencialInvalida) or error.codigo == _HORA_MALA
    if error.estado_http != requests.codes.unauthorized or not de_credencial or ahora is None:
        return error
    cabecera = autorizacion.decode("latin-1") if isinstance(autorizacion, bytes) else str(autorizacion)
    hallada = _FIRMADA.search(cabecera)
    firmada = instante(hallada[1]) if hallada else None
    if firmada is None or abs(firmada - ahora) <= DESFASE:
        return error
    minutos = round(abs(firmada - ahora) / timedelta(minutes=1))
    lado = "adelantado" if firmada > ahora else "atrasado"
    return Transitorio(
        f"Twitter rechaza la firma: el reloj de esta máquina va {minutos} min {lado}",
        estado_http=error.estado_http, codigo=error.codigo,
    )  # fmt: skip


def fecha_de_la_red(cabeceras: Mapping[str, str]) -> datetime | None:
    """La hora que dice la red en `Date`; None si no la dice o no se entiende."""
    try:
        dicha = parsedate_to_datetime(cabeceras.get("date", ""))
        return dicha.astimezone(UTC) if dicha.tzinfo else dicha.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def instante(segundos: object) -> datetime | None:
    """Segundos desde 1970, en texto → UTC; None si no lo son."""
    try:
        return datetime.fromtimestamp(int(str(segundos)), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _frase(inicio: str, problema: Problema) -> str:
    """La frase en espanol y, entre comillas, lo que dijo la red."""
    detalle = redactar(problema.detalle)[:_LARGO_DETALLE]
    return f"{inicio}: «{detalle}»" if detalle else inicio
