"""De margenes fuera de muestra a umbrales: donde empieza la cola, donde se puede actuar y la escala que los une."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modelos.clasificador import UMBRAL_ACTUAR

HOLGURA_COLA = 0.003
"""F1 que se cede por cobertura: a la cola le cuesta menos un caso de mas que uno de menos."""
PRECISION_ACTUAR = 0.95
HOLGURA_PROHIBIDOS = 1.0
"""Margen sobre el mas alto de los que no deben llegar: fuera de muestra aparece siempre alguno un poco mas alto."""
MINIMO_ACTUAR = 50
"""Textos fuera de muestra por encima del umbral de actuar para creer en su precision."""
MINIMO_ENTRE_UMBRALES = 0.1
"""Margen minimo entre el umbral de cola y el de actuar, para que la escala no sea un escalon."""

Margenes = NDArray[np.floating]
Verdades = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Resultado:
    """Lo que salio de entrenar una cabeza, fuera de muestra. Los margenes son los de antes de la escala."""

    cabeza: str
    textos: int
    positivos: int
    f1: float
    macro_f1: float
    margen_cola: float
    margen_actuar: float | None
    precision_actuar: float | None
    cobertura_actuar: float | None
    """Parte de los positivos que queda por encima del umbral de actuar."""


def margen_cola(margenes: Margenes, y: Verdades, *, macro: bool) -> tuple[float, float, float]:
    """El corte mas bajo a `HOLGURA_COLA` del mejor F1 (macro o de los positivos), y los dos F1 en el mejor corte."""
    orden = np.argsort(-margenes, kind="stable")
    aciertos, cortados, total = np.cumsum(y[orden]), np.arange(1, len(y) + 1), int(y.sum())
    negativos = len(y) - total
    f1_si = 2 * aciertos / (cortados + total)
    f1_no = 2 * (negativos - cortados + aciertos) / np.maximum(len(y) - cortados + negativos, 1)
    medida = (f1_si + f1_no) / 2 if macro else f1_si
    mejor = int(medida.argmax())
    ultimo = int(np.flatnonzero(medida >= medida[mejor] - HOLGURA_COLA)[-1])
    return float(margenes[orden[ultimo]]), float(f1_si[mejor]), float((f1_si + f1_no)[mejor] / 2)


def margen_actuar(
    margenes: Margenes, y: Verdades, prohibidos: Margenes | None = None
) -> tuple[float, float, float] | None:
    """El corte mas bajo con precision suficiente, su precision y su cobertura; None si no lo hay.

    `prohibidos`: margenes de textos que no deben llegar nunca (los `duro` del corpus); el corte queda por encima.
    """
    orden = np.argsort(-margenes, kind="stable")
    aciertos = np.cumsum(y[orden])
    precision = aciertos / np.arange(1, len(y) + 1)
    vale = precision >= PRECISION_ACTUAR
    if prohibidos is not None and len(prohibidos):
        vale &= margenes[orden] > prohibidos.max() + HOLGURA_PROHIBIDOS
    valen = np.flatnonzero(vale)
    if not len(valen) or valen[-1] + 1 < MINIMO_ACTUAR:
        return None
    ultimo = int(valen[-1])
    return float(margenes[orden[ultimo]]), float(precision[ultimo]), float(aciertos[ultimo] / y.sum())


def escala(cola: float, actuar: float | None) -> tuple[float, float]:
    """(pendiente, corrido) de la logistica que da UMBRAL_COLA en `cola` y UMBRAL_ACTUAR en `actuar`."""
    if actuar is None:
        return 1.0, -cola
    pendiente = float(np.log(UMBRAL_ACTUAR / (1 - UMBRAL_ACTUAR))) / max(actuar - cola, MINIMO_ENTRE_UMBRALES)
    return pendiente, -pendiente * cola


def resumir(
    cabeza: str, margenes: Margenes, y: Verdades, *, macro: bool = True, prohibidos: Margenes | None = None
) -> Resultado:
    """Los umbrales de una cabeza desde sus margenes fuera de muestra."""
    cola, f1, macro_f1 = margen_cola(margenes, y, macro=macro)
    actuar = margen_actuar(margenes, y, prohibidos)
    if actuar is not None and actuar[0] <= cola:
        actuar = (cola + MINIMO_ENTRE_UMBRALES, *actuar[1:])
    return Resultado(
        cabeza,
        len(y),
        int(y.sum()),
        f1,
        macro_f1,
        cola,
        *(actuar if actuar is not None else (None, None, None)),
    )
