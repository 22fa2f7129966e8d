"""De `Lectura` a rasgos: n-gramas de letras y de palabras, con huella y sin vocabulario, para todo el lote.

Un lote de textos se une en un solo buffer UTF-32 y cada n-grama se resume con numpy en un numero de 18 bits: el
indice de su peso. El indice queda **en la posicion** donde empieza el n-grama, de modo que el puntaje de un
texto es la suma de los pesos de sus posiciones, y lo que peso cada fragmento se puede leer de vuelta.

- letras: n-gramas de 2 a 5 dentro de la palabra con sus bordes (« ca», «casa », …);
- palabras: cada una y cada par seguido.

Se repite aqui lo que dio .687 de macro-F1 en OffendES con TF-IDF y vocabulario (datos.md), a 18 bits y sin el.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from modelos.lectura import Lectura

VERSION = 1
"""Cambia si cambia la cuenta de los rasgos: un artefacto entrenado con otra no se puede servir."""

BITS = 18
DIMENSION = 1 << BITS
NULA = DIMENSION
"""Indice de lo que no es un n-grama: su fila de pesos es cero."""

MAXIMO = 30_000
"""Puntos de codigo que se leen de un texto. Ninguna red admite tanto en un comentario (X llega a 25.000), asi
que recortar no esconde nada real y acota el coste de un texto hecho para estorbar."""

LARGOS = (2, 3, 4, 5)
GRUPOS = len(LARGOS) + 2

LEXICOS = ("insultos", "soeces")
"""Lexicos cuyos aciertos se dan al modelo como una palabra mas: asi un insulto salvadoreno que nadie etiqueto
(«cerote») se parece a los que si («gilipollas»)."""

_POR_BLOQUE = 1 << 16
_BASE = 0x9E3779B97F4A7C15
_PAR = np.uint64(0xD6E8FEB86659FD93)
_SAL = 0x632BE59BD9B4E019
_SAL_PALABRA, _SAL_PAR = 11, 12
_ESPACIO = 0x20
_USO_PRIVADO, _CUANTOS_PRIVADOS = 0xE000, 6400

Enteros = NDArray[np.uint64]
Indices = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Bloque:
    """Los rasgos de unos cuantos textos seguidos.

    `indices`: (GRUPOS, posiciones), el indice de cada n-grama donde empieza, o `NULA`. `inicios`: (textos,), la
    primera posicion de cada texto; todo texto tiene al menos una.
    """

    indices: Indices
    inicios: NDArray[np.intp]

    @property
    def textos(self) -> NDArray[np.intp]:
        """(posiciones,): a que texto del bloque pertenece cada posicion."""
        largos = np.diff(np.append(self.inicios, self.indices.shape[1]))
        return np.repeat(np.arange(len(self.inicios)), largos)


@lru_cache(maxsize=256)
def _senal(nombre: str) -> str:
    """Una letra de uso privado que hace de palabra para una senal: no puede venir en un texto normalizado."""
    return chr(_USO_PRIVADO + crc32(nombre.encode()) % _CUANTOS_PRIVADOS)


def texto_de(lectura: Lectura) -> str:
    """Lo que ve el modelo: las palabras sin disfraz, los emojis y los aciertos de `LEXICOS`, hasta `MAXIMO`."""
    partes = [lectura.normalizado[:MAXIMO]]
    partes += [lectura.original[t.inicio : t.fin] for t in lectura.emojis]
    if any(map(lectura.tiene, LEXICOS)):
        partes += [_senal(f"{a.lexico}:{a.clase}") for a in lectura.aciertos if a.lexico in LEXICOS]
    return " ".join(partes)[:MAXIMO] if len(partes) > 1 else partes[0]


def trocear(textos: Sequence[str]) -> Iterator[Bloque]:
    """Los rasgos de `textos` (como los da `texto_de`), en bloques que caben en la memoria cercana.

    Acepta cualquier cadena, vacia o con medios pares sueltos; lo que pase de `MAXIMO` no se mira.
    """
    tanda: list[str] = []
    largo = 0
    for texto in textos:
        entre_espacios = f" {' '.join(texto[:MAXIMO].split())} "
        if tanda and largo + len(entre_espacios) > _POR_BLOQUE:
            yield _bloque(tanda)
            tanda, largo = [], 0
        tanda.append(entre_espacios)
        largo += len(entre_espacios)
    if tanda:
        yield _bloque(tanda)


@lru_cache(maxsize=1)
def _potencias() -> tuple[Enteros, Enteros]:
    """Potencias de la base y de su inverso, modulo 2^64, para todas las posiciones de un bloque."""
    directa = np.full(_POR_BLOQUE + 1, _BASE, np.uint64)
    inversa = np.full(_POR_BLOQUE + 1, pow(_BASE, -1, 1 << 64), np.uint64)
    directa[0] = inversa[0] = 1
    return np.multiply.accumulate(directa), np.multiply.accumulate(inversa)


def _mezclar(huella: Enteros, sal: int) -> Indices:
    """De una huella de 64 bits a un indice: multiplicar y desplazar hasta que todos los bits cuenten."""
    h = huella ^ np.uint64(sal * _SAL & (1 << 64) - 1)
    h *= np.uint64(0xBF58476D1CE4E5B9)
    h ^= h >> np.uint64(29)
    h *= np.uint64(0x94D049BB133111EB)
    h >>= np.uint64(64 - BITS)
    return h.astype(np.int32)


def _bloque(textos: Sequence[str]) -> Bloque:
    """`textos` entre espacios, con un solo espacio entre palabras, que juntos no pasan de `_POR_BLOQUE`."""
    letras = np.frombuffer("".join(textos).encode("utf-32-le", "surrogatepass"), np.uint32)
    total = len(letras)
    directa, inversa = (p[:total] for p in _potencias())
    # huella de letras[i:j] = (suma[j] - suma[i]) * inversa[i]: la misma este donde este el fragmento
    suma = np.zeros(total + 1, np.uint64)
    np.cumsum((letras.astype(np.uint64) + np.uint64(1)) * directa, out=suma[1:])
    espacio = letras == _ESPACIO
    indices = np.full((GRUPOS, total), NULA, np.int32)
    _letras(indices, suma, inversa, espacio)
    _palabras(indices, suma, inversa, espacio)
    largos = np.fromiter(map(len, textos), np.intp, len(textos))
    return Bloque(indices, np.cumsum(largos) - largos)


def _letras(indices: Indices, suma: Enteros, inversa: Enteros, espacio: NDArray[np.bool_]) -> None:
    """N-gramas de letras: ninguno lleva un espacio dentro, solo en los bordes."""
    total = len(espacio)
    posicion = np.arange(total, dtype=np.int32)
    siguiente = np.where(espacio, posicion, np.int32(total))
    siguiente = np.minimum.accumulate(siguiente[::-1])[::-1]
    hasta = np.append(siguiente[1:], np.int32(total)) - posicion  # distancia al espacio que sigue
    hasta[:-1][espacio[:-1] & espacio[1:]] = 0  # dos espacios seguidos: el borde entre dos textos
    for grupo, largo in enumerate(LARGOS):
        cuantas = total - largo + 1
        if cuantas < 1:
            break
        huella = (suma[largo:] - suma[:cuantas]) * inversa[:cuantas]
        np.copyto(indices[grupo, :cuantas], _mezclar(huella, largo), where=hasta[:cuantas] >= largo - 1)


def _palabras(indices: Indices, suma: Enteros, inversa: Enteros, espacio: NDArray[np.bool_]) -> None:
    """Cada palabra y cada par de palabras seguidas de un mismo texto, donde empiezan."""
    inicio = np.flatnonzero(espacio[:-1] & ~espacio[1:]) + 1
    fin = np.flatnonzero(~espacio[:-1] & espacio[1:]) + 1
    huella = (suma[fin] - suma[inicio]) * inversa[inicio]
    indices[-2, inicio] = _mezclar(huella, _SAL_PALABRA)
    juntas = inicio[1:] == fin[:-1] + 1
    par = (huella[:-1] * _PAR + huella[1:])[juntas]
    indices[-1, inicio[:-1][juntas]] = _mezclar(par, _SAL_PAR)
