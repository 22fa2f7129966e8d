"""Dias de la semana como conjuntos: «de lunes a viernes», «los sábados», «todos los días»."""

import re
from collections.abc import Iterator

from politicas.ayudas.hechos.calendario import SEMANA
from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.tipos import Clase, Crudo

_UNO = rf"(?:{'|'.join(SEMANA)})s?"
_TRAMO = re.compile(
    rf"\b(?:(?:de|del|los|desde el|desde) )?(?P<a>{_UNO}) (?:al?|hasta(?: el)?) (?P<b>{_UNO})\b"
)
_LISTA = re.compile(
    rf"\b(?:(?:los|todos los|cada) (?:dias )?)?{_UNO}(?:(?:, (?:los )?| y (?:los |el )?| e ){_UNO}){{1,6}}\b"
)
_UNO_SOLO = re.compile(
    rf"\b(?:los (?:dias )?|todos los |cada |dias? |solo )(?P<a>{_UNO})\b(?! \d)|\b(?P<b>sabados"
    rf"|domingos)\b|(?:^|[\n:*•-] ?)(?P<c>{_UNO}) ?:"
)
_TODOS = re.compile(
    r"\btodos los dias\b|\btoda la semana\b|\b(?:los )?(?:7|siete) dias de la semana\b|\b(?:los )?365 dias\b"
)
_FINDES = re.compile(r"\b(?:los |todos los )?fines de semana\b")
_HABILES = re.compile(
    r"(?<!\d )\b(?:en |los )?dias (?:habiles|laborales|de semana|entre semana)\b|\bentre semana\b"
)
_UN_DIA = re.compile(_UNO)
_SIETE = 7


def _numero(escrito: str) -> int:
    return SEMANA.index(escrito if escrito in SEMANA else escrito[:-1])


def dias(hoja: Hoja) -> Iterator[Crudo]:
    """Los conjuntos de dias del texto. El papel dice si es un tramo, una lista o un dia."""
    for m in _TRAMO.finditer(hoja.plegado):
        a, b = _numero(m["a"]), _numero(m["b"])
        if hoja.ocupar(*m.span()):
            yield Crudo(
                *m.span(),
                Clase.DIAS,
                frozenset((a + i) % _SIETE for i in range((b - a) % _SIETE + 1)),
                "tramo",
            )
    for forma, valor in ((_TODOS, range(_SIETE)), (_FINDES, (5, 6)), (_HABILES, range(5))):
        for m in forma.finditer(hoja.plegado):
            if hoja.ocupar(*m.span()):
                yield Crudo(
                    *m.span(), Clase.DIAS, frozenset(valor), "tramo" if forma is not _HABILES else "habiles"
                )
    for m in _LISTA.finditer(hoja.plegado):
        if hoja.ocupar(*m.span()):
            yield Crudo(
                *m.span(), Clase.DIAS, frozenset(_numero(d[0]) for d in _UN_DIA.finditer(m[0])), "lista"
            )
    for m in _UNO_SOLO.finditer(hoja.plegado):
        grupo = "a" if m["a"] else "b" if m["b"] else "c"
        if hoja.ocupar(*m.span(grupo)):
            yield Crudo(*m.span(grupo), Clase.DIAS, frozenset((_numero(m[grupo]),)), "dia")
