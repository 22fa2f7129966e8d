"""Cuan distintos son los textos: que esto lo escribio gente y no una plantilla con huecos."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from modelos.lectura import plegar

_PALABRA = re.compile(r"[^\W\d_]+")
_SEGUIDAS = 4
_GRAMATICALES_MINIMAS = 2

_LISTA = """
a al ante antes aqui asi aun aunque cada como con contra cual cuando cuanto de del desde despues donde
el ella ellos en entre era es esa ese eso esta estan estar estas este esto estos fue ha han hasta hay la
las le les lo los mas me mi mis muy nada ni no nos nosotros o para pero por porque pq pues q que quien
se ser si sin sobre solo son su sus tan te tengo tiene todo todos tu un una unas uno unos usted ustedes
va van vos x xq y ya yo
"""
GRAMATICALES = frozenset(_LISTA.split())
"""Palabras que arman la frase: lo que queda igual en una plantilla cuando se cambian las otras."""


@dataclass(frozen=True, slots=True)
class Variedad:
    """Medidas de variedad, de 0 a 1: la primera conviene alta; las otras dos, bajas."""

    distintas: float
    """4-gramas de palabras distintos entre el total."""
    arranque: tuple[str, float]
    """El arranque de cuatro palabras mas repetido y en que parte de los textos esta."""
    plantilla: tuple[str, float]
    """El esqueleto mas repetido y en que parte de los textos esta."""


def palabras(texto: str) -> list[str]:
    """Las palabras del texto plegado, sin cifras, signos ni emojis."""
    return _PALABRA.findall(plegar(texto)[0])


def esqueleto(texto: str) -> str:
    """El texto con un hueco en cada palabra de contenido: «la fila de la farmacia» → «la _ de la _».

    Vacio si tiene menos de cuatro palabras o de dos gramaticales: de eso no se saca que haya plantilla.
    """
    vistas = palabras(texto)
    if len(vistas) < _SEGUIDAS or sum(p in GRAMATICALES for p in vistas) < _GRAMATICALES_MINIMAS:
        return ""
    return " ".join(p if p in GRAMATICALES else "_" for p in vistas)


def _mas_repetido(valores: Iterable[str], total: int) -> tuple[str, float]:
    contados = Counter(v for v in valores if v).most_common(1)
    return (contados[0][0], contados[0][1] / total) if contados else ("", 0.0)


def variedad(textos: Sequence[str]) -> Variedad:
    """Mide la variedad de unos textos. Lanza `ValueError` si no hay ninguno."""
    if not textos:
        raise ValueError("No hay textos que medir.")
    vistas = [palabras(t) for t in textos]
    seguidas: list[Hashable] = [
        tuple(p[i : i + _SEGUIDAS]) for p in vistas for i in range(len(p) - _SEGUIDAS + 1)
    ]
    return Variedad(
        distintas=len(set(seguidas)) / len(seguidas) if seguidas else 1.0,
        arranque=_mas_repetido((" ".join(p[:_SEGUIDAS]) for p in vistas if len(p) >= _SEGUIDAS), len(textos)),
        plantilla=_mas_repetido((esqueleto(t) for t in textos), len(textos)),
    )
