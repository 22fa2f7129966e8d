"""Lo que una restauracion retiene: supervision mira la red, lo deja salir o lo descarta, y al final la cierra."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import custodia
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.web.campos import Escrito
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import AUDITAN, CIERRAN, permiso, persona

_A_LA_VEZ: Final = 200
"""Lo que se enseña y se marca de una vez: el resto, al dejar estas listas."""
Cuales = Annotated[list[Annotated[str, Form(max_length=40)]], Form(max_length=_A_LA_VEZ)]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/restauracion", response_model=None)(ver)
    app.post("/restauracion/soltar", response_model=None)(soltar)
    app.post("/restauracion/descartar", response_model=None)(descartar)
    app.post("/restauracion/cerrar", response_model=None)(cerrar)


@permiso(AUDITAN)
def ver(peticion: Request) -> Response:
    """La restauracion abierta, si la hay, y lo que espera."""
    return _pagina(peticion)


@permiso(CIERRAN)
def soltar(peticion: Request, cual: Cuales = []) -> Response:  # noqa: B006 (FastAPI lo copia)
    """Lo marcado sale: en la red no esta hecho y debe hacerse."""
    return _hacer(peticion, cual, custodia.soltar)


@permiso(CIERRAN)
def descartar(peticion: Request, cual: Cuales = []) -> Response:  # noqa: B006
    """Lo marcado no sale: en la red ya esta hecho, o ya no hace falta."""
    return _hacer(peticion, cual, custodia.descartar)


@permiso(CIERRAN)
def cerrar(peticion: Request, motivo: Escrito = "") -> Response:
    """Desde entonces todo sale como siempre. Con algo retenido no se puede."""
    try:
        custodia.cerrar(de(peticion).servicio.almacen, persona(peticion).actor, motivo)
    except (Conflicto, EntradaInvalida) as error:
        return _pagina(peticion, error, motivo)
    return RedirectResponse("/restauracion", HTTPStatus.SEE_OTHER)


def _hacer(peticion: Request, cual: Sequence[str], que: Callable[[Any, Sequence[str], str], int]) -> Response:
    if not cual or "todo" in cual:
        return _pagina(peticion, EntradaInvalida("marque lo que ya miró en la red"))
    try:
        que(de(peticion).servicio.almacen, cual, persona(peticion).actor)
    except EntradaInvalida as error:
        return _pagina(peticion, error)
    return RedirectResponse("/restauracion", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request, error: Conflicto | EntradaInvalida | None = None, motivo: str = ""
) -> Response:
    consola = de(peticion)
    abierta, espera = custodia.retenido(consola.servicio.almacen)
    return consola.pagina(
        peticion,
        "restauracion.html",
        estado_de(error) if error else HTTPStatus.OK,
        abierta=abierta,
        espera=espera[:_A_LA_VEZ],
        cuantas=len(espera),
        suelta=persona(peticion).rol in CIERRAN,
        motivo=motivo,
        aviso=frase(error) if error else "",
    )
