"""Parte el corpus por huella en entrenamiento, validacion y prueba. Los casi iguales caen siempre juntos."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import ceil

from modelos.lectura import plegar

from .tipos import Comentario

PARTES = ("entrenamiento", "validacion", "prueba")
PARTES_DE_CIEN: Mapping[str, int] = {"entrenamiento": 70, "validacion": 10, "prueba": 20}
"""De cada cien grupos, cuantos van a cada parte."""

PARECIDO = 0.5
"""Jaccard de trozos de 5 letras desde el que dos textos son casi el mismo para aprender y examinar."""

_TROZO = 5
_NO_LETRA = re.compile(r"[\W_\d]+")


def trozos(texto: str) -> frozenset[str]:
    """Trozos de 5 letras del texto plegado; cifras, signos y emojis no cuentan. Uno sin letras es su propio trozo."""
    limpio = _NO_LETRA.sub(" ", plegar(texto)[0]).strip() or texto
    return frozenset(limpio[i : i + _TROZO] for i in range(max(1, len(limpio) - _TROZO + 1)))


def parecido(una: frozenset[str], otra: frozenset[str]) -> float:
    """Jaccard, de 0 a 1."""
    return len(una & otra) / len(una | otra)


def grupos(textos: Sequence[str]) -> list[int]:
    """Para cada texto, el menor indice de su grupo de casi iguales (encadenados: si A~B y B~C, los tres juntos).

    Solo se comparan los que comparten uno de sus trozos mas raros: dos conjuntos con Jaccard >= t comparten por
    fuerza alguno de los n - techo(t·n) + 1 primeros en un orden comun.
    """
    conjuntos = [trozos(t) for t in textos]
    veces = Counter(trozo for c in conjuntos for trozo in c)
    jefe = list(range(len(textos)))

    def raiz(i: int) -> int:
        while jefe[i] != i:
            jefe[i] = jefe[jefe[i]]
            i = jefe[i]
        return i

    vistos: dict[str, list[int]] = defaultdict(list)
    for i, mios in enumerate(conjuntos):
        raros = sorted(mios, key=lambda t: (veces[t], t))[: len(mios) - ceil(PARECIDO * len(mios)) + 1]
        for j in {j for trozo in raros for j in vistos[trozo]}:
            if parecido(mios, conjuntos[j]) >= PARECIDO:
                una, otra = sorted((raiz(i), raiz(j)))
                jefe[otra] = una
        for trozo in raros:
            vistos[trozo].append(i)
    return [raiz(i) for i in range(len(textos))]


def _parte_de(clave: str) -> str:
    """La parte que toca a una id: sus primeras 8 cifras, de cien en cien."""
    resto = int(clave[:8], 16) % 100
    tope = 0
    for parte in PARTES:
        tope += PARTES_DE_CIEN[parte]
        if resto < tope:
            return parte
    raise AssertionError("PARTES_DE_CIEN no suma 100")


def partir(
    comentarios: Sequence[Comentario], cabezas: Sequence[int] | None = None
) -> dict[str, list[Comentario]]:
    """Parte → comentarios, en su orden. Decide la menor id de cada grupo: no depende del orden ni del lote.

    `cabezas`: lo que dan los `grupos` de sus textos, si ya se hallaron.
    """
    if cabezas is None:
        cabezas = grupos([c.texto for c in comentarios])
    menor: dict[int, str] = {}
    for cabeza, c in zip(cabezas, comentarios, strict=True):
        menor[cabeza] = min(menor.get(cabeza, c.id), c.id)
    partes: dict[str, list[Comentario]] = {parte: [] for parte in PARTES}
    for cabeza, c in zip(cabezas, comentarios, strict=True):
        partes[_parte_de(menor[cabeza])].append(c)
    return partes
