"""Ingresar, en uno o dos pasos, y salir."""

import logging
from contextlib import suppress
from dataclasses import replace
from functools import cache
from http import HTTPStatus
from urllib.parse import urlencode

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import accesos
from moderacion.errores import ErrorConfig, NoAutorizado, NoExiste
from moderacion.web.campos import Palabra, Volver, VolverEscrito
from moderacion.web.consola import de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import (
    DE_APARATO,
    DE_PASO,
    PUBLICA,
    abrir_galleta,
    cerrar_galleta,
    de_galleta,
    desde,
    galleta,
    origen,
    permiso,
    testigo,
)
from moderacion.web.vuelta import vuelta

_registro = logging.getLogger(__name__)
_SON_PRUEBAS = 5
"""Códigos fallados en un día en navegadores desconocidos que ya no son una equivocación propia."""


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/", response_model=None)(inicio)
    app.get("/ingresar", response_model=None)(ver)
    app.post("/ingresar", response_model=None)(ingresar)
    app.get("/ingresar/codigo", response_model=None)(ver_codigo)
    app.post("/ingresar/codigo", response_model=None)(dar_codigo)
    app.post("/salir", response_model=None)(salir)


@permiso(PUBLICA)
def inicio() -> Response:
    """La portada es la cola."""
    return RedirectResponse("/cola", HTTPStatus.SEE_OTHER)


@permiso(PUBLICA)
def ver(peticion: Request, a: Volver = "") -> Response:
    """El formulario."""
    return pedir_clave(peticion, a)


def pedir_clave(
    peticion: Request, a: str, estado: int = HTTPStatus.OK, nombre: str = "", error: str = ""
) -> Response:
    """La página de la clave, con lo que haya que decir."""
    oidc = de(peticion).servicio.config.web.oidc
    boton = oidc.boton if oidc else ""
    return de(peticion).pagina(
        peticion, "ingresar.html", estado, a=a, nombre=nombre, error=error, boton=boton
    )


@permiso(PUBLICA)
def ingresar(peticion: Request, nombre: Palabra = "", clave: Palabra = "", a: VolverEscrito = "") -> Response:
    """El primer paso. Con segundo factor, pide el código; sin él, abre la sesión y vuelve a donde se iba."""
    if _no_se_sabe_de_donde(peticion):
        _decirlo()
    try:
        llega = replace(desde(peticion), aparato=_aparato(peticion, nombre))
        paso = accesos.empezar(de(peticion).servicio.almacen, nombre, clave, llega)
    except NoAutorizado as error:
        return pedir_clave(peticion, a, HTTPStatus.UNAUTHORIZED, nombre, frase(error))
    return seguir(peticion, paso, a)


def _no_se_sabe_de_donde(peticion: Request) -> bool:
    """Si la trae el proxy sin decir de parte de quién: todos parecen el mismo y se frenan juntos."""
    web = de(peticion).servicio.config.web
    return web.https and "x-forwarded-for" not in peticion.headers and origen(peticion) in map(str, web.proxy)


@cache
def _decirlo() -> None:
    """Una vez por proceso."""
    _registro.warning(
        "el proxy no manda X-Forwarded-For: no se sabe desde dónde ingresa cada quien, y a quien falle su clave diez "
        "veces no se le distingue de los demás"
    )


def _aparato(peticion: Request, nombre: str) -> str:
    """El número de este navegador, si en él ya entró quien se llama así."""
    consola, sello = de(peticion), galleta(peticion, DE_APARATO)
    if not sello:
        return ""
    try:
        suyo = accesos.nombre_llano(nombre)
        return accesos.aparato_de(consola.cofre, sello, suyo, consola.servicio.reloj.ahora())
    except ErrorConfig:  # sin llave no hay segundos factores ni galletas selladas
        return ""


def seguir(peticion: Request, paso: accesos.Paso, a: str) -> Response:
    """Tras el primer paso: a pedir el código, o dentro si no tiene segundo factor."""
    if not paso.falta_codigo:
        return _dentro(peticion, paso.testigo, a)
    respuesta = RedirectResponse(f"/ingresar/codigo?{urlencode({'a': a})}", HTTPStatus.SEE_OTHER)
    abrir_galleta(peticion, respuesta, paso.testigo, accesos.A_MEDIAS, DE_PASO)
    return respuesta


@permiso(PUBLICA)
def ver_codigo(peticion: Request, a: Volver = "") -> Response:
    """El formulario del código."""
    return de(peticion).pagina(peticion, "codigo.html", a=a, error="")


@permiso(PUBLICA)
def dar_codigo(peticion: Request, codigo: Palabra = "", a: VolverEscrito = "") -> Response:
    """El segundo paso: el código de la aplicación o uno de recuperación abre la sesión."""
    consola = de(peticion)
    try:
        nuevo = accesos.terminar(
            consola.servicio.almacen,
            consola.cofre,
            galleta(peticion, DE_PASO),
            codigo,
            desde(peticion),
            galleta(peticion, DE_APARATO),
        )
    except NoExiste as error:
        respuesta = pedir_clave(peticion, a, HTTPStatus.UNPROCESSABLE_ENTITY, error=frase(error))
        cerrar_galleta(peticion, respuesta, DE_PASO)
        return respuesta
    except (NoAutorizado, ErrorConfig) as error:
        return consola.pagina(peticion, "codigo.html", HTTPStatus.UNAUTHORIZED, a=a, error=frase(error))
    return _dentro(peticion, nuevo, a)


def _dentro(peticion: Request, nuevo: str, a: str) -> Response:
    """Con la sesión nueva, a donde se iba. La que ese navegador tuviera antes se cierra."""
    if testigo(peticion):
        accesos.salir(de(peticion).servicio.almacen, testigo(peticion))
    quien = de_galleta(de(peticion).servicio, nuevo, usar=False)
    nombre = quien.nombre if quien else ""
    respuesta = RedirectResponse(_destino(peticion, nombre, a), HTTPStatus.SEE_OTHER)
    abrir_galleta(peticion, respuesta, nuevo, desde(peticion).dura)
    cerrar_galleta(peticion, respuesta, DE_PASO)
    _recordar_aparato(peticion, respuesta, nombre)
    return respuesta


def _destino(peticion: Request, nombre: str, a: str) -> str:
    """A donde se iba; si alguien probó códigos con la clave de esta persona, primero a verlo en su cuenta."""
    ajenos = accesos.codigos_ajenos(de(peticion).servicio.almacen, nombre)
    return "/mi-cuenta" if ajenos >= _SON_PRUEBAS else regreso(a)


def _recordar_aparato(peticion: Request, respuesta: Response, nombre: str) -> None:
    """Deja dicho en este navegador quién entró en él: lo que otro falle por esa persona no la frena aquí."""
    consola = de(peticion)
    with suppress(ErrorConfig):
        if nombre:
            sello = accesos.sellar(consola.cofre, nombre, consola.servicio.reloj.ahora())
            abrir_galleta(peticion, respuesta, sello, accesos.APARATO_DURA, DE_APARATO)


@permiso(PUBLICA)
def salir(peticion: Request) -> Response:
    """Cierra la sesion: la galleta copiada deja de valer."""
    if testigo(peticion):
        accesos.salir(de(peticion).servicio.almacen, testigo(peticion))
    respuesta = RedirectResponse("/ingresar", HTTPStatus.SEE_OTHER)
    cerrar_galleta(peticion, respuesta)
    return respuesta


def regreso(a: str) -> str:
    """A donde ir tras ingresar: solo a una pagina de aqui, y nunca otra vez a ingresar."""
    destino = vuelta(a)
    return "/cola" if destino.startswith(("/ingresar", "/salir")) else destino
