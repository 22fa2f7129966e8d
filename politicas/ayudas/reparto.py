"""A que area va un texto: la que tiene mas palabras suyas en el (`listas/areas.toml`)."""

from functools import lru_cache

from modelos.lectura import Lectura
from politicas.ayudas.listas import Area, areas

MAS_LARGA = 4
"""Palabras que caben en una entrada de un area."""


@lru_cache(maxsize=1)
def _por_palabra() -> dict[tuple[str, ...], tuple[int, ...]]:
    """De cada entrada, los indices de las areas que la tienen."""
    indice: dict[tuple[str, ...], tuple[int, ...]] = {}
    for i, area in enumerate(areas()):
        for entrada in area.palabras:
            clave = tuple(entrada.split())
            indice[clave] = (*indice.get(clave, ()), i)
    return indice


def area_de(lectura: Lectura) -> Area | None:
    """El area con mas palabras distintas en el texto; None si ninguna.

    Una entrada de dos palabras vale por dos; a igualdad gana la primera de la lista, y las generales, solo si no hay otra.
    """
    indice = _por_palabra()
    formas = lectura.formas
    vistas = {tuple(formas[i : i + n]) for n in range(1, MAS_LARGA + 1) for i in range(len(formas) - n + 1)}
    puntos: dict[int, int] = {}
    for clave in vistas & indice.keys():
        for i in indice[clave]:
            puntos[i] = puntos.get(i, 0) + len(clave)
    lista = areas()
    mejor = min(puntos, key=lambda i: (lista[i].general, -puntos[i], i), default=None)
    return None if mejor is None else lista[mejor]
