"""Ingresar con la cuenta de la institución: ir a su proveedor de identidad y volver."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import accesos
from moderacion.accesos import oidc
from moderacion.errores import NoAutorizado, NoExiste
from moderacion.web.campos import Volver
from moderacion.web.consola import de
from moderacion.web.presentacion import frase
from moderacion.web.rutas.entrada import pedir_clave, regreso, seguir
from moderacion.web.seguridad import DE_OIDC, PUBLICA, abrir_galleta, cerrar_galleta, desde, galleta, permiso


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/ingresar/oidc", response_model=None)(ir)
    app.get(oidc.VUELTA, response_model=None)(volver)


@permiso(PUBLICA)
def ir(peticion: Request, a: Volver = "") -> Response:
    """Manda al navegador a su proveedor, con el sobre cifrado que ha de traer de vuelta."""
    try:
        ida = _proveedor(peticion).ir(regreso(a), de(peticion).servicio.reloj.ahora())
    except NoAutorizado as error:
        return pedir_clave(peticion, a, HTTPStatus.UNPROCESSABLE_ENTITY, error=frase(error))
    respuesta = RedirectResponse(ida.direccion, HTTPStatus.SEE_OTHER)
    abrir_galleta(peticion, respuesta, ida.sobre, oidc.DURA, DE_OIDC)
    return respuesta


@permiso(PUBLICA)
def volver(peticion: Request) -> Response:
    """Vuelve con un código, que se cambia por quién es. El sobre se gasta, salga bien o mal."""
    servicio, proveedor = de(peticion).servicio, _proveedor(peticion)
    sobre, ahora = galleta(peticion, DE_OIDC), servicio.reloj.ahora()
    a = proveedor.a_donde(sobre, ahora)
    try:
        nombre = proveedor.volver(sobre, dict(peticion.query_params), ahora)
        respuesta = seguir(peticion, accesos.empezar_de_fuera(servicio.almacen, nombre, desde(peticion)), a)
    except NoAutorizado as error:
        respuesta = pedir_clave(peticion, a, HTTPStatus.UNPROCESSABLE_ENTITY, error=frase(error))
    cerrar_galleta(peticion, respuesta, DE_OIDC)
    return respuesta


def _proveedor(peticion: Request) -> oidc.Proveedor:
    proveedor = de(peticion).proveedor
    if proveedor is None:
        raise NoExiste("esta consola no tiene proveedor de identidad")
    return proveedor
