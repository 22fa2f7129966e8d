"""Nombres de personas en lo que escribe la gente: los de quienes comentan, y los que solo el diccionario delata.

Complementa a `politicas.ayudas.personas`, que solo cree en las mayusculas porque de lo que halla depende una propuesta.
Aqui de un nombre de mas solo se pierde una palabra.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from modelos.lectura import Lectura, Palabra, Tramo, leer, leer_lote, lexicos, plegar
from modelos.lectura.trozos import blanquear
from politicas.ayudas.palabras import conjunto
from politicas.ayudas.personas import persona_nombrada
from politicas.ortografia.diccionario import en_diccionario
from politicas.ortografia.sugerencias import por_tilde

_MINIMO: Final = 4
_MINIMO_FIRMA: Final = 3
_MAS_PALABRAS: Final = 6
_TRAS_EL_TRATO: Final = 3
"""Palabras que se miran detras de «doctor» o «doña»: «dr juan perez nubes»."""
_TRATO: Final = re.compile(
    r"doctora?|dra?|lic(?:da|do|enciad[oa])?|ing(?:enier[oa])?|don|doña|sra?|srita|señor(?:a|ita)?|enfermer[oa]|niña"
)
_CORTAN: Final = conjunto("de del que q en con no me nos le les se y por para a al es")
"""Con una de estas detras, el trato no va con un nombre: «la señora del cafetin»."""
_SIGUE: Final = re.compile(r"\.?\s{1,3}")
_EMPIEZA: Final = re.compile(r"(?:^|[.!?¡¿:\n«\"…])\s*$")
_ANTES: Final = 4
_APELLIDOS: Final = re.compile(r"(?: {1,2}[A-ZÁÉÍÓÚÑ][a-záéíóúñ]{2,20}\b){1,4}")
_PERSONAS: Final = 20
"""Las que se buscan en un texto: si quedan mas, al mirarlo otra vez se vera y no saldra."""


class Nombres:
    """Los nombres con que se firma la gente, para hallarlos en lo que escriben otros («Fulana Nubes, sí es cierto»).

    Solo cuentan los de dos palabras o mas: de una suelta no se sabe si es un nombre.
    """

    def __init__(self, firmas: Iterable[str]) -> None:
        self._por_primera: dict[str, set[tuple[str, ...]]] = {}
        for lectura in leer_lote(list(firmas)):
            formas = tuple(lectura.formas)
            if 1 < len(formas) <= _MAS_PALABRAS and " ".join(formas) not in lexicos().lugares:
                self._por_primera.setdefault(formas[0], set()).add(formas)

    def en(self, lectura: Lectura, firma: str) -> Iterator[Tramo]:
        """Los nombres de un texto; pueden pisarse. `firma`: el de quien lo escribio."""
        for modo in (self._de_otros, _nombradas, _tras_un_trato, _con_mayuscula):
            yield from (_entero(lectura, t) for t in modo(lectura))
        yield from (_entero(lectura, t) for t in _de_la_firma(lectura, firma))

    def _de_otros(self, lectura: Lectura) -> Iterator[Tramo]:
        formas = lectura.formas
        for i, forma in enumerate(formas):
            for nombre in self._por_primera.get(forma, ()):
                if tuple(formas[i : i + len(nombre)]) == nombre:
                    yield Tramo(lectura.palabras[i].inicio, lectura.palabras[i + len(nombre) - 1].fin)


def _entero(lectura: Lectura, t: Tramo) -> Tramo:
    """El nombre con las palabras en mayuscula que le sigan: «Juan Flores» puede ser «Juan Flores Cirros»."""
    sigue = _APELLIDOS.match(lectura.original, t.fin)
    return Tramo(t.inicio, sigue.end()) if sigue else t


def _nombradas(lectura: Lectura) -> Iterator[Tramo]:
    """Las personas nombradas con mayusculas, una a una: el detector da la primera que ve."""
    texto = lectura.original
    for _ in range(_PERSONAS):
        persona = persona_nombrada(leer(texto), Tramo(0, len(texto)))
        if persona is None:
            return
        yield persona
        texto = blanquear(texto, [(persona.inicio, persona.fin)])


def _de_la_firma(lectura: Lectura, firma: str) -> Iterator[Tramo]:
    """Palabras sueltas del nombre de quien escribe; las comunes («rosa»), solo si van con mayuscula."""
    suyas = {p for p in plegar(firma)[0].split() if len(p) >= _MINIMO_FIRMA and p.isalpha()}
    comunes = lexicos().palabras
    for p in lectura.palabras if suyas else ():
        if p.forma in suyas and (p.forma not in comunes or lectura.original[p.inicio].isupper()):
            yield Tramo(p.inicio, p.fin)


def _tras_un_trato(lectura: Lectura) -> Iterator[Tramo]:
    """Lo que va detras de «doctor», «doña»… hasta la ultima palabra que nadie conoce («dr juan perez»)."""
    palabras = lectura.palabras
    for i, trato in enumerate(palabras):
        if not _TRATO.fullmatch(trato.forma):
            continue
        hasta, fin = trato.fin, 0
        for p in palabras[i + 1 : i + 1 + _TRAS_EL_TRATO]:
            if p.forma in _CORTAN or not _SIGUE.fullmatch(lectura.original, hasta, p.inicio):
                break
            hasta = p.fin
            fin = p.fin if _desconocida(lectura, p) else fin
        if fin:
            yield Tramo(palabras[i + 1].inicio, fin)


def _con_mayuscula(lectura: Lectura) -> Iterator[Tramo]:
    """Palabras desconocidas con mayuscula en medio de una frase («me atendió Policarpa»)."""
    for p in lectura.palabras:
        escrita = lectura.original[p.inicio : p.fin]
        antes = lectura.original[max(0, p.inicio - _ANTES) : p.inicio]
        if escrita.istitle() and not _EMPIEZA.search(antes) and _desconocida(lectura, p):
            yield Tramo(p.inicio, p.fin)


def _desconocida(lectura: Lectura, p: Palabra) -> bool:
    """Si no esta en los lexicos ni en el diccionario, tampoco con otra tilde."""
    escrita = lectura.original[p.inicio : p.fin].lower()
    if len(escrita) < _MINIMO or not escrita.isalpha() or p.forma in lexicos().palabras:
        return False
    return not en_diccionario(escrita) and not any(map(en_diccionario, por_tilde(escrita)))
