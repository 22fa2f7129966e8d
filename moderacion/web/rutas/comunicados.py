"""El archivo publico de comunicados: todo lo que la institucion publico como su postura, rija o no. Sin galletas."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from moderacion import redaccion
from moderacion.web.campos import NumeroComunicado, Posicion
from moderacion.web.consola import de
from moderacion.web.seguridad import PUBLICA, permiso


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/comunicados", response_model=None)(lista)
    app.get("/comunicados/{numero_comunicado}", response_model=None)(ver)


@permiso(PUBLICA)
def lista(peticion: Request, antes: Posicion = None) -> Response:
    """Una pagina del archivo, lo ultimo publicado primero. `antes`: desde cual sigue."""
    consola = de(peticion)
    archivo = redaccion.archivo(consola.servicio.almacen, antes)
    return consola.pagina(peticion, "comunicados.html", archivo=archivo, primera=antes is None)


@permiso(PUBLICA)
def ver(peticion: Request, numero_comunicado: NumeroComunicado) -> Response:
    """Uno, entero."""
    consola = de(peticion)
    c = redaccion.comunicado(consola.servicio.almacen, numero_comunicado)
    return consola.pagina(peticion, "comunicado.html", c=c)
