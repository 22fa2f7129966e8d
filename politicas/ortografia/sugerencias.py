"""Por que cambiar una palabra que no se conoce: primero la tilde, luego lo que suena igual, luego una letra.

Lo barato va antes; hunspell, que puede tardar un segundo por palabra, es el ultimo y solo si se le deja.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import islice

from politicas.ortografia.diccionario import (
    ajenos,
    analizar,
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
    ("gu", "g"), ("g", "gu"), ("gu", "gü"), ("gü", "gu"), ("hu", "gü"), ("gü", "hu"), ("mb", "nv"), ("nv", "mb"), ("nb", "mb"), ("mv", "nv"), ("w", "gu"), ("d", ""), ("ss", "s"), ("nn", "n"), ("ll", "l"), ("tt", "t"), ("ff", "f"), ("mm", "m"),
)  # fmt: skip
_VOCALES = "aeiouáéíóú"
_NEXOS = (
    "a",
    "de",
    "en",
    "por",
    "al",
    "del",
    "la",
    "el",
    "con",
    "sin",
    "para",
    "que",
    "se",
    "lo",
    "los",
    "las",
    "sobre",
    "tal",
    "si",
    "o",
    "no",
)
_TOPE = 5
_BUSQUEDAS = 80
"""Palabras parecidas que se buscan en el diccionario por cada desconocida."""
_MAS_LARGA = 20
_TRABAJOSA = 13
_MINIMO_PARTE = 3
_NO_ESTA = 3
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
    for i in range(len(palabra) + 1):
        for letra in _LETRAS:
            yield palabra[:i] + letra + palabra[i:]
    for i in range(len(palabra)):
        yield palabra[:i] + palabra[i + 1 :]
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
    halladas = [c for c in dict.fromkeys(candidatas) if c != salvo and _existe(c)]
    return sorted(halladas, key=_rango)


def _existe(palabra: str) -> bool:
    return palabra in vocabulario().palabras or (posible(palabra) and en_diccionario(palabra))


@lru_cache(maxsize=4096)
def por_tilde(palabra: str) -> tuple[str, ...]:
    """Lo que se conoce y solo difiere en tildes, ñ o dieresis."""
    casa = vocabulario().palabras
    variantes = [c for c in dict.fromkeys(_con_tilde(palabra)) if c != palabra]
    return tuple(c for c in variantes if c in casa or (posible(c) and conoce(c)))


@lru_cache(maxsize=4096)
def por_sonido(palabra: str) -> tuple[str, ...]:
    """Lo que se conoce y suena igual, con sus tildes; a falta de una confusion, dos."""
    if len(palabra) > _MAS_LARGA:
        return ()
    una = list(dict.fromkeys(_que_suenan(palabra)))
    halladas = _conocidas((t for c in una for t in (c, *_con_tilde(c))), palabra)
    if not halladas:
        dos = dict.fromkeys(d for c in una for d in _que_suenan(c))
        casa = vocabulario().sugeribles
        halladas = [t for t in dos if t in casa and t != palabra]
        halladas += [t for c in una for t in _con_tilde(c) if t in casa]
    return tuple(halladas[:_TOPE])


@lru_cache(maxsize=4096)
def de_la_casa_por_letra(palabra: str) -> tuple[str, ...]:
    """Lo que se sugiere antes que nada y difiere en una letra. No busca en el diccionario."""
    if len(palabra) > _MAS_LARGA:
        return ()
    casa = vocabulario().sugeribles
    return tuple(dict.fromkeys(c for c in _a_una_letra(palabra) if c in casa))[:_TOPE]


@lru_cache(maxsize=4096)
def por_letra(palabra: str) -> tuple[str, ...]:
    """Lo que difiere en una letra: lo de la casa o, si nada, lo del diccionario (con tope de busquedas)."""
    casa = de_la_casa_por_letra(palabra)
    if casa or len(palabra) > _MAS_LARGA:
        return casa
    posibles = islice((c for c in dict.fromkeys(_a_una_letra(palabra)) if posible(c)), _BUSQUEDAS)
    return tuple(_conocidas(posibles, palabra)[:_TOPE])


@lru_cache(maxsize=1024)
def _del_diccionario(palabra: str) -> tuple[str, ...]:
    cercanas = (
        s
        for s in pedir_al_diccionario(palabra, _TOPE)
        if s.isalpha() and _distancia(palabra, s.lower()) <= _CASI_IGUALES
    )
    return tuple(dict.fromkeys(cercanas))


def _distancia(una: str, otra: str) -> int:
    """Letras que hay que cambiar, quitar o poner para ir de una a otra, sin contar tildes."""
    a, b = sin_tildes(una), sin_tildes(otra)
    fila = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        nueva = [i]
        for j, y in enumerate(b, 1):
            nueva.append(min(fila[j] + 1, nueva[j - 1] + 1, fila[j - 1] + (x != y)))
        fila = nueva
    return fila[-1]


@lru_cache(maxsize=1)
def _por_inicial() -> dict[str, list[str]]:
    """El vocabulario que se sugiere, de siete letras o mas, por su primera letra."""
    indice: dict[str, list[str]] = {}
    for palabra in sorted(vocabulario().sugeribles):
        if len(palabra) > _MINIMO_PARTE * 2:
            indice.setdefault(palabra[0], []).append(palabra)
    return indice


@lru_cache(maxsize=4096)
def de_la_casa(palabra: str) -> tuple[str, ...]:
    """Lo del vocabulario que difiere en dos letras como mucho."""
    if not _MINIMO_PARTE * 2 <= len(palabra) <= _MAS_LARGA:
        return ()
    parecidas = (v for v in _por_inicial().get(palabra[0], ()) if abs(len(v) - len(palabra)) <= _CASI_IGUALES)
    medidas = sorted((_distancia(palabra, v), v) for v in parecidas)
    return tuple(v for distancia, v in medidas if distancia <= _CASI_IGUALES)[:_TOPE]


def _de_sobra(palabra: str) -> Iterator[str]:
    """La palabra sin la letra que se repite: «retiraar»."""
    for i in range(1, len(palabra)):
        if palabra[i] == palabra[i - 1]:
            yield palabra[:i] + palabra[i + 1 :]


def _rango(candidata: str) -> int:
    """0 si es de la casa, 1 si lo es su infinitivo o su singular, 2 si no, 3 si ni el diccionario la trae."""
    casa = vocabulario().sugeribles
    if candidata in casa:
        return 0
    if " " in candidata:
        return 0 if candidata.rsplit(maxsplit=1)[-1] in casa else 1
    if analizar(candidata).infinitivo in casa or candidata.removesuffix("s") in casa:
        return 1
    return 2 if en_diccionario(candidata) or candidata in vocabulario().palabras else _NO_ESTA


@lru_cache(maxsize=4096)
def sugerir(palabra: str, *, despacio: bool) -> tuple[str, ...]:
    """Por que cambiar `palabra` (minusculas), lo mejor primero; vacio si nada se parece.

    `despacio` deja preguntar a hunspell cuando lo demas no da nada.
    """
    tilde = sorted(por_tilde(palabra), key=_rango)
    if tilde and (
        _rango(tilde[0]) == 0
        or (
            _rango(tilde[0]) < _NO_ESTA
            and sin_tildes(palabra) == palabra
            and not _por_la_ene(palabra, tilde[0])
        )
    ):
        return tuple(tilde[:_TOPE])
    sobra = _conocidas(_de_sobra(palabra), palabra)
    sonido, partida = por_sonido(palabra), tuple(_partida(palabra))
    juntas = dict.fromkeys((*tilde, *sobra, *partida, *sonido, *por_letra(palabra)))
    halladas = sorted(juntas, key=_rango)
    if not sonido and not (halladas and _rango(halladas[0]) == 0):
        halladas = [*(c for c in _con_tilde(palabra) if c != palabra and derivada(c)), *halladas]
    if not halladas:
        halladas = [*de_la_casa(palabra)]
    if not halladas and despacio and _parece_palabra(palabra):
        halladas = [*_del_diccionario(palabra)]
    return tuple(halladas[:_TOPE])


def _parece_palabra(palabra: str) -> bool:
    """Si vale la pena preguntar a hunspell: largo corriente y mas de la mitad de sus letras se siguen asi en español."""
    return _MINIMO_PARTE * 2 < len(palabra) <= _TRABAJOSA and ajenos(palabra) * 2 < len(palabra)


def _por_la_ene(palabra: str, candidata: str) -> bool:
    """Si cambia una ñ: no es solo una tilde."""
    return palabra.count("ñ") != candidata.count("ñ")
