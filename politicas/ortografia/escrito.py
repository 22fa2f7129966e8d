"""El texto partido en vocablos, con lo que toda regla pregunta: que va antes, que va despues y si empieza frase.

Enlaces, correos, menciones y etiquetas no se corrigen: en `visible` los tapa un caracter que no es letra ni espacio,
uno por uno, de modo que los indices son siempre los del original.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from propcache.api import cached_property

from modelos.lectura import Lectura

TAPADO = "\ue000"
"""Caracter de uso privado: ni letra, ni cifra, ni espacio."""
_LETRAS = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*")
_CORREO = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,255}")
_MENCION = re.compile(r"[@#]\w+")
_SIN_ESPACIO = re.compile(r"[^\W\d_]+\.[A-ZÁÉÍÓÚÑ][a-záéíóúñü]+")
_ESQUEMA = re.compile(r"https?://\S+|www\.\S+", re.IGNORECASE)
_ACABA = frozenset(".!?…\n\r•·▪►●■✓✔➡👉")
_ABREVIATURAS = frozenset(
    [
        "dr",
        "dra",
        "sr",
        "sra",
        "srta",
        "lic",
        "licda",
        "ing",
        "arq",
        "av",
        "avda",
        "col",
        "pje",
        "res",
        "blvd",
        "bo",
        "ctón",
        "depto",
        "no",
        "núm",
        "nro",
        "tel",
        "ext",
        "art",
        "arts",
        "pág",
        "págs",
        "etc",
        "ej",
        "approx",
        "aprox",
        "máx",
        "mín",
        "hrs",
        "min",
        "prof",
        "st",
        "sto",
        "sta",
        "ud",
        "uds",
        "vs",
        "cía",
    ]
)
_NO_ES_DEL_ENLACE = frozenset(".,;:!?)»”\"'…]")
_ENLAZAN = frozenset(("y", "e", "o", "u", "pero", "no"))
_MAS_LARGO = 40
"""Letras de un vocablo que se miran: mas no es una palabra."""


@dataclass(frozen=True, slots=True)
class Vocablo:
    """Una palabra del original. `forma` esta en minusculas y compuesta (NFKC)."""

    inicio: int
    fin: int
    texto: str
    forma: str
    empieza: bool
    """Si empieza frase: nada antes, un punto, un salto de linea o una vineta."""
    pausa: bool
    """Si lo separa del siguiente algo mas que espacios, o es el ultimo."""
    pegado: bool
    """Si toca una cifra, un guion, un apostrofo o algo tapado: es trozo de otra cosa."""

    @property
    def inicial(self) -> bool:
        """Si empieza por mayuscula."""
        return self.texto[:1].isupper()

    @property
    def mayusculas(self) -> bool:
        """Si va toda en mayusculas."""
        return len(self.texto) > 1 and self.texto.isupper()

    def con_su_forma(self, nueva: str) -> str:
        """`nueva` con las mayusculas de este vocablo."""
        if self.mayusculas:
            return nueva.upper()
        return nueva[:1].upper() + nueva[1:] if self.inicial else nueva


@dataclass(frozen=True)
class Escrito:
    """Un texto listo para revisar."""

    original: str
    visible: str
    vocablos: tuple[Vocablo, ...]

    @cached_property
    def preguntas(self) -> tuple[tuple[int, int], ...]:
        """Los tramos entre ¿ y ?, en orden y sin solaparse."""
        return tuple(_tramos(self.visible, "¿", "?"))

    @cached_property
    def citas(self) -> tuple[tuple[int, int], ...]:
        """Los tramos entre comillas: hablan otros."""
        return tuple(sorted([*_tramos(self.visible, "«", "»"), *_tramos(self.visible, "“", "”")]))

    @cached_property
    def grita(self) -> bool:
        """Si casi todo va en mayusculas: entonces una palabra corta no es una sigla."""
        largos = [v for v in self.vocablos if len(v.texto) > 1]
        return sum(v.mayusculas for v in largos) * 2 > len(largos)

    @cached_property
    def inicios(self) -> tuple[int, ...]:
        """Donde empieza cada vocablo."""
        return tuple(v.inicio for v in self.vocablos)

    def en_pregunta(self, indice: int) -> bool:
        """Si el caracter esta dentro de una pregunta abierta y cerrada."""
        return _dentro(self.preguntas, indice)

    def en_cita(self, indice: int) -> bool:
        """Si el caracter esta entre comillas."""
        return _dentro(self.citas, indice)

    def hasta(self, indice: int) -> "Escrito":
        """El mismo escrito sin los vocablos desde `indice`."""
        quedan = self.vocablos[: bisect_left(self.inicios, indice)]
        ultimo = tuple(replace(v, pausa=True) for v in quedan[-1:])
        return Escrito(self.original, self.visible, (*quedan[:-1], *ultimo))

    def empieza_oracion(self, i: int) -> bool:
        """Si el vocablo empieza frase u oracion: tras pausa, o tras «y», «pero», «no»."""
        vocablos = self.vocablos
        return vocablos[i].empieza or vocablos[i - 1].pausa or vocablos[i - 1].forma in _ENLAZAN

    def anterior(self, i: int) -> Vocablo | None:
        """El vocablo de antes, si solo los separan espacios."""
        return self.vocablos[i - 1] if i > 0 and not self.vocablos[i - 1].pausa else None

    def siguiente(self, i: int) -> Vocablo | None:
        """El vocablo de despues, si solo los separan espacios."""
        return self.vocablos[i + 1] if not self.vocablos[i].pausa else None


def _dentro(tramos: tuple[tuple[int, int], ...], indice: int) -> bool:
    i = bisect_right(tramos, (indice, len(tramos) and 1 << 62)) - 1
    return i >= 0 and tramos[i][0] <= indice < tramos[i][1]


def _tramos(texto: str, abre: str, cierra: str) -> Iterator[tuple[int, int]]:
    """Cada apertura con el primer cierre que la sigue, si no hay otra apertura en medio."""
    inicio = -1
    for m in re.finditer(f"[{abre}{cierra}]", texto):
        if m[0] == abre:
            inicio = m.start()
        elif inicio >= 0:
            yield inicio, m.end()
            inicio = -1


def tapar(lectura: Lectura) -> str:
    """El original con lo que no se corrige tapado, del mismo largo."""
    texto = lectura.original
    tramos = [
        (e.inicio, e.fin) for e in lectura.enlaces if not _SIN_ESPACIO.fullmatch(texto[e.inicio : e.fin])
    ]
    tramos += [(m.inicio, m.fin) for m in lectura.menciones]
    for patron in (_CORREO, _MENCION, _ESQUEMA):
        tramos += [m.span() for m in patron.finditer(texto)]
    partes: list[str] = []
    desde = 0
    for inicio, fin in sorted(tramos):
        while fin > inicio and texto[fin - 1] in _NO_ES_DEL_ENLACE:
            fin -= 1  # noqa: PLW2901 - el signo que cierra la frase no es del enlace
        if fin > desde:
            partes += (texto[desde : max(inicio, desde)], TAPADO * (fin - max(inicio, desde)))
            desde = fin
    return "".join((*partes, texto[desde:]))


def _empieza(antes: str, previo: str) -> bool:
    """Si tras `antes` (lo que hay entre la palabra anterior y esta) empieza frase."""
    util = antes.strip(" \t\u00a0¿¡«“\"'(")
    if not previo and not any(c.isalnum() or c == TAPADO for c in antes):
        return True
    if not util and "\n" not in antes:
        return False
    if util == "." and (previo.casefold() in _ABREVIATURAS or len(previo) == 1):
        return False
    return any(c in _ACABA for c in antes)


def escribir(lectura: Lectura) -> Escrito:
    """El escrito de una lectura. Acepta cualquier texto, en tiempo lineal."""
    visible = tapar(lectura)
    hallados = list(_LETRAS.finditer(visible))
    vocablos: list[Vocablo] = []
    for i, m in enumerate(hallados):
        desde = hallados[i - 1].end() if i else 0
        hasta = hallados[i + 1].start() if i + 1 < len(hallados) else len(visible)
        previo = vocablos[-1].texto if vocablos else ""
        despues = visible[m.end() : hasta]
        bordes = visible[max(0, m.start() - 1) : m.start()] + despues[:1]
        corto = m[0][:_MAS_LARGO]
        vocablos.append(
            Vocablo(
                inicio=m.start(),
                fin=m.end(),
                texto=m[0],
                forma=unicodedata.normalize("NFKC", corto).lower(),
                empieza=_empieza(visible[desde : m.start()], previo),
                pausa=i + 1 == len(hallados) or bool(despues.strip(" \t\u00a0")) or "\n" in despues,
                pegado=any(c.isdigit() or c in "-_'’/\\&+" + TAPADO for c in bordes),
            )
        )
    return Escrito(lectura.original, visible, tuple(vocablos))
