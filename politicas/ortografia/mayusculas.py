"""Mayusculas: al empezar frase, en los nombres propios de la casa, y las que sobran."""

from collections.abc import Iterator
from functools import lru_cache

from politicas.ortografia.diccionario import conoce
from politicas.ortografia.escrito import TAPADO, Escrito, Vocablo
from politicas.ortografia.listas import vocabulario
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_DIAS_Y_MESES = frozenset(
    [
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ]
)
_VINETA = frozenset("-–—•·▪►●■✓✔*>→")
_ACABA = frozenset(".?!…")
_MARCAS_DE_CASA = frozenset(("iphone", "ebay", "isss"))
_MINIMO = 4
_FECHAS_CON_NOMBRE = ("1.º de", "1º de", "1.° de", "1° de", "primero de")
"""Lo que va delante cuando el mes es parte de un nombre: el Hospital Materno Infantil 1.º de Mayo."""


@lru_cache(maxsize=1)
def _propios() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Los nombres propios por su primera palabra, los largos antes."""
    indice: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for forma, escrita in sorted(vocabulario().propios.items(), key=lambda p: -len(p[0])):
        partes = tuple(forma.split())
        indice.setdefault(partes[0], []).append((partes, escrita))
    return indice


def revisar_mayusculas(escrito: Escrito) -> Iterator[Falta]:
    """Minusculas donde va mayuscula, y al reves."""
    yield from _al_empezar(escrito)
    yield from _nombres(escrito)
    for i, vocablo in enumerate(escrito.vocablos):
        if vocablo.pegado:
            continue
        if _dos_iniciales(vocablo):
            nueva = vocablo.texto[0] + vocablo.texto[1:].lower()
            yield Falta(vocablo.inicio, vocablo.fin, Gravedad.GRAVE, "Sobra una mayúscula.", (nueva,))
        elif (
            vocablo.forma in _DIAS_Y_MESES
            and vocablo.inicial
            and not vocablo.mayusculas
            and not vocablo.empieza
        ):
            previo, sigue = escrito.anterior(i), escrito.siguiente(i)
            nombre = escrito.visible[: vocablo.inicio].rstrip().lower().endswith(_FECHAS_CON_NOMBRE)
            if previo and previo.texto.islower() and not (sigue and sigue.inicial) and not nombre:
                motivo = "Los días y los meses van en minúscula."
                yield Falta(vocablo.inicio, vocablo.fin, Gravedad.LEVE, motivo, (vocablo.forma,))


def _dos_iniciales(vocablo: Vocablo) -> bool:
    """«HOrario»: dos mayusculas y el resto en minusculas, y la palabra se conoce."""
    texto = vocablo.texto
    return (
        len(texto) >= _MINIMO
        and texto[:2].isupper()
        and texto[2:].islower()
        and len(texto[2:]) > 1
        and conoce(vocablo.forma)
    )


def _al_empezar(escrito: Escrito) -> Iterator[Falta]:
    """La primera palabra del texto, y la que sigue a un punto o a un signo que cierra."""
    for i, vocablo in enumerate(escrito.vocablos):
        if (
            not vocablo.empieza
            or not vocablo.texto[:1].islower()
            or vocablo.pegado
            or vocablo.forma in _MARCAS_DE_CASA
        ):
            continue
        if vocablo.texto[:1].upper() == vocablo.texto[:1]:
            continue
        previo = escrito.vocablos[i - 1] if i else None
        antes = escrito.visible[previo.fin if previo else 0 : vocablo.inicio]
        if any(c.isdigit() or c in _VINETA or c == TAPADO for c in antes.rsplit("\n", 1)[-1]):
            continue
        nueva = vocablo.texto[:1].upper() + vocablo.texto[1:]
        if previo is None:
            motivo = "El texto tiene que empezar con mayúscula."
        elif _tras_punto(antes):
            motivo = "Tras el punto va mayúscula."
        else:
            continue
        yield Falta(vocablo.inicio, vocablo.fin, Gravedad.GRAVE, motivo, (nueva,))


def _tras_punto(antes: str) -> bool:
    """Si lo que separa dos palabras acaba una frase y deja espacio: «. », «? »."""
    util = antes.strip(" \t\u00a0\n¿¡«“\"'(")
    if not antes[1:] or not (util and util[-1] in _ACABA) or "..." in util or "…" in util:
        return False
    return antes.rstrip("¿¡«“\"'(")[-1:].isspace()


def _nombres(escrito: Escrito) -> Iterator[Falta]:
    """Los nombres propios de la casa escritos en minusculas."""
    indice = _propios()
    for i, vocablo in enumerate(escrito.vocablos):
        for partes, escrita in indice.get(vocablo.forma, ()):
            tramo = escrito.vocablos[i : i + len(partes)]
            if len(tramo) < len(partes) or any(v.forma != p for v, p in zip(tramo, partes, strict=True)):
                continue
            if any(v.pausa for v in tramo[:-1]) or any(v.pegado for v in tramo):
                continue
            escritas = [v.texto for v in tramo]
            buenas = escrita.split()
            if all(
                e == b or e.isupper() or (e[:1].isupper() and not b.isupper())
                for e, b in zip(escritas, buenas, strict=True)
            ):
                break
            if escrita.isupper() and escritas[0].istitle() and vocablo.forma == "covid":
                break
            fin = tramo[-1].fin
            yield Falta(vocablo.inicio, fin, Gravedad.GRAVE, f"Nombre propio: «{escrita}».", (escrita,))
            break
