"""Publicaciones y comunicados: empezarlos, escribirlos con el juez al lado, aprobarlos y ver por donde salieron.

Ver, «Revisar» y el juicio mientras se teclea no cambian nada. Lo que no se puede hacer devuelve la pagina con lo
escrito intacto.
"""

from functools import partial
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import FastAPI, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import redaccion
from moderacion.errores import EntradaInvalida
from moderacion.reloj import dia_local
from moderacion.web.campos import Escrito, Filtro, Id, NumeroEscrito, Palabra, Una, Version
from moderacion.web.consola import de
from moderacion.web.editor import pagina_de, pagina_nueva, trozo
from moderacion.web.redactar import Forma
from moderacion.web.rutas.pasos_borrador import NO_SE_PUDO, dar
from moderacion.web.seguridad import CIERRAN, DECIDEN, LEEN, permiso, persona

_Forma = Annotated[Forma, Form()]
_Asunto = Annotated[str, Query(max_length=200)]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/escritos", response_model=None)(lista)
    app.get("/escritos/nuevo", response_model=None)(nuevo)
    app.post("/escritos", response_model=None)(crear)
    app.post("/escritos/juicio", response_model=None)(juicio)
    app.get("/escritos/{escrito_id}", response_model=None)(ver)
    for accion in (revisar, guardar, enviar, aprobar, devolver, retirar, descartar, cerrar):
        app.post(f"/escritos/{{escrito_id}}/{accion.__name__}", response_model=None)(accion)
    app.post("/escritos/{escrito_id}/retirar-comunicado", response_model=None)(retirar_comunicado)


@permiso(LEEN)
def lista(peticion: Request, estado: Filtro = "") -> Response:
    """Las publicaciones y los comunicados de un estado; sin decir cual, los que siguen abiertos."""
    consola = de(peticion)
    filas = redaccion.listar_escritos(consola.servicio.almacen, estado)
    redacta = persona(peticion).rol in DECIDEN
    return consola.pagina(peticion, "escritos.html", filas=filas, elegido=estado, redacta=redacta)


@permiso(DECIDEN)
def nuevo(
    peticion: Request,
    tipo: Filtro = "",
    hora: Filtro = "",
    asunto: _Asunto = "",
    sustituye: Filtro = "",
    edita: Una = None,
) -> Response:
    """El editor vacio, o con lo que se trae de otra pagina."""
    almacen = de(peticion).servicio.almacen
    if edita is not None:
        return pagina_nueva(peticion, Forma.de(redaccion.para_cambiar(almacen, edita)))
    hoy = dia_local(de(peticion).servicio.reloj.ahora())
    cuentas = [c.id for c in redaccion.cuentas(almacen)]
    forma = Forma.model_construct(
        tipo="comunicado" if tipo == "comunicado" else "publicacion",
        asunto=asunto,
        sustituye=sustituye,
        desde=str(hoy),
        cuenta=cuentas,
        propio=[""] * len(cuentas),
        hora=[hora] * len(cuentas),
        edita=[""] * len(cuentas),
    )
    return pagina_nueva(peticion, forma)


@permiso(DECIDEN)
def crear(peticion: Request, forma: _Forma) -> Response:
    """Lo empieza y, si se pide, lo manda a revision."""
    servicio, quien = de(peticion).servicio, persona(peticion)
    try:
        escrito = forma.escrito()
        escrito_id = redaccion.crear_escrito(servicio.almacen, quien, escrito)
    except EntradaInvalida as error:
        return pagina_nueva(peticion, forma, error)
    # si fue un doble clic, el que ya hay puede ir por otra version
    version = redaccion.cosa(servicio.almacen, escrito_id, escrito.salidas[0].cuenta_id).version
    return _guardar(peticion, escrito_id, forma, version)


@permiso(DECIDEN)
def juicio(peticion: Request, forma: _Forma) -> Response:
    """Lo que se dice de lo que se esta tecleando: un trozo de pagina. No guarda nada."""
    return trozo(peticion, forma)


@permiso(LEEN)
def ver(peticion: Request, escrito_id: Id) -> Response:
    """Uno, juzgado con lo que se sabe ahora."""
    return pagina_de(peticion, escrito_id)


@permiso(DECIDEN)
def revisar(peticion: Request, escrito_id: Id, forma: _Forma) -> Response:
    """Lo escrito, juzgado sin guardarlo: para quien no tiene guiones."""
    return pagina_de(peticion, escrito_id, forma=forma)


@permiso(DECIDEN)
def guardar(peticion: Request, escrito_id: Id, forma: _Forma) -> Response:
    """Guarda lo escrito."""
    return _guardar(peticion, escrito_id, forma, forma.version)


@permiso(DECIDEN)
def enviar(peticion: Request, escrito_id: Id, forma: _Forma) -> Response:
    """Guarda lo escrito y lo pasa a revision; si no puede pasar, lo guardado queda y se dice por que."""
    return _guardar(peticion, escrito_id, forma.model_copy(update={"y_enviar": "si"}), forma.version)


def _guardar(peticion: Request, escrito_id: int, forma: Forma, version: int) -> Response:
    servicio, quien = de(peticion).servicio, persona(peticion)
    almacen, reglas = servicio.almacen, servicio.redaccion
    try:
        estado = redaccion.guardar_escrito(almacen, reglas, escrito_id, version, quien, forma.escrito())
    except NO_SE_PUDO as error:
        return pagina_de(peticion, escrito_id, error, forma=forma)
    if not forma.y_enviar or estado == "en_revision":
        return _a(escrito_id)
    try:
        version = redaccion.ficha_escrito(almacen, reglas, escrito_id).b["version"]
        redaccion.enviar(almacen, reglas, escrito_id, version, quien)
    except NO_SE_PUDO as error:
        return pagina_de(peticion, escrito_id, error)
    return _a(escrito_id)


@permiso(DECIDEN)
def aprobar(peticion: Request, escrito_id: Id, version: Version, huella: Palabra = "") -> Response:
    """Otra persona aprueba lo que vio, cuenta por cuenta."""
    return _dar(
        peticion,
        escrito_id,
        lambda s, quien: redaccion.aprobar(s.almacen, s.redaccion, escrito_id, version, huella, quien),
    )


@permiso(DECIDEN)
def devolver(peticion: Request, escrito_id: Id, version: Version, motivo: Escrito = "") -> Response:
    """Vuelve a su autor con un motivo."""
    return _dar(
        peticion,
        escrito_id,
        lambda s, quien: redaccion.devolver(s.almacen, escrito_id, version, quien, motivo),
        motivo=motivo,
    )


@permiso(DECIDEN)
def retirar(peticion: Request, escrito_id: Id, version: Version, motivo: Escrito = "") -> Response:
    """Ya no se va a publicar."""
    return _dar(
        peticion,
        escrito_id,
        lambda s, quien: redaccion.retirar(s.almacen, escrito_id, version, quien, motivo),
    )


@permiso(DECIDEN)
def descartar(peticion: Request, escrito_id: Id, version: Version, motivo: Escrito = "") -> Response:
    """Lo que ya salio por una cuenta no sale por las que faltan."""
    return _dar(
        peticion,
        escrito_id,
        lambda s, quien: redaccion.descartar_resto(s.almacen, escrito_id, version, quien, motivo),
        motivo=motivo,
    )


@permiso(DECIDEN)
def cerrar(
    peticion: Request,
    escrito_id: Id,
    version: Version,
    cuenta: NumeroEscrito,
    salio: Annotated[bool, Form()] = False,
) -> Response:
    """Quien pide miro la red y dice si por esa cuenta salio."""
    return _dar(
        peticion,
        escrito_id,
        lambda s, quien: redaccion.cerrar_salida(s.almacen, escrito_id, version, quien, cuenta, salio=salio),
    )


@permiso(CIERRAN)
def retirar_comunicado(
    peticion: Request, escrito_id: Id, numero: Palabra = "", motivo: Escrito = ""
) -> Response:
    """Deja de regir desde ya; sigue en el archivo con su motivo."""
    return _dar(
        peticion,
        escrito_id,
        lambda s, quien: redaccion.retirar_comunicado(s.almacen, numero, quien, motivo),
        motivo=motivo,
    )


_dar: Final = partial(dar, pagina_de, "/escritos")


def _a(escrito_id: int) -> Response:
    return RedirectResponse(f"/escritos/{escrito_id}", HTTPStatus.SEE_OTHER)
