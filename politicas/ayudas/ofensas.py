"""Lo que pesa cada palabra dura segun su clase y a quien va. La politica 2 lo convierte en hallazgos."""

from collections.abc import Iterator
from dataclasses import dataclass

from modelos.lectura import Lectura
from politicas.ayudas.blanco import Blanco, Dura, duras
from politicas.tipos import Propuesta

_RESTRINGIR, _REVISAR, _PERMITIR = Propuesta.RESTRINGIR, Propuesta.REVISAR, Propuesta.PERMITIR
_A_ALGUIEN = {Blanco.PERSONA: _RESTRINGIR, Blanco.GRUPO: _RESTRINGIR, Blanco.CITADO: _REVISAR}
_VULGAR = dict.fromkeys(Blanco, _REVISAR)
PESO: dict[str, dict[Blanco, Propuesta]] = {
    "fuerte": _VULGAR | _A_ALGUIEN,
    "frase": _VULGAR | _A_ALGUIEN,
    "medio": _VULGAR | _A_ALGUIEN | {Blanco.PROPIO: _PERMITIR, Blanco.NEGADO: _PERMITIR},
    "leve": {Blanco.PERSONA: _REVISAR, Blanco.CITADO: _REVISAR},
    "reproche": {Blanco.CITADO: _REVISAR},
    "rasgo": {Blanco.PERSONA: _REVISAR},
    "ambiguo": {Blanco.PERSONA: _RESTRINGIR, Blanco.GRUPO: _RESTRINGIR},
    "trato": {Blanco.PERSONA: _REVISAR},
    "doble": _VULGAR | _A_ALGUIEN,
    "excremento": _VULGAR | _A_ALGUIEN,
    "obscena": _VULGAR,
    "modismo": _VULGAR,
    "suave": dict.fromkeys(Blanco, _PERMITIR),
}
"""Lo que se propone segun la clase de la palabra y su blanco. Lo que no esta no se anota."""
_SIN_PERSONA = ("obscena", "modismo", "suave")
_LEVES = ("leve", "rasgo", "reproche")
_LEVES_SUMAN = 2
"""Palabras leves distintas a una persona que juntas son un insulto."""


@dataclass(frozen=True, slots=True)
class Ofensa:
    """Las palabras duras de un texto que piden lo mismo por la misma razon."""

    propuesta: Propuesta
    etiqueta: str
    """insulto_persona, insulto_grupo, insulto_citado o vulgar."""
    duras: tuple[Dura, ...]

    @property
    def a_persona(self) -> tuple[Dura, ...]:
        """Si insulta a una persona, las palabras que lo son sin ayuda de otras."""
        if self.propuesta is not _RESTRINGIR or self.etiqueta != "insulto_persona":
            return ()
        return tuple(d for d in self.duras if d.acierto.clase not in (*_LEVES, "trato"))

    @property
    def destinada(self) -> bool:
        """Si el texto dice a quien van, y no solo se supone."""
        return any(d.destinada for d in self.duras)


def _etiqueta(dura: Dura) -> str:
    if dura.blanco is Blanco.CITADO:
        return "insulto_citado"
    if dura.acierto.clase in _SIN_PERSONA or dura.blanco not in (Blanco.PERSONA, Blanco.GRUPO):
        return "vulgar"
    return "insulto_persona" if dura.blanco is Blanco.PERSONA else "insulto_grupo"


def _leve_a_persona(dura: Dura) -> bool:
    """Si es una palabra leve dicha a una persona; un reproche, solo si se lo dicen a la cara."""
    clase = dura.acierto.clase
    return dura.al_lector if clase == "reproche" else clase in _LEVES and dura.blanco is Blanco.PERSONA


def ofensas(lectura: Lectura) -> Iterator[Ofensa]:
    """Las ofensas del texto, en el orden en que aparece cada razon."""
    grupos: dict[tuple[Propuesta, str], list[Dura]] = {}
    leves: list[Dura] = []
    for dura in duras(lectura):
        propuesta = PESO[dura.acierto.clase].get(dura.blanco)
        if _leve_a_persona(dura):
            leves.append(dura)
        elif propuesta is not None:
            grupos.setdefault((propuesta, _etiqueta(dura)), []).append(dura)
    if leves:
        suman = len({d.acierto.forma for d in leves}) >= _LEVES_SUMAN
        a_la_cara = any(d.al_lector and d.acierto.clase == "leve" for d in leves)
        grupos.setdefault((_RESTRINGIR if suman or a_la_cara else _REVISAR, "insulto_persona"), []).extend(
            leves
        )
    for (propuesta, etiqueta), reunidas in grupos.items():
        yield Ofensa(propuesta, etiqueta, tuple(reunidas))
