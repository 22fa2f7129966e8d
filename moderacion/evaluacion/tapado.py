"""Tapar en pantalla los datos de personas, letra por letra: las posiciones no se mueven y la evidencia sigue en su sitio.

Usa los detectores de `tachado`. Aqui no se tapan enlaces, menciones, fechas ni nombres: quien modera los necesita para
decidir, y ninguno identifica solo a un asegurado.
"""

import re
from typing import Final

from modelos.lectura import leer
from moderacion.evaluacion.tachado import marcados

_SE_TAPAN: Final = frozenset({"correo", "dui", "afiliacion", "nit", "telefono", "cuenta", "numero"})
PUNTO: Final = "•"
_PUEDE: Final = re.compile(r"\d(?:\D{0,3}\d){5}|@|arroba", re.IGNORECASE)
"""Sin seis cifras cercanas ni forma de correo no hay nada que tapar: casi ningun texto se lee entero."""


def tramos_personales(texto: str) -> list[tuple[int, int, str]]:
    """Los datos de personas de un texto como (inicio, fin, de que es), en puntos de codigo y en orden."""
    if not _PUEDE.search(texto):
        return []
    return sorted((t.inicio, t.fin, marca) for t, marca in marcados(leer(texto)) if marca in _SE_TAPAN)


def tapar(texto: str) -> str:
    """El texto con un punto en vez de cada letra o cifra de un dato personal; mide lo mismo que antes."""
    tramos = tramos_personales(texto)
    if not tramos:
        return texto
    letras = list(texto)
    for inicio, fin, _ in tramos:
        letras[inicio:fin] = (PUNTO if c.isalnum() else c for c in letras[inicio:fin])
    return "".join(letras)
