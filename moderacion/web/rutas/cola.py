"""La cola, por prioridad."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from moderacion import cola, incidentes
from moderacion.errores import EntradaInvalida
from moderacion.sanciones import apelaciones
from moderacion.web.campos import Filtro, Posicion
from moderacion.web.consola import de
from moderacion.web.presentacion import REDES
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona

PAGINA: Final = 50


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/cola", response_model=None)(ver)


@permiso(LEEN)
def ver(
    peticion: Request,
    red: Filtro = "",
    negada: Posicion = None,
    tras: Posicion = None,
    hecho: Annotated[int | None, Query(ge=1, le=2**63 - 1)] = None,
) -> Response:
    """Una pagina de la cola. `negada` y `tras` son la posicion del ultimo visto; `hecho`, el recien decidido."""
    if red and red not in REDES:
        raise EntradaInvalida(f"no hay tal red: se esperaba {', '.join(REDES)}")
    consola = de(peticion)
    almacen = consola.servicio.almacen
    posicion = (negada, tras) if negada is not None and tras is not None else None
    filas = cola.listar(almacen, PAGINA + 1, posicion, red)
    return consola.pagina(
        peticion,
        "cola.html",
        HTTPStatus.OK,
        filas=filas[:PAGINA],
        apelados=apelaciones.apelados(almacen, [f.id for f in filas]),
        hay_mas=len(filas) > PAGINA,
        cuantos=cola.contar(almacen),
        red=red,
        primera=posicion is None,
        hecho=hecho,
        abiertos=[i for i in incidentes.listar(almacen) if i["estado"] != "cerrado"],
        decide=persona(peticion).rol in DECIDEN,
        yo=persona(peticion).nombre,
    )
