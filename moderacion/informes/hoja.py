"""Escribir hojas de calculo que nadie pueda volver contra quien las abre."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Final

_FORMULA: Final = frozenset("=+-@＝＋－＠")
_CONTROL: Final = frozenset("\t\r\n")
_LOTE: Final = 500


def celda(valor: object) -> str:
    """El texto de una celda: si un programa lo tomaria por formula, con un apostrofo delante.

    Cuentan tambien los gemelos de ancho completo y los controles al principio (fiabilidad.md, seccion 5). Un numero
    no lo escribio nadie de fuera: -5 sigue siendo -5.
    """
    texto = str(valor)
    if isinstance(valor, int | float):
        return texto
    limpio = texto.strip()
    peligroso = bool(limpio) and limpio[0] in _FORMULA
    return f"'{texto}" if peligroso or texto[:1] in _CONTROL else texto


def csv_de(titulos: Iterable[str], filas: Iterable[Iterable[object]]) -> Iterator[str]:
    """Un CSV por trozos, en UTF-8 con marca para que una hoja de calculo lea bien las tildes."""
    hoja = io.StringIO()
    escritor = csv.writer(hoja)
    hoja.write("\ufeff")
    escritor.writerow([celda(t) for t in titulos])
    for n, fila in enumerate(filas, 1):
        escritor.writerow([celda(c) for c in fila])
        if n % _LOTE == 0:
            yield hoja.getvalue()
            hoja.seek(0)
            hoja.truncate()
    yield hoja.getvalue()
