"""`Lectura`: lo que una pasada por un texto deja para todas las politicas y para el clasificador.

Lo que casi ningun texto necesita (donde esta cada palabra, los enlaces, los telefonos…) se calcula la primera
vez que se pide y queda guardado. Es pura: depende solo del texto.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from propcache.api import cached_property

from .carga import Entrada
from .enlaces import EnlacePlegado, hallar_emojis, hallar_telefonos
from .lexico import lexicos
from .plegado import plegar
from .semejanza import Firma
from .senales import DE_LEXICO, Senal, contar_letras, es_pregunta
from .tipos import Acierto, Enlace, Palabra, Tramo
from .trozos import Desmenuzado, Memoria, blanquear

_ETIQUETA = re.compile(r"#\w+")
# En estos lexicos, una entrada dentro de otra mas larga no cuenta: «puta» no esta en «hijo de puta».
_EXCLUYENTES = frozenset(("insultos", "soeces", "jerga", "clinicas"))

_por_sitio = itemgetter(1, 2)

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
        """Lo que la criba vio en el texto (`Senal`): dice que politicas pueden tocarlo."""
        self.firma = firma
        """MinHash del texto, para medir cuanto se parece a otro (`semejanza.py`)."""
        self.anclas = anclas
        """Por donde buscar los parecidos entre muchos."""
        self.halladas = halladas
        """(entrada de `Lexicos.entradas`, inicio, fin sobre « normalizado ») de todo lo que vio el automata, sin depurar."""
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
    def _trozos(self) -> tuple[list[int], list[Desmenuzado]]:
        """Donde empieza cada trozo del plegado y lo que hay en el; el texto entero es uno si algo cruza blancos."""
        if self._entero is not None:
            return [0], [self._entero]
        trozos = self.plegado.split()
        inicios, desde = [], 0
        for trozo in trozos:  # entre uno y otro solo hay blancos: la primera vez que sale es la suya
            desde = self.plegado.index(trozo, desde)
            inicios.append(desde)
            desde += len(trozo)
        return inicios, MEMORIA.todos(trozos)

    @cached_property
    def _plegadas(self) -> tuple[Palabra, ...]:
        """Las palabras con su sitio sobre el plegado."""
        # como `Palabra(…)`, sin pasar por su funcion: se hacen a miles
        hacer = tuple.__new__
        return tuple(
            [
                hacer(Palabra, (base + inicio, base + fin, forma, disfrazada))
                for base, hecho in zip(*self._trozos, strict=True)
                for inicio, fin, forma, disfrazada in hecho.piezas
            ]
        )

    @cached_property
    def _marcas(self) -> tuple[list[EnlacePlegado], list[tuple[int, int]], list[tuple[int, int]]]:
        """Enlaces, ocultos (enlaces y correos) y menciones, sobre el plegado."""
        enlaces: list[EnlacePlegado] = []
        ocultos: list[tuple[int, int]] = []
        menciones: list[tuple[int, int]] = []
        for base, hecho in self._marcados():
            enlaces += [e.corrido(base) for e in hecho.enlaces]
            ocultos += [(base + i, base + f) for i, f in hecho.ocultos]
            menciones += [(base + i, base + f) for i, f in hecho.menciones]
        return enlaces, ocultos, menciones

    def _marcados(self) -> Iterator[tuple[int, Desmenuzado]]:
        """Los trozos con algo que no son palabras: donde empiezan y lo que hay en ellos."""
        if self._entero is not None:
            yield 0, self._entero
            return
        desde = 0
        for trozo, hecho in MEMORIA.marcados(self.plegado.split()):
            desde = _donde(trozo, self.plegado, desde)
            yield desde, hecho
            desde += len(trozo)

    @cached_property
    def formas(self) -> list[str]:
        """Las formas de las palabras, en orden: lo que basta cuando no importa donde estan."""
        return self.normalizado.split()

    @cached_property
    def palabras(self) -> tuple[Palabra, ...]:
        """Las palabras en orden."""
        if isinstance(self.mapa, range):
            return self._plegadas
        return tuple([self._en_original(p) for p in self._plegadas])

    def _en_original(self, p: Palabra) -> Palabra:
        t = self.tramo(p.inicio, p.fin)
        return Palabra(t.inicio, t.fin, p.forma, p.disfrazada or self._con_invisibles(t, p.forma))

    def _con_invisibles(self, tramo: Tramo, forma: str) -> bool:
        """Si una palabra se escribio con caracteres invisibles dentro (un espacio de ancho cero)."""
        fragmento = self.original[tramo.inicio : tramo.fin]
        return len(fragmento) > len(forma) and any(not c.isprintable() for c in fragmento)

    @cached_property
    def enlaces(self) -> tuple[Enlace, ...]:
        """Los enlaces, a la vista o disfrazados."""
        tramos = ((self.tramo(e.inicio, e.fin), e) for e in self._marcas[0])
        return tuple(Enlace(t.inicio, t.fin, e.dominio, e.disfrazado) for t, e in tramos)

    @cached_property
    def menciones(self) -> tuple[Tramo, ...]:
        """Menciones `@cuenta`, con la arroba."""
        return tuple(self.tramo(i, f) for i, f in self._marcas[2])

    @cached_property
    def telefonos(self) -> tuple[Tramo, ...]:
        """Numeros de telefono."""
        limpio = blanquear(self.plegado, (*self._marcas[1], *self._marcas[2]))
        return tuple(self.tramo(i, f) for i, f in hallar_telefonos(limpio))

    @cached_property
    def emojis(self) -> tuple[Tramo, ...]:
        """Emojis, cada secuencia unida como uno."""
        if not self.senales & Senal.EMOJI.value:
            return ()
        return tuple(Tramo(i, f) for i, f in hallar_emojis(self.original))

    @cached_property
    def aciertos(self) -> tuple[Acierto, ...]:
        """Las entradas de todos los lexicos; por lexico, la mas larga en cada sitio."""
        return tuple([self._acierto(primera, entrada) for primera, entrada in self._entradas])

    def _acierto(self, primera: int, entrada: Entrada) -> Acierto:
        tocadas = self.palabras[primera : primera + entrada.largo]
        disfrazado = any(p.disfrazada for p in tocadas)
        inicio, fin = tocadas[0].inicio, tocadas[-1].fin
        return Acierto(inicio, fin, entrada.lexico, entrada.forma, entrada.clase, disfrazado)

    @cached_property
    def _entradas(self) -> list[tuple[int, Entrada]]:
        """(primera palabra, entrada) de cada acierto, en orden. No hace falta saber donde estan las palabras."""
        halladas: list[tuple[int, Entrada]] = []
        libre: dict[str, int] = {}
        for primera, entrada in self._mas_largas():
            if libre.get(entrada.lexico, 0) <= primera:
                libre[entrada.lexico] = primera + entrada.largo
                halladas.append((primera, entrada))
        return list(_sin_contenidas(halladas)) if len(halladas) > 1 else halladas

    def _mas_largas(self) -> Iterable[tuple[int, Entrada]]:
        """La entrada mas larga de cada lexico en cada sitio, en orden."""
        entradas, normalizado = lexicos().entradas, self.normalizado
        mejores: dict[tuple[int, str], tuple[int, Entrada]] = {}
        primera = hasta = 0
        # por sitio y, en el mismo sitio, la mas larga al final: gana la ultima que se escribe
        for cual, donde, _fin in sorted(self.halladas, key=_por_sitio):
            entrada = entradas[cual]
            primera += normalizado.count(" ", hasta, donde)
            hasta = donde
            if not entrada.solo_minusculas or self._en_minusculas(primera, entrada):
                mejores[donde, entrada.lexico] = primera, entrada
        return mejores.values()

    def _en_minusculas(self, primera: int, entrada: Entrada) -> bool:
        ultima = primera + entrada.largo - 1
        tramo = self.tramo(self._plegadas[primera].inicio, self._plegadas[ultima].fin)
        return self.original[tramo.inicio : tramo.fin].islower()

    def de(self, lexico: str) -> tuple[Acierto, ...]:
        """Los aciertos de un lexico."""
        if not self.tiene(lexico):
            return ()
        return tuple([a for a in self.aciertos if a.lexico == lexico])

    def tiene(self, lexico: str) -> bool:
        """Si hay algun acierto de un lexico."""
        return bool(self.clases(lexico))

    def clases(self, lexico: str) -> list[str]:
        """La clase de cada acierto de un lexico, en orden; no hace falta saber donde estan."""
        senal = DE_LEXICO.get(lexico)
        if senal is not None and not self.senales & senal:
            return []
        return self._clases.get(lexico, [])

    @cached_property
    def _clases(self) -> dict[str, list[str]]:
        clases: dict[str, list[str]] = {}
        for _, e in self._entradas:
            clases.setdefault(e.lexico, []).append(e.clase)
        return clases

    @cached_property
    def pregunta(self) -> bool:
        """Si pregunta algo, con o sin signos («a que hora abren»)."""
        if "?" not in self.plegado and "¿" not in self.plegado:
            return es_pregunta("", self.clases("intenciones"))
        # un enlace puede llevar «?»; el signo fuera de el es pregunta
        ocultos = self._marcas[1] if self.senales & Senal.ENLACE.value else ()
        return es_pregunta(blanquear(self.plegado, ocultos), self.clases("intenciones"))

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
        marcas = (*self._marcas[1], *self._marcas[2])
        tapados = [(t.inicio, t.fin) for i, f in marcas for t in (self.tramo(i, f),)]
        return contar_letras(_ETIQUETA.sub(" ", blanquear(self.original, tapados)))


def _sin_contenidas(halladas: list[tuple[int, Entrada]]) -> Iterator[tuple[int, Entrada]]:
    """Quita, entre los lexicos excluyentes, lo contenido en algo mas largo; y ordena por sitio."""
    fin_mayor = largo_mayor = 0
    for primera, entrada in sorted(halladas, key=lambda h: (h[0], -len(h[1].forma))):
        largo = entrada.largo
        if entrada.lexico in _EXCLUYENTES:
            if primera + largo <= fin_mayor and largo < largo_mayor:
                continue
            if primera + largo > fin_mayor:
                fin_mayor, largo_mayor = primera + largo, largo
        yield primera, entrada


def _donde(trozo: str, plegado: str, desde: int) -> int:
    """Donde empieza un trozo entero (entre blancos), de `desde` en adelante."""
    while True:
        desde = plegado.index(trozo, desde)
        fin = desde + len(trozo)
        if (desde == 0 or plegado[desde - 1].isspace()) and (fin == len(plegado) or plegado[fin].isspace()):
            return desde
        desde += 1
