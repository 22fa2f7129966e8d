"""Como va cada cuenta y cada vuelta del servicio."""

import re
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from moderacion.montaje import Servicio
from moderacion.web.consola import de
from moderacion.web.ficha import velos
from moderacion.web.palabras_casa import VUELTAS
from moderacion.web.presentacion import REDES, hora
from moderacion.web.seguridad import LEEN, permiso

_FECHA: Final = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)")


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/conexiones", response_model=None)(ver)


@permiso(LEEN)
def ver(peticion: Request) -> Response:
    """La pagina."""
    consola = de(peticion)
    salud = consola.servicio.salud()
    estado = consola.servicio.conexiones()
    return consola.pagina(
        peticion,
        "conexiones.html",
        salud=salud,
        conexiones=estado,
        velos=velos(consola.servicio, [c.ultimo.texto for c in estado.cuentas if c.ultimo]),
        paradas=[
            (_vuelta(consola.servicio, nombre), _FECHA.sub(lambda f: hora(f[0]), razon))
            for nombre, razon in salud.paradas.items()
        ],
        vueltas=[(_vuelta(consola.servicio, v.nombre), v) for v in estado.latidos],
    )


def _vuelta(servicio: Servicio, nombre: str) -> str:
    """De `sondear/1` a «Leer (Facebook)»: lo que la vuelta hace, dicho para una persona."""
    hace, _, cuenta = nombre.partition("/")
    conector = servicio.conectores.get(int(cuenta)) if cuenta.isdecimal() else None
    que = VUELTAS.get(hace, hace)
    return f"{que} ({REDES[conector.red]})" if conector else que
