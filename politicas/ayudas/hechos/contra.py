"""Contra que textos oficiales choca cada dato de un borrador, y cual de ellos manda."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from politicas.ayudas.comunicados import en_vigor
from politicas.ayudas.hechos.comparar import Choque, choques, concuerda
from politicas.ayudas.hechos.leidos import Leido, leer_hechos
from politicas.ayudas.hechos.tipos import Hecho
from politicas.ayudas.tiempo import en_local
from politicas.tipos import Contexto

VENTANA = timedelta(days=30)
"""Cuanto vale lo publicado sin comunicado: lo mas viejo ya no se contrasta."""


class Oficial(NamedTuple):
    """Un texto nuestro que sigue en pie."""

    origen: str
    leido: Leido
    fecha: datetime
    comunicado: bool


class Choca(NamedTuple):
    """Un dato del borrador frente a un texto oficial."""

    oficial: Oficial
    choque: Choque
    grave: bool


@lru_cache(maxsize=8192)
def _leer_comunicado(asunto: str, texto: str, desde: date) -> Leido:
    return leer_hechos(f"{asunto}.\n{texto}", desde)


def oficiales(contexto: Contexto) -> Iterator[Oficial]:
    """Lo dicho que sigue en pie: los comunicados en vigor y lo publicado en la ventana."""
    ahora = en_local(contexto.ahora)
    for c in en_vigor(contexto):
        leido = _leer_comunicado(c.asunto, c.texto, en_local(c.desde).date())
        yield Oficial(f"el comunicado {c.numero}", leido, en_local(c.publicado or c.desde), comunicado=True)
    for r in contexto.recientes:
        fecha = en_local(r.fecha)
        if ahora - VENTANA <= fecha <= ahora:
            leido = leer_hechos(r.texto, fecha.date())
            yield Oficial(f"la publicación del {fecha:%d/%m/%Y}", leido, fecha, comunicado=False)


def por_dato(propio: Leido, afines: list[Oficial]) -> Iterator[list[Choca]]:
    """Cada dato que choca, con los textos con que lo hace: el que mas manda primero, sin los que otro dejo atras."""
    chocan: dict[Hecho, list[tuple[Oficial, Choque]]] = {}
    for oficial in afines:
        for choque in choques(propio, oficial.leido):
            chocan.setdefault(choque.propio, []).append((oficial, choque))
    for dato, contra in sorted(chocan.items(), key=lambda par: par[0].inicio):
        # contra un comunicado nada vale: solo si choca con una publicacion importa quien le da la razon
        sueltas = any(not o.comunicado for o, _ in contra)
        de_acuerdo = [o for o in afines if concuerda(dato, o.leido)] if sueltas else []
        vistos = [Choca(o, c, grave) for o, c in contra if (grave := _pesa(o, de_acuerdo)) is not None]
        if vistos:
            yield sorted(vistos, key=lambda v: (v.grave, v.oficial.comunicado, v.oficial.fecha), reverse=True)


def _pesa(contra: Oficial, de_acuerdo: list[Oficial]) -> bool | None:
    """Si un texto contra un dato lo frena (True), solo avisa (False) o ya no cuenta (None).

    Una publicacion ya no cuenta si algo posterior dice lo mismo que el dato; si es ella la posterior, pero un comunicado
    en vigor da la razon al dato, avisa. Un comunicado en vigor siempre frena.
    """
    if contra.comunicado:
        return True
    if any(a.fecha > contra.fecha for a in de_acuerdo):
        return None
    return not any(a.comunicado for a in de_acuerdo)
