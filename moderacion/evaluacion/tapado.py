"""Tapar en pantalla los datos de personas, letra por letra: las posiciones no se mueven y la evidencia sigue en su sitio.

Usa los detectores de `tachado`. Aqui no se tapan enlaces, menciones, fechas ni nombres: quien modera los necesita para
decidir, y ninguno identifica solo a un asegurado.
"""

import hashlib
import re
from collections.abc import Collection
from typing import Final

from modelos.lectura import leer
from moderacion.evaluacion import documentos
from moderacion.evaluacion.tachado import marcados

_SE_TAPAN: Final = frozenset({"correo", "dui", "afiliacion", "nit", "telefono", "cuenta", "numero"})
PUNTO: Final = "•"
_PUEDE: Final = re.compile(rf"\d(?:\D{{0,3}}\d){{5}}|@|arroba|{documentos.PUEDE}", re.IGNORECASE)
"""Sin seis cifras cercanas ni forma de correo no hay nada que tapar: casi ningun texto se lee entero."""

_RECORDADOS: Final = 10_000
_VISTOS: Final[dict[bytes, tuple[tuple[int, int, str], ...]]] = {}
"""Huella de un texto → sus tramos: la misma pagina de la cola se hace muchas veces al dia."""


def tramos_personales(texto: str) -> list[tuple[int, int, str]]:
    """Los datos de personas de un texto como (inicio, fin, de que es), en puntos de codigo y en orden."""
    if not _PUEDE.search(texto):
        return []
    # del texto se recuerda solo donde tapar, nunca lo tapado
    huella = hashlib.blake2b(texto.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    tramos = _VISTOS.get(huella)
    if tramos is None:
        hallados = marcados(leer(texto))
        tramos = tuple(sorted((t.inicio, t.fin, marca) for t, marca in hallados if marca in _SE_TAPAN))
        if len(_VISTOS) >= _RECORDADOS:
            _VISTOS.clear()
        _VISTOS[huella] = tramos
    return list(tramos)


def tapar(texto: str, salvo: Collection[str] = ()) -> str:
    """El texto con un punto en vez de cada letra o cifra de un dato personal; mide lo mismo que antes.

    `salvo`: lo que parece un dato y no lo es de nadie, como el id de una publicacion nuestra.
    """
    tramos = tramos_personales(texto)
    if tramos and salvo:
        nuestros = [m.span() for s in salvo if s for m in re.finditer(re.escape(s), texto)]
        tramos = [t for t in tramos if not any(a <= t[0] and t[1] <= b for a, b in nuestros)]
    if not tramos:
        return texto
    letras = list(texto)
    for inicio, fin, _ in tramos:
        letras[inicio:fin] = (PUNTO if c.isalnum() else c for c in letras[inicio:fin])
    return "".join(letras)
