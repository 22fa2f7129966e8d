"""Incidentes: la lista, cada uno entero, y lo que las personas hacen con el."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import FastAPI, Form, Path
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import incidentes
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion
from moderacion.evaluacion.tapado import tapar
from moderacion.incidentes import acuse
from moderacion.incidentes.acta import acta
from moderacion.web import palabras_incidentes as palabras
from moderacion.web.adjunto import adjunto
from moderacion.web.campos import Escrito, Filtro, Id, Palabra
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.filtros import SitioDeLista
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import ATIENDEN, CIERRAN, LEEN, permiso, persona

_NO_SE_PUDO: Final = (Conflicto, EntradaInvalida)
Orden = Annotated[int, Path(ge=1, le=1000)]
"""El numero de un paso."""


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/incidentes", response_model=None)(ver)
    app.get("/incidentes/{incidente_id}", response_model=None)(uno)
    app.get("/incidentes/{incidente_id}/acta", response_model=None)(sacar_acta)
    app.post("/incidentes/{incidente_id}/atender", response_model=None)(atender)
    app.post("/incidentes/{incidente_id}/acuse", response_model=None)(acusar)
    app.post("/incidentes/{incidente_id}/cerrar", response_model=None)(cerrar)
    app.post("/incidentes/{incidente_id}/descartar", response_model=None)(descartar)
    app.post("/incidentes/{incidente_id}/reabrir", response_model=None)(reabrir)
    app.post("/incidentes/{incidente_id}/decidir", response_model=None)(decidir)
    app.post("/incidentes/{incidente_id}/pasos/{orden}", response_model=None)(marcar)


@permiso(LEEN)
def ver(peticion: Request, sitio: SitioDeLista, estado: Filtro = "") -> Response:
    """La lista por estado: lo que necesita a alguien ahora, primero."""
    consola = de(peticion)
    estado = estado if estado in incidentes.ESTADOS else ""
    with consola.servicio.almacen.foto():
        pagina = incidentes.pagina(consola.servicio.almacen, estado, sitio.posicion)
    return consola.pagina(
        peticion,
        "incidentes.html",
        pagina=pagina,
        elegido=estado,
        primera=sitio.posicion is None,
        estados=incidentes.ESTADOS,
    )


@permiso(LEEN)
def uno(peticion: Request, incidente_id: Id) -> Response:
    """Uno, entero."""
    return _ficha(peticion, incidente_id)


@permiso(LEEN)
def sacar_acta(peticion: Request, incidente_id: Id) -> Response:
    """Su acta en PDF, con los datos de personas tapados."""
    servicio = de(peticion).servicio
    f = incidentes.ficha(servicio.almacen, incidente_id)
    cuerpo = acta(
        f, servicio.config.institucion.nombre, servicio.reloj.ahora(), partial(tapar, salvo=f.publicas)
    )
    nombre = f"incidente-{incidente_id}.pdf"
    return Response(cuerpo, media_type="application/pdf", headers=adjunto(nombre))


@permiso(ATIENDEN)
def atender(peticion: Request, incidente_id: Id) -> Response:
    """Quien pide se hace cargo."""
    return _hacer(peticion, incidente_id, incidentes.atender, persona(peticion).id)


@permiso(ATIENDEN)
def acusar(peticion: Request, incidente_id: Id) -> Response:
    """Acusa recibo, o da noticia, quien puede callar la cadena."""
    return _hacer(peticion, incidente_id, acuse.de_consola, persona(peticion).id)


@permiso(CIERRAN)
def cerrar(peticion: Request, incidente_id: Id, causa: Escrito = "") -> Response:
    """Se cierra; desde entonces la cuenta vuelve a publicar y responder."""
    quien = persona(peticion).id
    return _hacer(peticion, incidente_id, incidentes.cerrar, causa, quien, escrito={"causa": causa})


@permiso(CIERRAN)
def descartar(peticion: Request, incidente_id: Id, causa: Escrito = "") -> Response:
    """Era una falsa alarma."""
    quien = persona(peticion).id
    return _hacer(peticion, incidente_id, incidentes.descartar, causa, quien, escrito={"descarte": causa})


@permiso(CIERRAN)
def reabrir(peticion: Request, incidente_id: Id, motivo: Escrito = "") -> Response:
    """No habia terminado."""
    quien = persona(peticion).id
    return _hacer(peticion, incidente_id, incidentes.reabrir, motivo, quien, escrito={"reabre": motivo})


@permiso(CIERRAN)
def decidir(peticion: Request, incidente_id: Id, decision: Palabra = "", motivo: Escrito = "") -> Response:
    """Deja escrito lo que un superior decide y por que."""
    quien = persona(peticion).id
    escrito = {"decision": decision, "motivo": motivo}
    return _hacer(peticion, incidente_id, incidentes.decidir, decision, motivo, quien, escrito=escrito)


@permiso(ATIENDEN)
def marcar(
    peticion: Request,
    incidente_id: Id,
    orden: Orden,
    hecho: Annotated[bool, Form()] = True,
    nota: Escrito = "",
) -> Response:
    """Da un paso por hecho, o lo desmarca."""
    quien = persona(peticion).id

    def _marcar(almacen: Any, i: int) -> None:
        incidentes.marcar_paso(almacen, i, orden, quien, nota, hecho=hecho)

    escrito = {"paso": orden, "nota": nota}
    return _hacer(peticion, incidente_id, _marcar, escrito=escrito, ancla=f"#paso-{orden}")


def _hacer(
    peticion: Request,
    incidente_id: int,
    hacer: Callable[..., None],
    *datos: Any,
    escrito: dict[str, Any] | None = None,
    ancla: str = "",
) -> Response:
    """Lo hace y vuelve al incidente, adonde se estaba; si no se puede, la misma pagina con la razon y con lo escrito."""
    try:
        hacer(de(peticion).servicio.almacen, incidente_id, *datos)
    except _NO_SE_PUDO as error:
        return _ficha(peticion, incidente_id, error, escrito)
    return RedirectResponse(f"/incidentes/{incidente_id}{ancla}", HTTPStatus.SEE_OTHER)


def _ficha(
    peticion: Request,
    incidente_id: int,
    error: ErrorModeracion | None = None,
    escrito: dict[str, Any] | None = None,
) -> Response:
    consola, rol = de(peticion), persona(peticion).rol
    with consola.servicio.almacen.foto():
        f = incidentes.ficha(consola.servicio.almacen, incidente_id)
        escalada = incidentes.escaladas(consola.servicio.almacen, [incidente_id]).get(incidente_id)
        acusa = acuse.puede_acusar(consola.servicio.almacen, incidente_id, persona(peticion).id)
    return consola.pagina(
        peticion,
        "incidente.html",
        estado_de(error) if error else HTTPStatus.OK,
        f=f,
        palabras=palabras,
        decisiones=incidentes.DECISIONES,
        escalada=escalada,
        acusa=acusa,
        atiende=rol in ATIENDEN,
        cierra=rol in CIERRAN,
        escrito={
            "causa": "",
            "descarte": "",
            "reabre": "",
            "decision": "",
            "motivo": "",
            "paso": 0,
            "nota": "",
        }
        | (escrito or {}),
        aviso=frase(error) if error else "",
    )
