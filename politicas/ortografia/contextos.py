"""Aplica las reglas de contexto (`reglas.py`) a un escrito."""

from collections.abc import Callable, Iterator
from functools import lru_cache

from politicas.ortografia.diccionario import analizar, solo_verbo
from politicas.ortografia.escrito import TAPADO, Escrito
from politicas.ortografia.listas import reglas
from politicas.ortografia.reglas import Entorno, Regla
from politicas.ortografia.tipos import Falta

_CORTA = 3
_GERUNDIO = ("ando", "iendo", "yendo")
_PARTICIPIO = ("ado", "ido", "ados", "idos", "ada", "ida", "adas", "idas")
_INFINITIVO = ("ar", "er", "ir", "arse", "erse", "irse", "arlo", "arla", "erlo", "erla", "irlo", "irla")
_IRREGULARES = frozenset(
    [
        "hecho",
        "hecha",
        "visto",
        "vista",
        "dicho",
        "dicha",
        "puesto",
        "puesta",
        "escrito",
        "escrita",
        "abierto",
        "abierta",
        "vuelto",
        "roto",
        "cubierto",
        "cubierta",
        "muerto",
        "resuelto",
        "resuelta",
        "inscrito",
        "inscrita",
        "dispuesto",
        "impuesto",
        "propuesto",
        "descrito",
        "suscrito",
        "previsto",
    ]
)


@lru_cache(maxsize=1)
def _por_comienzo() -> dict[tuple[str, str], tuple[Regla, ...]]:
    """Las reglas por sus dos primeras palabras (la segunda, vacia si solo tienen una)."""
    indice: dict[tuple[str, str], tuple[Regla, ...]] = {}
    for regla in reglas():
        clave = (regla.escrita[0], regla.escrita[1] if len(regla.escrita) > 1 else "")
        indice[clave] = (*indice.get(clave, ()), regla)
    return indice


def _es_gerundio(forma: str) -> bool:
    return forma.endswith(_GERUNDIO) and analizar(forma).verbo


def _es_participio(forma: str) -> bool:
    return forma in _IRREGULARES or (forma.endswith(_PARTICIPIO) and bool(analizar(forma).infinitivo))


def _es_adjetival(forma: str) -> bool:
    """Participio que no es tambien nombre: «agotada», y no «entrada»."""
    analisis = analizar(forma)
    return forma.endswith(_PARTICIPIO) and analisis.nombre and (forma.endswith("do") or not analisis.propia)


def _es_infinitivo(forma: str) -> bool:
    return forma.endswith(_INFINITIVO) and (analizar(forma).verbo or not analizar(forma).nombre)


def _es_nombre(forma: str) -> bool:
    analisis = analizar(forma)
    return analisis.nombre and not (analisis.verbo or analisis.otra) and len(forma) > _CORTA


_DE_FORMA: dict[str, Callable[[str], bool]] = {
    "@gerundio": _es_gerundio,
    "@participio": _es_participio,
    "@adjetival": _es_adjetival,
    "@infinitivo": _es_infinitivo,
    "@verbo": lambda forma: analizar(forma).verbo,
    "@solo_verbo": solo_verbo,
    "@nombre": _es_nombre,
    "@plural": lambda forma: analizar(forma).plural and not forma.endswith(_PARTICIPIO),
}
"""Las clases que se miran en el diccionario, por la forma de la palabra."""


def _es(escrito: Escrito, i: int, item: str) -> bool:
    """Si el vocablo `i` es la palabra, o de la clase de forma, que pide un contexto."""
    forma = escrito.vocablos[i].forma
    return _DE_FORMA[item](forma) if item in _DE_FORMA else forma == item


def _que_sigue(escrito: Escrito, i: int) -> str:
    """El primer caracter tras el vocablo que no es espacio; vacio al final."""
    fin = escrito.vocablos[i].fin
    return escrito.visible[fin : fin + 3].lstrip(" \t\u00a0")[:1]


def _tras_cifra(escrito: Escrito, i: int) -> bool:
    inicio = escrito.vocablos[i].inicio
    return escrito.visible[max(0, inicio - 2) : inicio].rstrip()[-1:].isdigit()


def _antes(escrito: Escrito, i: int, partes: tuple[str, ...]) -> bool:
    for item in reversed(partes):
        previo_lejos = i == 0 or escrito.vocablos[i - 1].pausa
        if item == "^":
            if not escrito.vocablos[i].empieza:
                return False
        elif item == "$":
            if not previo_lejos or _tras_cifra(escrito, i):
                return False
        else:
            i -= 1
            if previo_lejos or not _es(escrito, i, item):
                return False
    return True


def _despues(escrito: Escrito, i: int, partes: tuple[str, ...]) -> bool:
    for item in partes:
        sigue = _que_sigue(escrito, i)
        if item == "@cifra":
            if not sigue.isdigit():
                return False
        elif item == "$":
            if (
                not escrito.vocablos[i].pausa
                or sigue.isdigit()
                or sigue in (TAPADO, "$", "(", "«", "“", '"', "¿", "¡")
            ):
                return False
        elif escrito.vocablos[i].pausa:
            return False
        else:
            i += 1
            if not _es(escrito, i, item):
                return False
    return True


def _cumple(escrito: Escrito, i: int, fin: int, regla: Regla) -> bool:
    """Si la regla se da en los vocablos `i`…`fin` (inclusive)."""
    if regla.pregunta is not None and escrito.en_pregunta(escrito.vocablos[i].inicio) is not regla.pregunta:
        return False
    previo, siguiente = escrito.anterior(i), escrito.siguiente(fin)
    antes, despues = previo.forma if previo else "", siguiente.forma if siguiente else ""
    return (
        (not regla.antes or _vale(escrito, i, antes, regla.antes, _antes))
        and (not regla.despues or _vale(escrito, fin, despues, regla.despues, _despues))
        and not _vale(escrito, i, antes, regla.salvo_antes, _antes)
        and not _vale(escrito, fin, despues, regla.salvo_despues, _despues)
    )


def _vale(
    escrito: Escrito,
    i: int,
    vecina: str,
    entorno: Entorno,
    mira: Callable[[Escrito, int, tuple[str, ...]], bool],
) -> bool:
    return vecina in entorno.sueltas or any(mira(escrito, i, serie) for serie in entorno.series)


def revisar_contextos(escrito: Escrito) -> Iterator[Falta]:
    """Las faltas que dicen las reglas; en cada sitio, la primera que se da, y antes las de varias palabras."""
    indice = _por_comienzo()
    for i, vocablo in enumerate(escrito.vocablos):
        siguiente = escrito.siguiente(i)
        largas = indice.get((vocablo.forma, siguiente.forma), ()) if siguiente else ()
        for regla in (*largas, *indice.get((vocablo.forma, ""), ())):
            fin = i + len(regla.escrita) - 1
            if _escrita(escrito, i, fin, regla.escrita) and _cumple(escrito, i, fin, regla):
                tramo = escrito.vocablos[i : fin + 1]
                todo = all(v.mayusculas for v in tramo)
                nueva = regla.correcta.upper() if todo else _igual(vocablo.texto, regla.correcta)
                yield Falta(vocablo.inicio, tramo[-1].fin, regla.gravedad, regla.motivo, (nueva,))
                break


def _escrita(escrito: Escrito, i: int, fin: int, partes: tuple[str, ...]) -> bool:
    """Si los vocablos `i`…`fin` son esas palabras seguidas, y no un nombre propio («de El Salvador»)."""
    if i == fin:
        return True
    tramo = escrito.vocablos[i : fin + 1]
    return (
        len(tramo) == len(partes)
        and all(v.forma == p for v, p in zip(tramo, partes, strict=True))
        and not any(v.pausa for v in tramo[:-1])
        and not any(v.inicial and not v.mayusculas for v in tramo[1:])
    )


def _igual(escrita: str, nueva: str) -> str:
    """La correcta con la mayuscula inicial de la escrita."""
    return nueva[:1].upper() + nueva[1:] if escrita[:1].isupper() else nueva
