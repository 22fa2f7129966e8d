"""Las palabras y los aciertos alrededor de uno, en su misma frase. El coste no crece con el largo del texto."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from modelos.lectura import Acierto, Lectura, Tramo

VENTANA = 8
"""Palabras a cada lado que se miran."""
_CORTE = re.compile(r"[.!?¡¿;\n…]")
_COMILLAS = {'"': '"', "«": "»", "“": "”", "'": "'", "‘": "’", "„": "”"}
_ALCANCE_COMILLAS = 200
"""Letras hasta donde se busca la comilla que abre o cierra."""


def _inicio(tramo: Tramo) -> int:
    return tramo.inicio


@dataclass(frozen=True, slots=True)
class Vecindad:
    """Un acierto y lo que lo rodea: indices sobre `lectura.palabras` y aciertos de la misma frase."""

    lectura: Lectura
    acierto: Acierto
    desde: int
    primera: int
    ultima: int
    hasta: int
    aciertos: tuple[Acierto, ...]

    def despues(self, n: int) -> list[str]:
        """Las `n` formas siguientes de la misma frase."""
        return [
            p.forma for p in self.lectura.palabras[self.ultima + 1 : min(self.hasta, self.ultima + n) + 1]
        ]

    def previos(self, lexico: str, *clases: str, palabras: int = VENTANA) -> Iterator[Acierto]:
        """Aciertos de un lexico que terminan antes, a lo sumo a esas palabras."""
        limite = self.lectura.palabras[max(self.desde, self.primera - palabras)].inicio
        for a in self.aciertos:
            cuadra = a.lexico == lexico and (not clases or a.clase in clases)
            if cuadra and limite <= a.inicio and a.fin <= self.acierto.inicio:
                yield a

    def siguientes(self, lexico: str, *clases: str, palabras: int = VENTANA) -> Iterator[Acierto]:
        """Aciertos de un lexico que empiezan despues, a lo sumo a esas palabras."""
        limite = self.lectura.palabras[min(self.hasta, self.ultima + palabras)].fin
        for a in self.aciertos:
            cuadra = a.lexico == lexico and (not clases or a.clase in clases)
            if cuadra and self.acierto.fin <= a.inicio < limite:
                yield a

    def alrededor(self, inicio: int, fin: int) -> tuple[Acierto, ...]:
        """Todos los aciertos que empiezan entre dos posiciones del original, sea cual sea la frase."""
        todos = self.lectura.aciertos
        return todos[bisect_left(todos, inicio, key=_inicio) : bisect_left(todos, fin, key=_inicio)]

    def hueco(self, inicio: int, fin: int) -> str:
        """El original entre dos posiciones."""
        return self.lectura.original[inicio:fin]

    def formas(self, inicio: int, fin: int) -> list[str]:
        """Las formas de las palabras que empiezan entre dos posiciones del original."""
        palabras = self.lectura.palabras
        i = bisect_left(palabras, inicio, key=_inicio)
        j = bisect_left(palabras, fin, key=_inicio)
        return [p.forma for p in palabras[i:j]]

    def comilla(self) -> int | None:
        """Donde se abre la comilla que encierra el acierto, o None."""
        original = self.lectura.original
        inicio = max(0, self.acierto.inicio - _ALCANCE_COMILLAS)
        antes = original[inicio : self.acierto.inicio]
        despues = original[self.acierto.fin : self.acierto.fin + _ALCANCE_COMILLAS]
        for abre, cierra in _COMILLAS.items():
            if abre not in antes or cierra not in despues:
                continue
            if antes.count(abre) % 2 if abre == cierra else antes.rfind(abre) > antes.rfind(cierra):
                return inicio + antes.rfind(abre)
        return None


def vecindad(lectura: Lectura, acierto: Acierto) -> Vecindad:
    """La vecindad de un acierto."""
    palabras, original = lectura.palabras, lectura.original
    primera = bisect_left(palabras, acierto.inicio, key=_inicio)
    ultima = bisect_left(palabras, acierto.fin, key=lambda p: p.fin)
    desde, hasta = primera, ultima
    while desde > max(0, primera - VENTANA):
        if _CORTE.search(original, palabras[desde - 1].fin, palabras[desde].inicio):
            break
        desde -= 1
    while hasta < min(len(palabras) - 1, ultima + VENTANA):
        if _CORTE.search(original, palabras[hasta].fin, palabras[hasta + 1].inicio):
            break
        hasta += 1
    i = bisect_left(lectura.aciertos, palabras[desde].inicio, key=_inicio)
    j = bisect_left(lectura.aciertos, palabras[hasta].fin, key=_inicio)
    return Vecindad(lectura, acierto, desde, primera, ultima, hasta, lectura.aciertos[i:j])
