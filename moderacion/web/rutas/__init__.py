"""Las rutas, una pagina por archivo."""

from fastapi import FastAPI

from moderacion.web import api
from moderacion.web.rutas import (
    bloqueos,
    clientes,
    cola,
    conexiones,
    entrada,
    estatico,
    expediente,
    incidentes,
    politicas,
    salud,
)


def poner(app: FastAPI) -> None:
    """Cuelga todas las rutas de la aplicacion."""
    for pagina in (entrada, cola, expediente, incidentes, bloqueos, politicas, conexiones, salud, estatico):
        pagina.poner(app)
    clientes.poner(app)
    api.poner(app)
