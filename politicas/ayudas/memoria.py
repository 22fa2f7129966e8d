"""Recordar lo ultimo que se calculo de una lectura: cinco politicas y el juez preguntan lo mismo del mismo texto."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from modelos.lectura import Lectura

T = TypeVar("T")


def por_lectura(calculo: Callable[[Lectura], T]) -> Callable[[Lectura], T]:
    """`calculo` con su ultimo resultado a mano, mientras se pregunte por la misma lectura.

    No deja de ser pura: guarda la lectura misma (inmutable) y no su direccion, asi que otra lectura jamas recibe el
    resultado ajeno; y la pareja se cambia de un golpe, de modo que dos hilos no se mezclan. Ocupa un hueco.
    """
    ultimo: list[tuple[Lectura, T] | None] = [None]

    @wraps(calculo)
    def recordado(lectura: Lectura) -> T:
        previo = ultimo[0]
        if previo is not None and previo[0] is lectura:
            return previo[1]
        resultado = calculo(lectura)
        ultimo[0] = (lectura, resultado)
        return resultado

    return recordado
