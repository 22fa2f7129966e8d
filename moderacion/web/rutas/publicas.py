"""Lo que se ve sin ingresar y sin galletas: las normas en palabras llanas, apelar con un enlace y pedir sobre los propios datos.

Estas paginas no leen ni ponen ninguna galleta, y no dicen nada de quien escribio.
"""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.conservacion import publico
from moderacion.errores import DemasiadosIntentos, EntradaInvalida, ErrorModeracion
from moderacion.sanciones import apelaciones
from moderacion.web import palabras_conservacion
from moderacion.web.campos import Escrito
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.normas import NORMAS
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import PUBLICA, origen, permiso

_NEUTRA: Final = (
    "Puede estar incompleto, haber vencido o haberse usado ya. Si quiere apelar una restricción, pida un enlace nuevo por "
    "mensaje directo en la misma red o en una oficina de atención."
)

_SIN_CONSTANCIA: Final = (
    "Puede estar incompleto, o haber pasado mucho tiempo desde que se contestó. Si pidió algo sobre sus datos, pregunte por ello "
    "en la Oficina de Información y Respuesta, con el número de su solicitud."
)


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/normas", response_model=None)(normas)
    app.get("/apelar/{testigo}", response_model=None)(ver)
    app.post("/apelar/{testigo}", response_model=None)(apelar)
    app.get("/mis-datos", response_model=None)(mis_datos)
    app.post("/mis-datos", response_model=None)(pedir_datos)
    app.get("/mis-datos/{testigo}", response_model=None)(constancia)


@permiso(PUBLICA)
def normas(peticion: Request) -> Response:
    """Las 13 politicas."""
    consola = de(peticion)
    config = consola.servicio.config
    return consola.pagina(
        peticion,
        "normas.html",
        normas=NORMAS,
        bloqueo_dias=config.sanciones.mayor,
        apelar_dias=apelaciones.PLAZO.days,
        contacto=config.institucion.contacto,
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
        dias=de(peticion).servicio.config.espera.apelacion_dias,
        escrito=escrito or {"texto": "", "contacto": "", "aviso": ""},
        minimo=apelaciones.TEXTO_MINIMO,
        maximo=apelaciones.TEXTO_MAXIMO,
    )


def _neutra(peticion: Request, dice: str = _NEUTRA) -> Response:
    """La misma para un enlace inventado, vencido, sustituido o ya usado: no dice cual de las cuatro."""
    return de(peticion).pagina(peticion, "enlace_no.html", HTTPStatus.NOT_FOUND, frase=dice)


@permiso(PUBLICA)
def mis_datos(peticion: Request) -> Response:
    """Donde cualquiera pide algo sobre sus datos."""
    return _pedir(peticion)


@permiso(PUBLICA)
def pedir_datos(
    peticion: Request,
    derecho: Escrito = "",
    nombre: Escrito = "",
    contacto: Escrito = "",
    relato: Escrito = "",
) -> Response:
    """Lo apunta y lleva a su constancia; lo que falta, o que hoy ya no se puede, se dice con lo escrito delante."""
    escrito = {"derecho": derecho, "nombre": nombre, "contacto": contacto, "relato": relato}
    almacen = de(peticion).servicio.almacen
    try:
        testigo = publico.presentar(almacen, derecho, nombre, contacto, relato, origen(peticion))
    except (EntradaInvalida, DemasiadosIntentos) as error:
        return _pedir(peticion, error, escrito)
    return RedirectResponse(f"/mis-datos/{testigo}", HTTPStatus.SEE_OTHER)


@permiso(PUBLICA)
def constancia(peticion: Request, testigo: str) -> Response:
    """El numero, el plazo y si ya se contesto. No dice quien pidio ni si se guarda algo suyo."""
    hallada = publico.constancia(de(peticion).servicio.almacen, testigo, origen(peticion))
    if hallada is None:
        return _neutra(peticion, _SIN_CONSTANCIA)
    return de(peticion).pagina(peticion, "constancia.html", c=hallada, palabras=palabras_conservacion)


def _pedir(
    peticion: Request, error: ErrorModeracion | None = None, escrito: dict[str, str] | None = None
) -> Response:
    return de(peticion).pagina(
        peticion,
        "mis_datos.html",
        estado_de(error) if error else HTTPStatus.OK,
        aviso=frase(error) if error else "",
        escrito=escrito or dict.fromkeys(("derecho", "nombre", "contacto", "relato"), ""),
        palabras=palabras_conservacion,
        corto=publico.CORTO,
        largo=publico.LARGO,
    )
