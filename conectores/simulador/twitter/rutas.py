"""Las rutas de la red Twitter simulada y lo comun a todas: credencial, limites, saldo y forma de los errores."""

import json
from collections.abc import Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from conectores.simulador.nucleo import JSON, Manejador, Nucleo
from conectores.simulador.twitter import acciones, lecturas
from conectores.simulador.twitter.estado import Estado
from conectores.simulador.twitter.peticion import Peticion
from conectores.simulador.twitter.puerta import Problema, Puerta, invalida, respuesta_json

Hacer = Callable[[Peticion], JSON]


def rutas(nucleo: Nucleo, estado: Estado, puerta: Puerta) -> list[Route]:
    """Todas las rutas de la red. La etiqueta es la de su limite en `twitter_puerta.LIMITES`."""
    tabla: tuple[tuple[str, str, Hacer], ...] = (
        ("GET /2/users/me", "/2/users/me", lecturas.yo),
        ("GET /2/users/by/username/:username", "/2/users/by/username/{username}", lecturas.por_alias),
        ("GET /2/users/:id", "/2/users/{id}", lecturas.usuario),
        ("GET /2/users/:id/mentions", "/2/users/{id}/mentions", lecturas.menciones),
        ("GET /2/users/:id/tweets", "/2/users/{id}/tweets", lecturas.de_usuario),
        ("GET /2/users/:id/muting", "/2/users/{id}/muting", lecturas.silenciados),
        ("POST /2/users/:id/muting", "/2/users/{id}/muting", acciones.silenciar),
        ("DELETE /2/users/:id/muting/:id", "/2/users/{id}/muting/{otro}", acciones.desilenciar),
        ("GET /2/users/:id/blocking", "/2/users/{id}/blocking", lecturas.bloqueados),
        ("POST /2/users/:id/blocking", "/2/users/{id}/blocking", acciones.bloquear),
        ("DELETE /2/users/:id/blocking/:id", "/2/users/{id}/blocking/{otro}", acciones.desbloquear),
        ("GET /2/tweets/search/recent", "/2/tweets/search/recent", lecturas.buscar),
        ("GET /2/tweets", "/2/tweets", lecturas.varios),
        ("POST /2/tweets", "/2/tweets", acciones.crear),
        ("GET /2/tweets/:id", "/2/tweets/{id}", lecturas.uno),
        ("DELETE /2/tweets/:id", "/2/tweets/{id}", acciones.borrar),
        ("PUT /2/tweets/:id/hidden", "/2/tweets/{id}/hidden", acciones.ocultar),
    )
    return [
        Route(ruta, _atender(nucleo, estado, puerta, etiqueta, hacer), methods=[etiqueta.partition(" ")[0]])
        for etiqueta, ruta, hacer in tabla
    ]


def _atender(nucleo: Nucleo, estado: Estado, puerta: Puerta, etiqueta: str, hacer: Hacer) -> Manejador:
    """Comprueba la credencial, gasta una peticion del limite y hace lo suyo, sin que nadie se meta en medio."""

    async def manejador(request: Request) -> Response:
        crudo = await request.body()
        cabeceras: dict[str, str] = {}
        with nucleo.candado:
            try:
                puerta.identificar(request)
                cabeceras, queda = puerta.contar(etiqueta)
                puerta.exigir(queda=queda)
                puerta.cobrar()
                peticion = Peticion(
                    estado, nucleo, puerta, request.path_params, dict(request.query_params), _cuerpo(crudo)
                )
                contestado = hacer(peticion)
            except Problema as problema:
                if problema.estado == HTTPStatus.UNAUTHORIZED:
                    cabeceras = puerta.fecha_del_rechazo()
                return respuesta_json(problema.json(puerta.vocabulario), problema.estado, cabeceras)
        return respuesta_json(contestado, 201 if etiqueta == "POST /2/tweets" else 200, cabeceras)

    return manejador


def _cuerpo(crudo: bytes) -> JSON:
    """El cuerpo como objeto JSON, o 400."""
    if not crudo:
        return {}
    try:
        cuerpo = json.loads(crudo)
    except ValueError:
        cuerpo = None
    if not isinstance(cuerpo, dict):
        raise invalida("body", "", "The request body is not a JSON object")
    return cuerpo
