"""Las filas de un archivo que se juzga: JSONL o CSV, como un rio. Lo que no se entiende se dice en su fila."""

import csv
import json
import re
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final, TextIO

_NO_UTF8: Final = re.compile("[\udc80-\udcff]")
"""Lo que deja `surrogateescape` en lugar de un octeto que no es UTF-8."""
JSON = dict[str, Any]


def leer_filas(archivo: TextIO, formato: str) -> Iterator[JSON]:
    """Filas de un JSONL o CSV (leidos con `surrogateescape`). La que no se entiende sale como {"id", "error"}."""
    yield from _filas_csv(archivo) if formato == "csv" else _filas_jsonl(archivo)


def _filas_csv(archivo: TextIO) -> Iterator[JSON]:
    """Las filas, separadas por comas o, si la cabecera no trae ninguna, por punto y coma (Excel en español)."""
    cabecera = archivo.readline()
    renglones = _Renglones(chain((cabecera,), archivo))
    lector = csv.DictReader(renglones, delimiter=";" if ";" in cabecera and "," not in cabecera else ",")
    n = 0
    while True:
        n += 1
        try:
            fila = next(lector)
        except StopIteration:
            return
        except csv.Error:
            yield {"id": n, "error": f"fila {n}: no es CSV válido, o un campo es demasiado largo"}
            continue
        limpia = {k: v for k, v in fila.items() if k is not None and v not in (None, "")}
        if renglones.agotados:  # el lector pidio otro renglon: una comilla se comio lo que quedaba
            yield {"id": n, "error": f"fila {n}: se abre una comilla que no se cierra"}
        elif "texto" not in fila:
            yield {"id": fila.get("id", n), "error": "falta la columna «texto»"}
        elif any(map(_NO_UTF8.search, limpia.values())):
            yield {"id": n, "error": f"fila {n}: no está en UTF-8"}
        else:
            yield limpia


class _Renglones(Iterator[str]):
    """Los renglones de un archivo, y si alguien pidio otro cuando ya no quedaban."""

    def __init__(self, renglones: Iterator[str]) -> None:
        self._renglones = renglones
        self.agotados = False

    def __next__(self) -> str:
        try:
            return next(self._renglones)
        except StopIteration:
            self.agotados = True
            raise


def _filas_jsonl(archivo: TextIO) -> Iterator[JSON]:
    for n, linea in enumerate(archivo, 1):
        if not linea.strip():
            continue
        if _NO_UTF8.search(linea):
            yield {"id": n, "error": f"línea {n}: no está en UTF-8"}
            continue
        try:
            objeto = json.loads(linea)
        except (ValueError, RecursionError) as error:
            donde = f" (columna {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
            yield {"id": n, "error": f"línea {n}: no es JSON válido{donde}"}
            continue
        yield objeto if isinstance(objeto, dict) else {"id": n, "error": f"línea {n}: se esperaba un objeto"}
