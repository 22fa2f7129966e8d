"""Las metricas y su intervalo de confianza por remuestreo."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

REMUESTREOS = 300
_SEMILLA = 11
_COLAS = (2.5, 97.5)

Metrica = Callable[[NDArray[np.generic], NDArray[np.generic]], float]


def macro_f1(verdad: NDArray[np.generic], dicho: NDArray[np.generic]) -> float:
    """Media del F1 de cada clase de la verdad, sin pesarlas."""
    a, b = np.asarray(verdad), np.asarray(dicho)
    cifras = []
    for clase in np.unique(a):
        juntos = np.count_nonzero((a == clase) & (b == clase))
        cifras.append(2 * juntos / (np.count_nonzero(a == clase) + np.count_nonzero(b == clase)))
    return float(np.mean(cifras))


def micro_f1(verdad: NDArray[np.generic], dicho: NDArray[np.generic]) -> float:
    """F1 de todas las etiquetas juntas, (textos, etiquetas) de si o no. Sin ninguna puesta, 1."""
    a, b = np.asarray(verdad, np.bool_), np.asarray(dicho, np.bool_)
    total = np.count_nonzero(a) + np.count_nonzero(b)
    return 2 * np.count_nonzero(a & b) / total if total else 1.0


def intervalo(
    metrica: Metrica, verdad: NDArray[np.generic], dicho: NDArray[np.generic]
) -> tuple[float, float]:
    """El intervalo del 95 % de una metrica, volviendo a sortear los textos. Los dos con el mismo largo, no vacios."""
    azar = np.random.default_rng(_SEMILLA)
    n = len(verdad)
    cifras = [
        metrica(verdad[cuales], dicho[cuales])
        for cuales in (azar.integers(0, n, n) for _ in range(REMUESTREOS))
    ]
    bajo, alto = np.percentile(cifras, _COLAS)
    return float(bajo), float(alto)
