"""Si un texto nuestro hace campaña o habla de partidos (politica 4): con etiquetas, alabando a quien gobierna o atacando a otros.

Nombrar al presidente en un acto («inauguró el hospital») no es campaña. Lo que alaba sin pedir nada se avisa; lo demas frena.
"""

import re
from collections.abc import Iterator

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.frases import citas, fuera_de

_QUIEN = (
    r"(?:presidente|presidenta|bukele|gobierno(?! de (?!el salvador))|alcaldes?|diputad[oa]s?|ministr[oa])"
)
_GOBIERNA = r"(?:presidente|presidenta|bukele|gobierno(?! de (?!el salvador)))"
_ROBO = r"(?:rob|saque|desfalc)(?:o|aron|aban?)"
_CLARAS = (
    re.compile(
        r"#(?:nuevas_?ideas|(?:nayib_?)?bukele_?(?:20\d\d|presidente|reeleccion)|fmln|partido_?arena|arena_?20\d\d|reeleccion"
        r"|(?:todos_?con|vota_?por|vota|vamos_?con)_?(?:el_?presidente|bukele|nayib|nuevas_?ideas|arena|fmln))\w{0,20}"
    ),
    re.compile(
        r"\bque (?:nadie|nada) (?:nos )?(?:detenga|pare|frene|quite) (?:el|este|nuestro) (?:cambio|avance|proyecto|rumbo)\b"
    ),
    re.compile(r"\b(?:vote|voten|votemos|votar) (?:por )?(?:nuevas ideas|el fmln|arena)\b"),
    re.compile(
        r"\b(?:los mismos(?: de siempre)?|los de siempre|arena|fmln|los corruptos)"
        rf"(?: y (?:el )?(?:arena|fmln))? (?:nos |le |les |se |lo |la |los |las ){{0,2}}{_ROBO}\b"
        rf"|\b(?:otros|ellos|los de antes) nos (?:{_ROBO}|abandonaron|destruyeron|quebraron|quitaron)\b"
    ),
    re.compile(
        r"\b(?:(?:30|treinta|20|veinte|10|diez) años|gobiernos?|administraciones) (?:de |del )(?:partido )?(?:arena|fmln|los mismos de siempre|bipartidismo)\b"
    ),
)
"""Pide el voto, o achaca a otros lo malo."""
_DUDOSAS = (
    re.compile(
        rf"\b{_QUIEN}\b[^.!?\n]{{0,50}}\bbancada\b|\bbancada\b[^.!?\n]{{0,40}}\b(?:presidente|bukele|cyan|oficialista|nuevas ideas)\b"
    ),
    re.compile(
        rf"\bgracias (?:al?|a la) (?:gran |firme |visionari[oa] )?(?:(?:liderazgo|vision|voluntad|gestion|decision) (?:del?|de nuestro|de la) (?:señor )?{_QUIEN}"
        rf"|(?:apoyo|compromiso|trabajo|esfuerzo) (?:del?|de nuestro|de la) (?:señor )?{_GOBIERNA})\b"
    ),
    re.compile(
        r"\b(?:vote|voten|votemos|elija|elijan|elijamos|decida|decidan|apoyemos)\b[^.!?\n]{0,60}\b(?:en las urnas|(?:estas|las proximas) elecciones)\b"
    ),
    re.compile(r"\b(?:30|treinta|20|veinte) años de (?:abandono|saqueo|corrupcion|robo|olvido|desfalco)\b"),
)
"""Alaba a quien gobierna o habla del pasado: lo mira una persona."""
_SIGLAS = re.compile(r"(?<![\w#])(?:ARENA|PCN|PDC)(?!\w)")
"""En mayusculas: «la arena del filtro» no es un partido. Donde todo grita, no se distingue."""
_MAXIMO = 20


def _hallados(lectura: Lectura, patrones: tuple[re.Pattern[str], ...]) -> list[Tramo]:
    """Lo que casa fuera de las citas: lo que dijo otro entre comillas es suyo."""
    tramos = sorted(
        (lectura.tramo(*m.span()) for p in patrones for m in p.finditer(lectura.plegado)),
        key=lambda t: (t.inicio, t.fin),
    )
    return fuera_de(tramos, citas(lectura))[:_MAXIMO]


def campana(lectura: Lectura) -> Iterator[tuple[bool, list[Tramo]]]:
    """Si es clara, y los tramos; nada si el texto no hace campaña."""
    if claras := _hallados(lectura, _CLARAS):
        yield True, claras
    elif dudosas := _hallados(lectura, _DUDOSAS):
        yield False, dudosas


def siglas_de_partido(lectura: Lectura) -> list[Tramo]:
    """Los partidos cuyas siglas son tambien palabras: solo en mayusculas y si el texto no lo va entero."""
    if lectura.mayusculas * 2 > lectura.letras:
        return []
    return [Tramo(*m.span()) for m in _SIGLAS.finditer(lectura.original)][:_MAXIMO]
