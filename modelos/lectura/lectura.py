"""`Lectura`: lo que una pasada por un texto deja para todas las politicas y para el clasificador.

Lo que casi ningun texto necesita (donde esta cada palabra, los enlaces, los telefonos…) se calcula la primera
vez que se pide y queda guardado. Es pura: depende solo del texto.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cached_property

from .carga import Entrada
from .enlaces import EnlacePlegado, hallar_emojis, hallar_telefonos
from .lexico import lexicos
from .plegado import plegar
from .semejanza import Firma
from .senales import contar_letras, es_pregunta
from .tipos import Acierto, Enlace, Palabra, Tramo
from .trozos import TROZO, Desmenuzado, Memoria, Pieza, blanquear

_ETIQUETA = re.compile(r"#\w+")
# En estos lexicos, una entrada dentro de otra mas larga no cuenta: «puta» no esta en «hijo de puta».
_EXCLUYENTES = frozenset(("insultos", "soeces", "jerga", "clinicas"))

MEMORIA = Memoria()
"""Los trozos vistos por este proceso."""


class Lectura:
    """El texto leido una vez. La da `leer` o `leer_lote`: no se construye a mano.

    Todas las posiciones son puntos de codigo sobre el texto **original**: `original[inicio:fin]` es el fragmento.
    """

    def __init__(
        self,
        original: str,
        plegado: str,
        normalizado: str,
        halladas: Sequence[tuple[int, int, int]],
        senales: int,
        entero: Desmenuzado | None,
        firma: Firma,
        anclas: Firma,
    ) -> None:
        self.original = original
        self.plegado = plegado
        """Minusculas, sin tildes (la ñ queda), sin caracteres invisibles, formas compatibles reunidas."""
        self.normalizado = normalizado
        """Las formas sin disfraz de todas las palabras, unidas por un espacio: lo que ve el clasificador."""
        self.senales = senales
        """Lo que la criba vio en el texto (`criba.Senal`): dice que politicas pueden tocarlo."""
        self.firma = firma
        """MinHash del texto, para medir cuanto se parece a otro (`semejanza.py`)."""
        self.anclas = anclas
        """Por donde buscar los parecidos entre muchos."""
        self._halladas = halladas
        self._entero = entero

    def __repr__(self) -> str:
        return f"Lectura({self.original!r})"

    def __eq__(self, otra: object) -> bool:
        """Dos lecturas del mismo texto son iguales: leer es una funcion pura."""
        return isinstance(otra, Lectura) and otra.original == self.original

    def __hash__(self) -> int:
        return hash(self.original)

    @cached_property
    def mapa(self) -> Sequence[int]:
        """`mapa[i]` es la posicion en `original` del caracter i de `plegado`; al final, el largo."""
        if self._entero is None and len(self.original) == len(self.plegado):
            return range(len(self.original) + 1)
        return plegar(self.original)[1]

    def tramo(self, inicio: int, fin: int) -> Tramo:
        """De posiciones en `plegado` a posiciones en `original`."""
        mapa = self.mapa
        return Tramo(mapa[inicio], mapa[fin - 1] + 1 if inicio < fin else mapa[inicio])

    @cached_property
    def _partes(
        self,
    ) -> tuple[list[Pieza], list[EnlacePlegado], list[tuple[int, int]], list[tuple[int, int]]]:
        """Piezas, enlaces, ocultos y menciones sobre el plegado."""
        if self._entero is not None:
            e = self._entero
            return list(e.piezas), list(e.enlaces), list(e.ocultos), list(e.menciones)
        piezas: list[Pieza] = []
        enlaces: list[EnlacePlegado] = []
        ocultos: list[tuple[int, int]] = []
        menciones: list[tuple[int, int]] = []
        for m in TROZO.finditer(self.plegado):
            base, hecho = m.start(), MEMORIA.hecho(m[0])
            piezas += [(base + i, base + f, forma, d) for i, f, forma, d in hecho.piezas]
            if hecho.ocultos:
                enlaces += [
                    EnlacePlegado(base + e.inicio, base + e.fin, e.dominio, e.disfrazado)
                    for e in hecho.enlaces
                ]
                ocultos += [(base + i, base + f) for i, f in hecho.ocultos]
            if hecho.menciones:
                menciones += [(base + i, base + f) for i, f in hecho.menciones]
        return piezas, enlaces, ocultos, menciones

    @cached_property
    def palabras(self) -> tuple[Palabra, ...]:
        """Las palabras en orden."""
        mapa = self.mapa
        if isinstance(mapa, range):
            return tuple([Palabra(*pieza) for pieza in self._partes[0]])
        return tuple(
            Palabra(t.inicio, t.fin, forma, disfrazada or self._con_invisibles(t, forma))
            for inicio, fin, forma, disfrazada in self._partes[0]
            for t in (self.tramo(inicio, fin),)
        )

    def _con_invisibles(self, tramo: Tramo, forma: str) -> bool:
        """Si una palabra se escribio con caracteres invisibles dentro (un espacio de ancho cero)."""
        fragmento = self.original[tramo.inicio : tramo.fin]
        return len(fragmento) > len(forma) and any(not c.isprintable() for c in fragmento)

    @cached_property
    def enlaces(self) -> tuple[Enlace, ...]:
        """Los enlaces, a la vista o disfrazados."""
        tramos = ((self.tramo(e.inicio, e.fin), e) for e in self._partes[1])
        return tuple(Enlace(t.inicio, t.fin, e.dominio, e.disfrazado) for t, e in tramos)

    @cached_property
    def menciones(self) -> tuple[Tramo, ...]:
        """Menciones `@cuenta`, con la arroba."""
        return tuple(self.tramo(i, f) for i, f in self._partes[3])

    @cached_property
    def telefonos(self) -> tuple[Tramo, ...]:
        """Numeros de telefono."""
        limpio = blanquear(self.plegado, (*self._partes[2], *self._partes[3]))
        return tuple(self.tramo(i, f) for i, f in hallar_telefonos(limpio))

    @cached_property
    def emojis(self) -> tuple[Tramo, ...]:
        """Emojis, cada secuencia unida como uno."""
        return tuple(Tramo(i, f) for i, f in hallar_emojis(self.original))

    @cached_property
    def aciertos(self) -> tuple[Acierto, ...]:
        """Las entradas de todos los lexicos; por lexico, la mas larga en cada sitio."""
        return tuple(_sin_contenidos(self._aciertos())) if self._halladas else ()

    def _aciertos(self) -> list[Acierto]:
        hallados: list[Acierto] = []
        libre: dict[str, int] = {}
        for primera, entrada in self._mas_largas():
            ultima = primera + len(entrada.palabras) - 1
            if libre.get(entrada.lexico, 0) > primera:
                continue
            libre[entrada.lexico] = ultima + 1
            tocadas = self.palabras[primera : ultima + 1]
            disfrazado = any(p.disfrazada for p in tocadas)
            inicio, fin = tocadas[0].inicio, tocadas[-1].fin
            hallados.append(Acierto(inicio, fin, entrada.lexico, entrada.forma, entrada.clase, disfrazado))
        return hallados

    def _mas_largas(self) -> Iterator[tuple[int, Entrada]]:
        """(primera palabra, entrada) de la mas larga de cada lexico en cada sitio, en orden."""
        entradas = lexicos().entradas
        espaciado = f" {self.normalizado} "
        mejores: dict[tuple[int, str], Entrada] = {}
        contadas = hasta = 0
        # por sitio y, en el mismo sitio, la mas larga al final: gana la ultima que se escribe
        for cual, donde, _fin in sorted(self._halladas, key=_por_sitio):
            contadas += espaciado.count(" ", hasta, donde)
            hasta = donde
            entrada = entradas[cual]
            if entrada.solo_minusculas and not self._en_minusculas(contadas, entrada):
                continue
            mejores[contadas, entrada.lexico] = entrada
        for (primera, _lexico), entrada in mejores.items():
            yield primera, entrada

    def _en_minusculas(self, primera: int, entrada: Entrada) -> bool:
        ultima = self.palabras[primera + len(entrada.palabras) - 1]
        return self.original[self.palabras[primera].inicio : ultima.fin].islower()

    def de(self, lexico: str) -> tuple[Acierto, ...]:
        """Los aciertos de un lexico."""
        return tuple([a for a in self.aciertos if a.lexico == lexico])

    @cached_property
    def pregunta(self) -> bool:
        """Si pregunta algo, con o sin signos («a que hora abren»)."""
        ocultos = self._partes[2] if "/" in self.plegado else ()
        return es_pregunta(blanquear(self.plegado, ocultos), self.aciertos)

    @property
    def letras(self) -> int:
        """Letras del texto, fuera de siglas conocidas, enlaces, menciones y etiquetas."""
        return self._cuenta[0]

    @property
    def mayusculas(self) -> int:
        """Cuantas de esas letras son mayusculas."""
        return self._cuenta[1]

    @cached_property
    def _cuenta(self) -> tuple[int, int]:
        tapados = [
            (t.inicio, t.fin) for i, f in (*self._partes[2], *self._partes[3]) for t in (self.tramo(i, f),)
        ]
        return contar_letras(_ETIQUETA.sub(" ", blanquear(self.original, tapados)))


def _por_sitio(hallada: tuple[int, int, int]) -> tuple[int, int]:
    return hallada[1], hallada[2]


def _sin_contenidos(hallados: list[Acierto]) -> Iterator[Acierto]:
    """Quita, entre los lexicos excluyentes, los aciertos contenidos en otro mas largo."""
    mayor: Acierto | None = None
    for acierto in sorted(hallados, key=lambda a: (a.inicio, -a.fin)):
        if acierto.lexico in _EXCLUYENTES:
            if mayor and acierto.fin <= mayor.fin and acierto.fin - acierto.inicio < mayor.fin - mayor.inicio:
                continue
            mayor = acierto if mayor is None or acierto.fin > mayor.fin else mayor
        yield acierto
