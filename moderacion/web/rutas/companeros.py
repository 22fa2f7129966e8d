"""Trabajar con otros sobre un expediente: quien mas lo mira, notas, segunda opinion y traspaso."""

from http import HTTPStatus
from typing import Annotated

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from moderacion import cola
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.web.campos import ENTERO_MAXIMO, Escrito, Id, Palabra, VolverEscrito
from moderacion.web.consola import de
from moderacion.web.fallos import estado_de
from moderacion.web.presentacion import frase, hora_corta
from moderacion.web.rutas import expediente
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona
from moderacion.web.vuelta import vuelta

_Para = Annotated[str, Form(max_length=19, pattern=r"^\d*$")]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.post("/expedientes/{expediente_id}/presencia", response_model=None)(presencia)
    app.post("/expedientes/{expediente_id}/notas", response_model=None)(notas)


@permiso(LEEN)
def presencia(peticion: Request, expediente_id: Id, renovar: Palabra = "") -> Response:
    """Dice que se esta mirando y, si se pide y es suya, renueva la toma. Devuelve quien mira y quien lo tiene."""
    almacen, quien = de(peticion).servicio.almacen, persona(peticion)
    cola.mirar(almacen, expediente_id, quien)
    if renovar and quien.rol in DECIDEN:
        try:
            cola.renovar(almacen, expediente_id, quien)
        except Conflicto:
            pass  # perdida: lo dice lo que se devuelve
    toma = cola.toma(almacen, expediente_id)
    return JSONResponse(
        {
            "miran": [n for n in cola.miran(almacen, expediente_id) if n != quien.nombre],
            "toma": toma.usuario if toma else "",
            "hasta": hora_corta(toma.hasta) if toma else "",
        }
    )


@permiso(DECIDEN)
def notas(
    peticion: Request,
    expediente_id: Id,
    tipo: Palabra = "",
    texto: Escrito = "",
    para: _Para = "",
    volver: VolverEscrito = "",
) -> Response:
    """Deja una nota, pide o da una segunda opinion, o lo traspasa."""
    almacen, quien = de(peticion).servicio.almacen, persona(peticion)
    a_quien = int(para) if para and int(para) <= ENTERO_MAXIMO else None
    try:
        if tipo == "nota":
            cola.anotar(almacen, expediente_id, quien, texto)
        elif tipo == "opinion":
            cola.pedir_opinion(almacen, expediente_id, quien, a_quien, texto)
        elif tipo == "opinar":
            cola.opinar(almacen, expediente_id, quien, "", texto)
        elif tipo == "traspaso" and a_quien:
            cola.traspasar(almacen, expediente_id, quien, a_quien, texto)
        else:
            raise EntradaInvalida("elija a quién traspasarlo" if tipo == "traspaso" else "eso no se puede dejar aquí")
    except (Conflicto, EntradaInvalida) as error:
        return expediente.pagina(
            peticion, expediente_id, estado_de(error), volver=volver, aviso=frase(error)
        )
    destino = vuelta(volver, f"/expedientes/{expediente_id}")
    return RedirectResponse(destino, HTTPStatus.SEE_OTHER)
