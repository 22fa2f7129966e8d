"""Cuanto se guarda cada cosa, lo que la siguiente purga quitaria y las ultimas."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import conservacion
from moderacion.web import palabras_conservacion as palabras
from moderacion.web.consola import de
from moderacion.web.seguridad import AUDITAN, AVISAN, permiso, persona


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/conservacion", response_model=None)(ver)
    app.post("/conservacion/purgar", response_model=None)(purgar)


@permiso(AUDITAN)
def ver(peticion: Request) -> Response:
    """La pagina."""
    consola = de(peticion)
    servicio = consola.servicio
    return consola.pagina(
        peticion,
        "conservacion.html",
        todo=conservacion.estado(servicio.almacen, servicio.conservacion),
        palabras=palabras,
        registro=servicio.conservacion.registro.name,
        puede=persona(peticion).rol in AVISAN,
    )


@permiso(AVISAN)
def purgar(peticion: Request) -> Response:
    """Purga ahora lo que cumplio su plazo, sin esperar a la vuelta del dia."""
    de(peticion).servicio.conservar()
    return RedirectResponse("/conservacion", HTTPStatus.SEE_OTHER)
