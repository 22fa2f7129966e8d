"""Los paros: poner uno con su motivo, ver el que rige y los que hubo, y levantarlo."""

from http import HTTPStatus

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion import redaccion
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, NoExiste
from moderacion.web.campos import CuentaElegida, Escrito, Id, VolverEscrito, cuenta_de
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import CIERRAN, DECIDEN, LEEN, permiso, persona
from moderacion.web.vuelta import vuelta

_NO_SE_PUDO = (Conflicto, EntradaInvalida)


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/paros", response_model=None)(ver)
    app.post("/paros", response_model=None)(parar)
    app.post("/paros/{paro_id}/levantar", response_model=None)(levantar)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """Los que rigen y los que hubo."""
    return _pagina(peticion)


@permiso(DECIDEN)
def parar(
    peticion: Request, motivo: Escrito = "", cuenta: CuentaElegida = "", volver: VolverEscrito = ""
) -> Response:
    """Para lo de una cuenta, o todo, y vuelve a donde se estaba: la banda dice que ya esta."""
    almacen = de(peticion).servicio.almacen
    try:
        redaccion.parar(almacen, persona(peticion), motivo, cuenta_de(cuenta))
    except (*_NO_SE_PUDO, NoExiste) as error:
        return _pagina(peticion, error, motivo=motivo, cuenta=cuenta)
    return RedirectResponse(vuelta(volver, "/paros"), HTTPStatus.SEE_OTHER)


@permiso(CIERRAN)
def levantar(peticion: Request, paro_id: Id, motivo: Escrito = "") -> Response:
    """Se vuelve a publicar; lo que perdio su hora vuelve a revision."""
    try:
        redaccion.levantar(de(peticion).servicio.almacen, paro_id, persona(peticion), motivo)
    except _NO_SE_PUDO as error:
        return _pagina(peticion, error, levanta={paro_id: motivo})
    return RedirectResponse("/paros", HTTPStatus.SEE_OTHER)


def _pagina(
    peticion: Request,
    error: ErrorModeracion | None = None,
    *,
    motivo: str = "",
    cuenta: str = "",
    levanta: dict[int, str] | None = None,
) -> Response:
    consola, rol = de(peticion), persona(peticion).rol
    servicio = consola.servicio
    with servicio.almacen.foto():
        leidos = redaccion.paros(servicio.almacen)
        cuentas = redaccion.cuentas_posibles(servicio.almacen, servicio.redaccion)
    return consola.pagina(
        peticion,
        "paros.html",
        estado_de(error) if error else HTTPStatus.OK,
        paros=(),
        vigentes=leidos.vigentes,
        pasados=[p for p in leidos.todos if p["levantado"] is not None],
        cuentas=cuentas,
        congeladas=[c for c in cuentas if c.congelada and not c.parada],
        para=rol in DECIDEN,
        levanta=rol in CIERRAN,
        escrito={"motivo": motivo, "cuenta": cuenta, "levanta": levanta or {}},
        aviso=frase(error) if error else "",
    )
