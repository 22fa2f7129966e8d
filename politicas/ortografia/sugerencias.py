"""Por que cambiar una palabra que no se conoce: primero la tilde, luego lo que suena igual, luego una letra.

Lo barato va antes; hunspell, que puede tardar un segundo por palabra, es el ultimo y solo si se le deja.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from politicas.ortografia.diccionario import (
    conoce,
    derivada,
    en_diccionario,
    pedir_al_diccionario,
    posible,
    sin_tildes,
)
from politicas.ortografia.listas import vocabulario

_LETRAS = "aeiourstlndcmpbvgfhjqyzxñáéíóúü"
_TILDES = {"a": "á", "e": "é", "i": "í", "o": "ó", "u": "úü", "n": "ñ"}
_SUENAN = (
    ("s", "c"), ("c", "s"), ("s", "z"), ("z", "s"), ("z", "c"), ("c", "z"), ("b", "v"), ("v", "b"), ("g", "j"), ("j", "g"),
    ("ll", "y"), ("y", "ll"), ("y", "i"), ("i", "y"), ("h", ""), ("n", "m"), ("m", "n"), ("x", "s"), ("s", "x"), ("x", "cc"),
    ("cc", "x"), ("cs", "cc"), ("c", "cc"), ("cc", "c"), ("s", "cc"), ("sc", "c"), ("c", "sc"), ("s", "sc"), ("s", "xc"), ("c", "xc"),
    ("x", "xc"), ("xc", "x"), ("es", "ex"), ("k", "qu"), ("k", "c"), ("q", "c"), ("q", "qu"), ("c", "qu"), ("qu", "c"), ("r", "rr"), ("rr", "r"), ("w", "hu"),
    ("gu", "g"), ("g", "gu"), ("gu", "gü"), ("gü", "gu"), ("hu", "gü"), ("gü", "hu"), ("w", "gu"), ("d", ""), ("ss", "s"), ("nn", "n"), ("ll", "l"), ("tt", "t"), ("ff", "f"), ("mm", "m"),
)  # fmt: skip
_VOCALES = "aeiouáéíóú"
_NEXOS = ("a", "de", "en", "por", "al", "del", "la", "el", "con", "sin", "para", "que", "se", "lo", "los", "las", "sobre", "tal", "si", "o", "no")
_TOPE = 5
_MAS_LARGA = 20
_MINIMO_PARTE = 3
_CASI_IGUALES = 2
"""Letras en que puede diferir lo que sugiere hunspell."""


def _con_tilde(palabra: str) -> Iterator[str]:
    """La palabra con la tilde en cada sitio posible, y sin ninguna."""
    llana = sin_tildes(palabra)
    if llana != palabra:
        yield llana
    for i, letra in enumerate(llana):
        for nueva in _TILDES.get(letra, ""):
            yield llana[:i] + nueva + llana[i + 1 :]


def _que_suenan(palabra: str) -> Iterator[str]:
    """La palabra con un cambio de los que se oyen igual."""
    for viejo, nuevo in _SUENAN:
        donde = palabra.find(viejo)
        while donde >= 0:
            yield palabra[:donde] + nuevo + palabra[donde + len(viejo) :]
            donde = palabra.find(viejo, donde + 1)
    for i, letra in enumerate(palabra):
        if letra in _VOCALES:
            yield f"{palabra[:i]}h{palabra[i:]}"


def _a_una_letra(palabra: str) -> Iterator[str]:
    """La palabra con una letra cambiada de sitio, de menos, de mas u otra."""
    for i in range(len(palabra) - 1):
        yield palabra[:i] + palabra[i + 1] + palabra[i] + palabra[i + 2 :]
    for i in range(len(palabra)):
        yield palabra[:i] + palabra[i + 1 :]
    for i in range(len(palabra) + 1):
        for letra in _LETRAS:
            yield palabra[:i] + letra + palabra[i:]
    for i in range(len(palabra)):
        for letra in _LETRAS:
            yield palabra[:i] + letra + palabra[i + 1 :]


def _partida(palabra: str) -> Iterator[str]:
    """Dos palabras pegadas, si una es un nexo: «porfavor», «apartir»."""
    for nexo in _NEXOS:
        resto = palabra.removeprefix(nexo)
        if resto != palabra and len(resto) >= _MINIMO_PARTE and conoce(resto):
            yield f"{nexo} {resto}"


def _conocidas(candidatas: Iterable[str], salvo: str) -> list[str]:
    """Las que existen, las de la casa primero y sin repetir."""
    casa = vocabulario().palabras
    halladas = [c for c in dict.fromkeys(candidatas) if c != salvo and _existe(c)]
    return sorted(halladas, key=lambda c: c not in casa)


def _existe(palabra: str) -> bool:
    return palabra in vocabulario().palabras or (posible(palabra) and en_diccionario(palabra))


@lru_cache(maxsize=4096)
def por_tilde(palabra: str) -> tuple[str, ...]:
    """Lo que se conoce y solo difiere en tildes, ñ o dieresis."""
    return tuple(c for c in dict.fromkeys(_con_tilde(palabra)) if c != palabra and conoce(c))


@lru_cache(maxsize=4096)
def por_sonido(palabra: str) -> tuple[str, ...]:
    """Lo que se conoce y suena igual, con sus tildes; a falta de una confusion, dos."""
    if len(palabra) > _MAS_LARGA:
        return ()
    una = list(dict.fromkeys(_que_suenan(palabra)))
    halladas = _conocidas((t for c in una for t in (c, *_con_tilde(c))), palabra)
    if not halladas:
        dos = dict.fromkeys(d for c in una[:40] for d in _que_suenan(c))
        halladas = _conocidas((t for c in dos if posible(sin_tildes(c)) or c in vocabulario().palabras for t in (c, *_con_tilde(c))), palabra)
    return tuple(halladas[:_TOPE])


@lru_cache(maxsize=4096)
def por_letra(palabra: str) -> tuple[str, ...]:
    """Lo que se conoce y difiere en una letra; si no, en una letra y la tilde."""
    if len(palabra) > _MAS_LARGA:
        return ()
    halladas = _conocidas(_a_una_letra(palabra), palabra)
    return tuple(halladas[:_TOPE])


@lru_cache(maxsize=1024)
def _del_diccionario(palabra: str) -> tuple[str, ...]:
    cercanas = (s for s in pedir_al_diccionario(palabra, _TOPE) if s.isalpha() and _cerca(palabra, s.lower()))
    return tuple(cercanas)


def _cerca(una: str, otra: str) -> bool:
    """Si difieren en pocas letras, sin contar tildes (distancia de edicion, con tope)."""
    a, b = sin_tildes(una), sin_tildes(otra)
    fila = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        nueva = [i]
        for j, y in enumerate(b, 1):
            nueva.append(min(fila[j] + 1, nueva[j - 1] + 1, fila[j - 1] + (x != y)))
        fila = nueva
    return fila[-1] <= _CASI_IGUALES


@lru_cache(maxsize=4096)
def de_la_casa(palabra: str) -> tuple[str, ...]:
    """Lo del vocabulario que difiere en dos letras como mucho."""
    if not _MINIMO_PARTE * 2 <= len(palabra) <= _MAS_LARGA:
        return ()
    parecidas = (v for v in vocabulario().palabras if abs(len(v) - len(palabra)) <= 1 and v[0] == palabra[0])
    return tuple(sorted(v for v in parecidas if len(v) > _MINIMO_PARTE * 2 and _cerca(palabra, v)))[:_TOPE]


def sugerir(palabra: str, *, despacio: bool) -> tuple[str, ...]:
    """Por que cambiar `palabra` (minusculas), lo mejor primero; vacio si nada se parece.

    `despacio` deja preguntar a hunspell cuando lo demas no da nada.
    """
    tilde = por_tilde(palabra)
    if tilde:
        return tilde[:_TOPE]
    casa = vocabulario().palabras
    sonido, partida = por_sonido(palabra), tuple(_partida(palabra))
    letra = por_letra(palabra)
    juntas = dict.fromkeys((*sonido, *letra))
    halladas = sorted(juntas, key=lambda c: c not in casa)
    if not any(c in casa for c in halladas):
        halladas = [*(c for c in _con_tilde(palabra) if c != palabra and derivada(c)), *halladas]
    if partida and not any(c in casa for c in halladas):
        halladas = [*partida, *halladas]
    if not halladas:
        halladas = [*de_la_casa(palabra)]
    if not halladas and despacio:
        halladas = [*_del_diccionario(palabra)]
    return tuple(halladas[:_TOPE])
