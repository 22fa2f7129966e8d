"""Como esta la conexion con una red: la credencial y los limites."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SaludToken:
    """Si la credencial sirve, hasta cuando y con que permisos."""

    valido: bool
    motivo: str = ""
    vence: datetime | None = None
    permisos: tuple[str, ...] = ()
    faltan: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cuota:
    """Lo ultimo que la red dijo de su limite: usado de 0 a 1, y cuando se renueva."""

    nombre: str
    usado: float
    renueva: datetime | None = None
