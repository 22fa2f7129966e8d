"""De cada fallo a una pagina en español con su codigo. Ninguna traza sale de aqui."""

from http import HTTPStatus
from typing import Final
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.errores import BaseIncompatible, ErrorModeracion
from moderacion.web import fallos_api
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import CuentaSinTerminar, SinIngresar
from moderacion.web.vuelta import LARGO

_LARGOS: Final = frozenset(
    {"texto", "propio", "motivo", "respuesta", "pregunta", "asunto", "nota", "causa", "impacto", "razon"}
)
_DEVUELTOS: Final = 12
_DEVUELTO: Final = 70_000
_FRASES: Final = {
    HTTPStatus.NOT_FOUND: "La dirección no existe, o lo que había ahí ya no está.",
    HTTPStatus.METHOD_NOT_ALLOWED: "A esta dirección no se llega de esa forma.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Lo enviado es demasiado grande.",
}


def poner(app: FastAPI) -> None:
    """Registra los tres."""
    app.exception_handler(ErrorModeracion)(_de_la_casa)
    app.exception_handler(RequestValidationError)(_de_campos)
    app.exception_handler(HTTPException)(_de_http)


def _de_la_casa(peticion: Request, error: ErrorModeracion) -> Response:
    if fallos_api.es_api(peticion.url.path) and not isinstance(error, SinIngresar):
        return fallos_api.de_la_casa(error)
    # a un trozo de pagina no se le manda a otra: el guion ve el codigo, y lo escrito no se pierde
    trozo = "hx-request" in peticion.headers or "text/event-stream" in peticion.headers.get("accept", "")
    pagina = peticion.method == "GET" and not trozo
    if isinstance(error, SinIngresar) and pagina:
        return RedirectResponse(f"/ingresar?a={_pedida(peticion)}", HTTPStatus.SEE_OTHER)
    if isinstance(error, CuentaSinTerminar) and pagina:
        return RedirectResponse("/mi-cuenta", HTTPStatus.SEE_OTHER)
    dicho = fallos_api.SIN_BASE if isinstance(error, BaseIncompatible) else error
    return de(peticion).error(peticion, estado_de(error), frase(dicho), lo_escrito(peticion))


def lo_escrito(peticion: Request) -> list[str]:
    """Los textos que traia el formulario que no se pudo atender, para que quien los escribio no los pierda.

    Solo los campos en que se escribe largo: una clave o un testigo no vuelven nunca.
    """
    formulario = getattr(peticion, "_form", None)
    if formulario is None or peticion.method != "POST":
        return []
    textos = [
        v for campo, v in formulario.multi_items() if campo in _LARGOS and isinstance(v, str) and v.strip()
    ]
    return [t.replace("\x00", "")[:_DEVUELTO] for t in textos[:_DEVUELTOS]]


def _pedida(peticion: Request) -> str:
    """A donde se iba, con su consulta, para volver tras ingresar."""
    consulta = f"?{peticion.url.query}" if peticion.url.query else ""
    pedida = peticion.url.path + consulta
    return quote(pedida, safe="/") if len(pedida) <= LARGO else ""


def _de_campos(peticion: Request, error: RequestValidationError) -> Response:
    """Un id que no cabe no existe; un campo malo se nombra, y nunca se repite lo que traia."""
    lugares = [e["loc"] for e in error.errors()]
    if fallos_api.es_api(peticion.url.path):
        return fallos_api.de_campos(lugares)
    if any(lugar[0] == "path" for lugar in lugares):
        return de(peticion).error(peticion, HTTPStatus.NOT_FOUND, _FRASES[HTTPStatus.NOT_FOUND])
    # el nombre del campo es de nuestras rutas, no de quien pide
    campos = ", ".join(f"«{lugar[1]}»" for lugar in lugares if len(lugar) > 1)
    texto = f"Falta o no vale: {campos}." if campos else "No se entiende lo enviado."
    return de(peticion).error(peticion, HTTPStatus.UNPROCESSABLE_ENTITY, texto, lo_escrito(peticion))


def _de_http(peticion: Request, error: HTTPException) -> Response:
    texto = _FRASES.get(HTTPStatus(error.status_code), "No se entiende lo enviado.")
    if fallos_api.es_api(peticion.url.path):
        texto = fallos_api.NO_EXISTE if error.status_code == HTTPStatus.NOT_FOUND else texto
        respuesta: Response = fallos_api.respuesta(error.status_code, texto)
    else:
        respuesta = de(peticion).error(peticion, error.status_code, texto)
    respuesta.headers.update(error.headers or {})
    return respuesta
