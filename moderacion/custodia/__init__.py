"""Poder probar que la bitacora es la que fue (anclas) y poder volver a ponerlo todo en pie (copias). Decision 0024."""

import json
from collections.abc import Iterable, Iterator

from moderacion.bitacora.verificador import CAMPOS, Fila
from moderacion.custodia.anclas import Firmante, anclar, escribir
from moderacion.custodia.anclas import Reglas as ReglasAnclas
from moderacion.custodia.cuarentena import cerrar, descartar, retenido, soltar
from moderacion.custodia.llaves import nueva_llave
from moderacion.custodia.programadas import anotar, toca
from moderacion.custodia.respaldo import Base, Hecha, leer_manifiesto, respaldar
from moderacion.custodia.respaldo import Reglas as ReglasRespaldo
from moderacion.custodia.restauracion import Hallado, restaurar
from moderacion.custodia.retroceso import declarar, falta_hasta, se_anclo
from moderacion.custodia.revisar import invariantes, por_dentro
from moderacion.custodia.sobre import Llaves

__all__ = [
    "Base",
    "Firmante",
    "Hallado",
    "Hecha",
    "Llaves",
    "ReglasAnclas",
    "ReglasRespaldo",
    "anclar",
    "anotar",
    "cerrar",
    "declarar",
    "descartar",
    "en_jsonl",
    "escribir",
    "falta_hasta",
    "invariantes",
    "leer_manifiesto",
    "nueva_llave",
    "por_dentro",
    "respaldar",
    "restaurar",
    "retenido",
    "se_anclo",
    "soltar",
    "toca",
]


def en_jsonl(filas: Iterable[Fila]) -> Iterator[str]:
    """Cada fila de la bitacora en una linea, como la lee el verificador suelto."""
    for fila in filas:
        yield json.dumps(dict(zip(CAMPOS, fila, strict=True)), separators=(",", ":")) + "\n"
