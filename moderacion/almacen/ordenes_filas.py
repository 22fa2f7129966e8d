"""Una orden por pedir y una orden por hacer, como datos."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conectores.tipos import Accion
from moderacion.almacen.estados import OrigenOrden


@dataclass(frozen=True, slots=True)
class OrdenNueva:
    """Una orden por pedir."""

    clave: str
    cuenta_id: int
    accion: str
    origen: OrigenOrden
    comentario_id: int | None = None
    autor_id: int | None = None
    texto: str | None = None
    decision_id: int | None = None
    veredicto_id: int | None = None
    desde: datetime | None = None
    """Desde cuando podia salir, si fue antes de pedirse (se aprobo, o llego su hora). No cambia aunque se aplace."""
    no_antes_de: datetime | None = None
    no_despues_de: datetime | None = None
    objeto: str | None = None
    medios: Sequence[Mapping[str, Any]] | None = None
    huella: str | None = None
    """La del texto del comentario por el que se pide; None, la que tenga ahora."""


@dataclass(frozen=True, slots=True)
class OrdenPorHacer:
    """Una orden reclamada o por conciliar, con los ids de la red."""

    id: int
    cuenta_id: int
    accion: str
    texto: str | None
    intentos: int
    miradas: int
    enviada: datetime | None
    comentario_id: int | None
    comentario: str | None
    padre: str | None
    autor: str | None
    creada: datetime
    desde: datetime | None
    objeto: str | None
    origen: str
    error: str | None = None
    """Lo que dijo el ultimo intento."""

    @property
    def avisa(self) -> bool:
        """Si es la respuesta que dice a alguien que se le restringio: nadie la decidio, y si no sale nada queda por hacer."""
        return self.accion == Accion.RESPONDER and self.origen == OrigenOrden.MAQUINA
