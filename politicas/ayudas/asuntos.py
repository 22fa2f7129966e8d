"""De que habla un texto: sus palabras con peso, sin relleno ni plurales, y cuanto comparten dos textos."""

import re
from functools import lru_cache

from modelos.lectura import plegar
from politicas.ayudas.palabras import conjunto

_RELLENO = conjunto(
    "para con por que los las del una unos unas este esta estos estas como sus desde hasta sera seran son esta estan"
    " fecha dia hora numero comunicado asunto tema sobre entre todo toda tambien segun cada otro otra mas muy sin pero"
    " informa informamos isss instituto salvadoreño seguro social institucion institucional usted ustedes puede pueden"
    " lunes martes miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre"
    " octubre noviembre diciembre estimado estimada gracias favor saludos cuando donde cual debe deben tiene tienen hay"
    " vigente vigencia partir nuevo nueva"
)
_PALABRA = re.compile(r"[a-zñ]{4,40}")
MAXIMO = 20_000
"""Letras que se miran: un asunto se sabe mucho antes."""


def _raiz(palabra: str) -> str:
    """La palabra sin la marca de plural: «farmacias» y «farmacia», «hospitales» y «hospital»."""
    if palabra.endswith("ciones"):
        return palabra.removesuffix("es")
    if palabra.endswith(("les", "ores", "ares", "eres")):
        return palabra.removesuffix("es")
    return palabra.removesuffix("s")


@lru_cache(maxsize=16384)
def asuntos(texto: str) -> frozenset[str]:
    """Las palabras con peso de un texto."""
    palabras = _PALABRA.findall(plegar(texto[:MAXIMO])[0])
    return frozenset(_raiz(p) for p in palabras if p not in _RELLENO)


def cubre(amplio: str, corto: str) -> float:
    """Que parte (0 a 1) de las palabras con peso de `corto` estan en `amplio`; 0 si `corto` no tiene."""
    de_que = asuntos(corto)
    return len(de_que & asuntos(amplio)) / len(de_que) if de_que else 0.0


def parecen(uno: str, otro: str) -> float:
    """Parecido (0 a 1) de dos asuntos: lo comun entre lo que dice el mas corto."""
    return max(cubre(uno, otro), cubre(otro, uno)) if asuntos(uno) and asuntos(otro) else 0.0
