"""Lo que hizo cada mecanismo de participacion: escribirlo, quitarlo e importar las cifras de antes del servicio."""

from dataclasses import asdict
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.errores import EntradaInvalida, ErrorModeracion
from moderacion.informes import importar as sala
from moderacion.informes.mecanismos import ejemplo
from moderacion.web.campos import Escrito, Hoja, Id, Palabra
from moderacion.web.consola import de
from moderacion.web.palabras_informes import MECANISMOS
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import INFORMAN, LEEN, permiso, persona

_VACIO: Final = dict.fromkeys(sala.MecanismoEscrito.__dataclass_fields__, "")


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/mecanismos", response_model=None)(ver)
    app.post("/mecanismos", response_model=None)(guardar)
    app.post("/mecanismos/importar", response_model=None)(importar)
    app.post("/mecanismos/{mecanismo_id}/retirar", response_model=None)(retirar)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """Los guardados y, a quien puede, donde escribir otro."""
    return _pagina(peticion)


@permiso(INFORMAN)
def guardar(
    peticion: Request,
    clave: Palabra = "",
    nombre: Palabra = "",
    objetivo: Escrito = "",
    requisitos: Escrito = "",
    participaciones: Escrito = "",
    lugares: Escrito = "",
    fuente: Escrito = "",
    desde: Palabra = "",
    hasta: Palabra = "",
    cifras: Escrito = "",
) -> Response:
    """Guarda lo de un mecanismo y unos dias; lo que no vale se dice con lo escrito delante."""
    m = sala.MecanismoEscrito(
        clave, nombre, objetivo, requisitos, participaciones, lugares, fuente, desde, hasta, cifras
    )
    try:
        sala.guardar_mecanismo(de(peticion).servicio.almacen, m, _quien(peticion))
    except EntradaInvalida as error:
        return _pagina(peticion, error, escrito=asdict(m))
    return RedirectResponse("/mecanismos", HTTPStatus.SEE_OTHER)


@permiso(INFORMAN)
def importar(peticion: Request, hoja: Hoja = "") -> Response:
    """Guarda una hoja entera, o nada; lo que no cuadra de lo publicado se dice."""
    try:
        hecho = sala.importar(de(peticion).servicio.almacen, hoja, _quien(peticion))
    except EntradaInvalida as error:
        return _pagina(peticion, error, hoja=hoja)
    return _pagina(peticion, importado=hecho)


@permiso(INFORMAN)
def retirar(peticion: Request, mecanismo_id: Id) -> Response:
    """Quita uno; lo que decia queda en la bitacora."""
    sala.retirar_mecanismo(de(peticion).servicio.almacen, mecanismo_id, _quien(peticion))
    return RedirectResponse("/mecanismos", HTTPStatus.SEE_OTHER)


def _quien(peticion: Request) -> str:
    return f"usuario/{persona(peticion).id}"


def _pagina(
    peticion: Request,
    error: ErrorModeracion | None = None,
    *,
    escrito: dict[str, Any] | None = None,
    hoja: str = "",
    importado: sala.Importado | None = None,
) -> Response:
    consola = de(peticion)
    guardados = sala.mecanismos_guardados(consola.servicio.almacen)
    return consola.pagina(
        peticion,
        "mecanismos.html",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        guardados=guardados,
        conocidos={m.clave: MECANISMOS.get(m.clave, m.nombre) for m in ejemplo()[1]}
        | {m["clave"]: m["nombre"] for m in guardados if m["clave"] not in MECANISMOS},
        columnas=sala.COLUMNAS,
        escribe_cifras=persona(peticion).rol in INFORMAN,
        escrito=_VACIO | (escrito or {}),
        hoja=hoja,
        importado=importado,
        aviso=frase(error) if error else "",
    )
