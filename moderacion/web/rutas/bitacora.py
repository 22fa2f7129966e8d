"""La bitacora: leerla con filtros, comprobar que nadie la toco y sacarla en una hoja."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import FastAPI, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from moderacion import accesos
from moderacion.bitacora import Eslabon
from moderacion.informes import bitacora, hoja
from moderacion.web import palabras_casa as casa
from moderacion.web.adjunto import adjunto
from moderacion.web.campos import Busqueda, Numero, tramo_de
from moderacion.web.consola import de
from moderacion.web.presentacion import hora
from moderacion.web.seguridad import AUDITAN, permiso

_COLUMNAS: Final = (
    "n",
    "fecha (El Salvador)",
    "qué pasó",
    "tipo",
    "objeto",
    "quién",
    "actor",
    "datos",
    "huella",
)
Huella = Annotated[str, Query(max_length=64, pattern="^[0-9a-fA-F]*$")]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/bitacora", response_model=None)(ver)
    app.get("/bitacora/exportar", response_model=None)(exportar)
    app.get("/bitacora/verificar", response_model=None)(verificar)


@permiso(AUDITAN)
def ver(
    peticion: Request,
    tipo: Busqueda = "",
    objeto: Busqueda = "",
    actor: Busqueda = "",
    desde: Busqueda = "",
    hasta: Busqueda = "",
    antes: Numero = None,
) -> Response:
    """Una pagina, el ultimo suceso primero. `desde` y `hasta` son dias de El Salvador, los dos incluidos."""
    consola = de(peticion)
    almacen = consola.servicio.almacen
    escrito = {"tipo": tipo, "objeto": objeto, "actor": actor, "desde": desde, "hasta": hasta}
    hojeada = bitacora.hojear(almacen, _filtro(escrito), antes)
    usuarios = {u.id: u.nombre for u in accesos.listar(almacen)}
    return consola.pagina(
        peticion,
        "bitacora.html",
        hojeada=hojeada,
        filas=[
            (
                e,
                casa.suceso(e),
                casa.detalle(e),
                casa.actor(e.actor, usuarios),
                casa.objeto(e.objeto, usuarios),
                casa.enlace(e.objeto, hojeada.expedientes),
            )
            for e in hojeada.sucesos
        ],
        usuarios=usuarios,
        escrito=escrito,
        consulta=urlencode({k: v for k, v in escrito.items() if v}),
        primera=antes is None,
        maximo=bitacora.SACAR_MAXIMO,
    )


@permiso(AUDITAN)
def exportar(
    peticion: Request,
    tipo: Busqueda = "",
    objeto: Busqueda = "",
    actor: Busqueda = "",
    desde: Busqueda = "",
    hasta: Busqueda = "",
) -> Response:
    """Lo mismo que se filtra, en CSV. Si hay mas de lo que cabe, la ultima fila lo dice."""
    almacen = de(peticion).servicio.almacen
    filtro = _filtro({"tipo": tipo, "objeto": objeto, "actor": actor, "desde": desde, "hasta": hasta})
    bitacora.hojear(almacen, filtro, cuantos=1)  # lo que no vale se dice antes de empezar a enviar
    usuarios = {u.id: u.nombre for u in accesos.listar(almacen)}
    return StreamingResponse(
        hoja.csv_de(_COLUMNAS, _filas(bitacora.sacar(almacen, filtro), usuarios)),
        media_type="text/csv; charset=utf-8",
        headers=adjunto("bitacora.csv"),
    )


@permiso(AUDITAN)
def verificar(peticion: Request, desde: Numero = 0, n: Numero = None, huella: Huella = "") -> Response:
    """Comprueba un tramo de la cadena y dice hasta donde llego; con `n` y `huella`, si coincide lo anotado fuera."""
    consola = de(peticion)
    almacen = consola.servicio.almacen
    return consola.pagina(
        peticion,
        "bitacora_verificar.html",
        c=bitacora.comprobar(almacen, desde or 0),
        numero=n,
        huella=huella,
        coincide=bitacora.comparar(almacen, n, huella) if n and huella else None,
        se_ancla=consola.servicio.anclas is not None,
        ancla=bitacora.ultima_ancla(almacen),
    )


def _filas(sucesos: Iterator[Eslabon], usuarios: Mapping[int, str]) -> Iterator[tuple[object, ...]]:
    for i, e in enumerate(sucesos):
        if i == bitacora.SACAR_MAXIMO:
            yield ("Hay más sucesos de los que caben en una hoja: acote las fechas.",)
            return
        quien = casa.actor(e.actor, usuarios)
        yield (e.n, hora(e.fecha), casa.suceso(e), e.tipo, e.objeto, quien, e.actor, e.datos, e.huella)


def _filtro(escrito: Mapping[str, str]) -> bitacora.Filtro:
    """Lo escrito en el formulario, revisado. Lanza `EntradaInvalida`."""
    desde, hasta = tramo_de(escrito["desde"], escrito["hasta"])
    return bitacora.Filtro(
        tipo=escrito["tipo"].strip(),
        objeto=escrito["objeto"].strip(),
        actor=escrito["actor"].strip(),
        desde=desde,
        hasta=hasta,
    )
