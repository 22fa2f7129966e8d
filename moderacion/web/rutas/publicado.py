"""Lo que publicamos: donde, cuando y que respondio la gente; cambiarlo o quitarlo, donde la red deja."""

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import redaccion
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion
from moderacion.web.campos import Escrito, Id, Una, VolverEscrito
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import CIERRAN, DECIDEN, LEEN, permiso, persona
from moderacion.web.vuelta import vuelta


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/publicado", response_model=None)(ver)
    app.post("/publicado/{publicacion_id}/borrar", response_model=None)(borrar)


@permiso(LEEN)
def ver(peticion: Request, cuenta: Una = None, antes: Una = None) -> Response:
    """Lo ultimo primero. `antes`: la ultima ya vista."""
    return _pagina(peticion, cuenta, antes)


@permiso(CIERRAN)
def borrar(
    peticion: Request,
    publicacion_id: Id,
    motivo: Escrito = "",
    confirmo: Annotated[bool, Form()] = False,
    volver: VolverEscrito = "",
) -> Response:
    """Pide quitarla de la red, con su motivo y diciendo que si."""
    servicio = de(peticion).servicio
    try:
        _exigir(confirmo)
        redaccion.borrar_publicacion(
            servicio.almacen, servicio.redaccion, publicacion_id, persona(peticion), motivo
        )
    except (Conflicto, EntradaInvalida) as error:
        return _pagina(peticion, error=error, escrito={publicacion_id: motivo}, desde=publicacion_id)
    return RedirectResponse(f"{vuelta(volver, '/publicado')}#p-{publicacion_id}", HTTPStatus.SEE_OTHER)


def _exigir(confirmo: bool) -> None:
    if not confirmo:
        raise EntradaInvalida("marque que entiende que no se deshace: no se pidió nada")


def _pagina(
    peticion: Request,
    cuenta: int | None = None,
    antes: int | None = None,
    error: ErrorModeracion | None = None,
    *,
    escrito: dict[int, str] | None = None,
    desde: int | None = None,
) -> Response:
    consola, rol = de(peticion), persona(peticion).rol
    servicio = consola.servicio
    with servicio.almacen.foto():
        hoja = redaccion.publicado(servicio.almacen, servicio.redaccion, cuenta, antes, desde=desde)
        cuentas = redaccion.cuentas(servicio.almacen)
    return consola.pagina(
        peticion,
        "publicado.html",
        estado_de(error) if error else HTTPStatus.OK,
        hoja=hoja,
        cuenta=cuenta,
        antes=antes,
        cuentas=cuentas,
        quita=rol in CIERRAN,
        cambia=rol in DECIDEN,
        escrito=escrito or {},
        aviso=frase(error) if error else "",
    )
