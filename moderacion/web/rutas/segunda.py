"""La segunda lectura a ciegas, y los desacuerdos que zanja supervision."""

from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.cola import segunda
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion
from moderacion.web.campos import Articulo, Escrito, Id, Numero
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.palabras_transparencia import RAZONES
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import CIERRAN, DECIDEN, permiso, persona

_Que = Annotated[Literal["", "permitir", "restringir"], Form()]
_Razon = Annotated[Literal["", "primera", "segunda", "dudoso"], Form()]
_Marcada = Annotated[bool, Form()]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/segunda-lectura", response_model=None)(ver)
    app.post("/segunda-lectura/{lectura_id}", response_model=None)(leer)
    app.get("/segunda-lectura/desacuerdos", response_model=None)(desacuerdos)
    app.post("/segunda-lectura/desacuerdos/{lectura_id}", response_model=None)(zanjar)


@permiso(DECIDEN)
def ver(peticion: Request, tras: Numero = None) -> Response:
    """La siguiente que puede leer quien pide. `tras`: la que deja para otra persona."""
    return _pagina(peticion, tras or 0)


@permiso(DECIDEN)
def leer(
    peticion: Request,
    lectura_id: Id,
    que: _Que = "",
    articulo: Articulo = None,
    nota: Escrito = "",
    critica: _Marcada = False,
) -> Response:
    """Guarda lo que habria decidido y pasa a la siguiente. Si no se puede, la misma pagina con lo escrito."""
    escrito: dict[str, object] = {"que": que, "articulo": articulo, "nota": nota, "critica": critica}
    almacen, quien = de(peticion).servicio.almacen, persona(peticion)
    try:
        por = segunda.articulo_de(que, articulo)
        segunda.leer(almacen, lectura_id, quien, por, nota, critica=critica)
    except EntradaInvalida as error:
        return _pagina(peticion, lectura_id - 1, error, escrito)
    except Conflicto as error:
        return _pagina(peticion, 0, error)
    return RedirectResponse(f"/segunda-lectura?tras={lectura_id}", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    tras: int,
    error: ErrorModeracion | None = None,
    escrito: dict[str, object] | None = None,
) -> Response:
    consola = de(peticion)
    return consola.pagina(
        peticion,
        "segunda_lectura.html",
        estado_de(error) if error else HTTPStatus.OK,
        s=segunda.situacion(consola.servicio.almacen, persona(peticion), tras),
        tras=tras,
        escrito=escrito or {"que": "", "articulo": None, "nota": "", "critica": False},
        aviso=frase(error) if error else "",
        maximo=segunda.NOTA_MAXIMA,
        zanja=persona(peticion).rol in CIERRAN,
    )


@permiso(CIERRAN)
def desacuerdos(peticion: Request) -> Response:
    """Los que esperan, el mas viejo primero."""
    return _desacuerdos(peticion)


@permiso(CIERRAN)
def zanjar(peticion: Request, lectura_id: Id, razon: _Razon = "", nota: Escrito = "") -> Response:
    """Da la razon a una de las dos lecturas, o a ninguna. No cambia lo decidido."""
    try:
        dada = segunda.razon_de(razon)
        segunda.zanjar(de(peticion).servicio.almacen, lectura_id, persona(peticion), dada, nota)
    except (Conflicto, EntradaInvalida) as error:
        return _desacuerdos(peticion, error, {lectura_id: (razon, nota)})
    return RedirectResponse("/segunda-lectura/desacuerdos", HTTPStatus.SEE_OTHER)


def _desacuerdos(
    peticion: Request,
    error: ErrorModeracion | None = None,
    escrito: dict[int, tuple[str, str]] | None = None,
) -> Response:
    consola = de(peticion)
    return consola.pagina(
        peticion,
        "desacuerdos.html",
        estado_de(error) if error else HTTPStatus.OK,
        filas=segunda.desacuerdos(consola.servicio.almacen),
        razones=RAZONES,
        escrito=escrito or {},
        aviso=frase(error) if error else "",
        maximo=segunda.NOTA_MAXIMA,
    )
