"""A quien va una palabra dura: a una persona, a un grupo, a una cosa, a nadie, o la dijo otro.

Mira las palabras vecinas de la misma frase. Cuando duda, prefiere el blanco que lleva a una persona y no a la
maquina.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from modelos.lectura import Acierto, Lectura
from politicas.ayudas.destino import (
    ARTICULOS,
    CERCA,
    COPULAS,
    MODIFICADORES,
    RELATIVOS,
    SEGUNDAS,
    apelativo,
    con_destino,
    de_un_puesto,
    gente_antes,
    nombre_propio,
    pegado,
    vocativo,
)
from politicas.ayudas.memoria import por_lectura
from politicas.ayudas.palabras import conjunto
from politicas.ayudas.vecindad import Vecindad, vecindad

MAXIMO_DURAS = 200
"""Palabras duras que se miran en un texto: mas no cambia nada y acota el coste."""
_LEJOS = 3
"""Palabras entre «me dijo» y «sos» desde las que ya no es lo que dijo el otro."""
_ALCANCE_CITA = 120
"""Letras entre la comilla y el verbo de decir."""
_PAUSA = re.compile(r"[,:()\[\]]")
_COSAS = ("cosa", "servicio", "tramite", "lugar", "institucion")
_OFENSAS = ("insultos", "soeces")
_PONDERAN = frozenset(("mas", "tan", "bien"))
_PONDERA_COSA = conjunto(
    "bendito bendita benditos benditas dichoso dichosa famoso famosa tal puto puta pinche maldito maldita"
)
"""Entre el artículo y la cosa: «a la mierda la bendita app»."""
_COLECTIVOS = conjunto("gente pueblo pais juventud sociedad humanidad chusma raza")
"""Con uno de estos delante, el singular también es de muchos: «gente pendeja»."""
_ESTA = frozenset(("está", "están", "estuvo", "estaba"))
_INTERJECCIONES = ("ueputa", "oeputa", "joputa", "hijodeputa")
"""Insultos que en El Salvador tambien son una exclamacion, si no hay a quien y la frase sigue."""


_DICE_UNO = ("digo", "dije")
_GRAVES = ("fuerte", "medio", "frase", "doble")
_SOY_YO = (
    "yo ",
    "de mi ",
    "soy yo ",
    "fui yo ",
    "somos ",
    "fuimos nosotros ",
)
"""Palabras enteras: «de mierda» no es «de mi»."""
_ME_PASA = frozenset(("me", "nos", "estoy", "estamos"))
_TRAS = 4


class Blanco(StrEnum):
    """De quien se dice."""

    PERSONA = "persona"
    GRUPO = "grupo"
    COSA = "cosa"
    PROPIO = "propio"
    CITADO = "citado"
    NEGADO = "negado"
    NADIE = "nadie"


@dataclass(frozen=True, slots=True)
class Dura:
    """Una palabra dura con su blanco."""

    acierto: Acierto
    blanco: Blanco
    destinada: bool
    """Si el texto dice a quien va, y no solo se supone."""
    al_lector: bool
    """Si se le dice a la cara a una sola persona («sos un mentiroso»)."""


def _citado(v: Vecindad) -> bool:
    """Si lo dijo otro: entre comillas junto a un verbo de decir o tras dos puntos, o detras del verbo sin comillas."""
    comilla = v.comilla()
    if comilla is not None:
        if v.lectura.original[max(0, comilla - 2) : comilla].rstrip().endswith(":"):
            return True  # «el portero: "…"»
        cerca = v.alrededor(comilla - _ALCANCE_CITA, v.acierto.fin + _ALCANCE_CITA)
        if any(a.lexico == "referencia" and a.clase in ("cita", "dicho") for a in cerca):
            return True
    dichos = [d for d in v.previos("referencia", "dicho", palabras=1) if d.forma not in _DICE_UNO]
    pegados = any(not _PAUSA.search(v.hueco(d.fin, v.acierto.inicio)) for d in dichos)
    if pegados and v.acierto.clase in _GRAVES and not any(v.previos("referencia", *SEGUNDAS)):
        return True  # «llamó idiota a mi mamá»
    citas = [c for c in v.previos("referencia", "cita") if "yo" not in v.formas(c.fin, v.acierto.inicio)]
    if not citas:
        return False
    segundas = list(v.previos("referencia", *SEGUNDAS))
    # «me dijo mi mama que sos un…»: quien habla insulta por boca de otro
    return any(
        not any(s.inicio >= cita.fin and len(v.formas(cita.fin, s.inicio)) >= _LEJOS for s in segundas)
        for cita in citas
    )


def _de_si_mismo(v: Vecindad) -> bool:
    """Si el que escribe habla de si («quede como un pendejo», «pendejo yo», «me pasa por pendejo»)."""
    if " ".join([*v.despues(2), ""]).startswith(_SOY_YO):
        return True
    if v.previas(1) == ["por"] and not _ME_PASA.isdisjoint((*v.previas(), *v.despues(_TRAS))):
        return True
    if v.previas(1) == ["como"] and {*v.previas(_TRAS)} & {"me", "nos"}:
        return True  # «me dejaron como pendeja»
    propias = list(v.previos("referencia", "propia", palabras=CERCA + 1))
    if not propias:
        return False
    ajenas = list(v.previos("referencia", *SEGUNDAS, "tercera"))
    return any(
        not _PAUSA.search(v.hueco(propia.fin, v.acierto.inicio))
        and not any(a.inicio >= propia.fin for a in ajenas)
        for propia in propias
    )


def _de_persona(v: Vecindad, cosa: Acierto) -> bool:
    """«El jefe de la farmacia es un…», «los del seguro son…»: la cosa solo dice de donde es la persona."""
    if gente_antes(v, cosa.inicio) and not _PAUSA.search(
        v.hueco(v.lectura.palabras[v.desde].inicio, cosa.inicio)
    ):
        return True
    previas = v.formas(v.lectura.palabras[v.desde].inicio, cosa.inicio)[-3:] + cosa.forma.split()
    return any(a in ARTICULOS and b in RELATIVOS for a, b in pairwise(previas))


def _de_cosa(v: Vecindad) -> bool:
    """Si califica a una cosa, un servicio o un lugar: «puto sistema», «mierda de cita», «la app es una…»."""
    for cosa in v.siguientes("institucion", *_COSAS, palabras=3):
        hueco = v.hueco(v.acierto.fin, cosa.inicio)
        if not _PAUSA.search(hueco) and all(p in ARTICULOS or p in _PONDERA_COSA for p in hueco.split()):
            return not cosa.forma.startswith(("del ", "al "))
        if hueco.split() == ["de"] and v.acierto.clase not in ("fuerte", "frase", "leve"):
            return True
    for cosa in v.previos("institucion", *_COSAS, palabras=CERCA + 1):
        limpio = not _PAUSA.search(v.hueco(cosa.fin, v.acierto.inicio))
        medio = v.formas(cosa.fin, v.acierto.inicio)
        if limpio and all(p in COPULAS for p in medio) and not _de_persona(v, cosa):
            return True
    return v.acierto.forma in MODIFICADORES and bool(v.despues(1)) and not _modifica_a_persona(v)


def _modifica_a_persona(v: Vecindad) -> bool:
    """Si tras un modificador («maldita», «puto») viene una persona u otro insulto, o ya no sigue la frase."""
    siguiente = v.lectura.palabras[v.ultima + 1]
    if _PAUSA.search(v.hueco(v.acierto.fin, siguiente.inicio)) or siguiente.forma in ARTICULOS | RELATIVOS:
        return True
    return any(
        a.inicio == siguiente.inicio
        for lexico in ("institucion", "insultos", "soeces")
        for a in v.siguientes(lexico, palabras=2)
        if a.clase not in _COSAS
    )


def es_plural(acierto: Acierto) -> bool:
    """Si el insulto va a varios, por la forma de su primera palabra."""
    primera = acierto.forma.split(" ", 1)[0]
    return primera.endswith(("s", "nse", "man", "men", "gan", "dan")) and primera not in ("sos", "eres", "es")


def _de_muchos(v: Vecindad) -> bool:
    """«Gente pendeja», «qué pueblo más bruto»."""
    return next((p for p in reversed(v.previas(3)) if p not in _PONDERAN), "") in _COLECTIVOS


def _ajeno(v: Vecindad) -> Blanco | None:
    """El blanco cuando no es nadie presente: lo dijo otro, se niega, es uno mismo o una cosa."""
    if _citado(v):
        return Blanco.CITADO
    if any(v.previos("referencia", "negacion", palabras=3)) or "ni" in v.previas(1):
        return Blanco.NEGADO
    if _de_si_mismo(v):
        return Blanco.PROPIO
    if _de_cosa(v) and not de_un_puesto(v):
        return Blanco.COSA
    return Blanco.NADIE if nombre_propio(v) or _como_esta(v) else None


def _como_esta(v: Vecindad) -> bool:
    """«El clima está hijueputa»: con «está» pondera; la tilde lo distingue de «esta hijueputa»."""
    if v.primera == v.desde or not v.acierto.forma.endswith(_INTERJECCIONES):
        return False
    previa = v.lectura.palabras[v.primera - 1]
    return v.hueco(previa.inicio, previa.fin).lower() in _ESTA


def _blanco(v: Vecindad) -> Blanco:
    ajeno = _ajeno(v)
    if ajeno:
        return ajeno
    clase = v.acierto.clase
    destinado = clase == "frase" or vocativo(v) or con_destino(v) or apelativo(v) or de_un_puesto(v)
    if destinado or (clase == "fuerte" and not _exclama(v)):
        return Blanco.GRUPO if es_plural(v.acierto) or _de_muchos(v) else Blanco.PERSONA
    return Blanco.NADIE


def _exclama(v: Vecindad) -> bool:
    """Sin nadie a la vista, lo que pondera o se exclama: «qué clavo más hijueputa», «gol, hijueputa, casi…»."""
    previas = v.previas(2)
    if previas and previas[-1] in _PONDERAN and previas[0] not in _PONDERAN | {"que"}:
        return True
    sigue = v.ultima < v.hasta or v.ultima + 1 < len(v.lectura.palabras)
    return v.acierto.forma.endswith(_INTERJECCIONES) and sigue


def blanco_de(lectura: Lectura, acierto: Acierto) -> Blanco:
    """El blanco de un acierto cualquiera."""
    return _blanco(vecindad(lectura, acierto))


def _a_la_cara(v: Vecindad) -> bool:
    """Si se le dice a una sola persona que lee: pegado a la segunda persona, o entre comas a quien se tutea."""
    return any(pegado(v, s) for s in v.previos("referencia", "segunda")) or apelativo(v)


@por_lectura
def duras(lectura: Lectura) -> tuple[Dura, ...]:
    """Las palabras de `insultos` y `soeces` del texto con su blanco, hasta `MAXIMO_DURAS`."""
    if not any(map(lectura.tiene, _OFENSAS)):
        return ()
    ofensas = [a for a in lectura.aciertos if a.lexico in _OFENSAS]
    return tuple([_dura(lectura, a) for a in ofensas[:MAXIMO_DURAS]])


def _dura(lectura: Lectura, acierto: Acierto) -> Dura:
    v = vecindad(lectura, acierto)
    blanco = _blanco(v)
    a_alguien = blanco in (Blanco.PERSONA, Blanco.GRUPO)
    cara = a_alguien or acierto.clase == "reproche"
    return Dura(acierto, blanco, a_alguien and con_destino(v), cara and _a_la_cara(v))
