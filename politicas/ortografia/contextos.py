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
    "hecho hecha visto vista dicho dicha puesto puesta escrito escrita abierto abierta vuelto roto cubierto cubierta"
    " muerto resuelto resuelta inscrito inscrita dispuesto impuesto propuesto descrito suscrito previsto".split()
)


@lru_cache(maxsize=1)
def _por_primera() -> dict[str, tuple[Regla, ...]]:
    """Las reglas por su primera palabra, las de contexto mas largo antes."""
    indice: dict[str, list[Regla]] = {}
    for regla in reglas():
        indice.setdefault(regla.escrita[0], []).append(regla)
    return {primera: tuple(sorted(r, key=lambda x: -len(x.escrita))) for primera, r in indice.items()}


def _es(escrito: Escrito, i: int, item: str) -> bool:
    """Si el vocablo `i` es la palabra, o de la clase de forma, que pide un contexto."""
    vocablo = escrito.vocablos[i]
    forma = vocablo.forma
    match item:
        case "@gerundio":
            return forma.endswith(_GERUNDIO) and analizar(forma).verbo
        case "@participio":
            return forma in _IRREGULARES or (forma.endswith(_PARTICIPIO) and bool(analizar(forma).infinitivo))
        case "@infinitivo":
            return forma.endswith(_INFINITIVO) and (analizar(forma).verbo or not analizar(forma).nombre)
        case "@verbo":
            return analizar(forma).verbo
        case "@solo_verbo":
            return solo_verbo(forma)
        case "@nombre":
            analisis = analizar(forma)
            return analisis.nombre and not (analisis.verbo or analisis.otra) and len(forma) > _CORTA
        case "@plural":
            return analizar(forma).plural and not forma.endswith(_PARTICIPIO)
        case "@mayuscula":
            return vocablo.inicial
        case _:
            return forma == item


def _que_sigue(escrito: Escrito, i: int) -> str:
    """El primer caracter tras el vocablo que no es espacio; vacio al final."""
    fin = escrito.vocablos[i].fin
    return escrito.visible[fin : fin + 3].lstrip(" \t\u00a0")[:1]


def _antes(escrito: Escrito, i: int, partes: tuple[str, ...]) -> bool:
    for item in reversed(partes):
        previo_lejos = i == 0 or escrito.vocablos[i - 1].pausa
        if item == "^":
            if not escrito.vocablos[i].empieza:
                return False
        elif item == "$":
            if not previo_lejos or escrito.visible[: escrito.vocablos[i].inicio][-1:].isdigit():
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
            if not escrito.vocablos[i].pausa or sigue.isdigit() or sigue in (TAPADO, "$", "(", "«", "“", '"', "¿", "¡"):
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
    escrito: Escrito, i: int, vecina: str, entorno: Entorno, mira: Callable[[Escrito, int, tuple[str, ...]], bool]
) -> bool:
    return vecina in entorno.sueltas or any(mira(escrito, i, serie) for serie in entorno.series)


def revisar_contextos(escrito: Escrito) -> Iterator[Falta]:
    """Las faltas que dicen las reglas; en cada sitio, la primera que se da."""
    indice = _por_primera()
    for i, vocablo in enumerate(escrito.vocablos):
        for regla in indice.get(vocablo.forma, ()):
            fin = i + len(regla.escrita) - 1
            if fin >= len(escrito.vocablos) or any(
                v.forma != p or v.pausa
                for v, p in zip(escrito.vocablos[i:fin], regla.escrita, strict=False)
            ):
                continue
            propia = any(v.inicial and not v.mayusculas for v in escrito.vocablos[i + 1 : fin + 1])
            if not propia and escrito.vocablos[fin].forma == regla.escrita[-1] and _cumple(escrito, i, fin, regla):
                ultimo = escrito.vocablos[fin].fin
                todo = all(v.mayusculas for v in escrito.vocablos[i : fin + 1])
                nueva = regla.correcta.upper() if todo else _igual(vocablo.texto, regla.correcta)
                yield Falta(vocablo.inicio, ultimo, regla.gravedad, regla.motivo, (nueva,))
                break


def _igual(escrita: str, nueva: str) -> str:
    """La correcta con la mayuscula inicial de la escrita."""
    return nueva[:1].upper() + nueva[1:] if escrita[:1].isupper() else nueva
