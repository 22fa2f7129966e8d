"""La puerta de la API v3 simulada: credencial, cuota, parametros y cuerpos de error como los de la red."""

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Never

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from conectores.simulador.nucleo import RespuestaJSON
from conectores.simulador.youtube.estado import AMBITO, JSON, Estado

_COMUNES: Final = frozenset(
    {"alt", "fields", "key", "prettyPrint", "quotaUser", "access_token", "oauth_token", "callback",
     "uploadType", "upload_protocol", "$.xgafv"}
)  # fmt: skip


class ErrorYoutube(Exception):
    """Un fallo con el cuerpo que da la red: `{"error": {code, message, errors: [{domain, reason, message}]}}`."""

    def __init__(
        self,
        codigo: int,
        razon: str,
        mensaje: str,
        *,
        dominio: str = "youtube.comment",
        parametro: str | None = None,
        extra: JSON | None = None,
    ) -> None:
        super().__init__(razon)
        detalle = {"message": mensaje, "domain": dominio, "reason": razon}
        if parametro:
            detalle |= {"location": parametro, "locationType": "parameter"}
        error = {"code": codigo, "message": mensaje, "errors": [detalle], **(extra or {})}
        self.codigo = codigo
        self.cuerpo = {"error": error}

    def respuesta(self) -> Response:
        """La respuesta HTTP."""
        return RespuestaJSON(self.cuerpo, self.codigo)


def no_existe(razon: str, mensaje: str, parametro: str = "id", dominio: str = "youtube.comment") -> Never:
    """404 con la razon de la red."""
    raise ErrorYoutube(404, razon, mensaje, dominio=dominio, parametro=parametro)


def no_procesado(parametro: str = "id") -> Never:
    """400 processingFailure: lo da tambien al moderar un comentario que su autor borro."""
    mensaje = (
        "The API server failed to successfully process the request. While this can be a transient error, "
        "it usually indicates that the request's input is invalid."
    )
    raise ErrorYoutube(400, "processingFailure", mensaje, parametro=parametro)


def autenticar(estado: Estado, request: Request, ahora: datetime, ambito: str = AMBITO) -> None:
    """Comprueba el token de acceso y su permiso. 401 `required` o `authError`; 403 `insufficientPermissions`."""
    esquema, _, token = request.headers.get("authorization", "").partition(" ")
    if esquema.lower() != "bearer" or not token:
        _no_autorizado("required", "Login Required.")
    vence = estado.credencial.accesos.get(token)
    if not estado.credencial.valida or vence is None or vence <= ahora:
        _no_autorizado("authError", "Invalid Credentials")
    if ambito not in estado.credencial.ambitos:
        raise ErrorYoutube(
            403, "insufficientPermissions", "Request had insufficient authentication scopes.",
            dominio="global", extra={"status": "PERMISSION_DENIED"},
        )  # fmt: skip


def _no_autorizado(razon: str, mensaje: str) -> Never:
    extra = {"status": "UNAUTHENTICATED"}
    raise ErrorYoutube(401, razon, mensaje, dominio="global", parametro="Authorization", extra=extra)


def cobrar(estado: Estado, unidades: int, ahora: datetime) -> None:
    """Descuenta de la cuota del dia; si no caben, 403 `quotaExceeded`."""
    if not estado.gastar(unidades, ahora):
        mensaje = (
            'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started'
            '#quota">quota</a>.'
        )
        raise ErrorYoutube(403, "quotaExceeded", mensaje, dominio="youtube.quota")


@dataclass(slots=True)
class Pedido:
    """Los parametros de una llamada ya leidos, y su cuerpo JSON si lo trae."""

    crudos: QueryParams
    cuerpo: JSON = field(default_factory=dict)

    def conocidos(self, nombres: Iterable[str]) -> None:
        """Rechaza un parametro que el metodo no tiene."""
        for nombre in self.crudos:
            if nombre not in _COMUNES and nombre not in nombres:
                mensaje = (
                    f'Invalid JSON payload received. Unknown name "{nombre}": Cannot bind query parameter.'
                )
                raise ErrorYoutube(
                    400, "badRequest", mensaje, dominio="global", extra={"status": "INVALID_ARGUMENT"}
                )

    def texto(self, nombre: str) -> str | None:
        """Un parametro, o None."""
        return self.crudos.get(nombre)

    def lista(self, nombre: str) -> list[str]:
        """Un parametro repetido o separado por comas."""
        return [v for crudo in self.crudos.getlist(nombre) for v in crudo.split(",") if v]

    def partes(self, posibles: set[str]) -> set[str]:
        """`part`, obligatorio y de entre las posibles."""
        pedidas = set(self.lista("part"))
        if not pedidas:
            falta("part")
        for desconocida in sorted(pedidas - posibles):
            raise ErrorYoutube(
                400, "unknownPart", f"'{desconocida}'", dominio="youtube.part", parametro="part"
            )
        return pedidas

    def entero(self, nombre: str, omision: int, minimo: int, maximo: int) -> int:
        """Un entero dentro de su intervalo."""
        crudo = self.crudos.get(nombre)
        if crudo is None:
            return omision
        if not crudo.isdigit() or not minimo <= int(crudo) <= maximo:
            malo(nombre, f"Invalid value '{crudo}'. Values must be within the range: [{minimo}, {maximo}]")
        return int(crudo)

    def uno_de(self, nombre: str, valores: Iterable[str], omision: str) -> str:
        """Un valor de una enumeracion."""
        crudo = self.crudos.get(nombre, omision)
        if crudo not in valores:
            malo(nombre, f"Invalid value at '{nombre}': \"{crudo}\"")
        return crudo

    def filtro(self, *nombres: str) -> str:
        """El unico filtro dado de entre `nombres`; ninguno o mas de uno es un error."""
        dados = [n for n in nombres if n in self.crudos]
        if not dados:
            falta(", ".join(nombres))
        if len(dados) > 1:
            incompatibles(*dados)
        return dados[0]

    def campo(self, *camino: str) -> str:
        """Un texto dentro del cuerpo, o ""."""
        valor: Any = self.cuerpo
        for paso in camino:
            valor = valor.get(paso) if isinstance(valor, dict) else None
        return valor if isinstance(valor, str) else ""


def malo(parametro: str, mensaje: str) -> Never:
    """400 por el valor de un parametro."""
    raise ErrorYoutube(400, "invalidParameter", mensaje, dominio="global", parametro=parametro)


def falta(parametro: str) -> Never:
    """400 por un parametro o filtro que falta."""
    mensaje = f"No filter selected. Expected one of: {parametro}"
    raise ErrorYoutube(
        400, "missingRequiredParameter", mensaje, dominio="youtube.parameter", parametro="parameters."
    )


def incompatibles(*parametros: str) -> Never:
    """400 por parametros que no van juntos."""
    mensaje = f"Incompatible parameters specified in the request: {', '.join(parametros)}"
    raise ErrorYoutube(
        400, "incompatibleParameters", mensaje, dominio="youtube.parameter", parametro="parameters."
    )


async def leer_pedido(request: Request) -> tuple[str, Pedido]:
    """El metodo de verdad y los parametros.

    El cliente oficial convierte un GET de mas de 2048 caracteres en POST con `x-http-method-override`.
    """
    metodo = request.headers.get("x-http-method-override", request.method).upper()
    octetos = await request.body()
    if metodo != request.method:
        return metodo, Pedido(QueryParams(octetos.decode()))
    cuerpo: JSON = {}
    if octetos:
        try:
            leido = json.loads(octetos)
        except ValueError:
            leido = None
        if not isinstance(leido, dict):
            raise ErrorYoutube(
                400, "parseError", "Invalid JSON payload received.", dominio="global",
                extra={"status": "INVALID_ARGUMENT"},
            )  # fmt: skip
        cuerpo = leido
    return metodo, Pedido(request.query_params, cuerpo)


def ficha(consulta: Mapping[str, str], clave: tuple[str, str]) -> str:
    """El token de la pagina que sigue a `clave`, atado a su consulta."""
    crudo = json.dumps([dict(consulta), *clave]).encode()
    return base64.urlsafe_b64encode(crudo).decode().rstrip("=")


def leer_ficha(token: str | None, consulta: Mapping[str, str]) -> tuple[str, str] | None:
    """La clave donde quedo la pagina anterior; 400 `invalidPageToken` si no es de esta consulta."""
    if not token:
        return None
    try:
        crudo = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        dicha, fecha, ultimo = json.loads(crudo)
        if dicha == dict(consulta) and isinstance(fecha, str) and isinstance(ultimo, str):
            return fecha, ultimo
    except (ValueError, TypeError):
        pass
    mensaje = "The request specifies an invalid page token."
    raise ErrorYoutube(400, "invalidPageToken", mensaje, dominio="youtube.parameter", parametro="pageToken")
