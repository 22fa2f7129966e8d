"""Plegado: el texto en minusculas, sin tildes ni caracteres invisibles, con el camino de vuelta.

La ñ queda (tambien escrita n + U+0303): «año» y «ano» no son la misma palabra. Los homoglifos de otros
alfabetos no se tocan aqui, porque son indicio de disfraz (`disfraz.py`).
"""

import re
import unicodedata
from functools import lru_cache

_INVISIBLES = frozenset(("Mn", "Me", "Cf", "Cc"))
_TILDE_DE_ENE = "\u0303"
_BLANCOS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")
# Letras en circulo o cuadro negro: Unicode no les da forma compatible.
_EN_FICHA = {chr(base + i): chr(97 + i) for base in (0x1F150, 0x1F170) for i in range(26)}


@lru_cache(maxsize=8192)
def plegar_caracter(caracter: str) -> str:
    """Lo que queda de un solo caracter: nada, uno o varios caracteres."""
    if caracter in "ñÑ":
        return "ñ"
    if caracter in _BLANCOS:
        return caracter
    if caracter in _EN_FICHA:
        return _EN_FICHA[caracter]
    if unicodedata.category(caracter) in _INVISIBLES:
        return ""
    abierto = "".join(c for c in unicodedata.normalize("NFKD", caracter) if not unicodedata.combining(c))
    if not abierto.isascii():
        # «ﷺ» se abre en 18 letras arabes y «½» en tres signos: no ayuda a nadie, se queda como esta.
        abierto = caracter
    bajo = abierto.lower()
    return bajo if len(bajo) == len(abierto) or bajo.isascii() else abierto


def _tabla_directa() -> dict[int, str]:
    """Caracteres corrientes que se pliegan a exactamente uno: camino rapido con `str.translate`."""
    corrientes = [chr(i) for i in range(0x20, 0x180)] + list(_BLANCOS) + list("‘’“”–—…•€™")
    corrientes += [chr(i) for i in range(0x1F300, 0x1F650)]
    return {ord(c): p for c in corrientes if len(p := plegar_caracter(c)) == 1}


_DIRECTA = _tabla_directa()
_DIFICIL = re.compile("[^" + "".join(re.escape(chr(i)) for i in sorted(_DIRECTA)) + "]")


def plegar(texto: str) -> tuple[str, tuple[int, ...]]:
    """El texto plegado y su mapa: `mapa[i]` es la posicion en `texto` de `plegado[i]`; al final, el largo.

    Tiempo y memoria lineales; acepta cualquier cadena (NUL, sustitutos sueltos, marcas apiladas).
    """
    if not _DIFICIL.search(texto):
        return texto.translate(_DIRECTA), tuple(range(len(texto) + 1))
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
