"""Quien decide, y que roles pueden."""

from dataclasses import dataclass
from typing import Final

from moderacion.errores import NoAutorizado

DECIDEN: Final = frozenset({"gestion", "supervision"})


@dataclass(frozen=True, slots=True)
class Persona:
    """Quien decide."""

    id: int
    nombre: str
    rol: str

    @property
    def actor(self) -> str:
        """Como figura en la bitacora."""
        return f"usuario/{self.id}"


def exigir_que_decida(p: Persona) -> None:
    """Lanza `NoAutorizado` si su rol no decide."""
    if p.rol not in DECIDEN:
        raise NoAutorizado(f"su rol ({p.rol}) puede mirar la cola, pero no decidir")
