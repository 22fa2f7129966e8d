"""Las listas de la politica 3 (`politicas/listas/*.toml`, con la forma de un lexico) y como se buscan."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from modelos.lectura import CARPETA as LEXICOS
from modelos.lectura import leer_lexico
from politicas.ayudas.hechos.hoja import Ficha
from politicas.ayudas.listas import CARPETA


class Hallada(NamedTuple):
    """Una entrada hallada: de que palabra a que palabra (sin incluirla), su clase y su forma."""

    primera: int
    siguiente: int
    clase: str
    forma: str


class Indice(NamedTuple):
    """Una lista puesta para buscar: los largos de cada primera palabra (de mas a menos) y que es cada forma."""

    largos: dict[str, tuple[int, ...]]
    formas: dict[tuple[str, ...], tuple[str, str]]


@lru_cache(maxsize=8)
def indice(nombre: str) -> Indice:
    """Una lista por sus formas. Lanza `ErrorLexico` si esta mal."""
    entradas = list(leer_lexico(CARPETA / f"{nombre}.toml"))
    if nombre == "establecimientos":
        dudosos = {e.forma for e in entradas}
        entradas += [e for e in leer_lexico(LEXICOS / "lugares.toml") if e.forma not in dudosos]
    largos: dict[str, set[int]] = {}
    formas: dict[tuple[str, ...], tuple[str, str]] = {}
    for e in entradas:
        largos.setdefault(e.palabras[0], set()).add(len(e.palabras))
        formas.setdefault(tuple(e.palabras), (e.clase, e.forma))
    return Indice({p: tuple(sorted(ls, reverse=True)) for p, ls in largos.items()}, formas)


def hallar(palabras: Sequence[Ficha], nombre: str) -> Iterator[Hallada]:
    """Las entradas de una lista en unas palabras, la mas larga de cada sitio y sin solaparse."""
    largos, formas = indice(nombre)
    dichas = [p.forma for p in palabras]
    i = 0
    while i < len(dichas):
        for largo in largos.get(dichas[i], ()):
            hallada = formas.get(tuple(dichas[i : i + largo])) if i + largo <= len(dichas) else None
            if hallada:
                yield Hallada(i, i + largo, *hallada)
                i += largo
                break
        else:
            i += 1
