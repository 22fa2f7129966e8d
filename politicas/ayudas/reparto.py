"""A que area va un texto: la que tiene mas palabras suyas en el (`listas/areas.toml`)."""

from functools import lru_cache

from modelos.lectura import Lectura
from politicas.ayudas.listas import Area, areas

Clave = tuple[str, ...]


@lru_cache(maxsize=1)
def _por_primera() -> dict[str, dict[Clave, tuple[int, ...]]]:
    """De cada primera palabra, las entradas que empiezan por ella y los indices de las areas que las tienen."""
    indice: dict[str, dict[Clave, tuple[int, ...]]] = {}
    for i, area in enumerate(areas()):
        for entrada in area.palabras:
            clave = tuple(entrada.split())
            suyas = indice.setdefault(clave[0], {})
            suyas[clave] = (*suyas.get(clave, ()), i)
    return indice


def area_de(lectura: Lectura) -> Area | None:
    """El area con mas palabras distintas en el texto; None si ninguna.

    Una entrada de dos palabras vale por dos; a igualdad gana la primera de la lista, y las generales, solo si no hay otra.
    """
    indice, formas = _por_primera(), lectura.formas
    vistas: dict[Clave, tuple[int, ...]] = {}
    for i, forma in enumerate(formas):
        if de_esa := indice.get(forma):
            vistas |= {c: suyas for c, suyas in de_esa.items() if c == tuple(formas[i : i + len(c)])}
    puntos: dict[int, int] = {}
    for clave, suyas in vistas.items():
        for i in suyas:
            puntos[i] = puntos.get(i, 0) + len(clave)
    lista = areas()
    mejor = min(puntos, key=lambda i: (lista[i].general, -puntos[i], i), default=None)
    return None if mejor is None else lista[mejor]
