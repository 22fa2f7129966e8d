"""Cuanto vale una orden tomada, y que fallos no son de ella."""

from datetime import datetime, timedelta
from typing import Final

from conectores.errores import CredencialInvalida, LimiteExcedido, SinSaldo
from moderacion.almacen.ordenes import OrdenPorHacer

ABANDONADA: Final = timedelta(seconds=90)
"""Mas que el limite total de una llamada (30 s): pasado esto, quien la enviaba murio."""
_FRESCA: Final = ABANDONADA / 2
"""Lo que vale una orden reclamada: con lo que dura una llamada, acaba antes de que otro la de por abandonada."""
DE_LA_CUENTA: Final = (LimiteExcedido, SinSaldo, CredencialInvalida)
"""No es cosa de esta orden: ninguna otra de la cuenta saldria mejor, e insistir alarga el castigo."""


def fresca(orden: OrdenPorHacer, ahora: datetime) -> bool:
    """Si aun da tiempo a hacerla sin que otro la haya recuperado."""
    return orden.enviada is not None and ahora - orden.enviada <= _FRESCA
