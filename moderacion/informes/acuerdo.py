"""Cuanto coinciden dos que leen lo mismo sin verse: la kappa de Cohen, con su intervalo. Puro: no toca la base.

Kappa descuenta el acuerdo que saldria por azar: 1 es coincidir siempre; 0, lo que daria el azar. El intervalo usa la
varianza grande de Fleiss, Cohen y Everitt (1969); con pocos pares no vale, y entonces no se da ninguna cifra.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from moderacion.almacen.lecturas import Pares

Z95: Final = 1.959964
"""El cuantil de la normal para un intervalo del 95 %."""
PARES_MINIMOS: Final = 30
"""Con menos, el intervalo de la normal no vale y no se dice ninguna cifra."""
_NINGUNO: Final = 3
"""Los desacuerdos que puede haber, al 95 %, entre tantos pares como se leyeron sin encontrar ninguno."""
POCOS, SIN_VARIACION = "pocos", "sin_variacion"


@dataclass(frozen=True, slots=True)
class Acuerdo:
    """El acuerdo de dos lectores. Sin cifra (`kappa` None), `falta` dice por que."""

    pares: int
    coinciden: int
    kappa: float | None = None
    desde: float | None = None
    hasta: float | None = None
    falta: str = ""


@dataclass(frozen=True, slots=True)
class AcuerdoPolitica:
    """El de una politica: entre dos personas, y entre la maquina y quien lee a ciegas."""

    politica: int
    personas: Acuerdo
    maquina: Acuerdo


def kappa(pares: Mapping[tuple[bool, bool], int], minimo: int = 0) -> Acuerdo:
    """La kappa de una tabla de dos por dos: (lo que dice uno, lo que dice el otro) → cuantas veces.

    Con menos de `minimo` pares, o si los dos dicen siempre lo mismo y nada mas, no hay cifra.
    """
    n = sum(pares.values())
    coinciden = sum(v for (a, b), v in pares.items() if a == b)
    if n < max(minimo, 1):
        return Acuerdo(n, coinciden, falta=POCOS)
    p = {(a, b): pares.get((a, b), 0) / n for a in (False, True) for b in (False, True)}
    fila = {a: p[a, False] + p[a, True] for a in (False, True)}
    columna = {b: p[False, b] + p[True, b] for b in (False, True)}
    azar = sum(fila[x] * columna[x] for x in (False, True))
    # quien dice siempre lo mismo no deja ver si distingue: por azar coincidiria igual
    if 0 in fila.values() or 0 in columna.values():
        return Acuerdo(n, coinciden, falta=SIN_VARIACION)
    visto = coinciden / n
    k = (visto - azar) / (1 - azar)
    propio = sum(p[x, x] * (1 - (fila[x] + columna[x]) * (1 - k)) ** 2 for x in (False, True))
    cruzado = (1 - k) ** 2 * sum(
        p[a, b] * (columna[a] + fila[b]) ** 2 for a in (False, True) for b in (False, True) if a != b
    )
    varianza = max(0.0, (propio + cruzado - (k - azar * (1 - k)) ** 2) / (n * (1 - azar) ** 2))
    # sin ningun desacuerdo la varianza es cero, y eso no es certeza: al 95 % caben hasta 3 de cada n (regla del tres)
    margen = Z95 * sqrt(varianza) if coinciden < n else _NINGUNO / n / (1 - azar)
    return Acuerdo(n, coinciden, k, max(-1.0, k - margen), min(1.0, k + margen))


def por_politica(pares: Iterable[Pares], minimo: int = PARES_MINIMOS) -> Sequence[AcuerdoPolitica]:
    """El acuerdo de cada politica con alguna lectura, por su numero.

    La maquina se compara con quien leyo a ciegas, no con la primera persona: esa habia visto lo que la maquina proponia.
    """
    personas: dict[int, Counter[tuple[bool, bool]]] = {}
    maquina: dict[int, Counter[tuple[bool, bool]]] = {}
    for p in pares:
        personas.setdefault(p.politica, Counter())[p.primera, p.segunda] += p.cuantos
        suya = maquina.setdefault(p.politica, Counter())
        # no decir nada de una politica es no proponer restringir por ella
        suya[bool(p.maquina), p.segunda] += p.cuantos
    return [
        AcuerdoPolitica(n, kappa(personas[n], minimo), kappa(maquina[n], minimo)) for n in sorted(personas)
    ]


def del_anio(trimestres: Sequence[Sequence[Pares]], minimo: int = PARES_MINIMOS) -> Sequence[AcuerdoPolitica]:
    """El acuerdo de un año, de modo que restando lo dicho de sus trimestres no salga lo que alguno callo.

    Los pares de los trimestres sin cifra entran solo si todos juntos bastarian para decir una.
    """
    dichos: list[Pares] = []
    callados: dict[int, list[Pares]] = defaultdict(list)
    for pares in trimestres:
        con_cifra = {a.politica for a in por_politica(pares, minimo) if not a.personas.falta}
        for p in pares:
            (dichos if p.politica in con_cifra else callados[p.politica]).append(p)
    for suyos in callados.values():
        if sum(p.cuantos for p in suyos) >= minimo:
            dichos += suyos
    return por_politica(dichos, minimo)
