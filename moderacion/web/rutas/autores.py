"""Buscar a quien escribio, en la cola o ya decidido: de su nombre a sus casos."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from moderacion import cola
from moderacion.web.campos import Busqueda
from moderacion.web.consola import de
from moderacion.web.seguridad import LEEN, permiso


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/autores", response_model=None)(ver)


@permiso(LEEN)
def ver(peticion: Request, q: Busqueda = "") -> Response:
    """La caja de buscar y, si se busco, los que se llaman asi."""
    consola = de(peticion)
    hallados = cola.buscar_autores(consola.servicio.almacen, q)
    return consola.pagina(peticion, "autores.html", q=q, hallados=hallados, corto=not cola.basta(q))
