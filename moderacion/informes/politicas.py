"""Lo que hizo cada politica, leido de su contador."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from moderacion.almacen import Almacen
from moderacion.almacen.conteos import Hecho
from moderacion.reloj import Reloj, dia_local

SEMANA: Final = 7
QUINCENA: Final = 14
HECHOS: Final = tuple(h.value for h in Hecho)


@dataclass(frozen=True, slots=True)
class Periodo:
    """Las cifras de una politica en un rango de dias; `dias` los trae todos, tambien los de cero."""

    total: Mapping[str, int]
    dias: Sequence[tuple[date, Mapping[str, int]]] = field(default_factory=tuple)

    @property
    def acuerdo(self) -> float | None:
        """De lo que la gente decidio sobre lo propuesto, cuanto confirmo (0 a 1); None sin decisiones."""
        confirma, revierte = self.total["confirmada"], self.total["revertida"]
        return confirma / (confirma + revierte) if confirma + revierte else None


def semana(almacen: Almacen, reloj: Reloj, politicas: Sequence[int]) -> dict[int, Periodo]:
    """Los ultimos siete dias de cada politica, hoy incluido."""
    desde = dia_local(reloj.ahora()) - timedelta(days=SEMANA - 1)
    totales = {n: dict.fromkeys(HECHOS, 0) for n in politicas}
    with almacen.lectura() as u:
        for c in u.conteos.desde(desde):
            if c.politica in totales and c.que in HECHOS:
                totales[c.politica][c.que] += c.cuantos
    return {n: Periodo(t) for n, t in totales.items()}


def quincena(almacen: Almacen, reloj: Reloj, politica: int) -> Periodo:
    """Los ultimos catorce dias de una politica, dia por dia, hoy incluido."""
    desde = dia_local(reloj.ahora()) - timedelta(days=QUINCENA - 1)
    por_dia: dict[date, dict[str, int]] = defaultdict(lambda: dict.fromkeys(HECHOS, 0))
    total = dict.fromkeys(HECHOS, 0)
    with almacen.lectura() as u:
        for c in u.conteos.desde(desde, politica):
            if c.que in HECHOS:
                por_dia[c.dia][c.que] += c.cuantos
                total[c.que] += c.cuantos
    dias = (desde + timedelta(days=i) for i in range(QUINCENA))
    return Periodo(total, [(d, por_dia[d]) for d in dias])
