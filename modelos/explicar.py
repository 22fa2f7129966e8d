"""Por que el clasificador dio una etiqueta: los fragmentos que mas pesaron, sobre el texto original.

Se tapa cada palabra y se vuelve a leer y a puntuar: lo que baja el margen al taparla es lo que pesaba. Es exacto
tambien con la red, donde los pesos no se suman, e incluye lo que la palabra disparaba en los lexicos.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modelos import rasgos
from modelos.clasificador import UMBRAL_COLA, Clasificador
from modelos.lectura import Lectura, Palabra, leer, leer_lote
from modelos.lectura.trozos import blanquear

MAXIMO_TAPADOS = 120
"""Lecturas por explicacion: en un texto mas largo se tapan varias palabras seguidas de una vez."""
FRAGMENTOS = 4
_PARTE = 0.7
"""Se dan los fragmentos que juntan esta parte de lo que pesa a favor."""


@dataclass(frozen=True, slots=True)
class Fragmento:
    """Un tramo del original y su peso, de 0 a 1: la parte que le toca de lo que inclino a la etiqueta."""

    inicio: int
    fin: int
    peso: float


def explicar(clasificador: Clasificador, texto: str) -> dict[str, tuple[Fragmento, ...]]:
    """Etiqueta → fragmentos en orden de lectura, de cada etiqueta en cola o por encima. Vacio si no hay ninguna.

    Lo que no sale de los pesos (un patron de amenaza, otro idioma) va sin fragmentos. De un texto enorme se explica
    solo el principio, que es lo que leen los pesos.
    """
    lectura = leer(texto)
    (indicios,) = clasificador.puntuar([lectura])
    altas = [e for e, v in indicios.items() if v >= UMBRAL_COLA]
    if not altas:
        return {}
    principio = lectura if len(texto) <= rasgos.MAXIMO else leer(texto[: rasgos.MAXIMO])
    tramos = _tramos(principio)
    tapados = [blanquear(principio.original, [(t[0].inicio, t[-1].fin)]) for t in tramos]
    margenes = clasificador.margenes([principio, *leer_lote(tapados)])
    bajadas = np.asarray(margenes[0] - margenes[1:])
    (entero,) = clasificador.margenes([lectura])
    # las que los pesos solos ya ponen en cola: donde la escala da 0.5, el exponente es cero
    columnas = {
        c.nombre: i for i, c in enumerate(clasificador.cabezas) if c.pendiente * entero[i] + c.corrido >= 0
    }
    return {e: _fragmentos(bajadas[:, columnas[e]], tramos) if e in columnas else () for e in altas}


def _tramos(lectura: Lectura) -> list[Sequence[Palabra]]:
    """Lo que se tapa de una vez: una palabra, o varias seguidas si el texto es muy largo."""
    palabras = lectura.palabras
    paso = -(-len(palabras) // MAXIMO_TAPADOS) or 1
    return [palabras[i : i + paso] for i in range(0, len(palabras), paso)]


def _fragmentos(bajada: NDArray[np.float32], tramos: Sequence[Sequence[Palabra]]) -> tuple[Fragmento, ...]:
    a_favor = np.maximum(bajada, 0)
    total = float(a_favor.sum())
    if not total:
        return ()
    elegidos: list[int] = []
    juntado = 0.0
    for i in np.argsort(-a_favor, kind="stable").tolist():
        if juntado >= _PARTE * total or len(elegidos) >= FRAGMENTOS or not a_favor[i]:
            break
        elegidos.append(i)
        juntado += float(a_favor[i])
    fragmentos: list[Fragmento] = []
    anterior = -2
    for i in sorted(elegidos):
        peso = float(a_favor[i]) / total
        inicio, fin = tramos[i][0].inicio, tramos[i][-1].fin
        if i == anterior + 1:
            previo = fragmentos.pop()
            inicio, peso = previo.inicio, previo.peso + peso
        fragmentos.append(Fragmento(inicio, fin, peso))
        anterior = i
    return tuple(fragmentos)
