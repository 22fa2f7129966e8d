"""Un expediente: verlo, tomarlo, soltarlo y decidirlo.

Verlo (GET) no cambia nada. Quien decide lo toma (POST): durante cinco minutos, que se renuevan mientras trabaja, los
demas ven de quien es y no pueden decidirlo. Se puede decidir sin haberlo tomado: lo que impide una decision doble es
la version, no la toma.
"""

from datetime import timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response

from moderacion import cola
from moderacion.cola import DIAS_MAXIMOS, Resolucion
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.evaluacion.tapado import tapar
from moderacion.web import ficha
from moderacion.web.campos import Articulo, Escrito, Id, Palabra, Palabras, Version, Volver, VolverEscrito
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.rutas.cola import Elegido, hecho_de
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona
from moderacion.web.vuelta import vuelta

_CAMBIO = "El expediente cambió mientras lo miraba, o lo tiene otra persona. Este es su estado de ahora; no se decidió nada."


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/expedientes/{expediente_id}", response_model=None)(ver)
    app.get("/expedientes/{expediente_id}/texto", response_model=None)(texto)
    app.get("/expedientes/{expediente_id}/clasificador", response_model=None)(clasificador)
    app.post("/expedientes/{expediente_id}/tomar", response_model=None)(tomar)
    app.post("/expedientes/{expediente_id}/soltar", response_model=None)(soltar)
    app.post("/expedientes/{expediente_id}/datos", response_model=None)(datos)
    app.post("/expedientes/{expediente_id}/decidir", response_model=None)(decidir)


@permiso(LEEN)
def ver(peticion: Request, expediente_id: Id, volver: Volver = "", hecho: Elegido = None) -> Response:
    """La ficha en su propia pagina."""
    return pagina(peticion, expediente_id, volver=volver, hecho=hecho)


@permiso(LEEN)
def texto(peticion: Request, expediente_id: Id) -> Response:
    """El comentario entero, como texto llano y con los datos personales tapados."""
    return PlainTextResponse(tapar(cola.texto(de(peticion).servicio.almacen, expediente_id)))


@permiso(LEEN)
def clasificador(peticion: Request, expediente_id: Id) -> Response:
    """De cada indicio alto del clasificador, los fragmentos que mas pesaron. Se calcula al pedirlo."""
    consola = de(peticion)
    leido = cola.texto(consola.servicio.almacen, expediente_id)
    return consola.pagina(
        peticion,
        "clasificador.html",
        expediente_id=expediente_id,
        tapado=tapar(leido),
        explicado=consola.servicio.explicar_indicios(leido),
    )


@permiso(DECIDEN)
def tomar(peticion: Request, expediente_id: Id, volver: VolverEscrito = "") -> Response:
    """Lo toma quien pide, o renueva su toma."""
    try:
        cola.tomar(de(peticion).servicio.almacen, expediente_id, persona(peticion))
    except Conflicto as error:
        return pagina(peticion, expediente_id, HTTPStatus.CONFLICT, volver=volver, aviso=frase(error))
    return _a(expediente_id, volver)


@permiso(DECIDEN)
def soltar(peticion: Request, expediente_id: Id, volver: VolverEscrito = "") -> Response:
    """Lo deja para otro."""
    cola.soltar(de(peticion).servicio.almacen, expediente_id, persona(peticion))
    return _a(expediente_id, volver)


@permiso(DECIDEN)
def datos(peticion: Request, expediente_id: Id, volver: VolverEscrito = "") -> Response:
    """La ficha con los datos personales a la vista. Pedirlos queda en la bitacora antes de enseñarlos."""
    cola.ver_datos(de(peticion).servicio.almacen, expediente_id, persona(peticion))
    return pagina(peticion, expediente_id, volver=volver, destapado=True)


@permiso(DECIDEN)
def decidir(
    peticion: Request,
    expediente_id: Id,
    version: Version,
    accion: Palabras = [],  # noqa: B006 (FastAPI lo copia)
    motivo: Palabra = "",
    detalle: Escrito = "",
    articulo: Articulo = None,
    dias: Annotated[int | None, Form(ge=1, le=DIAS_MAXIMOS)] = None,
    seguir: Annotated[bool, Form()] = False,
    siguiente: Annotated[int | None, Form(ge=1, le=2**63 - 1)] = None,
    volver: VolverEscrito = "",
) -> Response:
    """Decide. Si no se puede, devuelve la ficha como esta ahora, con lo escrito intacto."""
    servicio, quien = de(peticion).servicio, persona(peticion)
    escrito = {
        "acciones": tuple(accion), "motivo": motivo, "detalle": detalle, "articulo": articulo, "dias": dias,
    }  # fmt: skip
    try:
        capacidades = ficha.capacidades_de(servicio, expediente_id)
        resolucion = Resolucion(tuple(accion), f"{motivo} {detalle}".strip(), version, articulo, dias=dias)
        # quien dice el plazo no necesita que se le proponga ninguno
        propuesto = timedelta(days=dias) if dias else servicio.bloqueo_propuesto(expediente_id, articulo)
        decision = cola.resolver(servicio.almacen, expediente_id, quien, resolucion, capacidades, propuesto)
    except (Conflicto, EntradaInvalida) as error:
        aviso = _CAMBIO if isinstance(error, Conflicto) else frase(error)
        return pagina(peticion, expediente_id, estado_de(error), volver=volver, aviso=aviso, escrito=escrito)
    if not seguir:
        return _a(None, volver, hecho=decision)
    # el que seguia en la lista que miraba; si ya no esta libre, el primero que lo este
    proximo = _tomar(servicio.almacen, siguiente, quien) or cola.tomar_siguiente(servicio.almacen, quien)
    return _a(proximo, volver, hecho=decision)


def _tomar(almacen: Any, expediente_id: int | None, quien: cola.Persona) -> int | None:
    """Lo toma si sigue en cola y libre."""
    if expediente_id is None:
        return None
    try:
        if cola.cabecera(almacen, expediente_id).estado != "en_cola":
            return None
        cola.tomar(almacen, expediente_id, quien)
    except (Conflicto, NoAutorizado, LookupError):
        return None
    return expediente_id


def _a(expediente_id: int | None, volver: str, hecho: int | None = None) -> Response:
    """De vuelta a la cola con ese expediente abierto, o a su propia pagina si de ella se vino."""
    if volver:
        destino = vuelta(volver, e=expediente_id, hecho=hecho)
    else:
        destino = vuelta(f"/expedientes/{expediente_id}" if expediente_id else "/cola", hecho=hecho)
    return RedirectResponse(destino, HTTPStatus.SEE_OTHER)


def pagina(
    peticion: Request,
    expediente_id: int,
    estado: int = HTTPStatus.OK,
    *,
    hecho: int | None = None,
    volver: str = "",
    **de_la_ficha: Any,
) -> Response:
    """La ficha sola. `de_la_ficha`: lo que recibe `ficha.datos`."""
    consola = de(peticion)
    respuesta = consola.pagina(
        peticion,
        "expediente.html",
        estado,
        abierta=ficha.datos(
            consola.servicio, persona(peticion), expediente_id, volver=vuelta(volver, ""), **de_la_ficha
        ),
        **hecho_de(consola.servicio, hecho),
        volver_a=f"/expedientes/{expediente_id}",
        yo=persona(peticion).nombre,
    )
    # la direccion de un envio no se puede volver a pedir: recargar la pagina del error daria otro
    respuesta.headers["HX-Replace-Url"] = f"/expedientes/{expediente_id}"
    return respuesta
