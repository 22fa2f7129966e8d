"""Las palabras y los aciertos alrededor de uno, en su misma frase. El coste no crece con el largo del texto."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from modelos.lectura import Acierto, Lectura, Palabra

VENTANA = 12
"""Palabras a cada lado que se miran."""
_VECINOS = frozenset(("referencia", "institucion", "insultos", "soeces", "odio"))
_CORTE = re.compile(r"[.!?¡¿;\n…]")
_SUAVE = re.compile(r"[,:()-]")
_COMILLAS = {'"': '"', "«": "»", "“": "”", "'": "'", "‘": "’", "„": "”"}
_ALCANCE_COMILLAS = 200
"""Letras hasta donde se busca la comilla que abre o cierra."""
_inicio = attrgetter("inicio")
_fin = attrgetter("fin")


@dataclass(frozen=True, slots=True)
class Vecindad:
    """Un acierto y lo que lo rodea: indices sobre `lectura.palabras` y aciertos de la misma frase."""

    lectura: Lectura
    acierto: Acierto
    desde: int
    primera: int
    ultima: int
    hasta: int
    antes: tuple[Acierto, ...]
    """Los que terminan antes que el acierto."""
    luego: tuple[Acierto, ...]
    """Los que empiezan despues."""

    def despues(self, n: int) -> list[str]:
        """Las `n` formas siguientes de la misma frase."""
        return [
            p.forma for p in self.lectura.palabras[self.ultima + 1 : min(self.hasta, self.ultima + n) + 1]
        ]

    def previas(self, n: int = VENTANA) -> list[str]:
        """Las `n` formas anteriores de la misma frase."""
        return [p.forma for p in self.lectura.palabras[max(self.desde, self.primera - n) : self.primera]]

    def previos(self, lexico: str, *clases: str, palabras: int = VENTANA) -> Iterator[Acierto]:
        """Aciertos de un lexico que terminan antes, a lo sumo a esas palabras."""
        limite = self.lectura.palabras[max(self.desde, self.primera - palabras)].inicio
        for a in self.antes:
            if a.lexico == lexico and limite <= a.inicio and (not clases or a.clase in clases):
                yield a

    def siguientes(self, lexico: str, *clases: str, palabras: int = VENTANA) -> Iterator[Acierto]:
        """Aciertos de un lexico que empiezan despues, a lo sumo a esas palabras."""
        limite = self.lectura.palabras[min(self.hasta, self.ultima + palabras)].fin
        for a in self.luego:
            if a.lexico == lexico and a.inicio < limite and (not clases or a.clase in clases):
                yield a

    def alrededor(self, inicio: int, fin: int) -> tuple[Acierto, ...]:
        """Todos los aciertos que empiezan entre dos posiciones del original, sea cual sea la frase."""
        todos = self.lectura.aciertos
        return todos[bisect_left(todos, inicio, key=_inicio) : bisect_left(todos, fin, key=_inicio)]

    def hueco(self, inicio: int, fin: int) -> str:
        """El original entre dos posiciones."""
        return self.lectura.original[inicio:fin]

    def formas(self, inicio: int, fin: int) -> list[str]:
        """Las formas de las palabras que empiezan entre dos posiciones del original, las dos de esta frase."""
        palabras = self.lectura.palabras
        desde, hasta = max(0, self.desde - 1), self.hasta + 1
        i = bisect_left(palabras, inicio, desde, hasta, key=_inicio)
        j = bisect_left(palabras, fin, i, hasta, key=_inicio)
        return [p.forma for p in palabras[i:j]]

    def aislado(self, entre: frozenset[str]) -> bool:
        """Si va entre pausas: delante, coma o principio de frase; detras, coma, signo o final.

        Delante puede llevar palabras de `entre` («gran idiota»).
        """
        palabras, original = self.lectura.palabras, self.lectura.original
        if (
            self.ultima < self.hasta
            and "," not in original[self.acierto.fin : palabras[self.ultima + 1].inicio]
        ):
            return False
        i = self.primera
        while i > self.desde:
            if _SUAVE.search(original, palabras[i - 1].fin, palabras[i].inicio):
                return True
            if palabras[i - 1].forma not in entre:
                return False
            i -= 1
        return True

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
    palabras, original, todos = lectura.palabras, lectura.original, lectura.aciertos
    primera = bisect_left(palabras, acierto.inicio, key=_inicio)
    ultima = bisect_left(palabras, acierto.fin, primera, key=_fin)
    # lo corriente es que en la ventana no haya corte: se mira de una vez y, si lo hay, hueco por hueco
    desde, hasta = max(0, primera - VENTANA), min(len(palabras) - 1, ultima + VENTANA)
    if _CORTE.search(original, palabras[desde].fin, palabras[primera].inicio):
        desde = next(i for i in range(primera, -1, -1) if i == desde or _corta(original, palabras, i))
    if _CORTE.search(original, palabras[ultima].fin, palabras[hasta].inicio):
        hasta = next(i for i in range(ultima, hasta + 1) if i == hasta or _corta(original, palabras, i + 1))
    i = bisect_left(todos, palabras[desde].inicio, key=_inicio)
    j = bisect_left(todos, palabras[hasta].fin, i, key=_inicio)
    vecinos = [a for a in todos[i:j] if a.lexico in _VECINOS]
    return Vecindad(
        lectura,
        acierto,
        desde,
        primera,
        ultima,
        hasta,
        tuple(a for a in vecinos if a.fin <= acierto.inicio),
        tuple(a for a in vecinos if acierto.fin <= a.inicio),
    )


def _corta(original: str, palabras: Sequence[Palabra], i: int) -> bool:
    """Si entre una palabra y la anterior acaba una frase."""
    return _CORTE.search(original, palabras[i - 1].fin, palabras[i].inicio) is not None
