"""Los plazos de las pruebas en una maquina mas lenta que la suya, y lo que se deja cuando a la integracion se le acaba el tiempo.

Una prueba que mide segundos de procesador dice si algo crece mas que el texto, no si la maquina es buena ni si otro la ocupa.
"""

import os
import re
from collections.abc import Callable
from functools import cache
from time import process_time, thread_time, time
from typing import Final

_EN_LA_SUYA: Final = 0.0028
"""Segundos de `_faena` en la maquina donde se escribieron los plazos (2 nucleos virtuales, 2026)."""
_HOLGURA: Final = 1.75
"""Las pruebas corren de dos en dos y se estorban; y en una maquina lenta, lo que reserva memoria se frena mas que la faena."""
_PALABRA: Final = re.compile(r"\w+")
_PARTE: Final = 30
"""Cuanto menos que su plazo tarda, en la integracion, una prueba larga."""
HASTA: Final = "HASTA"
"""Variable de entorno: segundos desde 1970 a partir de los que ya no se empieza ninguna prueba lenta."""


def lo_menos(tardar: Callable[[], float], plazo: float, intentos: int = 8) -> float:
    """Lo menos que tarda (s) algo que dice cuanto tardo, como si esta maquina fuera aquella; para al caber en `plazo`.

    La maquina se mide antes y despues de cada intento, y de las dos cuenta la mejor: un tropiezo no disculpa lo lento.
    """
    menos = float("inf")
    for _ in range(intentos):
        antes, tardo, despues = _faena(), tardar(), _faena()
        menos = min(menos, tardo / (_HOLGURA * max(1.0, min(antes, despues) / _EN_LA_SUYA)))
        if menos <= plazo:
            break
    return menos


def cronometrado(
    hacer: Callable[[], object], reloj: Callable[[], float] = process_time
) -> Callable[[], float]:
    """Lo mismo, diciendo lo que tardo (s) segun ese reloj."""

    def tardar() -> float:
        inicio = reloj()
        hacer()
        return reloj() - inicio

    return tardar


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


def sin_tiempo(puede_tardar: float = 0.0) -> bool:
    """Si paso la hora a la que habia que dejar de empezar pruebas lentas; sin hora puesta, nunca.

    `puede_tardar`: el plazo (s) de una larga, pensado para correrla entera. La integracion corre una parte, que tiene que caber.
    """
    return HASTA in os.environ and time() + puede_tardar / _PARTE >= float(os.environ[HASTA])
