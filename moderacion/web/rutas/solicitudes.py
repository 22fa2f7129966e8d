"""La bandeja de lo que la gente pide sobre sus datos: recibir, comprobar quien es, decidir y hacerlo."""

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import conservacion
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, NoAutorizado
from moderacion.reloj import ZONA, dia_local
from moderacion.web import palabras_conservacion as palabras
from moderacion.web.adjunto import adjunto
from moderacion.web.campos import ENTERO_MAXIMO, Busqueda, Escrito, Id, Palabra, Version, dia_escrito
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import AUDITAN, AVISAN, permiso, persona

_NO_SE_PUDO: Final = (Conflicto, EntradaInvalida, NoAutorizado)
_FECHA: Final = "una fecha que exista"
_ULTIMO: Final = date(2100, 1, 1)
_VACIO: Final = dict.fromkeys(
    ("derecho", "nombre", "contacto", "relato", "recibida", "como", "que", "motivo", "hasta", "prorroga"), ""
)
Autores = Annotated[list[Annotated[int, Form(ge=1, le=ENTERO_MAXIMO)]], Form(max_length=50)]
"""Las casillas marcadas."""
Dia = Annotated[str, Form(max_length=10)]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/solicitudes", response_model=None)(ver)
    app.post("/solicitudes", response_model=None)(recibir)
    app.get("/solicitudes/{solicitud_id}", response_model=None)(una)
    app.get("/solicitudes/{solicitud_id}/paquete", response_model=None)(paquete)
    app.post("/solicitudes/{solicitud_id}/identificar", response_model=None)(identificar)
    app.post("/solicitudes/{solicitud_id}/prorrogar", response_model=None)(prorrogar)
    app.post("/solicitudes/{solicitud_id}/decidir", response_model=None)(decidir)
    app.post("/solicitudes/{solicitud_id}/desistir", response_model=None)(desistir)
    app.post("/solicitudes/{solicitud_id}/cumplir", response_model=None)(cumplir)


@permiso(AUDITAN)
def ver(peticion: Request) -> Response:
    """Las que esperan, las cerradas y una nueva."""
    return _lista(peticion)


@permiso(AVISAN)
def recibir(
    peticion: Request,
    derecho: Palabra = "",
    nombre: Palabra = "",
    contacto: Palabra = "",
    relato: Escrito = "",
    recibida: Dia = "",
) -> Response:
    """Apunta una, con su plazo."""
    escrito = {
        "derecho": derecho,
        "nombre": nombre,
        "contacto": contacto,
        "relato": relato,
        "recibida": recibida,
    }
    try:
        pedido = conservacion.Pedido(derecho, nombre, contacto, relato, _recibida(peticion, recibida))
        numero = conservacion.recibir(de(peticion).servicio.almacen, pedido, persona(peticion).actor)
    except _NO_SE_PUDO as error:
        return _lista(peticion, error, escrito)
    return RedirectResponse(f"/solicitudes/{numero}", HTTPStatus.SEE_OTHER)


@permiso(AUDITAN)
def una(peticion: Request, solicitud_id: Id, buscar: Busqueda = "") -> Response:
    """Una, con lo que falta por hacer. `buscar`: un nombre, para hallar que autores es."""
    return _pagina(peticion, solicitud_id, buscar=buscar)


@permiso(AVISAN)
def paquete(peticion: Request, solicitud_id: Id) -> Response:
    """Todo lo que se guarda de quien pidio acceso, para entregarselo."""
    servicio = de(peticion).servicio
    try:
        reunido = conservacion.reunir(
            servicio.almacen, servicio.conservacion.datos, solicitud_id, persona(peticion).actor
        )
    except Conflicto as error:
        return _pagina(peticion, solicitud_id, error)
    return Response(
        json.dumps(reunido, ensure_ascii=False, indent=2),
        media_type="application/json",
        headers=adjunto(f"solicitud-{solicitud_id}.json"),
    )


@permiso(AVISAN)
def identificar(
    peticion: Request,
    solicitud_id: Id,
    version: Version,
    como: Escrito = "",
    autor: Autores = [],  # noqa: B006 (FastAPI lo copia)
) -> Response:
    """Quien es, y que autores son suyos."""
    quien = persona(peticion).id
    return _hacer(
        peticion,
        solicitud_id,
        lambda a: conservacion.identificar(a, solicitud_id, version, quien, autor, como),
        como=como,
    )


@permiso(AVISAN)
def prorrogar(peticion: Request, solicitud_id: Id, version: Version, motivo: Escrito = "") -> Response:
    """Otros veinte dias habiles."""
    quien = persona(peticion).id
    return _hacer(
        peticion,
        solicitud_id,
        lambda a: conservacion.prorrogar(a, solicitud_id, version, motivo, quien),
        prorroga=motivo,
    )


@permiso(AVISAN)
def decidir(
    peticion: Request,
    solicitud_id: Id,
    version: Version,
    que: Palabra = "",
    motivo: Escrito = "",
    hasta: Dia = "",
) -> Response:
    """La concede, la deniega o la retiene."""
    quien = persona(peticion).id

    def hacer(almacen: Any) -> None:
        conservacion.decidir(almacen, solicitud_id, version, quien, que, motivo, _fin(hasta))

    return _hacer(peticion, solicitud_id, hacer, motivo=motivo, que=que, hasta=hasta)


@permiso(AVISAN)
def desistir(peticion: Request, solicitud_id: Id, version: Version) -> Response:
    """Quien la pidio ya no la quiere."""
    actor = persona(peticion).actor
    return _hacer(peticion, solicitud_id, lambda a: conservacion.desistir(a, solicitud_id, version, actor))


@permiso(AVISAN)
def cumplir(peticion: Request, solicitud_id: Id, version: Version) -> Response:
    """Encarga el borrado concedido, o da por hecho lo demas."""
    servicio, actor = de(peticion).servicio, persona(peticion).actor

    def hacer(almacen: Any) -> None:
        conservacion.encargar_lo_concedido(almacen, servicio.conservacion, solicitud_id, version, actor)

    return _hacer(peticion, solicitud_id, hacer)


def _hacer(peticion: Request, solicitud_id: int, hacer: Callable[[Any], None], **escrito: str) -> Response:
    try:
        hacer(de(peticion).servicio.almacen)
    except _NO_SE_PUDO as error:
        return _pagina(peticion, solicitud_id, error, escrito=escrito)
    return RedirectResponse(f"/solicitudes/{solicitud_id}", HTTPStatus.SEE_OTHER)


def _recibida(peticion: Request, escrito: str) -> datetime | None:
    """El dia en que llego; el de hoy es ahora mismo."""
    if not escrito:
        return None
    dia, ahora = dia_escrito(escrito, _FECHA), de(peticion).servicio.reloj.ahora()
    return None if dia == dia_local(ahora) else datetime.combine(dia, time.min, ZONA)


def _fin(escrito: str) -> datetime | None:
    """El final de ese dia."""
    if not escrito:
        return None
    dia = dia_escrito(escrito, _FECHA)
    # el final de un dia del año 9999 no cabe en un calendario
    return datetime.combine(min(dia, _ULTIMO) + timedelta(days=1), time.min, ZONA)


def _lista(
    peticion: Request, error: ErrorModeracion | None = None, escrito: dict[str, str] | None = None
) -> Response:
    consola = de(peticion)
    vivas, cerradas = conservacion.bandeja(consola.servicio.almacen)
    return consola.pagina(
        peticion,
        "solicitudes.html",
        estado_de(error) if error else HTTPStatus.OK,
        vivas=vivas,
        cerradas=cerradas,
        palabras=palabras,
        puede=persona(peticion).rol in AVISAN,
        escrito=_VACIO | (escrito or {}),
        hoy=dia_local(consola.servicio.reloj.ahora()).isoformat(),
        aviso=frase(error) if error else "",
    )


def _pagina(
    peticion: Request,
    solicitud_id: int,
    error: ErrorModeracion | None = None,
    *,
    buscar: str = "",
    escrito: dict[str, str] | None = None,
) -> Response:
    consola, quien = de(peticion), persona(peticion)
    almacen = consola.servicio.almacen
    with almacen.foto():
        t = conservacion.ver(almacen, solicitud_id)
        por_buscar = buscar or t.s["nombre"]
        hallados = conservacion.buscar(almacen, por_buscar) if t.s["estado"] == "recibida" else []
    return consola.pagina(
        peticion,
        "solicitud.html",
        estado_de(error) if error else HTTPStatus.OK,
        t=t,
        s=t.s,
        hallados=hallados,
        buscar=por_buscar,
        palabras=palabras,
        puede=quien.rol in AVISAN,
        la_comprobo=t.s["identidad_por"] == quien.id,
        escrito=_VACIO | (escrito or {}),
        hoy=dia_local(consola.servicio.reloj.ahora()).isoformat(),
        aviso=frase(error) if error else "",
    )
