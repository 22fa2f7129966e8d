"""Parecido entre textos: MinHash de los k menores («bottom-k») sobre trozos de letras, con numpy para el lote.

Mira el texto normalizado: mayusculas, tildes, signos, emojis, enlaces, cifras y disfraces no cuentan, que son lo
que cambia quien copia. Con textos cortos (menos de `TAMANO` trozos) la firma es el conjunto entero y el parecido
es el de Jaccard exacto.
"""

from binascii import a2b_base64, b2a_base64
from collections.abc import Sequence
from heapq import nsmallest
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

TAMANO = 64
TROZO = 5
ANCLAS = 6
"""Anclas de un texto: por donde se le busca entre miles."""
FRASE = 14
"""Letras de un ancla, desde el principio de una palabra: dos o tres palabras seguidas, que casi nadie repite."""
MAXIMO = 4_000
"""Letras que se miran: acota el coste; un anuncio copiado se reconoce en sus primeras lineas."""

Firma = bytes
"""Los menores, en orden, de 4 bytes cada uno (`numeros` los abre): se guarda y se compara sin mas."""
_BYTES = 4
_BASE = 0x01000193
_CIFRAS = (ord("0"), ord("9"))
_FIN = "\n"
_RELLENO = _FIN * FRASE


def firmar(normalizado: str) -> Firma:
    """Firma de un texto normalizado (`Lectura.normalizado`): 64 numeros de 32 bits como mucho."""
    return firmar_lote([normalizado])[0][0]


def firmar_lote(normalizados: Sequence[str]) -> list[tuple[Firma, Firma]]:
    """(firma, anclas) de cada texto de un lote, en su orden. Las de un texto sin letras son vacias.

    Las anclas son los `ANCLAS` numeros menores de sus frases (`FRASE`). Dos textos parecidos comparten alguna casi
    siempre; dos textos cualesquiera, casi nunca: los trozos de cinco letras son demasiado corrientes para buscar.
    """
    # con el relleno, ni el texto mas corto mira al siguiente
    junto = "".join([t[:MAXIMO] + _RELLENO for t in normalizados])
    letras = np.frombuffer(junto.encode("utf-32-le", "surrogatepass"), np.uint32)
    letras = letras[(letras < _CIFRAS[0]) | (letras > _CIFRAS[1])]
    fines = np.flatnonzero(letras == ord(_FIN))[::FRASE]
    inicios = np.concatenate(([0], fines[:-1] + FRASE)) if len(fines) else fines
    # de un texto mas corto que un trozo, uno solo; de uno vacio, ninguno
    cuantos = np.where(fines > inicios, np.maximum(fines - inicios - TROZO + 1, 1), 0)
    texto = np.repeat(np.arange(len(fines), dtype=np.uint64), cuantos)
    sitios = np.arange(len(texto)) + np.repeat(inicios - np.cumsum(cuantos) + cuantos, cuantos)
    principio = (sitios == np.repeat(inicios, cuantos)) | (letras[sitios - 1] == ord(" "))
    firmas = _menores(texto, _huellas(letras, TROZO)[sitios], len(fines), TAMANO)
    frases = _huellas(letras, FRASE)[sitios[principio]]
    return list(zip(firmas, _menores(texto[principio], frases, len(fines), ANCLAS), strict=True))


def _huellas(letras: NDArray[np.uint32], largo: int) -> NDArray[np.uint32]:
    """La huella del fragmento de `largo` letras que empieza en cada una."""
    huellas = np.zeros(len(letras), np.uint32)
    for k in range(largo):
        huellas *= np.uint32(_BASE)
        huellas[: len(letras) - k] += letras[k:]
    huellas ^= huellas >> np.uint32(15)
    huellas *= np.uint32(0x85EBCA6B)
    huellas ^= huellas >> np.uint32(13)
    return huellas


def _menores(
    texto: NDArray[np.uint64], huellas: NDArray[np.uint32], textos: int, cuantas: int
) -> list[Firma]:
    """De cada texto, sus `cuantas` huellas menores sin repetir."""
    # el numero de texto en los 32 bits altos: una sola ordenacion para todo el lote
    claves = np.sort((texto << np.uint64(32)) | huellas)
    if len(claves):
        claves = claves[np.append(True, claves[1:] != claves[:-1])]
    de_cada = np.searchsorted(claves, np.arange(textos + 1, dtype=np.uint64) << np.uint64(32)) * _BYTES
    menores = claves.astype(np.uint32).tobytes()
    return [menores[i : min(f, i + cuantas * _BYTES)] for i, f in pairwise(de_cada.tolist())]


_CON: Final = "1:"
"""Como se calculan. Si `firmar_lote` diera otras del mismo texto, otro numero: las guardadas no se comparan con las de otro."""


def semejanza_escrita(firma: Firma, anclas: Firma) -> str:
    """Firma y anclas para guardarlas, y hallar el texto sin leerlo otra vez: unas 380 letras como mucho."""
    return _CON + ".".join(b2a_base64(x, newline=False).decode() for x in (firma, anclas))


def semejanza_leida(escrita: str | None) -> tuple[Firma, Firma] | None:
    """(firma, anclas) de lo que dio `semejanza_escrita`. None: no se guardo, o lo calculo otra version del programa."""
    if not escrita or not escrita.startswith(_CON):
        return None
    firma, _, anclas = escrita[len(_CON) :].partition(".")
    return a2b_base64(firma), a2b_base64(anclas)


def numeros(firma: Firma) -> Sequence[int]:
    """Los numeros de una firma, de menor a mayor."""
    return memoryview(firma).cast("I")


def parecido(una: Firma, otra: Firma) -> float:
    """Jaccard estimado, de 0 a 1, entre dos firmas."""
    if not una or not otra:
        return 0.0
    a, b = set(numeros(una)), set(numeros(otra))
    menores = a | b
    if TAMANO in (len(a), len(b)):
        menores = set(nsmallest(TAMANO, menores))
    return len(menores & a & b) / len(menores)


_VISTAZO = 8
"""Numeros menores que se miran antes de comparar: dos firmas con .7 de parecido comparten alguno (.3⁸ no)."""


def se_parecen(una: Firma, otra: Firma, minimo: float) -> bool:
    """Si dos firmas llegan a `minimo`, de .5 en adelante. Casi todo se descarta de un vistazo."""
    if una == otra:
        return bool(una)
    primeros = set(numeros(una[: _VISTAZO * _BYTES]))
    if primeros.isdisjoint(numeros(otra[: 2 * _VISTAZO * _BYTES])):
        return False
    # lo comun entre la mayor acota el parecido
    comunes = len(set(numeros(una)).intersection(numeros(otra)))
    return comunes >= minimo * (max(len(una), len(otra)) // _BYTES) and parecido(una, otra) >= minimo
