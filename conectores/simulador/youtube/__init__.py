"""YouTube simulado: la API v3 y el punto de tokens, con estado, cuota y gobierno.

Supuestos donde la red no documenta: rechazar de nuevo lo rechazado da 204; `comments.list` por `parentId` da
al dueño todas las respuestas vivas, cada una con su estado; `totalReplyCount` las cuenta todas.
"""

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from conectores.simulador.cuentas import (
    CLIENTE_SECRETO_YOUTUBE,
    CLIENTE_YOUTUBE,
    REFRESCO_YOUTUBE,
)
from conectores.simulador.nucleo import JSON, Nucleo, Reloj, RespuestaJSON, aplicacion, reloj_real
from conectores.simulador.youtube import escrituras as escrituras
from conectores.simulador.youtube import lecturas as lecturas
from conectores.simulador.youtube.estado import VIDA_ACCESO, Estado
from conectores.simulador.youtube.gobierno import cambiar, inyectar
from conectores.simulador.youtube.pedido import ErrorYoutube, Pedido, autenticar, cobrar, leer_pedido

_LEER: Final = 1
_ESCRIBIR: Final = 50
Metodo = Callable[[Pedido], JSON | None]


class MundoYoutube:
    """La red simulada de YouTube: nace con el canal de `cuentas.py`, sin videos ni comentarios."""

    def __init__(self, reloj: Reloj = reloj_real) -> None:
        self.nucleo = Nucleo(reloj)
        self.estado = Estado()

    def inyectar(self, comentario: JSON) -> str:
        """Crea un comentario. Vease `youtube_gobierno.inyectar`."""
        return inyectar(self.nucleo, self.estado, comentario)

    def cambiar_cuenta(self, cambio: JSON) -> JSON:
        """Cambia la cuenta. Vease `youtube_gobierno.cambiar`."""
        return cambiar(self.nucleo, self.estado, cambio)

    def reiniciar(self) -> None:
        """Vuelve al estado inicial."""
        self.estado = Estado()

    def volcar(self) -> JSON:
        """El estado entero."""
        e = self.estado
        return {
            "canal": asdict(e.canal),
            "videos": [_plano(asdict(v)) for v in e.videos.values()],
            "comentarios": [_plano(asdict(c)) for c in e.comentarios.values()],
            "bloqueados": sorted(e.prohibidos),
            "administradores": e.administradores,
            "token": {"valido": e.credencial.valida, "permisos": list(e.credencial.ambitos)},
            "cuota": {"limite": e.limite, "gastado": e.gastado},
        }

    def token(self, cuerpo: str) -> Response:
        """El punto de tokens: cambia el de refresco por uno de acceso (RFC 6749, errores como los da Google)."""
        campos = {nombre: valores[0] for nombre, valores in parse_qs(cuerpo).items()}
        cliente = (campos.get("client_id"), campos.get("client_secret"))
        if cliente != (CLIENTE_YOUTUBE, CLIENTE_SECRETO_YOUTUBE):
            return _error_token(401, "invalid_client", "The OAuth client was not found.")
        if campos.get("grant_type") != "refresh_token":
            return _error_token(400, "unsupported_grant_type", "Invalid grant_type")
        credencial = self.estado.credencial
        if campos.get("refresh_token") != REFRESCO_YOUTUBE or not credencial.valida:
            return _error_token(400, "invalid_grant", "Token has been expired or revoked.")
        acceso = f"ya29.simulado-{self.nucleo.siguiente()}"
        credencial.accesos[acceso] = self.nucleo.reloj() + VIDA_ACCESO
        dado: JSON = {
            "access_token": acceso,
            "expires_in": int(VIDA_ACCESO.total_seconds()),
            "scope": " ".join(credencial.ambitos),
            "token_type": "Bearer",
        }
        if credencial.vence_en is not None:
            dado["refresh_token_expires_in"] = credencial.vence_en
        return RespuestaJSON(dado)

    def atender(self, request: Request, pedido: Pedido, costo: int, metodo: Metodo) -> Response:
        """Credencial, cuota y metodo, en ese orden, con el cuerpo de error de la red si algo falla."""
        ahora = self.nucleo.reloj()
        try:
            autenticar(self.estado, request, ahora)
            cobrar(self.estado, costo, ahora)
            cuerpo = metodo(pedido)
        except ErrorYoutube as error:
            return error.respuesta()
        return Response(status_code=204) if cuerpo is None else RespuestaJSON(cuerpo)


def _plano(datos: JSON) -> JSON:
    """Las fechas como texto."""
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in datos.items()}


def _error_token(codigo: int, error: str, descripcion: str) -> Response:
    return RespuestaJSON({"error": error, "error_description": descripcion}, codigo)


def _ruta(mundo: MundoYoutube, camino: str, **metodos: tuple[int, Metodo]) -> Route:
    """Una ruta de la API: por cada metodo, lo que cuesta y lo que hace."""

    async def manejar(request: Request) -> Response:
        try:
            nombre, pedido = await leer_pedido(request)
        except ErrorYoutube as error:
            return error.respuesta()
        costo, metodo = metodos.get(nombre, (0, None))
        if metodo is None:
            return RespuestaJSON({"error": {"code": 404, "message": "Not Found", "errors": []}}, 404)
        with mundo.nucleo.candado:
            return mundo.atender(request, pedido, costo, metodo)

    return Route(f"/youtube/v3/{camino}", manejar, methods=["GET", "POST", "PUT", "DELETE"])


def app(mundo: MundoYoutube) -> ASGIApp:
    """La aplicacion ASGI de la red, con sus rutas reales."""

    def lee(funcion: Callable[[Estado, Pedido], JSON]) -> tuple[int, Metodo]:
        return _LEER, lambda p: funcion(mundo.estado, p)

    def escribe(funcion: Callable[[Nucleo, Estado, Pedido], Any]) -> tuple[int, Metodo]:
        return _ESCRIBIR, lambda p: funcion(mundo.nucleo, mundo.estado, p)

    async def token(request: Request) -> Response:
        cuerpo = (await request.body()).decode()
        with mundo.nucleo.candado:
            return mundo.token(cuerpo)

    rutas = [
        Route("/token", token, methods=["POST"]),
        _ruta(mundo, "commentThreads", GET=lee(lecturas.hilos), POST=escribe(escrituras.comentar)),
        _ruta(
            mundo,
            "comments",
            GET=lee(lecturas.comentarios),
            POST=escribe(escrituras.responder),
            PUT=escribe(escrituras.editar),
            DELETE=escribe(escrituras.borrar),
        ),
        _ruta(mundo, "comments/setModerationStatus", POST=escribe(escrituras.moderar)),
        _ruta(mundo, "channels", GET=lee(lecturas.canales)),
        _ruta(mundo, "videos", GET=lee(lecturas.videos)),
        _ruta(mundo, "playlistItems", GET=lee(lecturas.subidos)),
    ]
    return aplicacion(mundo.nucleo, mundo, rutas)
