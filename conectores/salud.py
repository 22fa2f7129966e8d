"""Como esta la conexion con una red: la credencial, los limites y si sigue alli lo nuestro."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Presencia:
    """Lo que la red afirma de publicaciones nuestras: lo que no se puede ver por otra razon ni falta ni dice nada."""

    faltan: frozenset[str] = frozenset()
    textos: Mapping[str, str] = field(default_factory=dict)
    """Lo que dicen ahora, por su id, donde el texto puede cambiar sin que cambie el id."""
