"""Los cambios que se anuncian antes de hacerlos en nuestras cuentas (articulo 13)."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, NoExiste
from moderacion.incidentes import mantenimiento
from moderacion.reloj import ZONA
from moderacion.web import palabras_incidentes as palabras
from moderacion.web.campos import CuentaElegida, Escrito, Id, Palabra, Palabras, cuenta_de
from moderacion.web.consola import de
from moderacion.web.estados import estado_de
from moderacion.web.presentacion import frase
from moderacion.web.seguridad import CIERRAN, LEEN, permiso, persona

_NO_SE_PUDO: Final = (Conflicto, EntradaInvalida)
_FORMA: Final = "%Y-%m-%dT%H:%M"


def poner(app: FastAPI) -> None:
    """Cuelga las rutas. Van antes que las de un incidente por su numero."""
    app.get("/incidentes/cambios", response_model=None)(ver)
    app.post("/incidentes/cambios", response_model=None)(anunciar)
    app.post("/incidentes/cambios/{mantenimiento_id}/retirar", response_model=None)(retirar)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """Los que rigen y los ultimos."""
    return _pagina(peticion)


@permiso(CIERRAN)
def anunciar(
    peticion: Request,
    desde: Palabra = "",
    hasta: Palabra = "",
    motivo: Escrito = "",
    cuenta: CuentaElegida = "",
    espera: Palabras | None = None,
) -> Response:
    """Anuncia una ventana."""
    escrito = {"desde": desde, "hasta": hasta, "motivo": motivo, "cuenta": cuenta, "espera": espera or []}
    try:
        mantenimiento.anunciar(
            de(peticion).servicio.almacen,
            cuenta_de(cuenta),
            _momento(desde, "cuándo empieza") if desde.strip() else None,
            _momento(hasta, "cuándo termina"),
            espera or [],
            motivo,
            persona(peticion).actor,
        )
    except (*_NO_SE_PUDO, NoExiste) as error:
        return _pagina(peticion, error, escrito)
    return RedirectResponse("/incidentes/cambios", HTTPStatus.SEE_OTHER)


@permiso(CIERRAN)
def retirar(peticion: Request, mantenimiento_id: Id) -> Response:
    """Deja de valer desde ahora."""
    try:
        mantenimiento.retirar(de(peticion).servicio.almacen, mantenimiento_id, persona(peticion).actor)
    except _NO_SE_PUDO as error:
        return _pagina(peticion, error)
    return RedirectResponse("/incidentes/cambios", HTTPStatus.SEE_OTHER)


def _momento(escrito: str, que: str) -> datetime:
    """La hora de El Salvador de un campo de fecha. Lanza `EntradaInvalida`."""
    try:
        leida = datetime.strptime(escrito, _FORMA).replace(tzinfo=ZONA)
    except ValueError:
        raise EntradaInvalida(f"escriba {que}: día y hora") from None
    return leida


def _pagina(
    peticion: Request, error: ErrorModeracion | None = None, escrito: dict[str, Any] | None = None
) -> Response:
    consola, rol = de(peticion), persona(peticion).rol
    servicio = consola.servicio
    with servicio.almacen.foto():
        vigentes = mantenimiento.por_terminar(servicio.almacen)
        todos = mantenimiento.ultimas(servicio.almacen)
        cuentas = mantenimiento.cuentas(servicio.almacen)
    vivos = {v["id"] for v in vigentes}
    return consola.pagina(
        peticion,
        "cambios.html",
        estado_de(error) if error else HTTPStatus.OK,
        vigentes=vigentes,
        pasados=[m for m in todos if m["id"] not in vivos],
        cuentas=cuentas,
        palabras=palabras,
        cierra=rol in CIERRAN,
        escrito={"desde": "", "hasta": "", "motivo": "", "cuenta": "", "espera": []} | (escrito or {}),
        aviso=frase(error) if error else "",
    )
