"""Lo que un texto nuestro pone como supuesto o pregunta, y no dice de nadie: «si su mamá padece…», «¿tiene cita…?»."""

import re

from modelos.lectura import Lectura, Tramo

_ALCANCE = 150
_CORTE = re.compile(r"[.!?¡;:\n…()]")
_SUPONE = re.compile(
    r"\b(?:si|cuando|en caso de(?: que)?|por si|quien(?:es)?|aunque|mientras|cualquier(?:a)?|cada|todo|toda|ya sea)\b",
    re.IGNORECASE,
)
"""Sobre el original: «sí» afirma y «si» supone."""
_LISTA = re.compile(
    r"(?:\W|\b(?:su|sus|usted|o|u|y|un|una|alg[uú]n|alguna|alguien|familiar|hij[oa]s?|mam[aá]|pap[aá]|madre|padre|espos[oa]|beb[eé]"
    r"|abuel[oa]s?|herman[oa]s?|pareja|de)\b)*",
    re.IGNORECASE,
)
"""Lo que puede ir entre comas sin que acabe el supuesto («si usted, su papá o su mamá padece…»)."""


def supuesto(lectura: Lectura, tramo: Tramo) -> bool:
    """Si va detras de «si», «cuando», «quien»… en su misma frase, sin otra cosa entre comas."""
    antes = lectura.original[max(0, tramo.inicio - _ALCANCE) : tramo.inicio]
    frase = _CORTE.split(antes)[-1]
    marcas = list(_SUPONE.finditer(frase))
    if not marcas:
        return False
    entre = frase[marcas[-1].end() :]
    return "," not in entre or _LISTA.fullmatch(entre) is not None


def preguntado(lectura: Lectura, tramo: Tramo) -> bool:
    """Si esta dentro de «¿…?» («¿Cómo inscribo a mi hijo?»): asi se titula una pregunta frecuente."""
    abre = lectura.original.rfind("¿", max(0, tramo.inicio - _ALCANCE), tramo.inicio)
    return abre >= 0 and lectura.original.find("?", abre, tramo.inicio) < 0
