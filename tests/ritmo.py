"""Los plazos de las pruebas en una maquina mas lenta que la suya, y lo que se deja cuando a la integracion se le acaba el tiempo.

Una prueba que mide segundos de procesador dice si algo crece mas que el texto, no si la maquina es buena ni si otro la ocupa.
"""

import os
import re
from collections.abc import Callable
from functools import cache
from time import thread_time, time
from typing import Final

_EN_LA_SUYA: Final = 0.0028
"""Segundos de `_faena` en la maquina donde se escribieron los plazos (2 nucleos virtuales, 2026)."""
_HOLGURA: Final = 1.5
"""En una maquina lenta no todo se frena igual: lo que reserva memoria, mas."""
_PALABRA: Final = re.compile(r"\w+")
_INTENTOS: Final = 8
HASTA: Final = "HASTA"
"""Variable de entorno: segundos desde 1970 a partir de los que ya no se empieza ninguna prueba lenta."""


def lo_menos(tardar: Callable[[], float], plazo: float) -> float:
    """Lo menos que tarda (s) algo que dice cuanto tardo, como si esta maquina fuera aquella; para al caber en `plazo`.

    Se mide la maquina antes y despues de cada intento: una compartida cambia de paso a mitad. Si va mas deprisa, no se cuenta.
    """
    menos = float("inf")
    for _ in range(_INTENTOS):
        antes, tardo, despues = _faena(), tardar(), _faena()
        va = (antes + despues) / 2 / _EN_LA_SUYA
        menos = min(menos, tardo / (va * _HOLGURA if va > 1 else 1))
        if menos <= plazo:
            break
    return menos


def _faena() -> float:
    """Lo que tarda (s) un trabajo parecido al de un juicio: cortar palabras y buscarlas en un diccionario que no cabe en la cache."""
    texto, diccionario = _material()
    inicio, halladas = thread_time(), 0
    for palabra in _PALABRA.findall(texto):
        halladas += diccionario.get(palabra, 1)
    return thread_time() - inicio


@cache
def _material() -> tuple[str, dict[str, int]]:
    texto = " ".join(f"palabra{n * 7_919 % 200_000:x}" for n in range(4_000))
    return texto, {f"palabra{n:x}": n for n in range(100_000)}


def sin_tiempo() -> bool:
    """Si paso la hora a la que habia que dejar de empezar pruebas lentas; sin hora puesta, nunca."""
    return HASTA in os.environ and time() >= float(os.environ[HASTA])
