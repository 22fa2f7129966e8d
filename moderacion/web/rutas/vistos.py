"""El visto bueno de un area: pedirlo desde la consola, y darlo o negarlo con el enlace del correo, sin cuenta.

La pagina del enlace no lee ni pone ninguna galleta, y abrirla no cambia nada.
"""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import redaccion
from moderacion.errores import Conflicto, EntradaInvalida
from moderacion.redaccion import RespuestaVisto
from moderacion.web.campos import Escrito, Id, Palabra, Version
from moderacion.web.consola import de
from moderacion.web.editor import pagina_de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.rutas.areas import enlace_que_no_vale
from moderacion.web.rutas.borradores import pagina_de_respuesta
from moderacion.web.seguridad import DECIDEN, PUBLICA, origen, permiso, persona

_SENTIDOS: Final = {"aprobar": True, "rechazar": False}
_VACIO: Final = {"sentido": "", "firma": "", "motivo": "", "aviso": ""}
_NO_SE_PUDO: Final = (Conflicto, EntradaInvalida)


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/visto/{testigo}", response_model=None)(ver)
    app.post("/visto/{testigo}", response_model=None)(resolver)
    app.post("/borradores/{borrador_id}/visto", response_model=None)(pedir_de_respuesta)
    app.post("/escritos/{escrito_id}/visto", response_model=None)(pedir_de_escrito)


@permiso(DECIDEN)
def pedir_de_respuesta(peticion: Request, borrador_id: Id, version: Version, area: Palabra = "") -> Response:
    """Pide el visto bueno de una respuesta en revision."""
    try:
        _pedir(peticion, borrador_id, version, area)
    except _NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error)
    return RedirectResponse(f"/borradores/{borrador_id}", HTTPStatus.SEE_OTHER)


@permiso(DECIDEN)
def pedir_de_escrito(peticion: Request, escrito_id: Id, version: Version, area: Palabra = "") -> Response:
    """Pide el visto bueno de una publicacion o un comunicado en revision."""
    try:
        _pedir(peticion, escrito_id, version, area)
    except _NO_SE_PUDO as error:
        return pagina_de(peticion, escrito_id, error)
    return RedirectResponse(f"/escritos/{escrito_id}", HTTPStatus.SEE_OTHER)


def _pedir(peticion: Request, borrador_id: int, version: int, area: str) -> None:
    s = de(peticion).servicio
    quien = persona(peticion)
    redaccion.pedir_visto_bueno(s.almacen, s.responsables, s.redaccion, borrador_id, version, quien, area)


@permiso(PUBLICA)
def ver(peticion: Request, testigo: str) -> Response:
    """Lo que saldria y los dos botones; contestado, lo que se contesto."""
    vista = redaccion.ver_visto_bueno(de(peticion).servicio.almacen, testigo, origen(peticion))
    return _pagina(peticion, vista, testigo) if vista else enlace_que_no_vale(peticion)


@permiso(PUBLICA)
def resolver(
    peticion: Request, testigo: str, sentido: Palabra = "", firma: Palabra = "", motivo: Escrito = ""
) -> Response:
    """Lo da o lo niega y vuelve al mismo enlace. Uno que no vale, o ya usado, da la pagina de siempre."""
    servicio, de_donde = de(peticion).servicio, origen(peticion)
    r = RespuestaVisto(aprueba=_SENTIDOS.get(sentido), firma=firma, motivo=motivo)
    try:
        vale = redaccion.resolver_visto_bueno(servicio.almacen, servicio.redaccion, testigo, de_donde, r)
    except _NO_SE_PUDO as error:
        vista = redaccion.ver_visto_bueno(servicio.almacen, testigo, de_donde)
        escrito = {"sentido": sentido, "firma": firma, "motivo": motivo, "aviso": frase(error)}
        estado = estado_de(error)
        return _pagina(peticion, vista, testigo, escrito, estado) if vista else enlace_que_no_vale(peticion)
    return (
        RedirectResponse(f"/visto/{testigo}", HTTPStatus.SEE_OTHER) if vale else enlace_que_no_vale(peticion)
    )


def _pagina(
    peticion: Request,
    vista: redaccion.VistaVistoBueno,
    testigo: str,
    escrito: dict[str, str] | None = None,
    estado: int = HTTPStatus.OK,
) -> Response:
    return de(peticion).pagina(
        peticion, "visto.html", estado, v=vista, testigo=testigo, escrito=escrito or _VACIO
    )
