"""La escalera: de los puntos que alguien suma, que le toca. Pura; los numeros son de la configuracion."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Peldano:
    """Desde cuantos puntos, y cuanto se bloquea; cero, solo se oculta."""

    puntos: int
    dura: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Pena:
    """Los puntos de una falta y cuanto tiempo cuentan."""

    puntos: int
    cuenta: timedelta


_NINGUNA = Pena(0, timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Escalera:
    """Los peldaños, de menos a mas puntos, y la pena de cada articulo."""

    peldanos: tuple[Peldano, ...]
    penas: Mapping[int, Pena] = field(default_factory=dict)

    @classmethod
    def de_uno(cls, dura: timedelta, puntos: int = 1) -> Self:
        """La de un solo peldaño: a la primera falta de cualquier articulo que las tenga, ese bloqueo."""
        cuenta = timedelta(days=180)
        return cls((Peldano(1, dura),), {n: Pena(puntos, cuenta) for n in (1, 2, 4, 12)})

    def pena(self, articulo: int | None) -> Pena:
        """La de faltar a un articulo; la de los que no sancionan a nadie no da puntos."""
        return self.penas.get(articulo or 0, _NINGUNA)

    def toca(self, puntos: int) -> timedelta:
        """Cuanto se bloquea con esos puntos; cero si no se llega."""
        alcanzados = [p.dura for p in self.peldanos if p.puntos <= puntos]
        return alcanzados[-1] if alcanzados else timedelta()

    @property
    def duraciones(self) -> tuple[timedelta, ...]:
        """Las que se ofrecen a quien decide, de menos a mas."""
        return tuple(sorted({p.dura for p in self.peldanos if p.dura}))

    def propuesta(self, puntos: int) -> timedelta:
        """Lo que se propone a quien decide bloquear: lo que toca, o el bloqueo mas corto si aun no tocaba."""
        return self.toca(puntos) or self.duraciones[0]
