"""De cada fallo de la API a un objeto JSON: `{"error": {"codigo", "mensaje", "campo"?}}`. Ninguna traza sale de aquí."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from starlette.responses import JSONResponse

from moderacion.accesos.repeticion import ClaveDeOtra
from moderacion.errores import BaseIncompatible, EntradaInvalida, ErrorModeracion, NoExiste
from moderacion.web import estados
from moderacion.web.portador import Demasiadas, SinAlcance, SinTestigo
from moderacion.web.presentacion import frase

PREFIJO: Final = "/api/"
_CODIGOS: Final[Mapping[int, str]] = {
    400: "cuerpo_ilegible",
    401: "sin_testigo",
    403: "sin_permiso",
    404: "no_existe",
    405: "metodo_no_admitido",
    408: "cuerpo_lento",
    409: "conflicto",
    413: "demasiado_grande",
    415: "tipo_no_admitido",
    422: "entrada_invalida",
    429: "demasiadas_peticiones",
    500: "interno",
    503: "ocupado",
}
NO_EXISTE: Final = "no hay nada en esa dirección, o el cliente no puede verlo"
SIN_BASE: Final = "la base de datos no contesta: vuelva a intentarlo dentro de un momento"
"""Por que no se abre lo dice el registro: ahi van la direccion de la base y lo que contesto."""


class CampoInvalido(EntradaInvalida):
    """Un campo no vale. `campo`: cuál, con el nombre que tiene en el documento."""

    def __init__(
        self, campo: str, mensaje: str, estado: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY
    ) -> None:
        super().__init__(mensaje)
        self.campo = campo
        self.estado = estado


def es_api(ruta: str) -> bool:
    """Si una dirección es de la API, y por tanto sus fallos se dicen en JSON."""
    return ruta.startswith(PREFIJO)


def respuesta(
    estado: int, mensaje: str, campo: str = "", cabeceras: Mapping[str, str] | None = None, codigo: str = ""
) -> JSONResponse:
    """Un fallo, dicho. El código es estable; el mensaje es para una persona y puede cambiar."""
    return JSONResponse(objeto(estado, mensaje, campo, codigo), estado, dict(cabeceras or {}))


def objeto(estado: int, mensaje: str, campo: str = "", codigo: str = "") -> dict[str, dict[str, str]]:
    """El mismo fallo, como datos."""
    error = {"codigo": codigo or _CODIGOS.get(estado, "error"), "mensaje": frase(mensaje)}
    return {"error": error | ({"campo": campo} if campo else {})}


def estado_de(error: ErrorModeracion) -> HTTPStatus:
    """El estado HTTP de un fallo de la casa."""
    return error.estado if isinstance(error, CampoInvalido) else estados.estado_de(error)


def datos_de(error: ErrorModeracion) -> dict[str, dict[str, str]]:
    """El objeto JSON de un fallo de la casa."""
    estado = estado_de(error)
    if estado == HTTPStatus.INTERNAL_SERVER_ERROR:
        return objeto(estado, "algo falló de este lado: vuelva a intentarlo")
    if isinstance(error, BaseIncompatible):
        return objeto(estado, SIN_BASE)
    if isinstance(error, NoExiste):
        # la misma frase para lo que no existe y para lo que no le toca ver
        return objeto(estado, NO_EXISTE)
    codigo = "clave_de_otra_peticion" if isinstance(error, ClaveDeOtra) else ""
    return objeto(estado, str(error), getattr(error, "campo", ""), codigo)


def de_la_casa(error: ErrorModeracion) -> JSONResponse:
    """La respuesta a un fallo de la casa, con las cabeceras que pide su estado."""
    cabeceras = {}
    if isinstance(error, SinTestigo):
        cabeceras["WWW-Authenticate"] = 'Bearer realm="moderacion"'
    elif isinstance(error, SinAlcance):
        cabeceras["WWW-Authenticate"] = 'Bearer realm="moderacion", error="insufficient_scope"'
    elif isinstance(error, Demasiadas):
        cabeceras["Retry-After"] = str(error.espera)
    return JSONResponse(datos_de(error), estado_de(error), cabeceras)


def de_campos(lugares: list[tuple[str | int, ...]]) -> JSONResponse:
    """Un id que no cabe no existe; un parámetro malo se nombra, y nunca se repite lo que traía."""
    if any(lugar[0] == "path" for lugar in lugares):
        return respuesta(HTTPStatus.NOT_FOUND, NO_EXISTE)
    campo = next((str(lugar[1]) for lugar in lugares if len(lugar) > 1), "")
    # el nombre puede venir de quien pide: solo se repite si es uno de los nuestros, corto y llano
    campo = campo if campo.isascii() and campo.replace("_", "").replace("-", "").isalnum() else ""
    campo = campo[:40]
    mensaje = f"falta o no vale: «{campo}»" if campo else "hay un parámetro que no vale o que no se conoce"
    return respuesta(HTTPStatus.UNPROCESSABLE_ENTITY, mensaje, campo)


def sin_portador(estado: HTTPStatus, frase_: str) -> JSONResponse:
    """El rechazo del escudo a lo que quiere cambiar algo sin testigo."""
    if estado == HTTPStatus.FORBIDDEN:
        return de_la_casa(SinTestigo("falta el testigo: mándelo en la cabecera «Authorization: Bearer …»"))
    return respuesta(estado, frase_)
