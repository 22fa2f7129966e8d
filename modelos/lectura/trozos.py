"""Trozos: lo que hay entre blancos. Se desmenuza cada trozo distinto una vez y se recuerda.

Casi todo comentario esta hecho de trozos ya vistos («que», «farmacia,», «@usuario»): recordarlos deja la lectura
de un texto en mirar un diccionario por trozo. Lo que cruza blancos (letras sueltas, «punto com») lo avisa
`cruces.py`, y entonces se desmenuza el texto entero con esta misma funcion.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .disfraz import desenmascarar, forma_de
from .enlaces import EnlacePlegado, hallar_correos, hallar_enlaces, hallar_menciones

Pieza = tuple[int, int, str, bool]
"""Una palabra sobre el texto plegado: inicio, fin, forma, si iba disfrazada."""

_PALABRA = re.compile(r"[^\W_]+")
_LETRAS = re.compile(r"[a-zñ]+")
# Una palabra o una cifra con los signos de siempre alrededor: no esconde nada que un trozo suelto pueda esconder.
_SENCILLO = re.compile(r"[¡¿(\"«“]*([a-zñ]+|[0-9]+)[.,;:!?…)\"»”]*")
# Una direccion entera y corriente, que no acaba en signo: la mitad de los trozos nuevos de Twitter.
_DIRECCION = re.compile(r"https?://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?:/[a-z0-9/_.=?&%#-]*)?(?<![.?])")
_ALGO = re.compile(r"[\w@$€*#|]")
"""Sin nada de esto no hay palabra, enlace ni disfraz: son signos y emojis."""
_RECORDADOS = 1 << 16
"""Trozos que se recuerdan; al llenarse se empieza de nuevo, y la memoria no crece."""
_LARGO_RECORDADO = 64
"""Un trozo mas largo no se vuelve a ver: no se recuerda."""


@dataclass(frozen=True, slots=True)
class Desmenuzado:
    """Lo que hay en un texto plegado (o en un trozo): posiciones sobre el mismo."""

    piezas: tuple[Pieza, ...] = ()
    enlaces: tuple[EnlacePlegado, ...] = ()
    ocultos: tuple[tuple[int, int], ...] = ()
    """Enlaces y correos."""
    menciones: tuple[tuple[int, int], ...] = ()

    @property
    def marcado(self) -> bool:
        """Si lleva algo que no son palabras."""
        return bool(self.ocultos or self.menciones)

    @property
    def normal(self) -> str:
        """Las formas de sus palabras, unidas por un espacio."""
        return " ".join([p[2] for p in self.piezas])


def blanquear(texto: str, tramos: Iterable[tuple[int, int]]) -> str:
    """El texto con los tramos en blanco, del mismo largo."""
    partes: list[str] = []
    desde = 0
    for inicio, fin in sorted(tramos):
        if inicio >= desde:
            partes += (texto[desde:inicio], " " * (fin - inicio))
            desde = fin
        elif fin > desde:
            partes.append(" " * (fin - desde))
            desde = fin
    partes.append(texto[desde:])
    return "".join(partes)


def desmenuzar(plegado: str) -> Desmenuzado:
    """Enlaces, correos, menciones y palabras de un texto plegado, en tiempo lineal."""
    sencillo = _SENCILLO.fullmatch(plegado)
    if sencillo:
        forma, disfrazada = _forma(sencillo[1])
        return Desmenuzado(piezas=((*sencillo.span(1), forma, disfrazada),))
    if not _ALGO.search(plegado):
        return Desmenuzado()
    direccion = _DIRECCION.fullmatch(plegado)
    if direccion:
        dominio = direccion[1].strip(".-").removeprefix("www.")
        return Desmenuzado(
            (), (EnlacePlegado(0, len(plegado), dominio, disfrazado=False),), ((0, len(plegado)),)
        )
    enlaces = hallar_enlaces(plegado)
    ocultos = [(e.inicio, e.fin) for e in enlaces] + hallar_correos(plegado)
    sin_enlaces = blanquear(plegado, ocultos)
    menciones = hallar_menciones(sin_enlaces)
    limpio = blanquear(sin_enlaces, menciones)
    return Desmenuzado(tuple(_en_palabras(limpio)), tuple(enlaces), tuple(ocultos), tuple(menciones))


def _forma(palabra: str) -> tuple[str, bool]:
    return forma_de(palabra) if _LETRAS.fullmatch(palabra) else (palabra, False)


def _en_palabras(limpio: str) -> Iterator[Pieza]:
    """Palabras sobre el plegado sin enlaces; los tramos disfrazados van enteros."""
    desde = 0
    for inicio, fin, forma in (*desenmascarar(limpio), (len(limpio), len(limpio), "")):
        for m in _PALABRA.finditer(limpio, desde, inicio):
            yield (m.start(), m.end(), *_forma(m[0]))
        if forma:
            yield inicio, fin, forma, True
        desde = fin


class Memoria(dict[str, str]):
    """Trozo → sus formas unidas por un espacio. El que falta se lee al pedirlo.

    Solo recuerda lo que de todos modos saldria igual: dos hilos pueden repetir trabajo, nunca contradecirse.
    """

    def __init__(self) -> None:
        super().__init__()
        self.con_enlace: set[str] = set()
        """Los recordados con algun enlace."""
        self.olvidos = 0
        """Cambia cuando algo no se recordo o se olvido todo: `con_enlace` puede no decirlo."""
        self._hechos: dict[str, Desmenuzado] = {}
        self._con_marca: set[str] = set()

    def __missing__(self, trozo: str) -> str:
        """Lee un trozo nuevo; a uno sencillo le basta su palabra."""
        sencillo = _SENCILLO.fullmatch(trozo)
        if sencillo is None or len(trozo) > _LARGO_RECORDADO:
            return self.hecho(trozo).normal
        self._hacer_sitio()
        self[trozo] = normal = _forma(sencillo[1])[0]
        return normal

    def hecho(self, trozo: str) -> Desmenuzado:
        """Lo que hay en un trozo."""
        visto = self._hechos.get(trozo)
        if visto is None:
            visto = desmenuzar(trozo)
            self._recordar(trozo, visto)
        return visto

    def marcados(self, trozos: list[str]) -> list[tuple[str, Desmenuzado]]:
        """De unos trozos, los que llevan algo que no son palabras, en su orden."""
        posibles = [t for t in trozos if t in self._con_marca or t not in self]
        return [(t, hecho) for t in posibles if (hecho := self.hecho(t)).marcado]

    def todos(self, trozos: list[str]) -> list[Desmenuzado]:
        """Lo que hay en cada trozo, en su orden."""
        try:
            return [self._hechos[t] for t in trozos]
        except KeyError:
            return [self.hecho(t) for t in trozos]

    def _recordar(self, trozo: str, visto: Desmenuzado) -> None:
        if len(trozo) > _LARGO_RECORDADO:
            self.olvidos += 1
            return
        self._hacer_sitio()
        if visto.enlaces:
            self.con_enlace.add(trozo)
        if visto.marcado:
            self._con_marca.add(trozo)
        self._hechos[trozo] = visto
        self[trozo] = visto.normal

    def _hacer_sitio(self) -> None:
        if len(self) >= _RECORDADOS:
            self.olvidos += 1
            self.clear()
            self.con_enlace.clear()
            self._con_marca.clear()
            self._hechos.clear()
