"""Las rutas, una pagina por archivo."""

from fastapi import FastAPI

from moderacion.web.rutas import (
    bloqueos,
    borradores,
    cola,
    conexiones,
    consultas,
    entrada,
    estatico,
    expediente,
    incidentes,
    politicas,
    salud,
)


def poner(app: FastAPI) -> None:
    """Cuelga todas las rutas de la aplicacion."""
    paginas = (entrada, cola, expediente, incidentes, bloqueos, politicas, conexiones, salud, estatico)
    for pagina in (*paginas, borradores, consultas):
        pagina.poner(app)
