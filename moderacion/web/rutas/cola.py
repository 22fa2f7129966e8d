"""La cola y, al lado, el expediente elegido: se lee, se decide y se pasa al siguiente sin cambiar de pagina."""

from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response

from moderacion import cola, incidentes
from moderacion.cola import Persona
from moderacion.errores import NoExiste
from moderacion.montaje import Servicio
from moderacion.sanciones import apelaciones
from moderacion.web import ficha
from moderacion.web.campos import ENTERO_MAXIMO
from moderacion.web.consola import de
from moderacion.web.filtros import Pedido, PedidoDeCola, Sitio, SitioDeLista
from moderacion.web.palabras import EDADES
from moderacion.web.presentacion import INTENCIONES, REDES
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona
from politicas.ayudas.listas import areas
from politicas.registro import POLITICAS

PAGINA: Final = 50
LARGO_AL_LADO: Final = 2_000
"""Puntos de codigo del texto abierto al lado: con la lista, la pagina no pasa de 150 kB."""
Elegido = Annotated[int | None, Query(ge=1, le=ENTERO_MAXIMO)]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/cola", response_model=None)(ver)


@permiso(LEEN)
def ver(
    peticion: Request,
    pedido: PedidoDeCola,
    sitio: SitioDeLista,
    e: Elegido = None,
    hecho: Elegido = None,
) -> Response:
    """Una pagina de la cola. `e`: el expediente abierto al lado; `hecho`: la decision recien tomada."""
    return tablero(peticion, pedido, sitio, elegido=e, hecho=hecho)


def tablero(
    peticion: Request,
    pedido: Pedido,
    sitio: Sitio,
    *,
    elegido: int | None = None,
    hecho: int | None = None,
    estado: int = HTTPStatus.OK,
    **de_la_ficha: Any,
) -> Response:
    """La pagina entera. `de_la_ficha`: lo que recibe `ficha.datos` (aviso, escrito, destapado)."""
    consola, quien = de(peticion), persona(peticion)
    servicio = consola.servicio
    de_la_pagina = {"negada": sitio.negada, "tras": sitio.tras}
    aqui, con_ficha = pedido.direccion(**de_la_pagina), pedido.direccion(**de_la_pagina, e=elegido)
    with servicio.almacen.foto():
        leido = {
            **_leer(servicio, pedido.filtros(quien.id), sitio),
            "abierta": _abierta(peticion, quien, elegido, con_ficha, de_la_ficha),
            **hecho_de(servicio, hecho),
            "paros": consola.paros(quien),
        }
    return consola.pagina(
        peticion,
        "cola.html",
        estado,
        **leido,
        pedido=pedido,
        enlaces=pedido.enlaces(**de_la_pagina),
        aqui=aqui,
        primera=sitio.posicion is None,
        elegido=elegido,
        volver_a=aqui,
        decide=quien.rol in DECIDEN,
        yo=quien.nombre,
        elegir=_ELEGIR,
    )


def _leer(servicio: Servicio, filtros: cola.Filtros, sitio: Sitio) -> dict[str, Any]:
    """Lo que la lista enseña, salvo la ficha."""
    almacen = servicio.almacen
    hoja = cola.hoja(almacen, PAGINA + 1, sitio.posicion, filtros, _CONTADOS)
    return {
        "filas": hoja.filas[:PAGINA],
        "hay_mas": len(hoja.filas) > PAGINA,
        "cuantos": hoja.cuantos,
        "contadores": hoja.contadores,
        "apelados": apelaciones.apelados(almacen, [f.id for f in hoja.filas]),
        "abiertos": incidentes.sin_cerrar(almacen),
        "novedad": cola.ultima_novedad(almacen),
    }


def hecho_de(servicio: Servicio, decision_id: int | None) -> dict[str, Any]:
    """Lo recien decidido y los segundos que quedan para deshacerlo."""
    if decision_id is None:
        return {"hecho": None, "quedan": 0}
    d = cola.decision(servicio.almacen, decision_id)
    resto = (d.fecha + cola.GRACIA - servicio.reloj.ahora()).total_seconds()
    return {"hecho": d, "quedan": max(0, int(resto))}


_ELEGIR: Final = {
    "red": REDES,
    "intencion": INTENCIONES,
    "edad": EDADES,
    "area": {a.clave: a.nombre for a in areas()},
}
"""Los filtros que se eligen de una lista, con lo que dice cada valor."""
_CONTADOS: Final = {
    **{campo: tuple(valores) for campo, valores in _ELEGIR.items()},
    "politica": tuple(p.numero for p in POLITICAS),
    **dict.fromkeys(("actuado", "critica", "degradado"), ("si",)),
}
"""Los valores que llevan su cuenta al lado."""


def _abierta(
    peticion: Request, quien: Persona, elegido: int | None, volver: str, mas: dict[str, Any]
) -> dict[str, Any] | None:
    """Las variables de la ficha abierta. Un expediente que no existe deja la cola sola."""
    if elegido is None:
        return None
    try:
        return ficha.datos(de(peticion).servicio, quien, elegido, volver=volver, largo=LARGO_AL_LADO, **mas)
    except NoExiste:
        return None
