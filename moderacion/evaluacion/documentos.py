"""Documentos de identidad y numeros escritos de las formas dificiles: sin guion, con espacios, con puntos, con letras.

El DUI son ocho cifras y una de comprobacion, que dice si nueve cifras sueltas lo son. Donde la palabra «DUI» va delante se
toma aunque no compruebe: quien se equivoco en una cifra tambien la escribio. Trabaja sobre el texto plegado de una lectura.
"""

import re
from collections.abc import Iterator
from typing import Final

_ENTRE: Final = r"[\s./_–—‐-]{0,3}"
_NUEVE: Final = re.compile(rf"(?<![\d$])(?<!\d[.,])\d(?:{_ENTRE}\d){{8}}(?!{_ENTRE}\d)")
_DICHO: Final = re.compile(rf"\bdui\b\W{{0,12}}((?:[\doil]{_ENTRE}){{8}}[\doil])(?![\w])")
"""«dui 0l234567-9»: una letra por otra."""
_LETRAS: Final = str.maketrans("oil", "011")
_REALES: Final = 6
"""De las nueve, cuantas tienen que ser cifras de verdad."""
_ARROBA: Final = re.compile(
    r"[a-z0-9._%+-]{1,64}\s?[\[({]\s?at\s?[\])}]\s?[a-z0-9-]{1,63}(?:\s?(?:\.|\bpunto\b|\bdot\b)\s?[a-z]{2,24}){1,4}"
)
_CIFRA: Final = r"(?:cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
_DICTADO: Final = re.compile(rf"\b{_CIFRA}\b(?:[\s,.-]+(?:y\s|guion\s|raya\s)?{_CIFRA}\b){{6,}}")
_DE_AFILIACION: Final = re.compile(r"\b(?:afilia[a-z]*|carnet|tarjeta)\W[^\d\n]{0,20}\Z")
_ANTES: Final = 40
_NO_CIFRA: Final = re.compile(r"\D")
PUEDE: Final = rf"\bdui\b|[\[({{]\s?at\s?[\])}}]|\b{_CIFRA}\W+(?:\w+\W+)?{_CIFRA}\W+{_CIFRA}"
"""Sin nada de esto, ni nueve cifras, aqui no hay nada que hallar."""


def comprueba(cifras: str) -> bool:
    """Si nueve cifras cumplen la comprobacion del DUI: pesos de 9 a 2, y la ultima es lo que falta hasta la decena."""
    if len(cifras) != 9 or not cifras.isascii() or not cifras.isdigit():  # noqa: PLR2004
        return False
    suma = sum(int(c) * (9 - i) for i, c in enumerate(cifras[:8]))
    return (10 - suma % 10) % 10 == int(cifras[8])


def hallar(plegado: str) -> Iterator[tuple[int, int, str]]:
    """(inicio, fin, de que es) de cada uno, en el texto plegado."""
    for m in _NUEVE.finditer(plegado):
        # nueve cifras que se dicen de afiliacion lo son, aunque por azar comprueben: una de cada diez
        if comprueba(_NO_CIFRA.sub("", m[0])) and not _DE_AFILIACION.search(
            plegado, max(0, m.start() - _ANTES), m.start()
        ):
            yield *m.span(), "dui"
    for m in _DICHO.finditer(plegado):
        if sum(c.isdigit() for c in m[1]) >= _REALES and len(_NO_CIFRA.sub("", m[1].translate(_LETRAS))) == 9:  # noqa: PLR2004
            yield *m.span(1), "dui"
    for m in _ARROBA.finditer(plegado):
        yield *m.span(), "correo"
    for m in _DICTADO.finditer(plegado):
        yield *m.span(), "numero"
