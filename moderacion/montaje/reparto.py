"""Las vueltas repartidas entre procesos: cada uno da la que le encargan, si su ventana sigue por hacer."""

import os
import socket
from collections.abc import Callable
from typing import Final

from moderacion.almacen.cola_externa import ESQUEMA
from moderacion.almacen.lider import Lider, Mandado
from moderacion.almacen.motor import FALLOS_DE_BASE
from moderacion.config import Config
from moderacion.errores import ErrorConfig, NoExiste
from moderacion.montaje.compas import Vuelta
from moderacion.montaje.vueltas import Vueltas

__all__ = ["ESQUEMA", "FALLOS_DE_BASE", "Lider", "Mandado", "dar", "exigir_postgresql", "quien_soy"]

_SEGUIDOS: Final = 20
"""Lotes que un trabajador juzga de una vez, antes de dejar paso a otra cosa."""


def exigir_postgresql(config: Config) -> None:
    """Lanza `ErrorConfig` si la base es un archivo: no se comparte entre maquinas."""
    if config.base.archivo is not None:
        raise ErrorConfig(
            "varios procesos sobre una base piden PostgreSQL (docs/varias_maquinas.md); "
            "con SQLite todo va en uno: «moderacion servir»"
        )


def quien_soy() -> str:
    """Como se nombra este proceso en las tablas."""
    return f"{socket.gethostname()}/{os.getpid()}"


def dar(servicio: Vueltas, nombre: str, quien: str, *, ya: bool = False) -> bool:
    """Da la ventana de una vuelta que toca. Dice si habia que darla: pudo hacerla otro. Lanza `NoExiste`, o lo que ella lance.

    `ya`: se da aunque su ventana este hecha, porque alguien dejo algo nuevo. Si falla, la ventana queda hecha: la siguiente
    vuelve a mirar las tablas. Si el proceso muere antes, queda por hacer, y quien lleva el compas la encarga otra vez.
    """
    hacer = _hacer(servicio, nombre)
    with servicio.almacen.unidad() as u:
        ventana = u.reparto.empezar(nombre, quien)
    if ventana is None:
        if ya:
            hacer()
        return ya
    try:
        hacer()
    finally:
        with servicio.almacen.unidad() as u:
            u.reparto.terminar(nombre, ventana, quien)
    return True


def _hacer(servicio: Vueltas, nombre: str) -> Callable[[], object]:
    """Lo que hay que hacer en la vuelta de ese nombre; de las que van en paralelo, «nombre/turno»."""
    vueltas: dict[str, Vuelta] = {v.nombre: v for v in servicio.lista}
    if nombre in vueltas:
        return vueltas[nombre].hacer
    if nombre.rpartition("/")[0] == "evaluar":
        return lambda: _vaciar(servicio)
    raise NoExiste(f"este proceso no conoce la vuelta «{nombre}»: ¿tiene otra configuración?")


def _vaciar(servicio: Vueltas) -> None:
    """Juzga mientras quede: un atasco no espera al compas."""
    for _ in range(_SEGUIDOS):
        if not servicio.evaluar().juzgados:
            return
