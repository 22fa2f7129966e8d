"""Volver sobre lo decidido: deshacer en el momento, o revertir despues con su motivo."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import cola
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.web import ficha
from moderacion.web.campos import Escrito, Id, VolverEscrito
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.rutas import expediente
from moderacion.web.seguridad import DECIDEN, permiso, persona
from moderacion.web.vuelta import vuelta


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.post("/decisiones/{decision_id}/deshacer", response_model=None)(deshacer)
    app.post("/decisiones/{decision_id}/revertir", response_model=None)(revertir)


@permiso(DECIDEN)
def deshacer(peticion: Request, decision_id: Id, volver: VolverEscrito = "") -> Response:
    """Deshace la decision que quien pide acaba de tomar; el expediente vuelve a ser suyo."""
    servicio, quien = de(peticion).servicio, persona(peticion)
    d = cola.decision(servicio.almacen, decision_id)
    try:
        capacidades = ficha.capacidades_de(servicio, d.expediente_id)
        hecho = cola.deshacer(servicio.almacen, decision_id, quien, capacidades)
    except (Conflicto, EntradaInvalida) as error:
        return expediente.pagina(
            peticion, d.expediente_id, estado_de(error), volver=volver, aviso=frase(error)
        )
    destino = vuelta(volver, f"/expedientes/{d.expediente_id}", hecho=hecho)
    if destino.startswith("/cola"):
        destino = vuelta(destino, e=d.expediente_id)
    return RedirectResponse(destino, HTTPStatus.SEE_OTHER)


@permiso(DECIDEN)
def revertir(
    peticion: Request, decision_id: Id, motivo: Escrito = "", volver: VolverEscrito = ""
) -> Response:
    """Una decision contraria, con su motivo: vuelve a mostrar y quita el bloqueo que se puso."""
    servicio = de(peticion).servicio
    d = cola.decision(servicio.almacen, decision_id)
    try:
        capacidades = ficha.capacidades_de(servicio, d.expediente_id)
        cola.revertir(servicio.almacen, decision_id, persona(peticion), motivo, capacidades)
    except (Conflicto, EntradaInvalida) as error:
        return expediente.pagina(
            peticion, d.expediente_id, estado_de(error), volver=volver, aviso=frase(error)
        )
    return RedirectResponse(vuelta(volver, f"/expedientes/{d.expediente_id}"), HTTPStatus.SEE_OTHER)
