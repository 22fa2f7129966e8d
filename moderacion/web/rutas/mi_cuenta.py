"""Lo propio: la clave, el segundo factor y las sesiones abiertas. También es lo primero que ve quien acaba de llegar."""

import base64
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import accesos
from moderacion.accesos import clientes
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, NoAutorizado
from moderacion.web.campos import Id, Palabra
from moderacion.web.consola import de
from moderacion.web.navegadores import navegador
from moderacion.web.palabras_casa import actor
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import LEEN, abrir_galleta, desde, permiso, testigo, usuario

_NO_SE_PUDO = (NoAutorizado, EntradaInvalida, Conflicto)


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/mi-cuenta", response_model=None)(ver)
    app.post("/mi-cuenta/clave", response_model=None)(cambiar_clave)
    app.get("/mi-cuenta/factor", response_model=None)(ver_factor)
    app.post("/mi-cuenta/factor", response_model=None)(confirmar_factor)
    app.post("/mi-cuenta/factor/empezar", response_model=None)(empezar_factor)
    app.post("/mi-cuenta/codigos", response_model=None)(renovar_codigos)
    app.post("/mi-cuenta/programas/{cliente_id}/aceptar", response_model=None)(aceptar_programa)
    app.post("/mi-cuenta/programas/{cliente_id}/revocar", response_model=None)(revocar_programa)
    app.post("/mi-cuenta/sesiones/cerrar", response_model=None)(cerrar_las_demas)
    app.post("/mi-cuenta/sesiones/{sesion_id}/cerrar", response_model=None)(cerrar_una)


@permiso(LEEN, para_terminar=True)
def ver(peticion: Request) -> Response:
    """La página."""
    return _pagina(peticion)


@permiso(LEEN, para_terminar=True)
def cambiar_clave(
    peticion: Request, actual: Palabra = "", nueva: Palabra = "", otra_vez: Palabra = ""
) -> Response:
    """Cambia la clave: todas las sesiones se cierran y esta sigue con un testigo nuevo."""
    servicio, aqui = de(peticion).servicio, desde(peticion)
    try:
        if nueva != otra_vez:
            raise EntradaInvalida("las dos veces no escribió la misma clave nueva")
        _exigir_escrita(actual)
        casa = servicio.config.institucion.nombres
        nuevo = accesos.cambiar_clave(servicio.almacen, usuario(peticion), actual, nueva, aqui, casa)
    except _NO_SE_PUDO as error:
        return _no_se_pudo(peticion, error, "clave")
    respuesta = RedirectResponse("/mi-cuenta?hecho=clave", HTTPStatus.SEE_OTHER)
    abrir_galleta(peticion, respuesta, nuevo, aqui.dura)
    return respuesta


@permiso(LEEN, para_terminar=True)
def empezar_factor(peticion: Request, clave: Palabra = "") -> Response:
    """Prepara un segundo factor. Pide la clave: una sesión ajena olvidada abierta no basta."""
    consola = de(peticion)
    try:
        _comprobar(peticion, clave)
        accesos.proponer(consola.servicio.almacen, consola.cofre, usuario(peticion).id)
    except _NO_SE_PUDO as error:
        return _no_se_pudo(peticion, error, "factor")
    return RedirectResponse("/mi-cuenta/factor", HTTPStatus.SEE_OTHER)


@permiso(LEEN, para_terminar=True)
def ver_factor(peticion: Request) -> Response:
    """El QR del que está por confirmar."""
    return _factor(peticion)


@permiso(LEEN, para_terminar=True)
def confirmar_factor(peticion: Request, codigo: Palabra = "") -> Response:
    """Con un código suyo, el propuesto pasa a valer. Muestra los de recuperación, la única vez."""
    consola = de(peticion)
    esta = accesos.huella_de(testigo(peticion))
    try:
        codigos = accesos.confirmar(
            consola.servicio.almacen, consola.cofre, usuario(peticion).id, codigo, esta
        )
    except EntradaInvalida as error:
        return _factor(peticion, frase(error))
    except Conflicto as error:
        return _no_se_pudo(peticion, error, "factor")
    return _codigos(peticion, codigos)


@permiso(LEEN)
def renovar_codigos(peticion: Request, clave: Palabra = "") -> Response:
    """Diez códigos de recuperación nuevos; los anteriores dejan de valer."""
    try:
        _comprobar(peticion, clave)
        codigos = accesos.renovar_codigos(de(peticion).servicio.almacen, usuario(peticion).id)
    except _NO_SE_PUDO as error:
        return _no_se_pudo(peticion, error, "codigos")
    return _codigos(peticion, codigos)


@permiso(LEEN, para_terminar=True)
def cerrar_una(peticion: Request, sesion_id: Id) -> Response:
    """Cierra una sesión propia. Lanza `NoExiste` si no es suya."""
    accesos.cerrar_una(de(peticion).servicio.almacen, usuario(peticion).id, sesion_id)
    return RedirectResponse("/mi-cuenta?hecho=sesion", HTTPStatus.SEE_OTHER)


@permiso(LEEN, para_terminar=True)
def cerrar_las_demas(peticion: Request) -> Response:
    """Cierra todas las propias menos esta."""
    accesos.cerrar_las_demas(de(peticion).servicio.almacen, usuario(peticion).id, testigo(peticion))
    return RedirectResponse("/mi-cuenta?hecho=sesiones", HTTPStatus.SEE_OTHER)


@permiso(LEEN)
def aceptar_programa(peticion: Request, cliente_id: Id, clave: Palabra = "") -> Response:
    """Un programa puede actuar en nombre de quien pide, que da su clave. Lanza `NoExiste` si no es suyo."""
    try:
        _comprobar(peticion, clave)
        clientes.aceptar(de(peticion).servicio.almacen, cliente_id, usuario(peticion).id)
    except _NO_SE_PUDO as error:
        return _no_se_pudo(peticion, error, "programas")
    return RedirectResponse("/mi-cuenta?hecho=aceptado", HTTPStatus.SEE_OTHER)


@permiso(LEEN)
def revocar_programa(peticion: Request, cliente_id: Id) -> Response:
    """Un programa que actuaba en nombre de quien pide deja de valer. Lanza `NoExiste` si no es suyo, `Conflicto` si ya no valía."""
    clientes.revocar_mio(de(peticion).servicio.almacen, cliente_id, usuario(peticion).id)
    return RedirectResponse("/mi-cuenta?hecho=programa", HTTPStatus.SEE_OTHER)


def _exigir_escrita(clave: str) -> None:
    """Un campo vacío no es un intento."""
    if not clave:
        raise EntradaInvalida("escriba su clave actual")


def _comprobar(peticion: Request, clave: str) -> None:
    _exigir_escrita(clave)
    almacen, quien = de(peticion).servicio.almacen, usuario(peticion)
    accesos.comprobar_clave(almacen, quien.nombre, clave, desde(peticion).origen, accesos.PROPIA)


def _no_se_pudo(peticion: Request, error: ErrorModeracion, donde: str) -> Response:
    """La página con el fallo junto a lo que se pidió."""
    dicho = "esa no es su clave" if isinstance(error, accesos.ClaveEquivocada) else str(error)
    estado = HTTPStatus.CONFLICT if isinstance(error, Conflicto) else HTTPStatus.UNPROCESSABLE_ENTITY
    return _pagina(peticion, estado, donde=donde, error=frase(dicho))


def _factor(peticion: Request, error: str = "") -> Response:
    consola = de(peticion)
    hallado = accesos.propuesto(consola.servicio.almacen, consola.cofre, usuario(peticion).id)
    if hallado is None:
        return RedirectResponse("/mi-cuenta", HTTPStatus.SEE_OTHER)
    return consola.pagina(
        peticion,
        "factor.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        clave=hallado.clave,
        qr=base64.b64encode(hallado.qr).decode(),
        error=error,
    )


def _codigos(peticion: Request, codigos: list[str]) -> Response:
    return de(peticion).pagina(peticion, "codigos.html", codigos=codigos)


def _programas(peticion: Request) -> list[dict[str, Any]]:
    """Los que actúan en nombre de quien pide, y quién los creó."""
    almacen = de(peticion).servicio.almacen
    suyos = clientes.en_nombre_de(almacen, usuario(peticion).id)
    nombres = {u.id: u.nombre for u in accesos.listar(almacen)} if suyos else {}
    return [{"c": c, "creo": actor(c.creado_por, nombres)} for c in suyos]


def _pagina(peticion: Request, estado: int = HTTPStatus.OK, *, donde: str = "", error: str = "") -> Response:
    consola, quien = de(peticion), usuario(peticion)
    web = consola.servicio.config.web
    sesiones: list[dict[str, Any]] = [
        {"fila": s, "navegador": navegador(s.navegador)}
        for s in accesos.mis_sesiones(consola.servicio.almacen, quien.id, testigo(peticion), web.inactividad)
    ]
    return consola.pagina(
        peticion,
        "mi_cuenta.html",
        estado,
        falta=frase(peticion.state.falta) if peticion.state.falta else "",
        hecho=_HECHO.get(peticion.query_params.get("hecho", ""), "") if not error else "",
        donde=donde,
        error=error,
        temporal=quien.clave_temporal,
        con_factor=bool(quien.totp),
        ajenos=accesos.codigos_ajenos(consola.servicio.almacen, quien.nombre) if quien.totp else 0,
        exigido=web.segundo_factor == "exigido",
        quedan=accesos.quedan(consola.servicio.almacen, quien.id),
        minima=accesos.CLAVE_MINIMA,
        maxima=accesos.CLAVE_MAXIMA,
        sesiones=sesiones,
        programas=_programas(peticion),
        por_aceptar=clientes.por_aceptar,
        alcances=clientes.ALCANCES,
    )


_HECHO = {
    "aceptado": "Ese programa ya puede actuar en su nombre. Lo revoca cuando quiera.",
    "clave": "Su clave es la nueva. Las demás sesiones se cerraron.",
    "programa": "Ese programa ya no actúa en su nombre.",
    "sesion": "Esa sesión se cerró.",
    "sesiones": "Las demás sesiones se cerraron.",
}
