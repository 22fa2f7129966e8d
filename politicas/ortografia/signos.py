"""Los signos dobles: ¿…? y ¡…!. Los dos, siempre."""

import re
from bisect import bisect_left
from collections.abc import Iterator

from politicas.ortografia.diccionario import analizar
from politicas.ortografia.escrito import TAPADO, Escrito
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_MARCAS = re.compile(r"[¿¡]+|[?!]+")
_PAREJA = {"?": "¿", "!": "¡", "¿": "?", "¡": "!"}
_FIN_DE_FRASE = re.compile(r"[.…](?=\s|$)|\n|[.…]?$")
_CIFRA_DELANTE = re.compile(r"(?:[$#]?\d[\d.,:%]{0,12}[ \u00a0])$")
_TRAS_COMA = re.compile(
    r"[,;:—][ \u00a0]+(?=(?:a |de |en |por |para |con |desde |hasta )?(?:qué|cómo|cuándo|dónde|quién|quiénes|cuál|cuáles"
    r"|cuánto|cuánta|cuántos|cuántas|que|como|ya|sabía|sabías|conoce|tiene|tienes|tenés|desea|necesita|quiere|puede|podés"
    r"|puedes|le|te|hay|está|ha|has|recuerda|recordás)\b)",
    re.IGNORECASE,
)
_MAS_ATRAS = 400
"""Caracteres que se miran hacia atras buscando donde abrir."""


def revisar_signos(escrito: Escrito) -> Iterator[Falta]:
    """Aperturas sin cierre, cierres sin apertura y parejas cambiadas."""
    texto = escrito.visible
    empiezan = [v.inicio for v in escrito.vocablos if v.empieza]
    abierta: re.Match[str] | None = None
    desde = 0
    for marca in _MARCAS.finditer(texto):
        if marca[0][0] in "¿¡":
            if abierta and marca.start() > abierta.end():
                yield from _sin_cerrar(escrito, abierta, marca.start())
            if not abierta or marca.start() > abierta.end():
                abierta = marca
            continue
        if abierta and not any(_PAREJA[c] in abierta[0] for c in marca[0]):
            nueva = _PAREJA[abierta[0][0]]
            motivo = f"Se abre con «{abierta[0]}» y se cierra con «{marca[0]}»."
            yield Falta(marca.start(), marca.end(), Gravedad.GRAVE, motivo, (nueva,))
        elif not abierta:
            yield from _sin_abrir(escrito, marca, desde, empiezan)
        abierta = None
        desde = marca.end()
    if abierta:
        yield from _sin_cerrar(escrito, abierta, len(texto))


def _sin_abrir(escrito: Escrito, cierre: re.Match[str], desde: int, empiezan: list[int]) -> Iterator[Falta]:
    """El tramo desde donde deberia abrirse hasta el cierre."""
    texto = escrito.visible
    if texto[max(0, cierre.start() - 1) : cierre.start()] == "(":
        return
    signo = _PAREJA[cierre[0][0]]
    i = bisect_left(empiezan, cierre.start()) - 1
    inicio = max(desde, cierre.start() - _MAS_ATRAS, empiezan[i] if i >= 0 else 0)
    cifra = _CIFRA_DELANTE.search(texto[max(desde, inicio - 16) : inicio])
    if cifra:
        inicio -= len(cifra[0])
    while inicio < cierre.start() and not (texto[inicio].isalnum() or texto[inicio] in TAPADO + '«“"('):
        inicio += 1
    if signo == "¿":
        comas = list(_TRAS_COMA.finditer(texto, inicio, cierre.start()))
        inicio = comas[-1].end() if comas else inicio
    inicio = min(cierre.start(), inicio)
    tramo = escrito.original[inicio : cierre.end()]
    yield Falta(
        inicio, cierre.end(), Gravedad.GRAVE, f"Falta «{signo}» al abrir.", (signo + tramo,), envuelve=True
    )


def _sin_cerrar(escrito: Escrito, apertura: re.Match[str], hasta: int) -> Iterator[Falta]:
    """El tramo desde la apertura hasta donde deberia cerrarse."""
    signo = _PAREJA[apertura[0][-1]]
    hallado = _FIN_DE_FRASE.search(escrito.visible, apertura.end(), hasta)
    fin, final = (hallado.start(), hallado[0]) if hallado else (hasta, "")
    corte = _otra_frase(escrito, apertura.end(), fin)
    if corte:
        fin, final = corte, ""
    fin = apertura.end() + len(escrito.visible[apertura.end() : fin].rstrip())
    tapa = final in (".", "…")
    tramo = escrito.original[apertura.start() : fin]
    hasta_aqui = fin + len(final) if tapa and escrito.visible[fin : fin + 1] == final else fin
    yield Falta(
        apertura.start(),
        hasta_aqui,
        Gravedad.GRAVE,
        f"Falta «{signo}» al cerrar.",
        (tramo + signo,),
        envuelve=True,
    )


def _otra_frase(escrito: Escrito, desde: int, hasta: int) -> int:
    """Donde empieza otra frase que sigue sin signo a la pregunta («¿Ya tiene cita Solicítela»), o 0."""
    i = bisect_left(escrito.inicios, desde) + 1
    while i < len(escrito.vocablos) and escrito.vocablos[i].inicio < hasta:
        vocablo = escrito.vocablos[i]
        if vocablo.inicial and not vocablo.mayusculas and not escrito.vocablos[i - 1].inicial:
            analisis = analizar(vocablo.forma)
            if analisis.verbo and not analisis.nombre:
                return vocablo.inicio
        i += 1
    return 0
