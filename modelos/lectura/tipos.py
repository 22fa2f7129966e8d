"""Lo que una pasada por un texto deja para todas las politicas y para el clasificador.

Todas las posiciones son puntos de codigo sobre el texto **original**: `original[inicio:fin]` es el fragmento.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tramo:
    """Un fragmento del original."""

    inicio: int
    fin: int


@dataclass(frozen=True, slots=True)
class Palabra(Tramo):
    """Una palabra: `forma` plegada (minusculas, sin tildes, con ñ) y sin disfraz si lo llevaba."""

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


@dataclass(frozen=True, slots=True)
class Lectura:
    """El texto leido una vez."""

    original: str
    plegado: str
    """Minusculas, sin tildes (la ñ queda), sin caracteres invisibles, formas compatibles reunidas."""
    mapa: tuple[int, ...]
    """`mapa[i]` es la posicion en `original` del caracter i de `plegado`; trae un elemento final, el largo."""
    normalizado: str
    """Las formas sin disfraz de todas las palabras, unidas por un espacio: lo que ve el clasificador."""
    palabras: tuple[Palabra, ...]
    enlaces: tuple[Enlace, ...]
    telefonos: tuple[Tramo, ...]
    menciones: tuple[Tramo, ...]
    emojis: tuple[Tramo, ...]
    aciertos: tuple[Acierto, ...]
    letras: int
    """Letras del texto, fuera de siglas conocidas, enlaces, menciones y etiquetas."""
    mayusculas: int
    """Cuantas de esas letras son mayusculas."""
    pregunta: bool
    """Si pregunta algo, con o sin signos («a que hora abren»)."""

    def tramo(self, inicio: int, fin: int) -> Tramo:
        """De posiciones en `plegado` a posiciones en `original`."""
        if inicio >= fin:
            return Tramo(self.mapa[inicio], self.mapa[inicio])
        return Tramo(self.mapa[inicio], self.mapa[fin - 1] + 1)

    def de(self, lexico: str) -> tuple[Acierto, ...]:
        """Los aciertos de un lexico."""
        return tuple(a for a in self.aciertos if a.lexico == lexico)
