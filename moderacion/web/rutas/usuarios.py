"""La gente de la casa: altas con clave temporal, roles, bajas, y lo que se hace cuando alguien pierde su teléfono."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import accesos
from moderacion.errores import Conflicto, EntradaInvalida, NoExiste
from moderacion.web.campos import Id, Palabra
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import ADMINISTRAN, permiso, persona

_HECHO: Final = {
    "rol": "Su rol es el nuevo, y tiene que ingresar otra vez.",
    "baja": "Ya no puede entrar, y sus sesiones se cerraron.",
    "alta": "Ya puede entrar otra vez.",
    "factor": "Su segundo factor se quitó: tendrá que poner otro al ingresar.",
    "sesiones": "Sus sesiones se cerraron.",
}


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/usuarios", response_model=None)(ver)
    app.post("/usuarios", response_model=None)(crear)
    app.post("/usuarios/{usuario_id}/rol", response_model=None)(cambiar_rol)
    app.post("/usuarios/{usuario_id}/desactivar", response_model=None)(desactivar)
    app.post("/usuarios/{usuario_id}/activar", response_model=None)(activar)
    app.post("/usuarios/{usuario_id}/clave", response_model=None)(dar_clave)
    app.post("/usuarios/{usuario_id}/factor", response_model=None)(quitar_factor)
    app.post("/usuarios/{usuario_id}/sesiones", response_model=None)(cerrar_sesiones)


@permiso(ADMINISTRAN)
def ver(peticion: Request) -> Response:
    """La lista y el alta."""
    return _pagina(peticion)


@permiso(ADMINISTRAN)
def crear(peticion: Request, nombre: Palabra = "", rol: Palabra = "") -> Response:
    """Crea a alguien y muestra su clave temporal en esta respuesta, la única vez."""
    try:
        clave = accesos.crear_con_temporal(
            de(peticion).servicio.almacen, nombre, rol, persona(peticion).actor
        )
    except (EntradaInvalida, Conflicto) as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error), escrito=(nombre, rol))
    return _pagina(peticion, HTTPStatus.CREATED, para=nombre.strip().lower(), clave=clave)


@permiso(ADMINISTRAN)
def dar_clave(peticion: Request, usuario_id: Id) -> Response:
    """Le pone una clave temporal y la muestra, la única vez. La propia se cambia en «Mi cuenta»."""
    almacen = de(peticion).servicio.almacen
    try:
        _exigir_ajena(peticion, usuario_id)
        clave = accesos.dar_temporal(almacen, usuario_id, persona(peticion).actor)
    except Conflicto as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error))
    de_quien = next(f.nombre for f in accesos.fichas(almacen) if f.id == usuario_id)
    return _pagina(peticion, para=de_quien, clave=clave)


@permiso(ADMINISTRAN)
def cambiar_rol(peticion: Request, usuario_id: Id, rol: Palabra = "") -> Response:
    """Cambia lo que puede."""
    return _hacer(peticion, "rol", lambda a: accesos.cambiar_rol(a, usuario_id, rol, persona(peticion).actor))


@permiso(ADMINISTRAN)
def desactivar(peticion: Request, usuario_id: Id) -> Response:
    """Lo deja fuera al momento."""
    return _hacer(peticion, "baja", lambda a: accesos.desactivar_id(a, usuario_id, persona(peticion).actor))


@permiso(ADMINISTRAN)
def activar(peticion: Request, usuario_id: Id) -> Response:
    """Lo vuelve a dejar entrar."""
    return _hacer(peticion, "alta", lambda a: accesos.activar(a, usuario_id, persona(peticion).actor))


@permiso(ADMINISTRAN)
def quitar_factor(peticion: Request, usuario_id: Id) -> Response:
    """Perdió el teléfono y los códigos: que pueda poner otro. El propio se cambia en «Mi cuenta»."""

    def quitar(almacen: accesos.Almacen) -> None:
        _exigir_ajena(peticion, usuario_id)
        accesos.quitar_factor(almacen, usuario_id, persona(peticion).actor)

    return _hacer(peticion, "factor", quitar)


@permiso(ADMINISTRAN)
def cerrar_sesiones(peticion: Request, usuario_id: Id) -> Response:
    """Cierra todas las suyas."""
    return _hacer(
        peticion, "sesiones", lambda a: accesos.cerrar_sesiones(a, usuario_id, persona(peticion).actor)
    )


def _exigir_ajena(peticion: Request, usuario_id: int) -> None:
    # con la sesion de quien administra olvidada abierta no se le cambia la clave sin saberla
    if usuario_id == persona(peticion).id:
        raise Conflicto("lo suyo se cambia en «Mi cuenta», que pide su clave")


def _hacer(peticion: Request, hecho: str, hacer: Callable[[accesos.Almacen], object]) -> Response:
    try:
        hacer(de(peticion).servicio.almacen)
    except (Conflicto, EntradaInvalida, NoExiste) as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error))
    return RedirectResponse(f"/usuarios?hecho={hecho}", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    estado: int = HTTPStatus.OK,
    *,
    aviso: str = "",
    para: str = "",
    clave: str = "",
    escrito: tuple[str, str] = ("", "gestion"),
) -> Response:
    consola = de(peticion)
    return consola.pagina(
        peticion,
        "usuarios.html",
        estado,
        usuarios=accesos.fichas(consola.servicio.almacen, consola.servicio.config.web.inactividad),
        roles=accesos.ROLES,
        aviso=aviso,
        hecho=_HECHO.get(peticion.query_params.get("hecho", ""), "") if not (aviso or clave) else "",
        para=para,
        clave=clave,
        escrito=escrito,
        exigido=consola.servicio.config.web.segundo_factor == "exigido",
    )
