"""Las apelaciones, para la casa: dar el enlace, verlas y resolverlas. La pagina de quien apela esta en `publicas`."""

from http import HTTPStatus
from typing import Annotated, Final

from fastapi import FastAPI, Form
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado
from moderacion.montaje import ResolucionApelacion, emitir_apelacion, resolver_apelacion
from moderacion.sanciones import apelaciones
from moderacion.web.campos import Escrito, Id, Version
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import DECIDEN, LEEN, permiso, persona

_ACEPTAR: Final = "aceptar"
Sentido = Annotated[str, Form(pattern="^(aceptar|rechazar)$")]


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/apelaciones", response_model=None)(ver)
    app.post("/expedientes/{expediente_id}/apelacion", response_model=None)(emitir)
    app.post("/apelaciones/{apelacion_id}/resolver", response_model=None)(resolver)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La lista: primero la que mas espera."""
    return _pagina(peticion)


@permiso(DECIDEN)
def emitir(peticion: Request, expediente_id: Id) -> Response:
    """Da el enlace, que se muestra esta vez y ninguna mas: no hay redireccion que lo deje en el historial."""
    consola = de(peticion)
    enlace = emitir_apelacion(consola.servicio.almacen, expediente_id, persona(peticion))
    config = consola.servicio.config
    esquema = "https" if config.web.https else peticion.url.scheme
    # quien lo va a usar esta fuera: el nombre por el que entro quien lo da puede valer solo en la red de la casa
    publica = config.enlace.rstrip("/") or f"{esquema}://{peticion.url.netloc}"
    return consola.pagina(
        peticion,
        "apelacion_enlace.html",
        expediente_id=expediente_id,
        direccion=f"{publica}/apelar/{enlace.testigo}",
        caduca=enlace.caduca,
    )


@permiso(DECIDEN)
def resolver(
    peticion: Request, apelacion_id: Id, version: Version, sentido: Sentido, motivo: Escrito = ""
) -> Response:
    """Acepta o rechaza. Si no se puede, la lista como esta ahora, con lo escrito intacto."""
    servicio = de(peticion).servicio
    r = ResolucionApelacion(apelacion_id, sentido == _ACEPTAR, motivo, version)
    try:
        resolver_apelacion(servicio.almacen, servicio.capacidades, persona(peticion), r)
    except (Conflicto, EntradaInvalida, NoAutorizado) as error:
        return _pagina(peticion, estado_de(error), aviso=frase(error), escrito={apelacion_id: motivo})
    return RedirectResponse("/apelaciones", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    estado: int = HTTPStatus.OK,
    *,
    aviso: str = "",
    escrito: dict[int, str] | None = None,
) -> Response:
    consola, quien = de(peticion), persona(peticion)
    return consola.pagina(
        peticion,
        "apelaciones.html",
        estado,
        listado=apelaciones.listar(consola.servicio.almacen),
        decide=quien.rol in DECIDEN,
        yo=quien.id,
        aviso=aviso,
        escrito=escrito or {},
    )
