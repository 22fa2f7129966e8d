"""Lo que la gente pregunta sin infringir nada, que no pasa por la cola: verlo y abrir su caso para contestarlo."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.cola import TOMA
from moderacion.errores import Conflicto
from moderacion.evaluacion import preguntas as sala
from moderacion.web.campos import Filtro, Id, Una
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona
from politicas.tipos import Intencion


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/preguntas", response_model=None)(ver)
    app.post("/preguntas/{comentario_id}/abrir", response_model=None)(abrir)


@permiso(LEEN)
def ver(peticion: Request, que: Filtro = "", antes: Una = None) -> Response:
    """La lista, o lo que busca una sola cosa; lo mas nuevo primero."""
    return _pagina(peticion, antes, que if que in sala.ESPERAN else "")


@permiso(DECIDEN)
def abrir(peticion: Request, comentario_id: Id) -> Response:
    """Abre su caso, tomado por quien pide, y lleva a el: alli se pregunta al area y se contesta."""
    try:
        almacen = de(peticion).servicio.almacen
        expediente_id = sala.abrir(almacen, comentario_id, persona(peticion).id, TOMA)
    except Conflicto as error:
        return _pagina(peticion, estado=estado_de(error), aviso=frase(error))
    return RedirectResponse(f"/expedientes/{expediente_id}#t-responder", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    antes: int | None = None,
    que: str = "",
    *,
    estado: int = HTTPStatus.OK,
    aviso: str = "",
) -> Response:
    consola = de(peticion)
    return consola.pagina(
        peticion,
        "preguntas.html",
        estado,
        hoja=sala.preguntas(consola.servicio.almacen, antes, Intencion(que) if que else None),
        que=que,
        cuales=sala.ESPERAN,
        antes=antes,
        dias=sala.VENTANA.days,
        contesta=persona(peticion).rol in DECIDEN,
        aviso=aviso,
    )
