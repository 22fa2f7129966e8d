"""Las respuestas: empezarlas, escribirlas con el juez al lado, aprobarlas entre dos y ver si salieron.

Ver y «Revisar» no cambian nada. Lo que no se puede hacer devuelve la pagina con lo escrito intacto.
"""

from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import cola, redaccion
from moderacion.errores import EntradaInvalida, ErrorModeracion
from moderacion.montaje import Servicio
from moderacion.redaccion import Entrega, FichaBorrador
from moderacion.redaccion.tipos import Fila
from moderacion.web import evidencia
from moderacion.web.campos import Escrito, Filtro, Id, NumeroEscrito, Palabra, Version
from moderacion.web.consola import de
from moderacion.web.editor import choques, hallazgos
from moderacion.web.estados import estado_de
from moderacion.web.evidencia import Tramo
from moderacion.web.presentacion import frase
from moderacion.web.redactar import FormaRespuesta, FormaRespuestaGuardada
from moderacion.web.rutas.pasos_borrador import NO_SE_PUDO, dar
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona
from moderacion.web.vistos import vistos_de

_DE_CAMINO: Final = frozenset({"en_revision", "aprobado", "programado", "publicado"})
_Forma = Annotated[FormaRespuesta, Form()]
_FormaConVersion = Annotated[FormaRespuestaGuardada, Form()]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/borradores", response_model=None)(lista)
    app.post("/borradores", response_model=None)(crear)
    app.get("/borradores/{borrador_id}", response_model=None)(ver)
    for accion in (revisar, juicio, guardar, enviar, aprobar, devolver, retirar, cerrar):
        app.post(f"/borradores/{{borrador_id}}/{accion.__name__}", response_model=None)(accion)


@permiso(LEEN)
def lista(peticion: Request, estado: Filtro = "") -> Response:
    """Los borradores de un estado; sin decir cual, los que siguen abiertos."""
    consola = de(peticion)
    filas = redaccion.listar(consola.servicio.almacen, estado)
    return consola.pagina(peticion, "borradores.html", filas=filas, elegido=estado)


@permiso(DECIDEN)
def crear(
    peticion: Request,
    expediente: NumeroEscrito,
    texto: Escrito = "",
    consulta: Palabra = "",
    visto: Palabra = "",
    plantilla: Palabra = "",
) -> Response:
    """Empieza una respuesta desde un expediente, escrita o con una plantilla, y abre su pagina, ya juzgada."""
    consola = de(peticion)
    servicio, quien = consola.servicio, persona(peticion)
    try:
        if plantilla and not texto.strip():
            texto = redaccion.desde_plantilla(servicio.almacen, servicio.redaccion, plantilla, consulta)
        entrega = Entrega(texto, consulta, visto=visto)
        borrador_id = redaccion.crear(servicio.almacen, expediente, quien, entrega)
    except EntradaInvalida as error:
        seccion = redaccion.seccion(
            servicio.almacen, servicio.redaccion, cola.ficha(servicio.almacen, expediente), quien
        )
        return consola.pagina(
            peticion,
            "responder.html",
            estado_de(error),
            respuesta=seccion,
            escrita=(texto, consulta),
            aviso=frase(error),
        )
    return _a(borrador_id)


@permiso(LEEN)
def ver(peticion: Request, borrador_id: Id) -> Response:
    """Un borrador, juzgado con lo que se sabe ahora."""
    return pagina_de_respuesta(peticion, borrador_id)


@permiso(DECIDEN)
def revisar(peticion: Request, borrador_id: Id, forma: _Forma) -> Response:
    """Lo escrito, juzgado sin guardarlo."""
    return pagina_de_respuesta(peticion, borrador_id, escrito=forma.entrega())


@permiso(DECIDEN)
def juicio(peticion: Request, borrador_id: Id, forma: _Forma) -> Response:
    """Lo que se dice de lo que se esta tecleando: un trozo de pagina. No guarda nada."""
    consola = de(peticion)
    almacen, reglas = consola.servicio.almacen, consola.servicio.redaccion
    try:
        f, falta = redaccion.revisar(almacen, reglas, borrador_id, forma.entrega()), ""
    except EntradaInvalida as error:
        f, falta = redaccion.ficha(almacen, reglas, borrador_id), frase(error)
    return consola.trozo(peticion, "_juicio_respuesta.html", **_vivo(f, falta, forma.texto), edita=True)


def _vivo(f: FichaBorrador, falta: str = "", tecleado: str = "") -> dict[str, Any]:
    """Lo que necesitan la pagina y su trozo vivo. `tecleado`: lo que hay en el campo, con sus blancos delante."""
    corre = len(tecleado.lstrip()) - len(tecleado)
    visible = f.escrito.texto[: evidencia.LARGO_MAXIMO]
    tramos = evidencia.tramos(visible, evidencia.marcas(hallazgos(f.juicio.senalados)))
    return {
        "f": f,
        "r": f,
        "forma": f.escrito,
        "falta": falta,
        "tramos": tramos,
        "subrayado": [Tramo(tecleado[:-corre]), *tramos] if corre else tramos,
        "corre": corre,
        "choques": {s.clave: choques(s) for s in f.juicio.senalados if s.contraste},
    }


@permiso(DECIDEN)
def guardar(peticion: Request, borrador_id: Id, forma: _FormaConVersion) -> Response:
    """Guarda lo escrito."""
    e, servicio = forma.entrega(), de(peticion).servicio
    try:
        redaccion.guardar(
            servicio.almacen, servicio.redaccion, borrador_id, forma.version, persona(peticion), e
        )
    except NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error, escrito=e)
    return _a(borrador_id)


@permiso(DECIDEN)
def enviar(peticion: Request, borrador_id: Id, forma: _FormaConVersion) -> Response:
    """Guarda lo escrito y lo pasa a revision; si no puede pasar, lo guardado queda y se dice por que."""
    servicio, quien, e = de(peticion).servicio, persona(peticion), forma.entrega()
    almacen, reglas = servicio.almacen, servicio.redaccion
    try:
        estado = redaccion.guardar(almacen, reglas, borrador_id, forma.version, quien, e)
    except NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error, escrito=e)
    try:
        if estado != "en_revision":
            version = redaccion.ficha(almacen, reglas, borrador_id).b["version"]
            redaccion.enviar(almacen, reglas, borrador_id, version, quien)
    except NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error)
    return _a(borrador_id)


@permiso(DECIDEN)
def aprobar(peticion: Request, borrador_id: Id, version: Version, huella: Palabra = "") -> Response:
    """Otra persona aprueba el texto que vio."""
    return _dar(
        peticion,
        borrador_id,
        lambda s, quien: redaccion.aprobar(s.almacen, s.redaccion, borrador_id, version, huella, quien),
    )


@permiso(DECIDEN)
def devolver(peticion: Request, borrador_id: Id, version: Version, motivo: Escrito = "") -> Response:
    """Vuelve a su autor con un motivo."""
    return _dar(
        peticion,
        borrador_id,
        lambda s, quien: redaccion.devolver(s.almacen, borrador_id, version, quien, motivo),
        motivo=motivo,
    )


@permiso(DECIDEN)
def retirar(peticion: Request, borrador_id: Id, version: Version, motivo: Escrito = "") -> Response:
    """Ya no se va a publicar."""
    return _dar(
        peticion,
        borrador_id,
        lambda s, quien: redaccion.retirar(s.almacen, borrador_id, version, quien, motivo),
    )


@permiso(DECIDEN)
def cerrar(
    peticion: Request, borrador_id: Id, version: Version, salio: Annotated[bool, Form()] = False
) -> Response:
    """Quien pide miro la red y dice si la respuesta esta."""
    return _dar(
        peticion,
        borrador_id,
        lambda s, quien: redaccion.cerrar_a_mano(s.almacen, borrador_id, version, quien, salio=salio),
    )


def _a(borrador_id: int) -> Response:
    return RedirectResponse(f"/borradores/{borrador_id}", HTTPStatus.SEE_OTHER)


def pagina_de_respuesta(
    peticion: Request,
    borrador_id: int,
    error: ErrorModeracion | None = None,
    *,
    escrito: Entrega | None = None,
    motivo: str = "",
) -> Response:
    """Una respuesta como esta guardada o, con `escrito`, con lo que se acaba de escribir. Lanza `NoExiste`."""
    consola, quien = de(peticion), persona(peticion)
    almacen, reglas = consola.servicio.almacen, consola.servicio.redaccion
    try:
        f = (
            redaccion.revisar(almacen, reglas, borrador_id, escrito)
            if escrito
            else redaccion.ficha(almacen, reglas, borrador_id)
        )
    except EntradaInvalida as invalida:
        error = error or invalida
        f = redaccion.ficha(almacen, reglas, borrador_id)
    mio = f.b["autor_id"] == quien.id
    redacta = quien.rol in DECIDEN
    return consola.pagina(
        peticion,
        "borrador.html",
        estado_de(error) if error else HTTPStatus.OK,
        **_vivo(f),
        **vistos_de(peticion, f.b),
        sin_guardar=escrito is not None,
        edita=redacta
        and mio
        and f.b["estado"] in redaccion.EDITABLES
        and f.b["orden_estado"] in (None, "pendiente"),
        aprueba=redacta and not mio and f.b["estado"] == "en_revision",
        retira=redacta and (mio or quien.rol == "supervision") and f.b["estado"] in redaccion.EDITABLES,
        **_caso(consola.servicio, f.b, quien),
        cierra=redacta and f.b["estado"] == "programado" and f.b["orden_estado"] == "a_persona",
        motivo=motivo,
        aviso=frase(error) if error else "",
    )


def _caso(servicio: Servicio, b: Fila, quien: cola.Persona) -> dict[str, Any]:
    """El caso al que contesta, si sigue en la cola y la respuesta va ya de camino, y quien mas lo tiene."""
    if quien.rol not in DECIDEN or b["estado"] not in _DE_CAMINO or b["expediente_id"] is None:
        return {"caso": None}
    toma = cola.toma(servicio.almacen, b["expediente_id"])
    return {
        "caso": cola.en_cola(servicio.almacen, b["expediente_id"]),
        "lo_tiene": toma.usuario if toma and toma.usuario_id != quien.id else "",
    }


_dar: Final = partial(dar, pagina_de_respuesta, "/borradores")
