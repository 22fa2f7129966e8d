"""Decidir juntos varios expedientes: cada uno con su texto y su evidencia a mano. Nunca bloquear."""

import re
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form, Query
from pydantic import StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from moderacion import cola
from moderacion.cola import Ficha
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.evaluacion.tapado import tapar
from moderacion.web import evidencia, ficha
from moderacion.web.campos import ENTERO_MAXIMO, Articulo, Escrito, Palabra, Volver, VolverEscrito
from moderacion.web.consola import de
from moderacion.web.palabras import velo
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, permiso, persona
from moderacion.web.vuelta import vuelta

_CASO: Final = r"^\d{1,18}-\d{1,9}$"
_Caso = Annotated[str, StringConstraints(max_length=28, pattern=_CASO)]
"""Un expediente y la version que se vio."""
_LARGO: Final = 2000
"""Puntos de codigo de cada texto; el entero se abre en su ficha."""


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/lote", response_model=None)(ver)
    app.post("/lote", response_model=None)(decidir)


@permiso(DECIDEN)
def ver(
    peticion: Request,
    caso: Annotated[list[_Caso], Query(max_length=200)] = [],  # noqa: B006 (FastAPI lo copia)
    volver: Volver = "",
) -> Response:
    """Los elegidos, para decidirlos con una sola razon."""
    return _pagina(peticion, _leer(caso), volver=volver, aviso="" if caso else "No hay ninguno marcado.")


@permiso(DECIDEN)
def decidir(
    peticion: Request,
    caso: Annotated[list[_Caso], Form(max_length=200)] = [],  # noqa: B006 (FastAPI lo copia)
    accion: Palabra = "",
    motivo: Palabra = "",
    detalle: Escrito = "",
    articulo: Articulo = None,
    volver: VolverEscrito = "",
) -> Response:
    """Decide cada uno en su transaccion: el que cambio entretanto se dice, y no arrastra a los demas."""
    servicio = de(peticion).servicio
    casos = _leer(caso)
    escrito = {"accion": accion, "motivo": motivo, "detalle": detalle, "articulo": articulo}
    try:
        resultados = cola.resolver_lote(
            servicio.almacen,
            casos,
            persona(peticion),
            accion,
            f"{motivo} {detalle}".strip(),
            articulo,
            servicio.capacidades,
        )
    except EntradaInvalida as error:
        return _pagina(
            peticion,
            casos,
            HTTPStatus.UNPROCESSABLE_ENTITY,
            volver=volver,
            aviso=frase(error),
            escrito=escrito,
        )
    return de(peticion).pagina(
        peticion, "lote_hecho.html", resultados=resultados, accion=accion, volver=vuelta(volver)
    )


def _leer(casos: list[str]) -> list[tuple[int, int]]:
    """Los pares (expediente, version). Lanza `EntradaInvalida`."""
    pares = [(int(e), int(v)) for e, v in (re.split("-", c) for c in casos)]
    if len(pares) > cola.MAXIMO:
        raise EntradaInvalida(f"son demasiados: juntos se deciden hasta {cola.MAXIMO}")
    if any(e > ENTERO_MAXIMO for e, _ in pares):
        raise NoExiste("no hay tal expediente")
    return pares


def _pagina(
    peticion: Request,
    casos: list[tuple[int, int]],
    estado: int = HTTPStatus.OK,
    *,
    volver: str = "",
    aviso: str = "",
    escrito: dict[str, Any] | None = None,
) -> Response:
    consola = de(peticion)
    almacen = consola.servicio.almacen
    fichas = [(cola.ficha(almacen, e), version) for e, version in casos]
    por_defecto = {"accion": "", "motivo": "", "detalle": "", "articulo": _comun([f for f, _ in fichas])}
    return consola.pagina(
        peticion,
        "lote.html",
        estado,
        casos=[
            {"f": f, "version": v, "tramos": _tramos(f), "velo": velo(ficha.graves(f))} for f, v in fichas
        ],
        acciones=cola.EN_LOTE,
        volver=vuelta(volver),
        aviso=aviso,
        escrito=por_defecto | (escrito or {}),
    )


def _tramos(f: Ficha) -> list[evidencia.Tramo]:
    return evidencia.tramos(tapar(f.comentario["texto"])[:_LARGO], evidencia.marcas(f.hallazgos))


def _comun(fichas: list[Ficha]) -> int | None:
    """El articulo que comparten los hallazgos mas graves de todos, si es uno solo."""
    articulos = {f.hallazgos[0]["politica"] if f.hallazgos else None for f in fichas}
    return articulos.pop() if len(articulos) == 1 else None
