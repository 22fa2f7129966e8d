"""Cuanto de lo exhaustivo corre cada tanda: entero a mano (`make exhaustivo`), una parte en la integracion.

La integracion pasa una de cada dieciseis y cambia de parte cada dia (`TURNO`): en dieciseis dias se pasa todo.
"""

import os
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
UNA_DE_CADA = int(os.environ.get("UNA_DE_CADA", "1"))
TURNO = int(os.environ.get("TURNO", "0"))


def parte(entero: int) -> int:
    """Cuantas de esas repeticiones tocan en esta tanda; una al menos."""
    return max(1, entero // UNA_DE_CADA)


def las_que_tocan(todas: Sequence[T]) -> Sequence[T]:
    """De una lista de casos distintos, los de esta tanda; al menos uno si hay alguno."""
    return todas[TURNO % min(UNA_DE_CADA, len(todas) or 1) :: UNA_DE_CADA]


def alguna(todas: Iterable[T], cada: int = 4) -> list[Any]:
    """Los casos de una prueba: en la tanda rapida, uno de cada tantos; los demas, en la lenta.

    Un caso que es una tupla son los valores de una prueba con varios parametros.
    """
    valores = [t if isinstance(t, tuple) else (t,) for t in todas]
    lenta = pytest.mark.lenta
    return [pytest.param(*v, marks=[lenta] if i % cada else []) for i, v in enumerate(valores)]
