"""La pagina publica de transparencia y sus datos abiertos: sin ingresar, sin galletas y sin guiones.

Las direcciones no cambian: `/transparencia/2026` y `/transparencia/2026-T3` son siempre lo mismo, y de un periodo terminado,
los mismos octetos. Por eso se dejan guardar.
"""

import hashlib
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Path
from starlette.requests import Request
from starlette.responses import Response

from moderacion.errores import NoExiste
from moderacion.informes import abiertos
from moderacion.informes.publico import Hoja
from moderacion.web.consola import Consola, de
from moderacion.web.seguridad import PUBLICA, permiso

Periodo = Annotated[str, Path(max_length=7)]
_GUARDAR: Final = {"Cache-Control": "public, max-age=3600"}
_ABIERTOS: Final[dict[str, tuple[str, Callable[[Sequence[Hoja], Consola], bytes]]]] = {
    "csv": ("text/csv; charset=utf-8", lambda hojas, _: abiertos.en_csv(hojas)),
    "json": (
        "application/json; charset=utf-8",
        lambda hojas, c: abiertos.en_json(hojas, c.servicio.config.institucion.nombre),
    ),
}
"""Por extension: el tipo, y como se hace."""


def poner(app: FastAPI) -> None:
    """Cuelga las rutas. Las de `datos` van delante: tambien parecen un periodo."""
    app.get("/transparencia", response_model=None)(ver)
    app.get("/transparencia/datos.{extension}", response_model=None)(datos)
    app.get("/transparencia/{periodo}", response_model=None)(ver_periodo)
    app.get("/transparencia/{periodo}/datos.{extension}", response_model=None)(datos_de_periodo)


@permiso(PUBLICA)
def ver(peticion: Request) -> Response:
    """Lo ultimo publicado, y donde esta lo demas."""
    trimestres = de(peticion).publico.trimestres()
    return _pagina(peticion, de(peticion).publico.hoja(str(trimestres[-1])) if trimestres else None)


@permiso(PUBLICA)
def ver_periodo(peticion: Request, periodo: Periodo) -> Response:
    """Un trimestre o un año. Lanza `NoExiste`."""
    return _pagina(peticion, de(peticion).publico.hoja(periodo))


@permiso(PUBLICA)
def datos(peticion: Request, extension: str) -> Response:
    """Todos los trimestres publicados, en un archivo. Lanza `NoExiste`."""
    return _abierto(peticion, extension, de(peticion).publico.todas)


@permiso(PUBLICA)
def datos_de_periodo(peticion: Request, periodo: Periodo, extension: str) -> Response:
    """Los datos de un trimestre o de un año. Lanza `NoExiste`."""
    return _abierto(peticion, extension, lambda: [de(peticion).publico.hoja(periodo)])


def _abierto(peticion: Request, extension: str, hojas: Callable[[], Sequence[Hoja]]) -> Response:
    if extension not in _ABIERTOS:
        raise NoExiste("los datos se dan en «csv» o en «json»")
    tipo, hacer = _ABIERTOS[extension]
    cuerpo = hacer(hojas(), de(peticion))
    huella = f'"{hashlib.sha256(cuerpo).hexdigest()[:32]}"'
    # que otra pagina los lea no descubre nada de nadie: no llevan galletas y son publicos
    cabeceras = _GUARDAR | {"ETag": huella, "Access-Control-Allow-Origin": "*"}
    if huella in peticion.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=cabeceras)
    return Response(cuerpo, media_type=tipo, headers=cabeceras)


def _pagina(peticion: Request, hoja: Hoja | None) -> Response:
    consola = de(peticion)
    trimestres = consola.publico.trimestres()
    de_la_pagina: dict[str, Any] = {
        "hoja": hoja,
        "trimestres": [str(t) for t in trimestres],
        "anios": sorted({t.anio for t in trimestres}),
        "abiertos": abiertos,
    }
    respuesta = consola.pagina(peticion, "transparencia.html", **de_la_pagina)
    respuesta.headers.update(_GUARDAR)
    return respuesta
