"""Parecido entre textos: MinHash de los k menores («bottom-k») sobre trozos de letras. Solo biblioteca estandar.

Con textos cortos (menos de `TAMANO` trozos) la firma es el conjunto entero y el parecido es el de Jaccard exacto.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from heapq import nsmallest
from zlib import crc32

from modelos.lectura import plegar

TAMANO = 64
TROZO = 5
MAXIMO = 4_000
"""Letras que se miran: acota el coste; un anuncio copiado se reconoce en sus primeras lineas."""
_NO_LETRA = re.compile(r"[\W_\d]+")


def firmar_plegado(plegado: str) -> tuple[int, ...]:
    """Firma de un texto ya plegado. Cifras, signos y emojis no cuentan: son lo que cambia quien copia."""
    limpio = _NO_LETRA.sub(" ", plegado[:MAXIMO]).strip()
    trozos = {
        crc32(limpio[i : i + TROZO].encode("utf-8", "surrogatepass"))
        for i in range(max(1, len(limpio) - TROZO + 1))
    }
    return tuple(nsmallest(TAMANO, trozos)) if limpio else ()


@lru_cache(maxsize=4096)
def firmar(texto: str) -> tuple[int, ...]:
    """Firma de un texto cualquiera (64 enteros de 32 bits como mucho, en orden)."""
    return firmar_plegado(plegar(texto)[0])


def parecido(una: tuple[int, ...], otra: tuple[int, ...]) -> float:
    """Jaccard estimado, de 0 a 1, entre dos firmas."""
    if not una or not otra:
        return 0.0
    a, b = set(una), set(otra)
    menores = a | b
    if len(una) == TAMANO or len(otra) == TAMANO:
        menores = set(nsmallest(TAMANO, menores))
    return len(menores & a & b) / len(menores)


def parecidas(una: tuple[int, ...], otras: Iterable[tuple[int, ...]], minimo: float) -> Iterator[bool]:
    """Si cada una de `otras` llega a `minimo` de parecido con `una`.

    Lo comun dividido entre la mayor es una cota del parecido: con ella se descarta casi todo sin ordenar.
    """
    mia = frozenset(una)
    for otra in otras:
        comunes = len(mia.intersection(otra))
        yield comunes > 0 and comunes >= minimo * max(len(una), len(otra)) and parecido(una, otra) >= minimo
