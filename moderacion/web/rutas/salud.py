"""Para programas: si el servicio esta vivo, y sus cifras. Sin ingresar, luego sin nada que guardar."""

from datetime import timedelta
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from moderacion.web.consola import de
from moderacion.web.metricas import TIPO, en_texto
from moderacion.web.seguridad import PUBLICA, permiso
from moderacion.web.vigilante import es_vigilante

_DE_LA_CUENTA: Final = (
    "red", "cuenta", "estado", "ultimo_bien", "fallos_seguidos", "tipo_error", "con_error_desde",
    "vuelve_a_probar",
)  # fmt: skip
"""De cada cuenta. El mensaje del error no: lo escribio la red y se lee en la consola."""


def poner(app: FastAPI) -> None:
    """Cuelga las rutas."""
    app.get("/salud", response_model=None)(salud)
    app.get("/metricas", response_model=None)(metricas)


@permiso(PUBLICA)
def salud(peticion: Request) -> Response:
    """200 solo si todas las vueltas terminaron hace poco; si no, 503. Que le pasa, solo a quien vigila."""
    s = de(peticion).servicio.salud()
    dentro = {
        "paradas": {nombre: _sin_detalle(razon) for nombre, razon in s.paradas.items()},
        "cuentas": [{k: c[k] for k in _DE_LA_CUENTA} for c in s.cuentas],
        "pendientes": s.pendientes,
        "en_cola": s.en_cola,
        "copias": {
            "cada_horas": s.copias.cada and s.copias.cada / timedelta(hours=1),
            "ultima": s.copias.ultima and s.copias.ultima.isoformat(timespec="seconds"),
        },
    }
    return JSONResponse(
        {"viva": s.viva} | (dentro if es_vigilante(peticion) else {}),
        HTTPStatus.OK if s.viva else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _sin_detalle(razon: str) -> str:
    """De «TipoDeError: mensaje», solo el tipo; las frases nuestras quedan enteras."""
    tipo, separa, _ = razon.partition(": ")
    return tipo if separa and tipo.isidentifier() else razon


@permiso(PUBLICA, vigilante=True)
def metricas(peticion: Request) -> Response:
    """Las cifras para un vigilante, en el formato de texto de Prometheus (docs/alertas.md)."""
    return Response(en_texto(de(peticion).cifras), media_type=TIPO)
