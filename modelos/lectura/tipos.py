"""Lo que una pasada por un texto deja para todas las politicas y para el clasificador.

Todas las posiciones son puntos de codigo sobre el texto **original**: `original[inicio:fin]` es el fragmento.
"""

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Tramo:
    """Un fragmento del original."""

    inicio: int
    fin: int


class Palabra(NamedTuple):
    """Una palabra: `forma` plegada (minusculas, sin tildes, con ñ) y sin disfraz si lo llevaba.

    Una tupla con nombres: se hacen a miles, y cuesta la cuarta parte que una clase congelada.
    """

    inicio: int
    fin: int
    forma: str
    disfrazada: bool = False
    """Si `forma` no es lo que se escribio sino lo que se quiso decir (p3nd3j0 → pendejo)."""


@dataclass(frozen=True, slots=True)
class Enlace(Tramo):
    """Un enlace a la vista o disfrazado (`hxxp`, `[.]`, «punto com»). `dominio` en minusculas, sin `www`."""

    dominio: str
    disfrazado: bool = False


@dataclass(frozen=True, slots=True)
class Acierto(Tramo):
    """Una entrada de un lexico hallada en el texto.

    `lexico`: nombre del archivo (`insultos`, `clinicas`…); `forma`: la entrada; `clase`: la severidad o el
    sentido que dice el lexico; `disfrazado`: si estaba escrita con disfraz.
    """

    lexico: str
    forma: str
    clase: str
    disfrazado: bool = False
