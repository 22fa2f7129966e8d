"""Incidentes: verlos, hacerse cargo y cerrarlos con su causa."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import accesos, incidentes
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.web.campos import Escrito, Id
from moderacion.web.consola import de
from moderacion.web.fallos import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import ATIENDEN, CIERRAN, LEEN, permiso, persona


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/incidentes", response_model=None)(ver)
    app.post("/incidentes/{incidente_id}/atender", response_model=None)(atender)
    app.post("/incidentes/{incidente_id}/cerrar", response_model=None)(cerrar)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La lista, el mas nuevo primero."""
    return _pagina(peticion)


@permiso(ATIENDEN)
def atender(peticion: Request, incidente_id: Id) -> Response:
    """Quien pide se hace cargo."""
    try:
        incidentes.atender(de(peticion).servicio.almacen, incidente_id, persona(peticion).id)
    except Conflicto as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error))
    return RedirectResponse("/incidentes", HTTPStatus.SEE_OTHER)


@permiso(CIERRAN)
def cerrar(peticion: Request, incidente_id: Id, causa: Escrito = "") -> Response:
    """Se cierra; desde entonces la cuenta vuelve a publicar y responder."""
    try:
        incidentes.cerrar(de(peticion).servicio.almacen, incidente_id, causa, persona(peticion).id)
    except (Conflicto, EntradaInvalida) as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error), escrito={incidente_id: causa})
    return RedirectResponse("/incidentes", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    estado: int = HTTPStatus.OK,
    *,
    aviso: str = "",
    escrito: dict[int, str] | None = None,
) -> Response:
    consola, rol = de(peticion), persona(peticion).rol
    almacen = consola.servicio.almacen
    todos = incidentes.listar(almacen)
    return consola.pagina(
        peticion,
        "incidentes.html",
        estado,
        incidentes=todos,
        avisos=incidentes.avisos(almacen, [i["id"] for i in todos]),
        usuarios={u.id: u.nombre for u in accesos.listar(almacen)},
        atiende=rol in ATIENDEN,
        cierra=rol in CIERRAN,
        aviso=aviso,
        escrito=escrito or {},
    )
