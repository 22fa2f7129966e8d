"""Los archivos propios: estilo e icono. Ninguno viene de fuera."""

from pathlib import PurePath
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from moderacion.errores import NoExiste
from moderacion.web.consola import TIPOS, de
from moderacion.web.seguridad import PUBLICA, permiso

_GUARDAR: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
"""La direccion lleva la huella del contenido (`?v=`): si cambia, es otra."""


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/estatico/{nombre}", response_model=None)(archivo)


@permiso(PUBLICA)
def archivo(peticion: Request, nombre: str) -> Response:
    """Un archivo de los que se cargaron al empezar. Lanza `NoExiste`."""
    contenido = de(peticion).archivos.get(nombre)
    if contenido is None:
        raise NoExiste("no hay tal archivo")
    return Response(contenido, media_type=TIPOS[PurePath(nombre).suffix], headers=_GUARDAR)
