"""Lo que cruza blancos y por eso no se puede leer trozo a trozo: letras sueltas y enlaces abiertos.

Solo avisa de que un texto **podria** llevarlo; avisar de mas solo cuesta tiempo. `tests/modelos/test_lote.py`
comprueba que avisa siempre que hace falta.
"""

from functools import lru_cache
from itertools import product

import numpy as np
from ahocorasick_rs import AhoCorasick
from numpy.typing import NDArray

from .plegado import Puntos

_SEGUIDAS = 4
"""Letras sueltas desde las que una fila puede esconder una palabra (`disfraz.py`)."""
_HUECO = 4
"""Puntos de codigo, como mucho, de una letra suelta a la siguiente: un separador de hasta tres."""
_COMO_LETRA = "@$€"
_ULTIMA = 0x1FB00
_LETRA, _SIMBOLO, _BLANCO = 1, 2, 3

# Enlaces escritos con blancos dentro (`enlaces.py`), con « » por cualquier blanco.
_HUECOS = ("", " ", "  ")
_ABIERTOS = (
    [(a, "me") for a in ("wa", "t", "m")]
    + [("bit", "ly")]
    + [(a, b) for a in ("goo", "is") for b in ("gl", "gd")]
)
_AGUJAS = (
    *("http ", "https ", "hxxp", "h**p", ": /", "/ /", "// ", "www ", "www. ", " punto ", " dot "),
    *(a + x + b for a, x, b in product("[({<", ("", " "), (".", "punto", "dot"))),
    *(a + x + c + y + b for (a, b), x, c, y in product(_ABIERTOS, _HUECOS, ".,", _HUECOS) if x or y),
    *(x + c + y + "com" for x, c, y in product(_HUECOS[1:], ".,", _HUECOS)),
    *(a + b for a, b in product(("me", "ly", "gl", "gd", "com"), (" /", "/ "))),
)


@lru_cache(maxsize=1)
def _agujas() -> AhoCorasick:
    return AhoCorasick(list(_AGUJAS))


@lru_cache(maxsize=1)
def _clases() -> NDArray[np.uint8]:
    """Por punto de codigo, que es: letra o cifra, simbolo que se usa de letra, blanco, o nada de eso."""
    letras = [chr(i) for i in range(_ULTIMA)]
    clases = np.zeros(_ULTIMA + 1, np.uint8)
    clases[:-1][[c.isalnum() for c in letras]] = _LETRA
    clases[:-1][[c in _COMO_LETRA for c in letras]] = _SIMBOLO
    clases[:-1][[c.isspace() for c in letras]] = _BLANCO
    clases[-1] = _LETRA  # mas alla de la tabla, por si acaso
    return clases


def posibles_cruces(plegados: Puntos, junto: str) -> list[int]:
    """Posiciones del lote plegado (`junto`, con un blanco entre textos) donde algo podria cruzar blancos."""
    clases = np.take(_clases(), plegados, mode="clip")
    blancos = clases == _BLANCO
    if (plegados[blancos] != ord(" ")).any():
        junto = (
            np.where(blancos, np.uint32(ord(" ")), plegados).tobytes().decode("utf-32-le", "surrogatepass")
        )
    enlaces = [m[1] for m in _agujas().find_matches_as_indexes(junto, overlapping=True)]
    return _filas_de_sueltas(clases) + enlaces


def _filas_de_sueltas(clases: NDArray[np.uint8]) -> list[int]:
    """Donde empiezan cuatro letras sueltas casi seguidas."""
    letra = clases == _LETRA
    suelta = letra | (clases == _SIMBOLO)
    suelta[1:] &= ~letra[:-1]
    suelta[:-1] &= ~letra[1:]
    sitios = np.flatnonzero(suelta)
    huecos = sitios[_SEGUIDAS - 1 :] - sitios[: max(0, len(sitios) - _SEGUIDAS + 1)]
    posibles = np.flatnonzero(huecos <= _HUECO * (_SEGUIDAS - 1))
    return sitios[posibles].tolist()  # type: ignore[no-any-return]
