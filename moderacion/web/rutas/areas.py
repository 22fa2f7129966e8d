"""Lo que un area hace sin cuenta, con el enlace de su correo: contestar una consulta.

Estas paginas no leen ni ponen ninguna galleta. Abrirlas no cambia nada: los correos los abren tambien los antivirus.
"""

from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import redaccion
from moderacion.errores import EntradaInvalida
from moderacion.reloj import dia_local
from moderacion.web.campos import Escrito, Palabra, ultimo_dia
from moderacion.web.consola import de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import PUBLICA, origen, permiso

_NEUTRA: Final = (
    "Puede estar incompleto, haber vencido o haberse usado ya. Si todavía hace falta su respuesta, recibirá otro correo; "
    "si tiene prisa, escriba a Comunicaciones."
)
_VACIO: Final = {"respuesta": "", "respondida_por": "", "vence": "", "aviso": ""}


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/area/{testigo}", response_model=None)(ver)
    app.post("/area/{testigo}", response_model=None)(responder)


@permiso(PUBLICA)
def ver(peticion: Request, testigo: str) -> Response:
    """La pregunta y el formulario; contestada, lo que se contesto."""
    vista = redaccion.ver_enlace(de(peticion).servicio.almacen, testigo, origen(peticion))
    return _pagina(peticion, vista, testigo) if vista else enlace_que_no_vale(peticion)


@permiso(PUBLICA)
def responder(
    peticion: Request,
    testigo: str,
    respuesta: Escrito = "",
    respondida_por: Palabra = "",
    vence: Palabra = "",
) -> Response:
    """Contesta y vuelve al mismo enlace. Uno que no vale, o ya usado, da la pagina de siempre."""
    almacen, de_donde = de(peticion).servicio.almacen, origen(peticion)
    try:
        dia = ultimo_dia(vence)
        vale = redaccion.responder_por_enlace(almacen, testigo, de_donde, respuesta, respondida_por, dia)
    except EntradaInvalida as error:
        vista = redaccion.ver_enlace(almacen, testigo, de_donde)
        if vista is None or vista.estado != "abierta":
            return enlace_que_no_vale(peticion)
        escrito = {"respuesta": respuesta, "respondida_por": respondida_por, "vence": vence}
        return _pagina(peticion, vista, testigo, escrito | {"aviso": frase(error)})
    return (
        RedirectResponse(f"/area/{testigo}", HTTPStatus.SEE_OTHER) if vale else enlace_que_no_vale(peticion)
    )


def _pagina(
    peticion: Request, vista: redaccion.VistaArea, testigo: str, escrito: dict[str, str] | None = None
) -> Response:
    consola = de(peticion)
    hoy = dia_local(consola.servicio.reloj.ahora())
    return consola.pagina(
        peticion,
        "area.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if escrito else HTTPStatus.OK,
        v=vista,
        testigo=testigo,
        escrito=escrito or _VACIO,
        dias=(hoy.isoformat(), (hoy + redaccion.VIGENCIA_MAXIMA).isoformat()),
    )


def enlace_que_no_vale(peticion: Request) -> Response:
    """La misma para un enlace inventado, vencido o ya usado: no dice cual de las tres."""
    return de(peticion).pagina(peticion, "enlace_no.html", HTTPStatus.NOT_FOUND, frase=_NEUTRA)
