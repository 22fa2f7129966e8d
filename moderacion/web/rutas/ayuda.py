"""La ayuda: que hace cada tecla. Es una pagina, y tambien el cuadro que abre la tecla «?»."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from moderacion.web.consola import de
from moderacion.web.palabras import TECLAS
from moderacion.web.seguridad import LEEN, permiso


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/ayuda", response_model=None)(ver)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La pagina."""
    return de(peticion).pagina(peticion, "ayuda.html", teclas=TECLAS)
