"""Los bloqueos abiertos: su plazo, si alguien los confirmo y los que una persona tiene que hacer a mano."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import cola
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.web.campos import Id, Palabra
from moderacion.web.consola import de
from moderacion.web.fallos import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/bloqueos", response_model=None)(ver)
    app.post("/bloqueos/{bloqueo_id}/hecho", response_model=None)(hecho)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La lista: primero lo que espera a una persona."""
    return _pagina(peticion)


@permiso(DECIDEN)
def hecho(peticion: Request, bloqueo_id: Id, estado: Palabra) -> Response:
    """Quien pide dice que ya bloqueo, o desbloqueo, en la propia red. `estado`: el que vio en pantalla."""
    servicio = de(peticion).servicio
    try:
        cola.hecho_a_mano(servicio.almacen, bloqueo_id, estado, persona(peticion), servicio.capacidades)
    except (Conflicto, EntradaInvalida) as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error))
    return RedirectResponse("/bloqueos", HTTPStatus.SEE_OTHER)


def _pagina(peticion: Request, estado: int = HTTPStatus.OK, *, aviso: str = "") -> Response:
    consola = de(peticion)
    servicio = consola.servicio
    tareas = cola.bloqueos_abiertos(servicio.almacen, servicio.capacidades, servicio.reloj.ahora())
    return consola.pagina(
        peticion,
        "bloqueos.html",
        estado,
        tareas=tareas,
        decide=persona(peticion).rol in DECIDEN,
        aviso=aviso,
    )
