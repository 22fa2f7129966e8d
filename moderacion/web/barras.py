"""Barras sencillas como figuras SVG con sus medidas en atributos: la pagina no admite estilos en linea."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

ALTO: Final = 80
PASO: Final = 20
_ANCHO: Final = 14


@dataclass(frozen=True, slots=True)
class Barra:
    """Un rectangulo y su cifra, en unidades del dibujo."""

    x: int
    y: int
    ancho: int
    alto: int
    valor: int


@dataclass(frozen=True, slots=True)
class Dibujo:
    """Las barras y el tamaño del dibujo. `maximo`: la cifra mas alta."""

    barras: Sequence[Barra]
    ancho: int
    alto: int
    maximo: int


def barras(valores: Sequence[int]) -> Dibujo:
    """Una barra por valor, sobre la mas alta. La que no es cero se ve siempre."""
    maximo = max(valores, default=0)
    altos = [max(round(v * ALTO / maximo), 2) if v else 0 for v in valores]
    hechas = [
        Barra(i * PASO + (PASO - _ANCHO) // 2, ALTO - alto, _ANCHO, alto, v)
        for i, (v, alto) in enumerate(zip(valores, altos, strict=True))
    ]
    return Dibujo(hechas, len(hechas) * PASO, ALTO, maximo)
