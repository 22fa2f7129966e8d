"""El compas de cada vuelta: como se llama, cada cuanto toca y que ventana es la de ahora."""

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

METRONOMO: Final = "metronomo"
"""Como late quien reparte las vueltas entre varias maquinas."""
LATE_CADA: Final = 5.0


@dataclass(frozen=True, slots=True)
class Vuelta:
    """Una pasada que se da cada `cada` segundos. Se puede dar de mas sin daño."""

    nombre: str
    cada: float
    hacer: Callable[[], object]
    paciencia: float = 0.0
    """Segundos que puede tardar sin darla por parada, si son mas que `cada`."""
    en_paralelo: bool = False
    """Varios trabajadores pueden darla a la vez; de las demas, uno."""

    def ventana(self, ahora: datetime) -> datetime:
        """La hora prevista de la ultima que tocaba: la misma la calcule quien la calcule.

        Cada vuelta tiene su desfase, sacado de su nombre, para que las cuentas no llamen todas a la vez.
        """
        desfase = zlib.crc32(self.nombre.encode()) / 2**32 * self.cada
        numero = math.floor((ahora.timestamp() - desfase) / self.cada)
        return datetime.fromtimestamp(round(numero * self.cada + desfase, 3), UTC)
