"""Lo que la API recibe: tipos exactos, sin campos de más y con su largo."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

Red = Literal["facebook", "twitter", "youtube"]
AccionDecidida = Literal["permitir", "ocultar", "retener", "eliminar", "bloquear"]
LIMITE_MAXIMO: Final = 100
_PRIMER_ANIO, _ULTIMO_ANIO = 1970, 9998


def _sin_nulos(valor: str) -> str:
    # los sustitutos sueltos ya los rechaza pydantic; el NUL no, y PostgreSQL no lo guarda (fiabilidad.md, trampa 22)
    if "\x00" in valor:
        raise ValueError("hay un carácter nulo")
    return valor


def _utc(fecha: datetime) -> datetime:
    # el año 1 o el 9999 con otra zona no caben al pasarlos a UTC
    if not _PRIMER_ANIO <= fecha.year <= _ULTIMO_ANIO:
        raise ValueError("esa fecha no cabe")
    return fecha.replace(tzinfo=UTC) if fecha.tzinfo is None else fecha.astimezone(UTC)


Fecha = Annotated[datetime, AfterValidator(_utc)]


class Entrada(BaseModel):
    """Lo común a lo que se recibe: tipos exactos, nada de más, ningún número que no lo sea."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)


class SinCuerpo(Entrada):
    """Un objeto vacío: la operación no lleva datos. También vale no mandar cuerpo."""


class DecisionPedida(Entrada):
    """Lo que se decide de un expediente, con la versión que se vio: si cambió, se rechaza con 409."""

    version: Annotated[
        int, Field(ge=1, le=2**31 - 1, description="La que dio el expediente al leerlo.", examples=[1])
    ]
    accion: Annotated[
        AccionDecidida, Field(description="Una de las disponibles en `opciones` del expediente.")
    ]
    motivo: Annotated[
        str,
        Field(
            min_length=3,
            max_length=2000,
            description="Por qué, en una frase que se pueda leer a la persona afectada.",
            examples=["Insulto dirigido a una persona o a la institución."],
        ),
        AfterValidator(_sin_nulos),
    ]
    articulo: Annotated[
        int | None, Field(ge=1, le=13, description="El del manual; si falta, el del hallazgo más grave.")
    ] = None


class _Filtros(BaseModel):
    """Parámetros de la dirección: los que no se conocen se rechazan, para que una errata no pase por «sin filtro»."""

    model_config = ConfigDict(extra="forbid")


class FiltrosCola(_Filtros):
    """Qué parte de la cola."""

    red: Annotated[Red | None, Field(description="Solo los de esa red.")] = None
    limite: Annotated[int, Field(ge=1, le=LIMITE_MAXIMO, description="Cuántos por página.")] = 50
    cursor: Annotated[
        str | None,
        Field(
            max_length=120, pattern="^[A-Za-z0-9_-]+$", description="El `siguiente` de la página anterior."
        ),
    ] = None


class FiltrosBitacora(_Filtros):
    """Qué parte de la bitácora."""

    objeto: Annotated[
        str | None,
        Field(max_length=80, pattern="^[a-z_]+(/[0-9]{1,19})?$", description="Por ejemplo `expediente/7`."),
    ] = None
    tipo: Annotated[
        str | None,
        Field(max_length=80, pattern="^[a-z_]+:[a-z_]+$", description="Por ejemplo `expediente:decidido`."),
    ] = None
    desde: Annotated[
        Fecha | None, Field(description="Con zona; sin ella se toma como UTC. De 1970 a 9998.")
    ] = None
    limite: Annotated[int, Field(ge=1, le=LIMITE_MAXIMO, description="Cuántos por página.")] = 50
    cursor: Annotated[
        str | None,
        Field(
            max_length=120, pattern="^[A-Za-z0-9_-]+$", description="El `siguiente` de la página anterior."
        ),
    ] = None


class SinFiltros(_Filtros):
    """Ningún parámetro."""
