"""Trabajar con otros sobre un expediente: quien mas lo mira, notas, segunda opinion y traspaso."""

from contextlib import suppress
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from moderacion import cola
from moderacion.cola import Persona
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.web.campos import ENTERO_MAXIMO, Escrito, Id, Palabra, VolverEscrito
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase, hora_corta
from moderacion.web.rutas import expediente
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona
from moderacion.web.vuelta import vuelta

_Para = Annotated[str, Form(max_length=19, pattern=r"^\d*$")]
_PARECERES: Final = {"": None, "permitir": False, "restringir": True}


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.post("/expedientes/{expediente_id}/presencia", response_model=None)(presencia)
    app.post("/expedientes/{expediente_id}/notas", response_model=None)(notas)


@permiso(LEEN, de_fondo=True)
def presencia(peticion: Request, expediente_id: Id, renovar: Palabra = "") -> Response:
    """Dice que se esta mirando y, si se pide y es suya, renueva la toma. Devuelve quien mira y quien lo tiene."""
    almacen, quien = de(peticion).servicio.almacen, persona(peticion)
    cola.mirar(almacen, expediente_id, quien)
    if renovar and quien.rol in DECIDEN:
        # si la perdio, lo dice lo que se devuelve
        with suppress(Conflicto):
            cola.renovar(almacen, expediente_id, quien)
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
    parecer: Palabra = "",
    volver: VolverEscrito = "",
) -> Response:
    """Deja una nota, pide o da una segunda opinion, o lo traspasa."""
    almacen, quien = de(peticion).servicio.almacen, persona(peticion)
    a_quien = int(para) if para and int(para) <= ENTERO_MAXIMO else None
    try:
        _dejar(almacen, expediente_id, quien, tipo, texto, a_quien, parecer)
    except (Conflicto, EntradaInvalida) as error:
        return expediente.pagina(peticion, expediente_id, estado_de(error), volver=volver, aviso=frase(error))
    destino = vuelta(volver, f"/expedientes/{expediente_id}")
    return RedirectResponse(destino, HTTPStatus.SEE_OTHER)


def _dejar(
    almacen: Any, expediente_id: int, quien: Persona, tipo: str, texto: str, para: int | None, parecer: str
) -> None:
    if tipo == "nota":
        cola.anotar(almacen, expediente_id, quien, texto)
    elif tipo == "opinion":
        cola.pedir_opinion(almacen, expediente_id, quien, para, texto)
    elif tipo == "opinar":
        if parecer not in _PARECERES:
            raise EntradaInvalida("diga si lo restringiría o lo permitiría, o nada")
        cola.opinar(almacen, expediente_id, quien, texto, restringe=_PARECERES[parecer])
    elif tipo != "traspaso":
        raise EntradaInvalida("eso no se puede dejar en un expediente")
    elif para is None:
        raise EntradaInvalida("elija a quién traspasarlo")
    else:
        cola.traspasar(almacen, expediente_id, quien, para, texto)
