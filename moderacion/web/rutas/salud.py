"""Para programas: si el servicio esta vivo, y sus cifras. Sin ingresar, luego sin nada que guardar."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from moderacion import informes
from moderacion.informes import Salud
from moderacion.web.consola import de
from moderacion.web.seguridad import PUBLICA, permiso

_PUBLICAS: Final = (
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
    """200 solo si todas las vueltas terminaron hace poco; si no, 503."""
    s = de(peticion).servicio.salud()
    return JSONResponse(
        {
            "viva": s.viva,
            "paradas": {nombre: _sin_detalle(razon) for nombre, razon in s.paradas.items()},
            "cuentas": [{k: c[k] for k in _PUBLICAS} for c in s.cuentas],
            "pendientes": s.pendientes,
            "en_cola": s.en_cola,
        },
        HTTPStatus.OK if s.viva else HTTPStatus.SERVICE_UNAVAILABLE,
    )


def _sin_detalle(razon: str) -> str:
    """De «TipoDeError: mensaje», solo el tipo; las frases nuestras quedan enteras."""
    tipo, separa, _ = razon.partition(": ")
    return tipo if separa and tipo.isidentifier() else razon


@permiso(PUBLICA)
def metricas(peticion: Request) -> Response:
    """Las mismas cifras y las ordenes por estado, en el formato de texto de Prometheus."""
    servicio = de(peticion).servicio
    lineas = _lineas(servicio.salud(), informes.contar_ordenes(servicio.almacen))
    return PlainTextResponse("\n".join(lineas) + "\n", media_type="text/plain; version=0.0.4")


def _lineas(s: Salud, ordenes: Mapping[str, int]) -> list[str]:
    lineas = [
        *_cifra("moderacion_viva", "1 si todas las vueltas estan al dia", {"": int(s.viva)}),
        *_cifra("moderacion_pendientes", "comentarios por juzgar", {"": s.pendientes}),
        *_cifra("moderacion_en_cola", "expedientes que esperan a una persona", {"": s.en_cola}),
    ]
    por_estado = {
        '{{accion="{}",estado="{}"}}'.format(*clave.split(":")): n for clave, n in sorted(ordenes.items())
    }
    lineas += _cifra("moderacion_ordenes", "ordenes por accion y estado", por_estado)
    fallos = {
        f'{{red="{c["red"]}",cuenta="{_etiqueta(c["cuenta"])}"}}': c["fallos_seguidos"] for c in s.cuentas
    }
    return lineas + _cifra("moderacion_fallos_seguidos", "sondeos fallidos seguidos por cuenta", fallos)


def _cifra(nombre: str, ayuda: str, valores: dict[str, int]) -> list[str]:
    return [
        f"# HELP {nombre} {ayuda}",
        f"# TYPE {nombre} gauge",
        *(f"{nombre}{e} {v}" for e, v in valores.items()),
    ]


def _etiqueta(valor: str) -> str:
    return valor.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
