"""Los bloqueos abiertos: su plazo, si alguien los confirmo, lo que se hace a mano, y si siguen haciendo falta."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import cola
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.web.campos import Escrito, Id, Palabra
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona

_SIGUE: Final = "sigue"
Respuesta = Annotated[str, Form(pattern="^(sigue|quitar)$")]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/bloqueos", response_model=None)(ver)
    app.post("/bloqueos/{bloqueo_id}/hecho", response_model=None)(hecho)
    app.post("/bloqueos/{bloqueo_id}/revisar", response_model=None)(revisar)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La lista: primero lo que espera a una persona."""
    return _pagina(peticion)


@permiso(DECIDEN)
def hecho(peticion: Request, bloqueo_id: Id, estado: Palabra, constancia: Escrito = "") -> Response:
    """Quien pide dice que ya bloqueo, o desbloqueo, en la propia red, y deja constancia. `estado`: el que vio."""
    servicio = de(peticion).servicio
    try:
        cola.hecho_a_mano(
            servicio.almacen, bloqueo_id, estado, persona(peticion), servicio.capacidades, constancia
        )
    except (Conflicto, EntradaInvalida) as error:
        escrito = {("hecho", bloqueo_id): constancia}
        return _pagina(peticion, estado_de(error), aviso=frase(error), escrito=escrito)
    return RedirectResponse("/bloqueos", HTTPStatus.SEE_OTHER)


@permiso(DECIDEN)
def revisar(peticion: Request, bloqueo_id: Id, respuesta: Respuesta, motivo: Escrito = "") -> Response:
    """Quien pide dice si el bloqueo sigue haciendo falta. Que siga no lo alarga."""
    try:
        cola.revisar_bloqueo(
            de(peticion).servicio.almacen, bloqueo_id, persona(peticion), motivo, sigue=respuesta == _SIGUE
        )
    except (Conflicto, EntradaInvalida, NoAutorizado) as error:
        escrito = {("revisar", bloqueo_id): motivo}
        return _pagina(peticion, estado_de(error), aviso=frase(error), escrito=escrito)
    return RedirectResponse("/bloqueos", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    estado: int = HTTPStatus.OK,
    *,
    aviso: str = "",
    escrito: dict[tuple[str, int], str] | None = None,
) -> Response:
    consola, quien = de(peticion), persona(peticion)
    servicio = consola.servicio
    datos: dict[str, Any] = {
        "tareas": cola.bloqueos_abiertos(servicio.almacen, servicio.capacidades, servicio.reloj.ahora()),
        "por_revisar": cola.por_revisar(servicio.almacen, servicio.revisar_cada),
        "hechas": cola.hechas_a_mano(servicio.almacen),
        "minimo": cola.CONSTANCIA_MINIMA,
        "maximo": cola.CONSTANCIA_MAXIMA,
    }
    return consola.pagina(
        peticion,
        "bloqueos.html",
        estado,
        decide=quien.rol in DECIDEN,
        yo=quien.id,
        aviso=aviso,
        escrito=escrito or {},
        **datos,
    )
