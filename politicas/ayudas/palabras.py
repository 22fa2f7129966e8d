"""Conjuntos de palabras escritos como una frase (una por linea no se lee), y nombres para compararlos."""

import unicodedata
from functools import lru_cache


def conjunto(frase: str) -> frozenset[str]:
    """Las palabras de una frase."""
    return frozenset(frase.split())


DE_SI = conjunto("me nos mi mis yo conmigo nuestro nuestra nuestros nuestras nosotros nosotras")
"""Con que alguien habla de lo suyo."""


@lru_cache(maxsize=4096)
def llano(nombre: str) -> str:
    """Un nombre como se compara: en minusculas, sin tildes ni la de la ñ, y con «_», «.» y «-» como espacios."""
    abierto = unicodedata.normalize("NFKD", nombre).casefold()
    letras = ("" if unicodedata.combining(c) else " " if c in "_.-" else c for c in abierto)
    return " ".join("".join(letras).split())
