"""La API para programas, en `/api/v1`: lo mismo que la consola, con testigos por cliente y alcances."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI
from pydantic import BaseModel

from moderacion.web.api import documento, escrituras, lecturas
from moderacion.web.api import modelos as m
from moderacion.web.api import modelos_varios as v
from moderacion.web.api.documento import RAIZ
from moderacion.web.api.entradas import DecisionPedida, Entrada, SinCuerpo

_LECTURAS: Final[tuple[tuple[str, Callable[..., Any], type[BaseModel], str], ...]] = (
    ("/cola", lecturas.ver_cola, m.PaginaCola, "Ver la cola"),
    ("/expedientes/{expediente_id}", lecturas.ver_expediente, m.ExpedienteEntero, "Ver un expediente"),
    ("/motivos", lecturas.ver_motivos, v.Motivos, "Ver los motivos"),
    ("/politicas", lecturas.ver_politicas, v.Politicas, "Ver las políticas"),
    ("/incidentes", lecturas.ver_incidentes, v.Incidentes, "Ver los incidentes"),
    ("/bloqueos", lecturas.ver_bloqueos, v.Bloqueos, "Ver los bloqueos"),
    ("/conexiones", lecturas.ver_conexiones, v.Conexiones, "Ver las conexiones"),
    ("/resumen", lecturas.ver_resumen, v.Resumen, "Ver las cifras"),
    ("/bitacora", lecturas.ver_bitacora, v.PaginaBitacora, "Leer la bitácora"),
    ("/bitacora/verificacion", lecturas.verificar_bitacora, v.Verificacion, "Verificar la bitácora"),
)
_ESCRITURAS: Final[tuple[tuple[str, Callable[..., Any], type[BaseModel], type[Entrada], str], ...]] = (
    ("/expedientes/{expediente_id}/tomar", escrituras.tomar, v.Tomado, SinCuerpo, "Tomar un expediente"),
    ("/expedientes/{expediente_id}/soltar", escrituras.soltar, v.Soltado, SinCuerpo, "Soltar un expediente"),
    (
        "/expedientes/{expediente_id}/decidir",
        escrituras.decidir,
        v.Decidido,
        DecisionPedida,
        "Decidir un expediente",
    ),
    ("/incidentes/{incidente_id}/atender", escrituras.atender, v.Atendido, SinCuerpo, "Atender un incidente"),
)
_HECHO: Final = "Lo pedido."
_FALLOS: Final[Mapping[int, str]] = {
    HTTPStatus.UNAUTHORIZED: "Falta el testigo, o no vale.",
    HTTPStatus.FORBIDDEN: "Al cliente le falta el alcance, o la persona en cuyo nombre actúa no puede.",
    HTTPStatus.NOT_FOUND: "No existe, o no le toca a este cliente.",
    HTTPStatus.UNPROCESSABLE_ENTITY: "Algo de lo enviado no vale.",
    HTTPStatus.TOO_MANY_REQUESTS: "Demasiadas peticiones en este minuto: véase `Retry-After`.",
    HTTPStatus.SERVICE_UNAVAILABLE: "La base está ocupada: no se hizo nada y se puede repetir.",
}
_FALLOS_ESCRITURA: Final[Mapping[int, str]] = {
    HTTPStatus.BAD_REQUEST: "El cuerpo no es JSON en UTF-8, repite una clave o trae un número que no lo es.",
    HTTPStatus.REQUEST_TIMEOUT: "El cuerpo tardó demasiado en llegar.",
    HTTPStatus.CONFLICT: "Otra persona llegó antes: cambió, o lo tiene otra.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "El cuerpo es demasiado grande.",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "El cuerpo va en `application/json`.",
}


def poner(app: FastAPI) -> None:
    """Cuelga las rutas de la API."""
    for ruta, hacer, modelo, resumen in _LECTURAS:
        fallos = dict(_FALLOS)
        if "{" not in ruta:
            del fallos[HTTPStatus.NOT_FOUND]
        if hacer is lecturas.verificar_bitacora:
            fallos[HTTPStatus.CONFLICT] = "Ya se está verificando."
        app.get(
            RAIZ + ruta,
            response_model=modelo,
            response_description=_HECHO,
            summary=resumen,
            operation_id=hacer.__name__,
            responses=_dichas(fallos),
        )(hacer)
    for ruta, hacer, modelo, entrada, resumen in _ESCRITURAS:
        app.post(
            RAIZ + ruta,
            response_model=modelo,
            response_description=_HECHO,
            summary=resumen,
            operation_id=hacer.__name__,
            responses=_dichas({**_FALLOS, **_FALLOS_ESCRITURA}),
            openapi_extra={"requestBody": _cuerpo(entrada)},
        )(hacer)
    app.get(RAIZ + "/openapi.json", response_model=None, include_in_schema=False)(documento.ver)


def _dichas(fallos: Mapping[int, str]) -> dict[int | str, dict[str, Any]]:
    dichas: dict[int | str, dict[str, Any]] = {
        int(estado): {"model": m.Error, "description": dicho} for estado, dicho in sorted(fallos.items())
    }
    for estado in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.UNAUTHORIZED):
        nombre = "Retry-After" if estado == HTTPStatus.TOO_MANY_REQUESTS else "WWW-Authenticate"
        dichas[int(estado)]["headers"] = {nombre: {"schema": {"type": "string"}}}
    return dichas


def _cuerpo(entrada: type[Entrada]) -> dict[str, Any]:
    """El cuerpo, escrito en la operación: lo lee `cuerpo.leer`, y FastAPI no lo ve."""
    return {
        "required": entrada is not SinCuerpo,
        "content": {"application/json": {"schema": entrada.model_json_schema()}},
    }
