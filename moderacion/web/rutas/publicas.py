"""Lo que se ve sin ingresar y sin galletas: las normas en palabras llanas, y apelar con un enlace.

Estas paginas no leen ni ponen ninguna galleta, y no dicen nada de quien escribio.
"""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.errores import EntradaInvalida
from moderacion.sanciones import apelaciones
from moderacion.web.campos import Escrito
from moderacion.web.consola import de
from moderacion.web.normas import NORMAS
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import PUBLICA, origen, permiso

_NEUTRA: Final = (
    "Puede estar incompleto, haber vencido o haberse usado ya. Si quiere apelar una restricción, pida un enlace nuevo por "
    "mensaje directo en la misma red o en una oficina de atención."
)


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/normas", response_model=None)(normas)
    app.get("/apelar/{testigo}", response_model=None)(ver)
    app.post("/apelar/{testigo}", response_model=None)(apelar)


@permiso(PUBLICA)
def normas(peticion: Request) -> Response:
    """Las 13 politicas."""
    consola = de(peticion)
    dias = consola.servicio.config.sanciones.mayor
    return consola.pagina(
        peticion, "normas.html", normas=NORMAS, bloqueo_dias=dias, apelar_dias=apelaciones.PLAZO.days
    )


@permiso(PUBLICA)
def ver(peticion: Request, testigo: str) -> Response:
    """El formulario, o como va lo que ya se presento."""
    vista = apelaciones.ver(de(peticion).servicio.almacen, testigo, origen(peticion))
    return _formulario(peticion, vista, testigo) if vista else _neutra(peticion)


@permiso(PUBLICA)
def apelar(peticion: Request, testigo: str, texto: Escrito = "", contacto: Escrito = "") -> Response:
    """Presenta la apelacion y vuelve al mismo enlace. Uno que no vale, o ya usado, da la pagina de siempre."""
    almacen, de_donde = de(peticion).servicio.almacen, origen(peticion)
    try:
        vale = apelaciones.presentar(almacen, testigo, de_donde, texto, contacto)
    except EntradaInvalida as error:
        vista = apelaciones.ver(almacen, testigo, de_donde)
        escrito = {"texto": texto, "contacto": contacto, "aviso": frase(error)}
        return _formulario(peticion, vista, testigo, escrito) if vista else _neutra(peticion)
    if not vale:
        return _neutra(peticion)
    return RedirectResponse(f"/apelar/{testigo}", HTTPStatus.SEE_OTHER)


def _formulario(
    peticion: Request, vista: apelaciones.Vista, testigo: str, escrito: dict[str, str] | None = None
) -> Response:
    return de(peticion).pagina(
        peticion,
        "apelar.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if escrito else HTTPStatus.OK,
        v=vista,
        testigo=testigo,
        escrito=escrito or {"texto": "", "contacto": "", "aviso": ""},
        minimo=apelaciones.TEXTO_MINIMO,
        maximo=apelaciones.TEXTO_MAXIMO,
    )


def _neutra(peticion: Request) -> Response:
    """La misma para un enlace inventado, vencido, sustituido o ya usado: no dice cual de las cuatro."""
    return de(peticion).pagina(peticion, "enlace_no.html", HTTPStatus.NOT_FOUND, frase=_NEUTRA)
