"""Decir que hay tareas en la red fuera de plazo: al menos una vez al dia mientras sigan por hacer."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from moderacion.almacen import Almacen

RECORDAR: Final = timedelta(hours=24)
"""Cada cuanto se dice otra vez la misma."""


def recordar(almacen: Almacen, decir: Callable[[int], bool]) -> int:
    """Dice cuantas hay y, solo si llego a alguien, lo deja apuntado: morir en medio las repite, nunca las calla.

    `decir`: recibe cuantas y devuelve si salio.
    """
    with almacen.lectura() as u:
        tardes = u.tareas.por_recordar(RECORDAR)
    if not tardes or not decir(len(tardes)):
        return 0
    with almacen.unidad() as u:
        u.tareas.recordadas(tardes)
    return len(tardes)
