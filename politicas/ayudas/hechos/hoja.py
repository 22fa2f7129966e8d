"""Un texto puesto a la mano para buscar datos: plegado, palabras y frases. Todo en una pasada."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import NamedTuple

_PALABRA = re.compile(r"[a-zñ0-9]+")
_CORTE = re.compile(r"[!?¡¿;\n…]+|\.(?=\s|$)")
_ABREVIATURA = re.compile(
    r"(?:\b|\d)(?:[a-zñ]|dra?|lic|licda|ing|sra?|tel|no|num|av|col|art|ext|pag|hrs?|us|aprox|max|min)\.$"
)
_MERIDIANO = re.compile(r"[apm]\. ?[md]\.$|\d ?(?:m|hrs?)\.$")
_MIRADA = 8
"""Letras hacia atras en que cabe una abreviatura."""


class Ficha(NamedTuple):
    """Una palabra plegada y donde esta en el plegado."""

    forma: str
    inicio: int
    fin: int


@dataclass(slots=True)
class Hoja:
    """Un texto plegado con sus palabras y frases, y lo que ya tiene dueño (`ocupar`)."""

    original: str
    plegado: str
    mapa: tuple[int, ...]
    palabras: tuple[Ficha, ...] = ()
    inicios: list[int] = field(default_factory=list)
    """Donde empieza cada frase, en orden; trae al final el largo."""
    _ocupado: bytearray = field(default_factory=bytearray)
    _desde: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.palabras = tuple(Ficha(m[0], *m.span()) for m in _PALABRA.finditer(self.plegado))
        self._desde = [p.inicio for p in self.palabras]
        self._ocupado = bytearray(len(self.plegado))
        self.inicios = [0]
        for m in _CORTE.finditer(self.plegado):
            if self._corta(m) and m.end() > self.inicios[-1]:
                self.inicios.append(m.end())
        if self.inicios[-1] < len(self.plegado) or len(self.inicios) == 1:
            self.inicios.append(len(self.plegado))

    def _corta(self, m: re.Match[str]) -> bool:
        """Si un corte lo es: el punto de una abreviatura, no; el de «4:00 p. m.», solo ante mayuscula."""
        if m[0] != ".":
            return True
        previo = self.plegado[max(0, m.end() - _MIRADA) : m.end()]
        if _MERIDIANO.search(previo):
            sigue = self.plegado[m.end() : m.end() + 2].lstrip()
            return not sigue or self.es_mayuscula(m.end() + 1)
        return not _ABREVIATURA.search(previo)

    @property
    def frases(self) -> int:
        """Cuantas frases hay."""
        return len(self.inicios) - 1

    def frase_de(self, posicion: int) -> int:
        """El numero de la frase en que cae una posicion del plegado."""
        return max(0, min(bisect_right(self.inicios, posicion) - 1, self.frases - 1))

    def antes(self, posicion: int, letras: int) -> str:
        """Lo que va delante de una posicion, en su misma frase."""
        return self.plegado[max(self.inicios[self.frase_de(posicion)], posicion - letras, 0) : posicion]

    def despues(self, posicion: int, letras: int) -> str:
        """Lo que sigue a una posicion, en su misma frase."""
        fin = self.inicios[self.frase_de(max(0, posicion - 1)) + 1]
        return self.plegado[posicion : min(fin, posicion + letras)]

    def entre(self, inicio: int, fin: int) -> tuple[Ficha, ...]:
        """Las palabras que empiezan entre dos posiciones del plegado."""
        return self.palabras[bisect_left(self._desde, inicio) : bisect_left(self._desde, fin)]

    def es_mayuscula(self, posicion: int) -> bool:
        """Si la letra del original que dio la de esa posicion del plegado es mayuscula."""
        return posicion < len(self.plegado) and self.original[self.mapa[posicion]].isupper()

    def libre(self, inicio: int, fin: int) -> bool:
        """Si nadie ha tomado ese trozo."""
        return not any(self._ocupado[inicio:fin])

    def ocupar(self, inicio: int, fin: int) -> bool:
        """Toma un trozo si nadie lo tenia; dice si pudo."""
        if not self.libre(inicio, fin):
            return False
        self._ocupado[inicio:fin] = b"\x01" * (fin - inicio)
        return True

    def tramo(self, inicio: int, fin: int) -> tuple[int, int]:
        """De posiciones del plegado (no vacias) a posiciones del original."""
        return self.mapa[inicio], self.mapa[fin - 1] + 1
