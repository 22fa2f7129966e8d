"""Las consultas a las areas: preguntar, apuntar lo que contestan y hasta cuando vale."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import FastAPI, Form, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import cola, redaccion
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, NoExiste
from moderacion.reloj import dia_local
from moderacion.web.campos import Escrito, Filtro, Id, Palabra, ultimo_dia
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona

_DEL_CASO = 2**63 - 1


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/consultas", response_model=None)(lista)
    app.post("/consultas", response_model=None)(preguntar)
    app.get("/consultas/{consulta_id}", response_model=None)(ver)
    app.post("/consultas/{consulta_id}/responder", response_model=None)(responder)
    app.post("/consultas/{consulta_id}/retirar", response_model=None)(retirar)


@permiso(LEEN)
def lista(
    peticion: Request,
    estado: Filtro = "",
    area: Filtro = "",
    expediente: Annotated[int | None, Query(ge=1, le=_DEL_CASO)] = None,
) -> Response:
    """Las consultas y el formulario para preguntar, con el caso y el area de donde se viene."""
    return _lista(peticion, estado, escrito={"area": area, "expediente": expediente})


@permiso(DECIDEN)
def preguntar(
    peticion: Request,
    area: Palabra = "",
    asunto: Escrito = "",
    pregunta: Escrito = "",
    expediente: Annotated[int | None, Form(ge=1, le=_DEL_CASO)] = None,
) -> Response:
    """Abre una consulta."""
    pedida = redaccion.ConsultaPedida(area, asunto, pregunta, expediente)
    try:
        consulta_id = redaccion.preguntar(de(peticion).servicio.almacen, persona(peticion), pedida)
    except EntradaInvalida as error:
        escrito = {"area": area, "asunto": asunto, "pregunta": pregunta, "expediente": expediente}
        return _lista(peticion, "", error, escrito=escrito)
    return _a(consulta_id)


@permiso(LEEN)
def ver(peticion: Request, consulta_id: Id) -> Response:
    """Una consulta."""
    return _una(peticion, consulta_id)


@permiso(DECIDEN)
def responder(
    peticion: Request,
    consulta_id: Id,
    respuesta: Escrito = "",
    respondida_por: Palabra = "",
    vence: Palabra = "",
) -> Response:
    """Apunta lo que contesto el area."""
    escrito = {"respuesta": respuesta, "respondida_por": respondida_por, "vence": vence}
    try:
        contestada = redaccion.RespuestaArea(respuesta, respondida_por, ultimo_dia(vence))
        almacen = de(peticion).servicio.almacen
        redaccion.registrar_respuesta(almacen, consulta_id, persona(peticion), contestada)
    except (Conflicto, EntradaInvalida) as error:
        return _una(peticion, consulta_id, error, escrito=escrito)
    return _a(consulta_id)


@permiso(DECIDEN)
def retirar(peticion: Request, consulta_id: Id) -> Response:
    """Deja de valer; lo aprobado con ella vuelve a revision."""
    try:
        redaccion.retirar_consulta(de(peticion).servicio.almacen, consulta_id, persona(peticion))
    except Conflicto as error:
        return _una(peticion, consulta_id, error)
    return _a(consulta_id)


def _a(consulta_id: int) -> Response:
    return RedirectResponse(f"/consultas/{consulta_id}", HTTPStatus.SEE_OTHER)


_PREGUNTA = {"area": "", "asunto": "", "pregunta": "", "expediente": None}
_RESPUESTA = {"respuesta": "", "respondida_por": "", "vence": ""}


def _lista(
    peticion: Request, estado: str, error: ErrorModeracion | None = None, *, escrito: dict[str, Any]
) -> Response:
    consola = de(peticion)
    return consola.pagina(
        peticion,
        "consultas.html",
        estado_de(error) if error else HTTPStatus.OK,
        filas=redaccion.listar_consultas(consola.servicio.almacen, estado),
        elegido=estado,
        escrito=_PREGUNTA | escrito,
        comentario=_comentario(peticion, escrito.get("expediente")),
        pregunta=persona(peticion).rol in DECIDEN,
        aviso=frase(error) if error else "",
    )


def _comentario(peticion: Request, expediente: int | None) -> str:
    """Lo que pregunto la persona, para no tener que recordarlo; vacio si no se viene de ningun caso."""
    if expediente is None:
        return ""
    try:
        return cola.texto(de(peticion).servicio.almacen, expediente)
    except NoExiste:
        return ""


def _una(
    peticion: Request,
    consulta_id: int,
    error: ErrorModeracion | None = None,
    *,
    escrito: dict[str, str] | None = None,
) -> Response:
    consola = de(peticion)
    c = redaccion.ver_consulta(consola.servicio.almacen, consulta_id)
    responsable = consola.servicio.responsables.get(c["area"])
    return consola.pagina(
        peticion,
        "consulta.html",
        estado_de(error) if error else HTTPStatus.OK,
        c=c,
        por_correo=responsable.correo if responsable else "",
        escrito=escrito or _RESPUESTA,
        hoy=dia_local(consola.servicio.reloj.ahora()).isoformat(),
        redacta=persona(peticion).rol in DECIDEN,
        aviso=frase(error) if error else "",
    )
