"""Mi dia: lo que espera de quien ingreso y como le fue a lo que decidio."""

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from moderacion import cola, conservacion, redaccion
from moderacion.cola.dia import mi_dia
from moderacion.web.consola import de
from moderacion.web.palabras_conservacion import le_quedan
from moderacion.web.seguridad import AUDITAN, DECIDEN, LEEN, permiso, persona


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/mi-dia", response_model=None)(ver)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La pagina."""
    consola, quien = de(peticion), persona(peticion)
    servicio = consola.servicio
    return consola.pagina(
        peticion,
        "mi_dia.html",
        d=mi_dia(servicio.almacen, quien),
        decide=quien.rol in DECIDEN,
        por_revisar=len(cola.por_revisar(servicio.almacen, servicio.revisar_cada)),
        solicitudes=conservacion.esperan(servicio.almacen) if quien.rol in AUDITAN else (0, 0),
        le_quedan=le_quedan,
        consultas=redaccion.mis_consultas(servicio.almacen, quien.id) if quien.rol in DECIDEN else (),
        por_mirar=redaccion.por_mirar(servicio.almacen) if quien.rol in DECIDEN else (),
    )
