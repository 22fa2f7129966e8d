"""Parte un texto en tramos segun las evidencias que lo cubren, aunque se pisen entre si."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

MARCAS_MAXIMAS: Final = 200
LARGO_MAXIMO: Final = 12_000
"""Puntos de codigo que caben en la pagina; el texto entero se abre aparte."""


@dataclass(frozen=True, slots=True)
class Tramo:
    """Un trozo seguido del texto. `politicas` lo cubren; `cierra`, las que terminan justo al final de el."""

    texto: str
    politicas: tuple[int, ...] = ()
    cierra: tuple[int, ...] = ()


def marcas(hallazgos: Iterable[Mapping[str, Any]]) -> list[tuple[int, int, int]]:
    """Las evidencias de unos hallazgos como (inicio, fin, politica), en puntos de codigo."""
    return [(e["inicio"], e["fin"], h["politica"]) for h in hallazgos for e in h["evidencia"]]


def tramos(texto: str, evidencias: Sequence[tuple[int, int, int]]) -> list[Tramo]:
    """El texto en tramos: juntos lo rehacen entero. Una evidencia fuera del texto se recorta o se ignora."""
    largo = len(texto)
    dentro = _juntar((max(i, 0), min(f, largo), p) for i, f, p in evidencias[:MARCAS_MAXIMAS])
    cortes = sorted({0, largo, *(m[0] for m in dentro), *(m[1] for m in dentro)})
    return [
        Tramo(
            texto[desde:hasta],
            tuple(sorted(p for i, f, p in dentro if i <= desde and hasta <= f)),
            tuple(sorted(p for _, f, p in dentro if f == hasta)),
        )
        for desde, hasta in pairwise(cortes)
    ]


def ventana(texto: str, evidencias: Sequence[tuple[int, int, int]], alrededor: int) -> list[Tramo]:
    """El trozo de un texto que va de `alrededor` puntos antes de la primera evidencia a otros tantos tras la ultima."""
    desde = max(min((i for i, _, _ in evidencias), default=0) - alrededor, 0)
    hasta = max((f for _, f, _ in evidencias), default=0) + alrededor
    if desde and (corte := texto.find(" ", desde, desde + alrededor // 4)) > 0:
        desde = corte + 1
    trozo = tramos(texto[desde:hasta], [(i - desde, f - desde, p) for i, f, p in evidencias])
    return [*[Tramo("…")] * (desde > 0), *trozo, *[Tramo("…")] * (hasta < len(texto))]


def _juntar(evidencias: Iterable[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """Las que no estan vacias, unidas las que se tocan de una misma politica: asi se numeran una vez."""
    juntas: list[tuple[int, int, int]] = []
    for inicio, fin, politica in sorted((e for e in evidencias if e[0] < e[1]), key=lambda e: (e[2], e)):
        if juntas and juntas[-1][2] == politica and inicio <= juntas[-1][1]:
            juntas[-1] = (juntas[-1][0], max(juntas[-1][1], fin), politica)
        else:
            juntas.append((inicio, fin, politica))
    return juntas
