"""Si una amenaza o un dicho contra un grupo, hallado en el lexico, se dice de verdad."""

import re

from modelos.lectura import Acierto, Lectura
from politicas.ayudas.blanco import Blanco, blanco_de
from politicas.ayudas.memoria import por_lectura
from politicas.ayudas.palabras import conjunto
from politicas.ayudas.vecindad import vecindad

UMBRAL_AMENAZA = 0.55
_SE_DUELE = re.compile(
    r"\b(?:(?:me|nos) (?:voy|vamos) a morir|nos (?:morimos|estamos muriendo|dejan morir)|(?:me|nos) (?:muera|muramos)"
    r"|mis? \w{2,12} se (?:va|van) a morir|(?:dejo|dejaron) morir a mi)\b"
)
"""Quien se muere, o a quien se le muere alguien: el clasificador ve ahi una amenaza."""
_NIEGAN = conjunto("no nadie nunca jamas ningun ninguna tampoco ni sin")
_HASTA = 5
"""Palabras entre el grupo nombrado y lo que se dice de el («los X son una plaga», «esos X, todos, dan asco»)."""
_PALABRAS_MINIMAS = 3
"""Con menos, lo que solo ve el clasificador no anuncia nada («bien», «Carlos»): ninguna amenaza del corpus es tan corta."""
_MAXIMO = 40
"""Aciertos de un lexico que se miran: mas no cambia nada y acota el coste."""


def dichos(lectura: Lectura, lexico: str) -> tuple[Acierto, ...]:
    """Los aciertos de un lexico, hasta un tope."""
    return lectura.de(lexico)[:_MAXIMO]


@por_lectura
def se_duele(lectura: Lectura) -> bool:
    """Si habla de su muerte o de la de los suyos: no amenaza a nadie."""
    return _SE_DUELE.search(lectura.plegado) is not None


def sospecha(lectura: Lectura, visto: float) -> bool:
    """Si el clasificador ve una amenaza sin ninguna formula a la vista, hay texto bastante para creerle y no habla de los suyos."""
    return visto >= UMBRAL_AMENAZA and len(lectura.palabras) >= _PALABRAS_MINIMAS and not se_duele(lectura)


def negado(lectura: Lectura, acierto: Acierto) -> bool:
    """Si justo antes se niega: «nadie merece morir», «no te voy a matar»."""
    return any(p in _NIEGAN for p in vecindad(lectura, acierto).previas(2))


def del_grupo(lectura: Lectura, acierto: Acierto) -> Acierto | None:
    """El grupo de personas nombrado justo antes en la misma frase, o None."""
    v = vecindad(lectura, acierto)
    grupos = [a for a in v.previos("odio", "grupo") if len(v.formas(a.fin, acierto.inicio)) <= _HASTA]
    return grupos[-1] if grupos else None


def degradan(lectura: Lectura) -> tuple[list[Acierto], list[Acierto]]:
    """Lo dicho contra un grupo de personas, con el grupo: lo que dice quien escribe, y lo que cita o niega."""
    claros: list[Acierto] = []
    ajenos: list[Acierto] = []
    for a in dichos(lectura, "odio"):
        grupo = del_grupo(lectura, a) if a.clase == "suelta" else None
        if a.clase == "grupo" or (a.clase == "suelta" and grupo is None):
            continue
        lejano = blanco_de(lectura, a) in (Blanco.CITADO, Blanco.NEGADO)
        (ajenos if lejano else claros).extend((grupo, a) if grupo else (a,))
    return claros, ajenos
