"""De que servicios, actos o males habla un texto, con las palabras con que se nombran (`listas/asuntos.toml`)."""

from modelos.lectura import plegar
from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.listas import hallar

MAXIMO = 2_000
"""Letras de un comentario en que se busca el tema."""


def temas_de(texto: str) -> frozenset[str]:
    """«farmacia», «dengue»…; vacio si no se nombra ninguno."""
    plegado, mapa = plegar(texto[:MAXIMO])
    hoja = Hoja(texto, plegado, tuple(mapa))
    return frozenset(h.clase.partition(" ")[2] for h in hallar(hoja.palabras, "asuntos"))
