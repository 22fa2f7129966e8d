"""Doce maneras de disfrazar una palabra, deterministas."""

from collections.abc import Callable

VOCALES = "aeiou"
_CIFRAS = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5"})
_CIRILICAS = str.maketrans({"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і"})
_TRAZO = str.maketrans({"o": "ø", "d": "đ", "l": "ł", "p": "ᵽ", "b": "ƀ", "t": "ŧ", "i": "ɨ", "r": "ɍ"})


def _interior(palabra: str) -> list[int]:
    return [i for i, c in enumerate(palabra) if c in VOCALES and 0 < i < len(palabra) - 1]


def asteriscos(palabra: str) -> str:
    """Una vocal interior por un asterisco."""
    i = _interior(palabra)[0]
    return palabra[:i] + "*" + palabra[i + 1 :]


def sin_vocal(palabra: str) -> str:
    """Sin su ultima vocal interior (sin la primera, «culero» es «clero», que es otra palabra)."""
    i = _interior(palabra)[-1]
    return palabra[:i] + palabra[i + 1 :]


def cambiadas(palabra: str) -> str:
    """Dos letras interiores distintas cambiadas de sitio."""
    medio = len(palabra) // 2
    i = next(i for i in (medio, medio - 1, medio + 1) if palabra[i] != palabra[i + 1])
    return palabra[:i] + palabra[i + 1] + palabra[i] + palabra[i + 2 :]


def fonetica(palabra: str) -> str:
    """Escrita como suena."""
    p = palabra.replace("que", "ke").replace("qui", "ki").replace("ce", "se").replace("ci", "si")
    return p.replace("c", "k").replace("v", "b").replace("z", "s") if p == palabra else p.replace("v", "b")


DISFRACES: dict[str, Callable[[str], str]] = {
    "cifras": lambda p: p.translate(_CIFRAS),
    "separada con espacios": " ".join,
    "separada con puntos": ".".join,
    "asteriscos": asteriscos,
    "estirada": lambda p: p[: _interior(p)[-1]] + p[_interior(p)[-1]] * 5 + p[_interior(p)[-1] + 1 :],
    "homoglifos": lambda p: p.translate(_CIRILICAS),
    "invisibles": "\u200b".join,
    "trazo": lambda p: p.translate(_TRAZO),
    "fonetica": fonetica,
    "sin vocal": sin_vocal,
    "cambiadas": cambiadas,
    "guion en medio": lambda p: f"{p[: len(p) // 2]}-{p[len(p) // 2 :]}",
}
INSULTOS = (
    "pendejo", "pendeja", "pendejos", "cerote", "cerotes", "culero", "culera", "culeros", "hijueputa", "malparido",
    "malparida", "cabron", "cabrones", "maricon", "comemierda", "mamaverga", "idiota", "imbecil", "estupido", "baboso",
)  # fmt: skip
