"""Senales de un texto: cuales hay, mayusculas sin siglas y preguntas."""

import re
from collections.abc import Sequence
from enum import IntFlag, auto

from .lexico import lexicos

_PALABRA = re.compile(r"[^\W\d_]+")
_SIGLA_MAXIMA = 5
_SIGNO = re.compile(r"[?¿]")


MAYUSCULAS_MINIMAS = 20
"""Mayusculas desde las que un texto puede ir «completamente» en mayusculas (politica 11: 0,85 de 24 letras)."""


INSULTANTES = "🐷🐖🐽🐗🐍🐀🐁🐒🐵🦍🫏💩🤡🪳🦨"
"""Emojis que se llama a alguien para insultarlo; solos no dicen nada."""
LETRAS_DE_BANDERA = "🇦-🇿"
"""De la A a la Z: de dos en dos son un pais, y en fila deletrean."""
GESTOS = re.compile(rf"[🖕{INSULTANTES}]|[{LETRAS_DE_BANDERA}](?:\s*[{LETRAS_DE_BANDERA}]){{3}}")


class Senal(IntFlag):
    """Lo que un texto lleva y puede importarle a una politica. Las de lexico, con el nombre de su archivo."""

    INSULTOS = auto()
    SOECES = auto()
    AMENAZAS = auto()
    ODIO = auto()
    BULOS = auto()
    ACUSACIONES = auto()
    PUBLICIDAD = auto()
    INTENCIONES = auto()
    INSTITUCION = auto()
    URGENCIAS = auto()
    CRITICA = auto()
    CLINICAS = auto()
    ENLACE = auto()
    PREGUNTA = auto()
    MAYUSCULAS = auto()
    EMOJI = auto()
    GESTO = auto()
    """Lleva dibujos con que se puede ofender (`GESTOS`)."""
    INDICIO = auto()
    """La pone quien juzga: el clasificador ve alguna intencion."""
    PARECIDO = auto()
    """La pone quien juzga: hay textos recientes parecidos."""
    NOMBRE = auto()
    """La pone quien juzga: el autor se llama como la institucion."""


DE_LEXICO = {s.name.lower(): s.value for s in Senal if s.name and s < Senal.ENLACE}
"""La senal de cada lexico que dispara alguna politica."""


def contar_letras(texto: str, siglas_posibles: frozenset[str] | None = None) -> tuple[int, int]:
    """Letras y mayusculas de un texto al que ya se le quitaron enlaces, menciones y etiquetas.

    No cuentan las siglas conocidas (lexico `siglas`) escritas en mayusculas, ni letras que no distinguen
    mayuscula de minuscula (arabe, chino).
    """
    siglas = lexicos().siglas if siglas_posibles is None else siglas_posibles
    letras = mayusculas = 0
    for m in _PALABRA.finditer(texto):
        palabra = m[0]
        if len(palabra) <= _SIGLA_MAXIMA * 2 and palabra.isupper() and palabra.lower() in siglas:
            continue
        altas = sum(map(str.isupper, palabra))
        letras += altas + sum(map(str.islower, palabra))
        mayusculas += altas
    return letras, mayusculas


def es_pregunta(sin_enlaces: str, intenciones: Sequence[str]) -> bool:
    """Si pregunta: lleva signo de interrogacion o una formula de consulta («a que hora», «alguien sabe»)."""
    return "consulta" in intenciones or _SIGNO.search(sin_enlaces) is not None
