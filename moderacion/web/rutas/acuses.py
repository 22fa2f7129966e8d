"""Acusar recibo de un incidente: con el enlace de un aviso, sin ingresar, o desde la consola.

Abrir el enlace no cambia nada: los correos los abren también los antivirus. Solo enviar el formulario acusa recibo.
"""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.errores import Conflicto
from moderacion.incidentes import acuse
from moderacion.web.campos import Id
from moderacion.web.consola import de
from moderacion.web.fallos import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import ATIENDEN, PUBLICA, origen, permiso, persona

_NEUTRA: Final = (
    "Puede estar incompleto o haber vencido. Si el incidente sigue abierto, recibirá otro aviso; también puede acusar recibo "
    "en la consola."
)


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/acuse/{testigo}", response_model=None)(ver)
    app.post("/acuse/{testigo}", response_model=None)(acusar)
    app.post("/incidentes/{incidente_id}/acuse", response_model=None)(de_consola)


@permiso(PUBLICA)
def ver(peticion: Request, testigo: str) -> Response:
    """De qué incidente se trata, y el botón; usado, quién lo lleva."""
    vista = acuse.ver(de(peticion).servicio.almacen, testigo, origen(peticion))
    if vista is None:
        return _no_vale(peticion)
    return de(peticion).pagina(peticion, "acuse.html", v=vista, testigo=testigo)


@permiso(PUBLICA)
def acusar(peticion: Request, testigo: str) -> Response:
    """Acusa recibo, o da noticia de que se sigue, y vuelve al mismo enlace. Otra vez no hace nada más."""
    almacen, de_donde = de(peticion).servicio.almacen, origen(peticion)
    if not acuse.por_enlace(almacen, testigo, de_donde) and acuse.ver(almacen, testigo, de_donde) is None:
        return _no_vale(peticion)
    return RedirectResponse(f"/acuse/{testigo}", HTTPStatus.SEE_OTHER)


@permiso(ATIENDEN)
def de_consola(peticion: Request, incidente_id: Id) -> Response:
    """Acusa recibo, o da noticia, quien puede callar la cadena."""
    try:
        acuse.de_consola(de(peticion).servicio.almacen, incidente_id, persona(peticion).id)
    except Conflicto as error:
        return de(peticion).error(peticion, estado_de(error), frase(error))
    return RedirectResponse("/incidentes", HTTPStatus.SEE_OTHER)


def _no_vale(peticion: Request) -> Response:
    return de(peticion).pagina(peticion, "enlace_no.html", HTTPStatus.NOT_FOUND, frase=_NEUTRA)
