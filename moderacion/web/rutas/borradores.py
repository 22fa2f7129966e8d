"""Las respuestas: empezarlas, escribirlas con el juez al lado, aprobarlas entre dos y ver si salieron.

Ver y «Revisar» no cambian nada. Lo que no se puede hacer devuelve la pagina con lo escrito intacto.
"""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form
from pydantic import AfterValidator, StringConstraints
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import cola, redaccion
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, NoAutorizado
from moderacion.redaccion import Entrega, FichaBorrador
from moderacion.web import evidencia
from moderacion.web.campos import Escrito, Filtro, Id, Palabra, Version, sin_nulos
from moderacion.web.consola import de
from moderacion.web.editor import choques
from moderacion.web.evidencia import Tramo
from moderacion.web.fallos import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona
from moderacion.web.vistos import vistos_de

_NO_SE_PUDO = (Conflicto, EntradaInvalida, NoAutorizado)
_AVISOS_MAXIMOS = 60


_Uno = Annotated[str, StringConstraints(max_length=500)]
Varios = Annotated[list[Annotated[_Uno, AfterValidator(sin_nulos)]], Form(max_length=_AVISOS_MAXIMOS)]
"""Campos que se repiten: una clave y una razon por aviso."""
Expediente = Annotated[int, Form(ge=1, le=2**63 - 1)]


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
    expediente: Expediente,
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
def revisar(
    peticion: Request,
    borrador_id: Id,
    texto: Escrito = "",
    consulta: Palabra = "",
    impacto: Escrito = "",
    visto: Palabra = "",
    aviso: Varios = [],  # noqa: B006 (FastAPI lo copia)
    razon: Varios = [],  # noqa: B006
) -> Response:
    """Lo escrito, juzgado sin guardarlo."""
    return pagina_de_respuesta(
        peticion, borrador_id, escrito=_entrega(texto, consulta, impacto, visto, aviso, razon)
    )


@permiso(DECIDEN)
def juicio(
    peticion: Request,
    borrador_id: Id,
    texto: Escrito = "",
    consulta: Palabra = "",
    impacto: Escrito = "",
    visto: Palabra = "",
    aviso: Varios = [],  # noqa: B006
    razon: Varios = [],  # noqa: B006
) -> Response:
    """Lo que se dice de lo que se esta tecleando: un trozo de pagina. No guarda nada."""
    e = _entrega(texto, consulta, impacto, visto, aviso, razon)
    consola = de(peticion)
    try:
        f, falta = redaccion.revisar(consola.servicio.almacen, consola.servicio.redaccion, borrador_id, e), ""
    except EntradaInvalida as error:
        f = redaccion.ficha(consola.servicio.almacen, consola.servicio.redaccion, borrador_id)
        falta = frase(error)
    return consola.pagina(peticion, "_juicio_respuesta.html", **_vivo(f, falta, texto), edita=True)


def _vivo(f: FichaBorrador, falta: str = "", tecleado: str = "") -> dict[str, Any]:
    """Lo que necesitan la pagina y su trozo vivo. `tecleado`: lo que hay en el campo, con sus blancos delante."""
    corre = len(tecleado.lstrip()) - len(tecleado)
    visible = f.escrito.texto[: evidencia.LARGO_MAXIMO]
    tramos = evidencia.tramos(visible, evidencia.marcas(_hallazgos(f)))
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
def guardar(
    peticion: Request,
    borrador_id: Id,
    version: Version,
    texto: Escrito = "",
    consulta: Palabra = "",
    impacto: Escrito = "",
    visto: Palabra = "",
    aviso: Varios = [],  # noqa: B006
    razon: Varios = [],  # noqa: B006
) -> Response:
    """Guarda lo escrito."""
    e = _entrega(texto, consulta, impacto, visto, aviso, razon)
    servicio = de(peticion).servicio
    try:
        redaccion.guardar(servicio.almacen, servicio.redaccion, borrador_id, version, persona(peticion), e)
    except _NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error, escrito=e)
    return _a(borrador_id)


@permiso(DECIDEN)
def enviar(
    peticion: Request,
    borrador_id: Id,
    version: Version,
    texto: Escrito = "",
    consulta: Palabra = "",
    impacto: Escrito = "",
    visto: Palabra = "",
    aviso: Varios = [],  # noqa: B006
    razon: Varios = [],  # noqa: B006
) -> Response:
    """Guarda lo escrito y lo pasa a revision; si no puede pasar, lo guardado queda y se dice por que."""
    e = _entrega(texto, consulta, impacto, visto, aviso, razon)
    servicio, quien = de(peticion).servicio, persona(peticion)
    almacen, reglas = servicio.almacen, servicio.redaccion
    try:
        estado = redaccion.guardar(almacen, reglas, borrador_id, version, quien, e)
    except _NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error, escrito=e)
    try:
        if estado != "en_revision":
            version = redaccion.ficha(almacen, reglas, borrador_id).b["version"]
            redaccion.enviar(almacen, reglas, borrador_id, version, quien)
    except _NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error)
    return _a(borrador_id)


@permiso(DECIDEN)
def aprobar(peticion: Request, borrador_id: Id, version: Version, huella: Palabra = "") -> Response:
    """Otra persona aprueba el texto que vio."""
    servicio, quien = de(peticion).servicio, persona(peticion)
    try:
        redaccion.aprobar(servicio.almacen, servicio.redaccion, borrador_id, version, huella, quien)
    except _NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error)
    return _a(borrador_id)


@permiso(DECIDEN)
def devolver(peticion: Request, borrador_id: Id, version: Version, motivo: Escrito = "") -> Response:
    """Vuelve a su autor con un motivo."""
    try:
        redaccion.devolver(de(peticion).servicio.almacen, borrador_id, version, persona(peticion), motivo)
    except _NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error, motivo=motivo)
    return _a(borrador_id)


@permiso(DECIDEN)
def retirar(peticion: Request, borrador_id: Id, version: Version, motivo: Escrito = "") -> Response:
    """Ya no se va a publicar."""
    try:
        redaccion.retirar(de(peticion).servicio.almacen, borrador_id, version, persona(peticion), motivo)
    except _NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error)
    return _a(borrador_id)


@permiso(DECIDEN)
def cerrar(
    peticion: Request, borrador_id: Id, version: Version, salio: Annotated[bool, Form()] = False
) -> Response:
    """Quien pide miro la red y dice si la respuesta esta."""
    almacen = de(peticion).servicio.almacen
    try:
        redaccion.cerrar_a_mano(almacen, borrador_id, version, persona(peticion), salio=salio)
    except _NO_SE_PUDO as error:
        return pagina_de_respuesta(peticion, borrador_id, error)
    return _a(borrador_id)


def _a(borrador_id: int) -> Response:
    return RedirectResponse(f"/borradores/{borrador_id}", HTTPStatus.SEE_OTHER)


def _entrega(
    texto: str, consulta: str, impacto: str, visto: str, avisos: list[str], razones: list[str]
) -> Entrega:
    """Lo escrito en el formulario. Cada `aviso` va con la `razon` que esta a su altura."""
    return Entrega(texto, consulta, impacto, dict(zip(avisos, razones, strict=False)), visto)


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
        edita=redacta and mio and f.b["estado"] in _SE_EDITAN and f.b["orden_estado"] in (None, "pendiente"),
        aprueba=redacta and not mio and f.b["estado"] == "en_revision",
        retira=redacta and (mio or quien.rol == "supervision") and f.b["estado"] in _SE_EDITAN,
        cierra=redacta and f.b["estado"] == "programado" and f.b["orden_estado"] == "a_persona",
        motivo=motivo,
        aviso=frase(error) if error else "",
    )


_SE_EDITAN = frozenset({"borrador", "en_revision", "devuelto", "aprobado", "programado"})


def _hallazgos(f: FichaBorrador) -> list[dict[str, object]]:
    return [{"politica": s.politica, "evidencia": s.evidencia} for s in f.juicio.senalados]
