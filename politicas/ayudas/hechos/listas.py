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


Arbol = dict[str, list[tuple[tuple[str, ...], str, str]]]


@lru_cache(maxsize=8)
def arbol(nombre: str) -> Arbol:
    """Una lista por su primera palabra, las entradas largas delante. Lanza `ErrorLexico` si esta mal."""
    salida: Arbol = {}
    entradas = list(leer_lexico(CARPETA / f"{nombre}.toml"))
    if nombre == "establecimientos":
        dudosos = {e.forma for e in entradas}
        entradas += [e for e in leer_lexico(LEXICOS / "lugares.toml") if e.forma not in dudosos]
    for e in entradas:
        salida.setdefault(e.palabras[0], []).append((e.palabras, e.clase, e.forma))
    for opciones in salida.values():
        opciones.sort(key=lambda o: -len(o[0]))
    return salida


def hallar(palabras: Sequence[Ficha], nombre: str) -> Iterator[Hallada]:
    """Las entradas de una lista en unas palabras, la mas larga de cada sitio y sin solaparse."""
    entradas, i = arbol(nombre), 0
    while i < len(palabras):
        for forma, clase, escrita in entradas.get(palabras[i].forma, ()):
            if all(a == b.forma for a, b in zip(forma, palabras[i : i + len(forma)], strict=False)) and (
                i + len(forma) <= len(palabras)
            ):
                yield Hallada(i, i + len(forma), clase, escrita)
                i += len(forma)
                break
        else:
            i += 1
