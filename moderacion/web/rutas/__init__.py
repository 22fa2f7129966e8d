"""Las rutas, una pagina por archivo."""

from fastapi import FastAPI

from moderacion.web.rutas import (
    apelaciones,
    bitacora,
    bloqueos,
    cola,
    conexiones,
    entrada,
    estatico,
    expediente,
    incidentes,
    mi_dia,
    politicas,
    publicas,
    salud,
)


def poner(app: FastAPI) -> None:
    """Cuelga todas las rutas de la aplicacion."""
    for pagina in (entrada, cola, expediente, incidentes, bloqueos, politicas, conexiones, salud, estatico):
        pagina.poner(app)
    for pagina in (mi_dia, apelaciones, bitacora, publicas):
        pagina.poner(app)
