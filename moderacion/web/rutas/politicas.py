"""Las 13 politicas: lo que se deja hacer a cada una, con que version, y cuando se repaso."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from moderacion.web.consola import de
from moderacion.web.seguridad import LEEN, permiso


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/politicas", response_model=None)(ver)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La pagina."""
    consola = de(peticion)
    politicas = consola.servicio.politicas()
    return consola.pagina(
        peticion,
        "politicas.html",
        politicas=politicas,
        retenidas=[p.numero for p in politicas if p.retenida],
        reglamento=consola.servicio.reglas.version,
    )
