"""Cerrar las cifras de los dias que pasaron y comprobar que cuadran con los hechos."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count
from typing import Final

from moderacion.almacen import Almacen
from moderacion.almacen.cierres import Descuadre

__all__ = ["POR_VUELTA", "Descuadre", "asentar", "descuadres"]
POR_VUELTA: Final = 31
"""Dias que cierra una vuelta: una base vieja se pone al dia sin acaparar la maquina."""


def asentar(almacen: Almacen, dias: int | None = None) -> int:
    """Cierra los dias que ya pasaron, uno por transaccion y como mucho `dias` (None: todos). Devuelve cuantos cerro.

    Si se corta, lo cerrado queda y la siguiente vuelta sigue.
    """
    cerrados = 0
    for vuelta in count():
        with almacen.lectura() as u:
            if vuelta == dias or u.cierres.siguiente() is None:
                break
        with almacen.unidad() as u:
            dia = u.cierres.siguiente()
            cerrados += dia is not None and u.cierres.cerrar(dia)
    return cerrados


def descuadres(almacen: Almacen, desde: date, hasta: date) -> Iterator[tuple[date, Sequence[Descuadre]]]:
    """Recuenta cada dia cerrado de ese tramo: el dia y lo que no cuadra (nada, si esta bien)."""
    with almacen.lectura() as u:
        yield from u.cierres.descuadres(desde, hasta)
