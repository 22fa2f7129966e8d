"""Facebook simulado: Graph v23 a v26 sobre una Pagina, con las rutas, errores y cabeceras de la red.

No expande aristas dentro de `fields` (salvo los objetos que el nodo ya trae), ni lotes, ni webhooks: el
producto no los usa.
"""

import hashlib
import hmac
import json
import re
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from conectores.simulador.cuentas import APP_FACEBOOK, SECRETO_FACEBOOK, TOKEN_FACEBOOK
from conectores.simulador.facebook.credencial import MENSAJES_190, depurar_token
from conectores.simulador.facebook.grafo import ErrorGraph, parametro
from conectores.simulador.facebook.mundo import MundoFacebook
from conectores.simulador.facebook.rutas import Peticion, atender
from conectores.simulador.nucleo import RespuestaJSON, aplicacion

__all__ = ["MundoFacebook", "app"]

JSON = dict[str, Any]

VERSION_MINIMA: Final = 23
VERSION_ACTUAL: Final = 26
_TOKEN_APP: Final = f"{APP_FACEBOOK}|{SECRETO_FACEBOOK}"


def app(mundo: MundoFacebook) -> ASGIApp:
    """La aplicacion ASGI de la Pagina simulada, con su gobierno bajo `/_control/`."""

    async def manejar(request: Request) -> Response:
        cuerpo = await request.body()
        with mundo.nucleo.candado:
            try:
                salida, estado = _contestar(mundo, request, cuerpo), 200
            except ErrorGraph as error:
                salida, estado = {"error": error.error}, error.estado
            cabeceras = {
                "facebook-api-version": f"v{VERSION_ACTUAL}.0",
                "x-business-use-case-usage": json.dumps(mundo.estado.uso()),
            }
        return RespuestaJSON(salida, estado, headers=cabeceras)

    rutas = [Route("/{ruta:path}", manejar, methods=["GET", "POST", "DELETE"])]
    return aplicacion(mundo.nucleo, mundo, rutas)


def _contestar(mundo: MundoFacebook, request: Request, cuerpo: bytes) -> JSON:
    """Version, token, cuota y ruta, en el orden en que la red los mira."""
    partes = [p for p in str(request.path_params["ruta"]).split("/") if p]
    if partes and re.fullmatch(r"v\d+\.\d+", partes[0]):
        _ver_version(partes.pop(0))
    parametros = _parametros(request, cuerpo)
    token = parametros.pop("access_token", None) or _token_de_cabecera(request)
    _ver_prueba(mundo, token, parametros.pop("appsecret_proof", None))
    if partes == ["debug_token"]:
        if token != _TOKEN_APP:
            raise parametro(
                "You must provide an app access token, or a user access token of an app developer"
            )
        return depurar_token(mundo, parametros.get("input_token", ""))
    _ver_token(mundo, token)
    mundo.estado.contar()
    if len(partes) not in {1, 2}:
        raise ErrorGraph(2500, f"Unknown path components: /{'/'.join(partes)}")
    arista = partes[1] if len(partes) > 1 else ""
    enlace = str(request.url.replace(query=""))
    return _con_token(
        atender(mundo, Peticion(request.method, partes[0], arista, parametros, enlace)), token or ""
    )


def _ver_version(version: str) -> None:
    """Una version caducada da 2635; una que aun no existe, 2500."""
    mayor, menor = (int(x) for x in version[1:].split("."))
    if mayor < VERSION_MINIMA:
        raise ErrorGraph(
            2635,
            "(#2635) You are calling a deprecated version of the Graph API. Please update to the latest version: "
            f"v{VERSION_ACTUAL}.0.",
        )
    if mayor > VERSION_ACTUAL or menor != 0:
        raise ErrorGraph(2500, f"Unknown path components: /{version}")


def _parametros(request: Request, cuerpo: bytes) -> JSON:
    """Los de la consulta y los del cuerpo (formulario o JSON); el cuerpo manda."""
    salida = dict(request.query_params)
    if request.headers.get("content-type", "").startswith("application/json"):
        try:
            leido = json.loads(cuerpo)
        except ValueError:
            raise parametro("The request body is not valid JSON") from None
        if not isinstance(leido, dict):
            raise parametro("The request body must be an object")
        return salida | {k: v if isinstance(v, str) else json.dumps(v) for k, v in leido.items()}
    try:
        return salida | dict(parse_qsl(cuerpo.decode(), keep_blank_values=True))
    except UnicodeDecodeError:
        raise parametro("The request body is not valid UTF-8") from None


def _token_de_cabecera(request: Request) -> str | None:
    """El token de `Authorization: Bearer` u `OAuth`."""
    tipo, _, token = request.headers.get("authorization", "").partition(" ")
    return token if tipo.lower() in {"bearer", "oauth"} and token else None


def _ver_prueba(mundo: MundoFacebook, token: str | None, prueba: str | None) -> None:
    """`appsecret_proof`: HMAC-SHA256 del token con el secreto; si viene, debe casar."""
    if prueba is None:
        if mundo.estado.exigir_prueba:
            raise ErrorGraph(
                100,
                "API calls from the server require an appsecret_proof argument",
                tipo="GraphMethodException",
            )
        return
    debida = hmac.new(SECRETO_FACEBOOK.encode(), (token or "").encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(prueba.encode(), debida.encode()):
        raise ErrorGraph(
            100, "Invalid appsecret_proof provided in the API argument", tipo="GraphMethodException"
        )


def _ver_token(mundo: MundoFacebook, token: str | None) -> None:
    """Solo vale el token de la Pagina. Un token malo vuelve escrito en el mensaje, como en la red."""
    if not token:
        raise ErrorGraph(104, "An access token is required to request this resource.")
    if token == _TOKEN_APP:
        raise ErrorGraph(190, "(#190) This method must be called with a Page Access Token", subcodigo=2069032)
    if token != TOKEN_FACEBOOK:
        raise ErrorGraph(190, f"Malformed access token {token}")
    if (muerto := mundo.estado.token_muerto) is not None:
        raise ErrorGraph(190, MENSAJES_190[muerto], subcodigo=muerto)


def _con_token(salida: JSON, token: str) -> JSON:
    """Pone el token en los `next` y `previous`, como hace la red (y por eso no hay que guardarlos)."""
    for cual in ("next", "previous"):
        if cual in salida.get("paging", {}):
            salida["paging"][cual] += f"&access_token={token}"
    return salida
