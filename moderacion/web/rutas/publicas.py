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
from moderacion.web.seguridad import PUBLICA, permiso

_LIMITE: Final = (
    "Hubo demasiados intentos desde esta conexión. Espere diez minutos y abra el enlace otra vez."
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
    dias = consola.servicio.config.sanciones.bloqueo_dias
    return consola.pagina(
        peticion, "normas.html", normas=NORMAS, bloqueo_dias=dias, apelar_dias=apelaciones.PLAZO.days
    )


@permiso(PUBLICA)
def ver(peticion: Request, testigo: str) -> Response:
    """El formulario, o como va lo que ya se presento."""
    try:
        vista = apelaciones.ver(de(peticion).servicio.almacen, testigo, _origen(peticion))
    except apelaciones.DemasiadosIntentos:
        return _neutra(peticion, HTTPStatus.TOO_MANY_REQUESTS, _LIMITE)
    return _formulario(peticion, vista, testigo) if vista else _neutra(peticion)


@permiso(PUBLICA)
def apelar(peticion: Request, testigo: str, texto: Escrito = "", contacto: Escrito = "") -> Response:
    """Presenta la apelacion y vuelve al mismo enlace. Uno que no vale, o ya usado, da la pagina de siempre."""
    almacen, origen = de(peticion).servicio.almacen, _origen(peticion)
    try:
        vale = apelaciones.presentar(almacen, testigo, origen, texto, contacto)
    except EntradaInvalida as error:
        vista = apelaciones.ver(almacen, testigo, origen)
        escrito = {"texto": texto, "contacto": contacto, "aviso": frase(error)}
        return _formulario(peticion, vista, testigo, escrito) if vista else _neutra(peticion)
    except apelaciones.DemasiadosIntentos:
        return _neutra(peticion, HTTPStatus.TOO_MANY_REQUESTS, _LIMITE)
    if not vale:
        return _neutra(peticion)
    return RedirectResponse(f"/apelar/{testigo}", HTTPStatus.SEE_OTHER)


def _origen(peticion: Request) -> str:
    return peticion.client.host if peticion.client else ""


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


def _neutra(peticion: Request, estado: int = HTTPStatus.NOT_FOUND, frase_propia: str = "") -> Response:
    """La misma para un enlace inventado, vencido, sustituido o ya usado: no dice cual de las cuatro."""
    return de(peticion).pagina(peticion, "apelar_no.html", estado, frase=frase_propia)
