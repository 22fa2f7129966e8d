"""El registro de lo restringido: leerlo con filtros, entregarlo sin datos de personas y comprobar que esta entero."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlencode

from fastapi import Depends, FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from moderacion import accesos
from moderacion.errores import EntradaInvalida
from moderacion.informes import hoja, restricciones
from moderacion.montaje import anotar_salida, tachador
from moderacion.reloj import dia_local
from moderacion.web.adjunto import adjunto
from moderacion.web.campos import Busqueda, Numero, dia_de, tramo_de
from moderacion.web.consola import de
from moderacion.web.presentacion import REDES, frase
from moderacion.web.seguridad import AUDITAN, LEEN, permiso, persona

Formato = Annotated[Literal["csv", "json"], Query()]
_TIPOS: Final = {"csv": "text/csv; charset=utf-8", "json": "application/json; charset=utf-8"}
_ACCIONES: Final = ("ocultar", "retener", "eliminar", "bloquear")
_QUIEN: Final = {"maquina": True, "persona": False}
_RIGE: Final = {"rige": True, "cerrada": False}


@dataclass(frozen=True, slots=True)
class Filtro:
    """Lo que se elige en el formulario, como llega."""

    red: Busqueda = ""
    accion: Busqueda = ""
    articulo: Busqueda = ""
    quien: Busqueda = ""
    estado: Busqueda = ""
    desde: Busqueda = ""
    hasta: Busqueda = ""


Elegido = Annotated[Filtro, Depends()]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/registro", response_model=None)(ver)
    app.get("/registro/exportar", response_model=None)(exportar)
    app.get("/registro/revisar", response_model=None)(revisar)


@permiso(LEEN)
def ver(
    peticion: Request,
    elegido: Elegido,
    antes: Numero = None,
    recibida: Busqueda = "",
    antigua: bool = False,
) -> Response:
    """Una pagina, lo ultimo primero. `recibida`: el dia en que llego una solicitud de informacion, para ver su plazo."""
    consola = de(peticion)
    almacen = consola.servicio.almacen
    escrito = asdict(elegido)
    return consola.pagina(
        peticion,
        "registro.html",
        h=restricciones.hojear(almacen, _filtro(escrito), antes),
        usuarios={u.id: u.nombre for u in accesos.listar(almacen)},
        escrito=escrito,
        consulta=urlencode({k: v for k, v in escrito.items() if v}),
        primera=antes is None,
        acciones=_ACCIONES,
        **_plazo(recibida, dia_local(consola.servicio.reloj.ahora()), antigua=antigua),
        saca=persona(peticion).rol in AUDITAN,
    )


@permiso(AUDITAN)
def exportar(
    peticion: Request,
    elegido: Elegido,
    formato: Formato = "csv",
) -> Response:
    """Todo lo que se filtra, en CSV o JSON, sin datos de personas. Sacarlo queda en la bitacora."""
    almacen = de(peticion).servicio.almacen
    escrito = asdict(elegido)
    filtro = _filtro(escrito)
    restricciones.hojear(almacen, filtro, cuantos=1)  # lo que no vale se dice antes de empezar a enviar
    anotar_salida(almacen, persona(peticion).actor, formato, {k: v for k, v in escrito.items() if v})
    filas = restricciones.sacar(almacen, filtro, tachador(almacen))
    if formato == "json":
        cuerpo = restricciones.en_json(filas)
    else:
        cuerpo = hoja.csv_de(restricciones.CAMPOS.values(), (f.values() for f in filas))
    return StreamingResponse(
        cuerpo,
        media_type=_TIPOS[formato],
        headers=adjunto(f"registro.{formato}"),
    )


@permiso(AUDITAN)
def revisar(peticion: Request) -> Response:
    """Si todo lo restringido esta en el registro, y entero."""
    consola = de(peticion)
    return consola.pagina(
        peticion, "registro_revisar.html", r=restricciones.revisar(consola.servicio.almacen)
    )


def _plazo(recibida: str, hoy: date, *, antigua: bool) -> dict[str, Any]:
    """El reloj de la solicitud, o por que no se puede calcular: el registro se ve igual."""
    datos: dict[str, Any] = {"recibida": recibida, "antigua": antigua, "plazo": None, "aviso": ""}
    try:
        dia = dia_de(recibida, "recibida")
        if dia:
            datos["plazo"] = restricciones.plazo(dia_local(dia), hoy, antigua=antigua)
    except EntradaInvalida as error:
        datos["aviso"] = frase(error)
    return datos


def _filtro(escrito: Mapping[str, str]) -> restricciones.FiltroRegistro:
    """Lo escrito en el formulario, revisado. Lanza `EntradaInvalida`."""
    desde, hasta = tramo_de(escrito["desde"], escrito["hasta"])
    return restricciones.FiltroRegistro(
        red=_uno_de(escrito["red"], REDES, "red"),
        accion=_uno_de(escrito["accion"], _ACCIONES, "acción"),
        articulo=_articulo(escrito["articulo"].strip()),
        automatizada=_de(escrito["quien"], _QUIEN, "quién"),
        rige=_de(escrito["estado"], _RIGE, "estado"),
        desde=desde,
        hasta=hasta,
    )


def _uno_de(escrito: str, valores: Any, que: str) -> str:
    if escrito and escrito not in valores:
        raise EntradaInvalida(f"«{que}»: se esperaba uno de {', '.join(valores)}")
    return escrito


def _de(escrito: str, valores: Mapping[str, bool], que: str) -> bool | None:
    return valores[_uno_de(escrito, valores, que)] if escrito else None


def _articulo(escrito: str) -> int | None:
    numeros = {str(n): n for n in range(1, 14)}
    if escrito and escrito not in numeros:
        raise EntradaInvalida("«artículo»: el manual tiene del 1 al 13")
    return numeros.get(escrito)
