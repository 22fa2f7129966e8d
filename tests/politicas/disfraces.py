"""Trece maneras de disfrazar una palabra, y dos mezclas: funciones deterministas sobre una palabra plegada."""

import re
from collections.abc import Callable
from functools import partial

from modelos.lectura import leer, plegar

VOCALES = "aeiou"
_CIFRAS = str.maketrans({"a": "4", "e": "3", "i": "1", "o": "0", "s": "5"})
_CIRILICAS = str.maketrans({"a": "а", "e": "е", "o": "о", "p": "р", "c": "с", "i": "і"})
_TRAZO = str.maketrans({"o": "ø", "d": "đ", "l": "ł", "p": "ᵽ", "b": "ƀ", "t": "ŧ", "i": "ɨ", "r": "ɍ"})
_SONIDOS = (
    ("que", "ke"), ("qui", "ki"), ("ce", "se"), ("ci", "si"), ("ch", "CH"), ("c", "k"), ("CH", "ch"), ("z", "s"),
    ("v", "b"), ("ge", "je"), ("gi", "ji"), ("ll", "y"), ("hue", "we"), ("ñ", "ñ"),
)  # fmt: skip


def _interior(palabra: str) -> list[int]:
    """Donde estan las vocales que no son ni la primera ni la ultima letra."""
    return [i for i, c in enumerate(palabra) if c in VOCALES and 0 < i < len(palabra) - 1]


def un_asterisco(palabra: str) -> str:
    """Un asterisco en el sitio de la primera vocal interior."""
    i = _interior(palabra)[0]
    return palabra[:i] + "*" + palabra[i + 1 :]


def muchos_asteriscos(palabra: str) -> str:
    """Solo la primera y la ultima letra a la vista, un asterisco por cada una de las demas."""
    return palabra[0] + "*" * (len(palabra) - 2) + palabra[-1]


def repetidas(palabra: str) -> str:
    """La ultima vocal interior, cinco veces."""
    i = _interior(palabra)[-1]
    return palabra[:i] + palabra[i] * 5 + palabra[i + 1 :]


def sin_vocales(palabra: str) -> str:
    """Sin ninguna vocal interior: «pndjo», «pta»."""
    fuera = _interior(palabra)
    return "".join(c for i, c in enumerate(palabra) if i not in fuera)


def sin_una_vocal(palabra: str, cual: int) -> str:
    """Sin una de sus vocales interiores."""
    i = _interior(palabra)[cual]
    return palabra[:i] + palabra[i + 1 :]


def cambiadas(palabra: str) -> str:
    """Dos letras interiores distintas cambiadas de sitio, lo mas cerca que se pueda de la mitad."""
    medio = len(palabra) // 2
    sitios = [i for i in range(1, len(palabra) - 2) if palabra[i] != palabra[i + 1]]
    i = min(sitios, key=lambda i: abs(i - medio))
    return palabra[:i] + palabra[i + 1] + palabra[i] + palabra[i + 2 :]


def fonetica(palabra: str) -> str:
    """Escrita como suena: k por c, s por z, b por v, j por g, y por ll, we por hue."""
    for de, a in _SONIDOS:
        palabra = palabra.replace(de, a)
    return palabra


def alternadas(palabra: str) -> str:
    """Una mayuscula si y otra no, y la primera vocal interior en cifra."""
    cifrada = palabra.translate(_CIFRAS)
    i = _interior(palabra)[0]
    mezcla = palabra[:i] + cifrada[i] + palabra[i + 1 :]
    return "".join(c.upper() if n % 2 else c for n, c in enumerate(mezcla))


DISFRACES: dict[str, Callable[[str], str]] = {
    "cifras por letras": lambda p: p.translate(_CIFRAS),
    "espacios": " ".join,
    "puntos": ".".join,
    "un asterisco": un_asterisco,
    "muchos asteriscos": muchos_asteriscos,
    "repetidas": repetidas,
    "homoglifos": lambda p: p.translate(_CIRILICAS),
    "ancho cero": "\u200b".join,
    "trazo": lambda p: p.translate(_TRAZO),
    "fonetica": fonetica,
    "sin vocales": sin_vocales,
    "letras cambiadas": cambiadas,
    "guion en medio": lambda p: f"{p[: len(p) // 2]}-{p[len(p) // 2 :]}",
}
"""Los trece que exige la aceptacion."""
MEZCLAS: dict[str, Callable[[str], str]] = {
    "cifras y espacios": lambda p: " ".join(p.translate(_CIFRAS)),
    "fonetica estirada": lambda p: repetidas(fonetica(p)),
    "mayusculas alternadas y cifra": alternadas,
    "sin la primera vocal": partial(sin_una_vocal, cual=0),
    "sin la ultima vocal": partial(sin_una_vocal, cual=-1),
    "todas las letras dobles": lambda p: "".join(c * 2 for c in p),
    "guiones bajos": "_".join,
}
"""De mas: dos a la vez, y otras maneras de lo mismo."""
INSULTOS = (
    "pendejo", "pendeja", "pendejos", "cerote", "cerotes", "culero", "culera", "culeros", "hijueputa", "malparido",
    "malparida", "cabron", "cabrones", "maricon", "comemierda", "mamaverga", "idiota", "imbecil", "estupido", "baboso",
)  # fmt: skip
_PALABRA = re.compile(r"[^\W\d_]+")


def _sola(palabra: str) -> bool:
    """Si una palabra plegada esta por si misma en los lexicos de insultos o soeces."""
    return any(a.lexico in ("insultos", "soeces") for a in leer(palabra).aciertos)


def disfrazar(texto: str, tramos: list[tuple[int, int]], disfraz: Callable[[str], str]) -> str:
    """El texto con la palabra dura de cada tramo disfrazada: la mas larga de las que insultan por si mismas.

    Si ninguna lo hace («chinga tu madre»), la mas larga. Los tramos vienen en orden y sin solaparse.
    """
    partes, desde = [], 0
    for inicio, fin in tramos:
        palabras = [(m, p) for m in _PALABRA.finditer(texto, inicio, fin) if len(p := plegar(m[0])[0]) >= 4]
        if not palabras:
            continue
        m, palabra = max(palabras, key=lambda par: (_sola(par[1]), len(par[1])))
        partes += (texto[desde : m.start()], disfraz(palabra))
        desde = m.end()
    return "".join((*partes, texto[desde:]))
