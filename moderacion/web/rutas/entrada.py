"""Ingresar y salir."""

import re
from datetime import timedelta
from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import accesos
from moderacion.errores import NoAutorizado
from moderacion.web.campos import Palabra, Regreso, RegresoEscrito
from moderacion.web.consola import de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import PUBLICA, abrir_galleta, cerrar_galleta, permiso, testigo


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/", response_model=None)(inicio)
    app.get("/ingresar", response_model=None)(ver)
    app.post("/ingresar", response_model=None)(ingresar)
    app.post("/salir", response_model=None)(salir)


@permiso(PUBLICA)
def inicio() -> Response:
    """La portada es la cola."""
    return RedirectResponse("/cola", HTTPStatus.SEE_OTHER)


@permiso(PUBLICA)
def ver(peticion: Request, a: Regreso = "") -> Response:
    """El formulario."""
    return de(peticion).pagina(peticion, "ingresar.html", a=a, nombre="", error="")


@permiso(PUBLICA)
def ingresar(
    peticion: Request, nombre: Palabra = "", clave: Palabra = "", a: RegresoEscrito = ""
) -> Response:
    """Abre la sesion y vuelve a donde se iba. La sesion anterior de ese navegador se cierra."""
    servicio = de(peticion).servicio
    origen = peticion.client.host if peticion.client else ""
    dura = timedelta(hours=servicio.config.web.sesion_horas)
    try:
        nuevo = accesos.ingresar(servicio.almacen, nombre, clave, origen, dura)
    except NoAutorizado as error:
        return de(peticion).pagina(
            peticion, "ingresar.html", HTTPStatus.UNAUTHORIZED, a=a, nombre=nombre, error=frase(error)
        )
    if testigo(peticion):
        accesos.salir(servicio.almacen, testigo(peticion))
    respuesta = RedirectResponse(regreso(a), HTTPStatus.SEE_OTHER)
    abrir_galleta(peticion, respuesta, nuevo, dura)
    return respuesta


@permiso(PUBLICA)
def salir(peticion: Request) -> Response:
    """Cierra la sesion: la galleta copiada deja de valer."""
    if testigo(peticion):
        accesos.salir(de(peticion).servicio.almacen, testigo(peticion))
    respuesta = RedirectResponse("/ingresar", HTTPStatus.SEE_OTHER)
    cerrar_galleta(peticion, respuesta)
    return respuesta


def regreso(a: str) -> str:
    """A donde ir tras ingresar: solo a una pagina de aqui, nunca a otro sitio."""
    return a if re.fullmatch(r"(/[a-z0-9]+)+", a) else "/cola"
