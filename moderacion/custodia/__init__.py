"""Poder probar que la bitacora es la que fue (anclas) y poder volver a ponerlo todo en pie (copias). Decision 0024."""

import json
from collections.abc import Iterable, Iterator

from moderacion.bitacora.verificador import CAMPOS, Fila
from moderacion.custodia.anclas import Firmante, anclar, escribir, nueva_llave
from moderacion.custodia.anclas import Reglas as ReglasAnclas

__all__ = ["Firmante", "ReglasAnclas", "anclar", "en_jsonl", "escribir", "nueva_llave"]


def en_jsonl(filas: Iterable[Fila]) -> Iterator[str]:
    """Cada fila de la bitacora en una linea, como la lee el verificador suelto."""
    for fila in filas:
        yield json.dumps(dict(zip(CAMPOS, fila, strict=True)), separators=(",", ":")) + "\n"
