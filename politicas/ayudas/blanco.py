"""A quien va una palabra dura: a una persona, a un grupo, a una cosa, a nadie, o la dijo otro.

Mira las palabras vecinas de la misma frase. Cuando duda, prefiere el blanco que lleva a una persona y no a la
maquina.
"""

import re
from enum import StrEnum
from itertools import pairwise

from modelos.lectura import Acierto, Lectura
from politicas.ayudas.palabras import conjunto
from politicas.ayudas.vecindad import Vecindad, vecindad

_CERCA = 4
_LEJOS = 3
"""Palabras entre «me dijo» y «sos» desde las que ya no es lo que dijo el otro."""
_ALCANCE_CITA = 120
"""Letras entre la comilla y el verbo de decir."""
_VOCATIVO = 5
"""Un texto de estas palabras o menos con un insulto corriente es un insulto a quien lo lee."""
_PAUSA = re.compile(r"[,:()\[\]]")
_COPULAS = conjunto(
    "es son esta estan era eran fue fueron sos un una unos unas muy bien mas tan toda todo todos todas pura puro"
    " puras puros siempre ya tambien la lo gran pues sigue siguen q que y e asi"
)
_ARTICULOS = conjunto("el la los las ese esa esos esas este esta estos estas aquel aquella todos todas")
_COSAS = ("cosa", "servicio", "tramite", "lugar", "institucion")
_RELATIVOS = frozenset(("de", "del", "que", "q"))
_MODIFICADORES = conjunto(
    "puto puta putos putas maldito maldita malditos malditas pinche pinches infeliz desgraciado desgraciada"
)
_NECESITAN_BLANCO_PEGADO = ("ambiguo", "rasgo", "trato", "doble", "excremento", "obscena", "modismo", "suave")
_SOLO_SEGUNDA = ("excremento",)
"""Lo que con «esa» o «fue una» se dice de cosas: solo va a alguien en segunda persona."""
_SEGUNDAS = ("segunda", "segunda_plural")


class Blanco(StrEnum):
    """De quien se dice."""

    PERSONA = "persona"
    GRUPO = "grupo"
    COSA = "cosa"
    PROPIO = "propio"
    CITADO = "citado"
    NEGADO = "negado"
    NADIE = "nadie"


def _citado(v: Vecindad) -> bool:
    """Si lo dijo otro: entre comillas junto a un verbo de decir, o detras de el sin comillas."""
    comilla = v.comilla()
    if comilla is not None:
        cerca = v.alrededor(comilla - _ALCANCE_CITA, v.acierto.fin + _ALCANCE_CITA)
        if any(a.lexico == "referencia" and a.clase == "cita" for a in cerca):
            return True
    segundas = list(v.previos("referencia", *_SEGUNDAS))
    for cita in v.previos("referencia", "cita"):
        # «me dijo mi mama que sos un…»: quien habla insulta por boca de otro
        if not any(s.inicio >= cita.fin and len(v.formas(cita.fin, s.inicio)) >= _LEJOS for s in segundas):
            return True
    return False


def _de_si_mismo(v: Vecindad) -> bool:
    """Si el que escribe habla de si («quede como un pendejo»)."""
    ajenas = list(v.previos("referencia", *_SEGUNDAS, "tercera"))
    for propia in v.previos("referencia", "propia", palabras=_CERCA + 1):
        pausa = _PAUSA.search(v.hueco(propia.fin, v.acierto.inicio))
        if not pausa and not any(a.inicio >= propia.fin for a in ajenas):
            return True
    return False


def _de_persona(v: Vecindad, cosa: Acierto) -> bool:
    """«El jefe de la farmacia es un…», «los del seguro son…»: la cosa solo dice de donde es la persona."""
    for a in v.previos("institucion", "personal"):
        if a.fin <= cosa.inicio and len(v.formas(a.fin, cosa.inicio)) <= _CERCA:
            return True
    previas = v.formas(v.lectura.palabras[v.desde].inicio, cosa.inicio)[-3:] + cosa.forma.split()
    return any(a in _ARTICULOS and b in _RELATIVOS for a, b in pairwise(previas))


def _de_cosa(v: Vecindad) -> bool:
    """Si califica a una cosa, un servicio o un lugar: «puto sistema», «mierda de cita», «la app es una…»."""
    for cosa in v.siguientes("institucion", *_COSAS, palabras=3):
        hueco = v.hueco(v.acierto.fin, cosa.inicio)
        if not _PAUSA.search(hueco) and all(p in _ARTICULOS for p in hueco.split()):
            return not cosa.forma.startswith(("del ", "al "))
        if hueco.split() == ["de"] and v.acierto.clase not in ("fuerte", "frase", "leve"):
            return True
    for cosa in v.previos("institucion", *_COSAS, palabras=_CERCA + 1):
        limpio = not _PAUSA.search(v.hueco(cosa.fin, v.acierto.inicio))
        medio = v.formas(cosa.fin, v.acierto.inicio)
        if limpio and all(p in _COPULAS for p in medio) and not _de_persona(v, cosa):
            return True
    return v.acierto.forma in _MODIFICADORES and bool(v.despues(1)) and not _modifica_a_persona(v)


def _modifica_a_persona(v: Vecindad) -> bool:
    """Si tras un modificador («maldita», «puto») viene una persona u otro insulto, o ya no sigue la frase."""
    siguiente = v.lectura.palabras[v.ultima + 1]
    if _PAUSA.search(v.hueco(v.acierto.fin, siguiente.inicio)) or siguiente.forma in (
        _ARTICULOS | _RELATIVOS
    ):
        return True
    return any(
        a.inicio == siguiente.inicio
        for lexico in ("institucion", "insultos", "soeces")
        for a in v.siguientes(lexico, palabras=2)
        if a.clase not in _COSAS
    )


def _pegado(v: Vecindad, previo: Acierto) -> bool:
    """Si entre los dos solo hay copulas, modificadores y otros insultos («es una vieja ridicula y bruta»)."""
    otras = {p for a in v.previos("insultos") if a.inicio >= previo.fin for p in v.formas(a.inicio, a.fin)}
    medio = v.formas(previo.fin, v.acierto.inicio)
    return len(medio) <= _CERCA + 1 and all(p in _COPULAS or p in _MODIFICADORES or p in otras for p in medio)


def _con_destino(v: Vecindad) -> bool:
    """Si hay a quien: segunda persona, «ese», «es un», personal nombrado o «el que…»."""
    exigente = v.acierto.clase in _NECESITAN_BLANCO_PEGADO
    for segunda in v.previos("referencia", *_SEGUNDAS):
        if not exigente or _pegado(v, segunda):
            return True
    if not exigente and any(v.siguientes("referencia", *_SEGUNDAS, palabras=_CERCA)):
        return True
    if v.acierto.clase in _SOLO_SEGUNDA:
        return False
    personal = _nombra_personas(v)
    terceras = v.previos("referencia", "tercera", palabras=_CERCA)
    if any(_pegado(v, t) for t in terceras) and (
        personal or v.acierto.clase not in ("ambiguo", "rasgo", "trato")
    ):
        return True
    despues = v.despues(2)
    relativa = len(despues) > 1 and despues[0] in _ARTICULOS and despues[1] in _RELATIVOS
    return relativa or (personal and not exigente)


def al_lector(lectura: Lectura, acierto: Acierto) -> bool:
    """Si se le dice a la cara a una sola persona («sos un mentiroso»)."""
    v = vecindad(lectura, acierto)
    return any(_pegado(v, s) for s in v.previos("referencia", "segunda"))


def con_destino(lectura: Lectura, acierto: Acierto) -> bool:
    """Si el texto dice a quien va el insulto, y no solo se supone."""
    return _con_destino(vecindad(lectura, acierto))


def _nombra_personas(v: Vecindad) -> bool:
    """Si cerca hay personal («el doctor») o alguien senalado («la que atiende», «los de archivo»)."""
    if any(v.previos("institucion", "personal")) or any(
        v.siguientes("institucion", "personal", palabras=_CERCA)
    ):
        return True
    previas = v.formas(v.lectura.palabras[v.desde].inicio, v.acierto.inicio)
    return any(a in _ARTICULOS and b in _RELATIVOS for a, b in pairwise(previas))


def _vocativo(v: Vecindad) -> bool:
    """Un texto muy corto con un insulto corriente se lo dice a quien lo lee; «es asqueroso», no."""
    if v.acierto.clase not in ("medio", "leve") or len(v.lectura.palabras) > _VOCATIVO:
        return False
    return v.primera == 0 or v.lectura.palabras[v.primera - 1].forma not in _COPULAS


def es_plural(acierto: Acierto) -> bool:
    """Si el insulto va a varios, por la forma de su primera palabra."""
    primera = acierto.forma.split()[0]
    return primera.endswith(("s", "nse", "man", "men", "gan", "dan")) and primera not in ("sos", "eres", "es")


def blanco_de(lectura: Lectura, acierto: Acierto) -> Blanco:
    """El blanco de un acierto de `insultos` o `soeces`."""
    v = vecindad(lectura, acierto)
    if _citado(v):
        return Blanco.CITADO
    if any(v.previos("referencia", "negacion", palabras=3)):
        return Blanco.NEGADO
    if _de_si_mismo(v):
        return Blanco.PROPIO
    if _de_cosa(v):
        return Blanco.COSA
    if acierto.clase in ("fuerte", "frase") or _vocativo(v) or _con_destino(v):
        return Blanco.GRUPO if es_plural(acierto) else Blanco.PERSONA
    return Blanco.NADIE
