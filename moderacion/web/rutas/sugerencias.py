"""Las sugerencias: temas sin comunicado y cuentas que callan o publican demasiado seguido. Se atienden o se descartan."""

from http import HTTPStatus
from typing import Annotated, Final, Literal

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import redaccion
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion
from moderacion.web.campos import Escrito, Filtro, Id
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.ficha import velos
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona

EJEMPLOS: Final = 5
"""Los que se citan de cada sugerencia."""
_Como = Annotated[Literal["atendida", "descartada"], Form()]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/sugerencias", response_model=None)(ver)
    app.post("/sugerencias/{sugerencia_id}/cerrar", response_model=None)(cerrar)


@permiso(LEEN)
def ver(peticion: Request, estado: Filtro = "abierta") -> Response:
    """Las de un estado; sin decir cual, las abiertas."""
    return _pagina(peticion, estado)


@permiso(DECIDEN)
def cerrar(peticion: Request, sugerencia_id: Id, como: _Como, nota: Escrito = "") -> Response:
    """La atiende o la descarta, con su nota."""
    almacen, quien = de(peticion).servicio.almacen, persona(peticion)
    try:
        redaccion.cerrar_sugerencia(almacen, sugerencia_id, quien, nota, atendida=como == "atendida")
    except (Conflicto, EntradaInvalida) as error:
        return _pagina(peticion, "abierta", error, escrito={sugerencia_id: nota})
    return RedirectResponse("/sugerencias", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    estado: str,
    error: ErrorModeracion | None = None,
    *,
    escrito: dict[int, str] | None = None,
) -> Response:
    consola = de(peticion)
    estado = estado or "abierta"
    filas = redaccion.sugerencias(consola.servicio.almacen, estado)
    citas = [t for s in filas if s["tipo"] == "sin_comunicado" for t in s["ejemplos"][:EJEMPLOS]]
    return consola.pagina(
        peticion,
        "sugerencias.html",
        estado_de(error) if error else HTTPStatus.OK,
        filas=filas,
        caben=EJEMPLOS,
        velos=velos(consola.servicio, citas),
        elegido=estado,
        cierra=persona(peticion).rol in DECIDEN,
        escrito=escrito or {},
        aviso=frase(error) if error else "",
    )
