"""El documento OpenAPI 3.1 de la API, hecho de las mismas rutas que atienden: no hay otro que mantener."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import JSONResponse

from moderacion.accesos.clientes import ALCANCES
from moderacion.web.seguridad import LEEN, alcance, alcance_de, permiso

RAIZ: Final = "/api/v1"
VERSION: Final = "1"
_EJEMPLO_ERROR: Final = {
    "error": {
        "codigo": "conflicto",
        "mensaje": "El expediente cambió mientras lo miraba, o lo tiene otra persona.",
    }
}
_DESCRIPCION: Final = """La cola, los expedientes, los incidentes, los bloqueos, las conexiones, las cifras y la
bitácora de la moderación, para programas. Cada cliente trae su testigo en `Authorization: Bearer`, con los alcances que
se le dieron; lo que no le toca se contesta igual que lo que no existe. Toda petición que cambia algo lleva
`Idempotency-Key`: repetirla durante 24 horas contesta lo mismo sin hacerlo otra vez."""


@alcance()
@permiso(LEEN)
def ver(peticion: Request) -> JSONResponse:
    """El documento. Lo ve cualquier cliente vigente, y cualquier persona que haya ingresado."""
    return JSONResponse(documento(peticion.app))


def documento(app: FastAPI) -> dict[str, Any]:
    """El documento de una aplicación, como datos. Se hace una vez por aplicación."""
    guardado: dict[str, Any] | None = getattr(app.state, "documento_api", None)
    if guardado is None:
        guardado = app.state.documento_api = _hacer(_rutas(app))
    return guardado


def _rutas(app: FastAPI) -> list[APIRoute]:
    return [r for r in app.routes if isinstance(r, APIRoute) and r.path.startswith(RAIZ + "/")]


def _hacer(rutas: Iterable[APIRoute]) -> dict[str, Any]:
    rutas = list(rutas)
    salida = get_openapi(
        title="Moderación",
        version=VERSION,
        openapi_version="3.1.0",
        summary="API de la consola de moderación",
        description=_DESCRIPCION,
        routes=rutas,
    )
    partes = salida.setdefault("components", {})
    partes["securitySchemes"] = {
        "portador": {"type": "http", "scheme": "bearer", "description": "El testigo del cliente."}
    }
    partes["schemas"]["Error"]["examples"] = [_EJEMPLO_ERROR]
    for r in rutas:
        for metodo in r.methods or ():
            operacion = salida["paths"].get(r.path, {}).get(metodo.lower())
            if operacion is not None:
                _completar(operacion, alcance_de(r.endpoint) or frozenset())
    return salida


def _completar(operacion: dict[str, Any], alcances: frozenset[str]) -> None:
    """Lo que FastAPI no sabe: el alcance y la clave de seguridad de cada operación."""
    # en OpenAPI 3.1 un esquema de portador admite nombrar los alcances que hacen falta
    operacion["security"] = [{"portador": sorted(alcances)}]
    dicho = "; ".join(f"`{a}` ({ALCANCES[a].lower()})" for a in sorted(alcances))
    operacion["description"] += f"\n\nAlcance: {dicho}." if dicho else "\n\nCualquier cliente vigente."


def operaciones(documento_: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Las operaciones del documento en una lista, para leerlas en una página."""
    return [
        {
            "metodo": metodo.upper(),
            "ruta": ruta,
            "resumen": o["summary"],
            "descripcion": o["description"],
            "alcances": o["security"][0]["portador"],
            "parametros": o.get("parameters", []),
            "cuerpo": _cuerpo(documento_, o),
            "respuestas": {estado: r["description"] for estado, r in o["responses"].items()},
        }
        for ruta, metodos in documento_["paths"].items()
        for metodo, o in metodos.items()
    ]


def _cuerpo(documento_: Mapping[str, Any], operacion: Mapping[str, Any]) -> Mapping[str, Any]:
    """Los campos del cuerpo de una operación: nombre → esquema."""
    esquema = (
        operacion.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    )
    nombre = esquema.get("$ref", "").rpartition("/")[2]
    propiedades: Mapping[str, Any] = (
        documento_["components"]["schemas"].get(nombre, esquema).get("properties", {})
    )
    return propiedades
