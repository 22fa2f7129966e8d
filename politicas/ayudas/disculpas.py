"""Si un insulto se dice de veras y a alguien: lo que la maquina exige para actuar sola.

No quita el hallazgo ni lo que propone; solo decide si espera a una persona. «Cerote» y «pendejo» son en El Salvador
trato entre amigos, reproche a uno mismo y hasta apellido, y ahi el clasificador ve lo mismo que en un insulto.
"""

import re
from collections.abc import Sequence

from modelos.lectura import Lectura
from politicas.ayudas.blanco import Dura
from politicas.ayudas.destino import MODIFICADORES, llamado
from politicas.ayudas.palabras import DE_SI, conjunto
from politicas.ayudas.vecindad import vecindad

_SOLO_INSULTO = 2
"""Palabras de «maje pendejo»: ahi «maje» no es a quien se habla, es parte del insulto."""
_A_SECAS = 6
"""Palabras hasta las que un texto puede no ser mas que el insulto («gran cerote de mierda»)."""
_RELLENO = MODIFICADORES | conjunto(
    "de la el los las un una unos unas que y o tan mas bien muy gran grandisimo grandisima pura puro todo toda todos"
    " todas vos sos eres es son usted ustedes ese esa esos esas este esta viejo vieja viejos viejas ja jaja jajaja"
    " jajajaja mierda asi pues anda gordo gorda feo fea loco loca"
)
"""Lo que acompaña a un insulto sin decir nada mas."""
_DICEN_COMO_ES = (
    "hij",
    "juela",
    "cara ",
    "carita ",
    "jeta ",
    "cerebro ",
    "sesos ",
    "cabeza ",
    "boca ",
    "hocico ",
)
"""Frases que ni mandan ni mientan a la madre de quien lee: hace falta ver a quien van."""
_DUDAN = ("afecto", "palabra")
_RISA = re.compile(r"\b(?:j[aeiou]){2,}j?\b|\b[ja]{4,}\b|\b(?:lol|xd+)\b|[😂🤣😆😅😹]", re.IGNORECASE)
"""Con una risa, «vos sí sos pendejo» lo dice cualquiera a un amigo; y quien se rie de veras de otro espera a una persona."""
_DE_AMIGOS = conjunto(
    "maje majes mae chero chera cheros compa compadre comadre primo prima bro amigo amiga amix hermano"
)
"""Como se llama a un conocido: al personal de un hospital no se le dice «maje» sin mas."""
_CONSEJO = ("no seas", "no sea", "no sean")
"""«No seas pendejo, vacunate» reprende a un conocido."""

_CUENTAN = DE_SI | conjunto(
    "aguanto aguantamos adios"
    " abusador abusadora abusadores violador violadora violadores acosador acosadora acosadores pedofilo asesino asesina asesinos"
    " corrupto corrupta corruptos corruptas ladron ladrona ladrones estafador estafadora estafadores"
)
"""Quien habla de si puede estar contando lo que le hicieron, o lo mal que esta («sos un maldito, me tocaste»); y quien achaca un
delito, denunciando."""


def de_veras(lectura: Lectura, insultos: Sequence[Dura]) -> bool:
    """Si alguno se le dice a alguien, o el texto no es mas que el insulto, y nada hace pensar otra cosa."""
    if not insultos or any(clase in _DUDAN for clase in lectura.clases("disculpas")):
        return False
    if not _CUENTAN.isdisjoint(lectura.formas):
        return False
    if _RISA.search(lectura.original) or not _DE_AMIGOS.isdisjoint(_extremos(lectura)):
        return False
    return any(_dicho(lectura, d) for d in insultos) or _a_secas(lectura, insultos)


def _dicho(lectura: Lectura, dura: Dura) -> bool:
    v = vecindad(lectura, dura.acierto)
    previas = v.previas(2)
    if " ".join(previas) in _CONSEJO or (previas and previas[-1] in ("mi", "mis")):
        return False
    if v.despues(1) == ["si"] and dura.acierto.clase != "frase":
        return False  # «ese hijueputa sí baila» pondera
    manda = dura.acierto.clase == "frase" and not dura.acierto.forma.startswith(_DICEN_COMO_ES)
    return dura.destinada or manda or llamado(v)


def _extremos(lectura: Lectura) -> Sequence[str]:
    """La primera palabra y la ultima, si hay mas: donde se pone a quien se habla."""
    return [lectura.palabras[i].forma for i in (0, -1)] if len(lectura.palabras) > _SOLO_INSULTO else ()


def _a_secas(lectura: Lectura, insultos: Sequence[Dura]) -> bool:
    """Si, quitando el insulto y lo que lo adorna, no queda nada."""
    if len(lectura.palabras) > _A_SECAS:
        return False
    tapado = [d.acierto for d in insultos]
    return all(
        p.forma in _RELLENO or any(a.inicio <= p.inicio < a.fin for a in tapado) for p in lectura.palabras
    )
