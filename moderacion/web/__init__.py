"""La consola: paginas hechas en el servidor, sin nada de fuera y utiles sin JavaScript."""

from functools import cache

from fastapi import Depends, FastAPI
from starlette.routing import BaseRoute

from moderacion.accesos.clientes import Ritmo
from moderacion.montaje import Servicio
from moderacion.web import fallos
from moderacion.web.consola import Consola
from moderacion.web.escudo import Escudo
from moderacion.web.rutas import poner
from moderacion.web.seguridad import exigir_permiso
from moderacion.web.servir import enchufe, servidor

__all__ = ["crear_app", "enchufe", "servidor"]


def crear_app(servicio: Servicio) -> FastAPI:
    """La aplicacion web de un servicio montado. Ninguna ruta se abre sin permiso declarado."""
    app = _vacia()
    app.router.routes.extend(_rutas())
    consola = Consola(servicio)
    app.state.servicio = servicio
    app.state.consola = consola
    app.state.ritmo = Ritmo()
    app.add_middleware(
        Escudo,
        pagina_error=lambda estado, frase: consola.error(None, estado, frase),
        https=servicio.config.web.https,
    )
    fallos.poner(app)
    return app


def _vacia() -> FastAPI:
    return FastAPI(docs_url=None, redoc_url=None, openapi_url=None, dependencies=[Depends(exigir_permiso)])


@cache
def _rutas() -> list[BaseRoute]:
    """Las rutas, analizadas una vez: son las mismas para todo servicio, que hallan en la peticion."""
    molde = _vacia()
    poner(molde)
    return molde.routes
