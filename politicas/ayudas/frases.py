"""Frases de una lista (`politicas/listas/*.toml`, con la forma de un lexico) halladas palabra a palabra.

Los lexicos de `modelos/` son de todos y los lee la lectura; estas listas son de una sola politica.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from modelos.lectura import Entrada, Lectura, Tramo, leer_lexico
from politicas.ayudas.listas import CARPETA

_CORTE = re.compile(r"[.!?¡¿;:\n…]")
_CITAS = re.compile(r"«[^«»]{0,400}»|“[^“”]{0,400}”|\"[^\"\n]{0,400}\"")

Formas = dict[tuple[str, ...], str]
T = TypeVar("T", bound=Tramo)


@dataclass(frozen=True, slots=True)
class Frase(Tramo):
    """Una frase de la lista en el texto, con su clase."""

    clase: str


def leer_frases(ruta: Path) -> tuple[Entrada, ...]:
    """Las entradas de una lista. Lanza `ErrorLexico` con el archivo y la clave si algo no cuadra."""
    return leer_lexico(ruta)


# `config revisar` busca el lector de cada lista por su nombre
leer_tono = leer_externas = leer_respuestas = leer_frases


@lru_cache(maxsize=16)
def _indice(lista: str) -> tuple[Formas, dict[str, tuple[int, ...]]]:
    """Las formas con su clase y, por primera palabra, los largos que hay que probar, el mayor primero."""
    formas = {e.palabras: e.clase for e in leer_frases(CARPETA / f"{lista}.toml")}
    largos: dict[str, set[int]] = {}
    for palabras in formas:
        largos.setdefault(palabras[0], set()).add(len(palabras))
    return formas, {p: tuple(sorted(n, reverse=True)) for p, n in largos.items()}


def hallar(lista: str, lectura: Lectura) -> list[Frase]:
    """Las frases de la lista, sin solaparse; ninguna cruza un punto ni un signo. Tiempo lineal."""
    formas, largos = _indice(lista)
    palabras, halladas, libre = lectura.palabras, [], 0
    for i, palabra in enumerate(palabras):
        for largo in largos.get(palabra.forma, ()) if i >= libre else ():
            tocadas = palabras[i : i + largo]
            clase = formas.get(tuple(p.forma for p in tocadas))
            if clase and not _CORTE.search(lectura.original, palabra.fin, tocadas[-1].inicio):
                halladas.append(Frase(palabra.inicio, tocadas[-1].fin, clase))
                libre = i + largo
                break
    return halladas


def cortada(lectura: Lectura, inicio: int, fin: int) -> bool:
    """Si entre dos posiciones del original hay un punto o un signo: son dos frases."""
    return _CORTE.search(lectura.original, inicio, fin) is not None


def citas(lectura: Lectura) -> list[Tramo]:
    """Los tramos entre comillas, que dicen otros. Cada cita tiene a lo sumo 400 letras."""
    return [Tramo(*m.span()) for m in _CITAS.finditer(lectura.original)]


def en_torno(texto: str, tramo: tuple[int, int], corte: re.Pattern[str], alcance: int) -> tuple[int, int]:
    """Donde empieza y acaba la frase de un tramo: el ultimo corte de antes y el primero de despues, a lo sumo a `alcance` letras."""
    inicio, fin = tramo
    lejos = max(0, inicio - alcance)
    desde = max((m.end() for m in corte.finditer(texto, lejos, inicio)), default=lejos)
    hasta = corte.search(texto, fin, fin + alcance)
    return desde, hasta.start() if hasta else fin + alcance


def fuera_de(frases: list[T], tramos: Sequence[Tramo]) -> list[T]:
    """Las frases que no caen dentro de ninguno de los tramos (los dos en orden). Tiempo lineal."""
    salida, pendientes = [], iter(tramos)
    tramo = next(pendientes, None)
    for frase in frases:
        while tramo and tramo.fin <= frase.inicio:
            tramo = next(pendientes, None)
        if tramo is None or frase.inicio < tramo.inicio:
            salida.append(frase)
    return salida
