"""Plegado: el texto en minusculas, sin tildes ni caracteres invisibles, con el camino de vuelta.

La ñ queda (tambien escrita n + U+0303): «año» y «ano» no son la misma palabra. Los homoglifos de otros
alfabetos no se tocan aqui, porque son indicio de disfraz (`disfraz.py`).

Un lote se pliega de una vez con una tabla de numpy sobre UTF-32: medio microsegundo por texto en vez de ocho.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_INVISIBLES = frozenset(("Mn", "Me", "Cf", "Cc"))
_TILDE_DE_ENE = "\u0303"
_BLANCOS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")
# Letras en circulo o cuadro negro: Unicode no les da forma compatible.
_EN_FICHA = {chr(base + i): chr(97 + i) for base in (0x1F150, 0x1F170) for i in range(26)}

_PUNTOS = frozenset("\u3002\uff61\u06d4")
"""Puntos de otras escrituras: los navegadores los toman por el de una direccion («wa。me»)."""

_TABULADOS = (
    range(0x3100),
    range(0xFE00, 0xFE10),
    range(0xFF00, 0xFFF0),
    range(0x1D400, 0x1D800),
    range(0x1F000, 0x1FB00),
)
"""Alfabetos de uso, variantes, letras anchas y de fantasia, emojis. El resto se pliega caracter a caracter."""
_QUITAR, _DIFICIL = 0xFFFF_FFFE, 0xFFFF_FFFF
"""Marcas de la tabla: el caracter desaparece; o da varios, o depende del anterior."""

_PRIMER_EMOJI = 0x20E3
"""El menor punto de codigo de un emoji: la tecla de «1️⃣»."""
_EMOJI = 1 << 32

Puntos = NDArray[np.uint32]


@lru_cache(maxsize=8192)
def plegar_caracter(caracter: str) -> str:
    """Lo que queda de un solo caracter: nada, uno o varios caracteres."""
    if caracter in "ñÑ":
        return "ñ"
    if caracter in _BLANCOS:
        return caracter
    if caracter in _PUNTOS:
        return "."
    if caracter in _EN_FICHA:
        return _EN_FICHA[caracter]
    if unicodedata.category(caracter) in _INVISIBLES:
        return ""
    abierto = "".join(c for c in unicodedata.normalize("NFKD", caracter) if not unicodedata.combining(c))
    if not abierto.isascii() or (len(abierto) > 1 and not abierto.isalnum()):
        # «ﷺ» se abre en 18 letras arabes y «…» en tres signos: no ayuda a nadie, se queda como esta.
        abierto = caracter
    bajo = abierto.lower()
    return bajo if len(bajo) == len(abierto) or bajo.isascii() else abierto


@lru_cache(maxsize=1)
def _tabla() -> Puntos:
    """Por punto de codigo, en que queda; lo que no esta tabulado es dificil."""
    tabla = np.full(_TABULADOS[-1].stop + 1, _DIFICIL, np.uint32)
    for tramo in _TABULADOS:
        for punto in tramo:
            plegado = plegar_caracter.__wrapped__(chr(punto))
            if len(plegado) <= 1:
                tabla[punto] = ord(plegado) if plegado else _QUITAR
    tabla[ord(_TILDE_DE_ENE)] = _DIFICIL
    return tabla


def en_puntos(texto: str) -> Puntos:
    """El texto como puntos de codigo, medios pares incluidos."""
    return np.frombuffer(texto.encode("utf-32-le", "surrogatepass"), np.uint32)


def plegar(texto: str) -> tuple[str, tuple[int, ...]]:
    """El texto plegado y su mapa: `mapa[i]` es la posicion en `texto` de `plegado[i]`; al final, el largo.

    Tiempo y memoria lineales; acepta cualquier cadena (NUL, sustitutos sueltos, marcas apiladas).
    """
    salida: list[str] = []
    mapa: list[int] = []
    for i, caracter in enumerate(texto):
        if caracter == _TILDE_DE_ENE and salida and salida[-1] == "n":
            salida[-1] = "ñ"
            continue
        for plegado in plegar_caracter(caracter):
            salida.append(plegado)
            mapa.append(i)
    mapa.append(len(texto))
    return "".join(salida), tuple(mapa)


@dataclass(frozen=True, slots=True)
class LotePlegado:
    """Unos textos plegados de una pasada, cada uno tras un espacio."""

    textos: list[str]
    junto: str
    """Todos seguidos, con un espacio delante de cada uno."""
    puntos: Puntos
    """`junto` como puntos de codigo."""
    cortes: list[int]
    """Donde empieza cada texto en `junto`; al final, el largo mas uno."""
    dificiles: frozenset[int]
    """Los que se plegaron caracter a caracter: en `junto` no estan bien."""
    mayusculas: list[int]
    """Letras mayusculas de cada original."""
    con_emojis: list[bool]
    """Si cada original lleva algo que pueda ser un emoji."""


def plegar_lote(textos: Sequence[str]) -> LotePlegado:
    """Los textos plegados, como `plegar(texto)[0]` pero todos de una pasada."""
    bordes = np.ones(len(textos) + 1, np.intp)
    bordes[1:] += np.cumsum(np.fromiter(map(len, textos), np.intp, len(textos)) + 1)
    originales = en_puntos(f" {' '.join(textos)}")
    # «clip» lleva lo que no esta tabulado a la ultima casilla, que es dificil
    plegados = np.take(_tabla(), originales, mode="clip")
    fuera = plegados >= _QUITAR
    sitios = np.flatnonzero(fuera)
    cortes = (bordes - np.searchsorted(sitios, bordes)).tolist()
    puntos = plegados[~fuera] if len(sitios) else plegados
    junto = puntos.tobytes().decode("utf-32-le", "surrogatepass")
    salida = [junto[i : f - 1] for i, f in pairwise(cortes)]
    marcados = sitios[plegados[sitios] == _DIFICIL]
    dificiles = frozenset((np.searchsorted(bordes, marcados, side="right") - 1).tolist())
    for i in dificiles:
        salida[i] = plegar(textos[i])[0]
    cuentas = np.append(0, np.cumsum(np.take(_cuentas(), originales, mode="clip")))
    cuentas = cuentas[bordes[1:] - 1] - cuentas[bordes[:-1]]
    mayusculas = (cuentas & (_EMOJI - 1)).tolist()
    return LotePlegado(salida, junto, puntos, cortes, dificiles, mayusculas, (cuentas >= _EMOJI).tolist())


@lru_cache(maxsize=1)
def _cuentas() -> NDArray[np.int64]:
    """Por punto de codigo, 1 si es mayuscula y `_EMOJI` si puede ser parte de uno; lo no tabulado, las dos cosas."""
    cuentas = np.array([chr(i).isupper() for i in range(_TABULADOS[-1].stop)] + [True], np.int64)
    cuentas[_PRIMER_EMOJI:] += _EMOJI
    return cuentas
