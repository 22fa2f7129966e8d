"""El lugar de cada expediente en la cola, como un numero que no cambia con la hora.

Gravedad por lo que acierta la señal, por alcance y por espera. La espera entra como potencia: cada `DOBLA` minutos el
peso se dobla. Asi, de dos expedientes va antes el mismo a las ocho que a las diez, y el orden se guarda en un indice en
vez de calcularse en cada lectura: log2(peso) + minutos esperados / DOBLA ordena igual que log2(peso) - minuto en que se
escribio / DOBLA.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from math import log2
from typing import Any, Final

from moderacion.almacen.apelaciones import APELADO
from moderacion.almacen.veredictos import Puesto
from politicas.tipos import Gravedad, Hallazgo, Intencion, Propuesta, Veredicto

TRAMO: Final = APELADO
"""Lo que separa un tramo de otro: ni el mayor peso ni la mayor espera saltan al siguiente. Lo apelado ocupa el primero."""
AUXILIO: Final = 4 * TRAMO
"""Quien pide auxilio, o puede hacerse daño, va delante de todo: en minutos puede ser tarde. Lo que la maquina ya oculto va
detras (`moderacion.almacen.marcas.DETRAS`)."""
AMENAZA: Final = 3 * TRAMO
QUIZA: Final = 2 * TRAMO
"""Lo que solo el clasificador cree urgente va delante de lo demas, y detras de lo que se dice con todas las letras."""
DOBLA: Final = 360
"""Minutos de espera que doblan el peso: seis horas."""
_INICIO: Final = datetime(2020, 1, 1, tzinfo=UTC)
_FIN: Final = 50 * 365 * 24 * 60
"""Minutos: una fecha imposible de la red no se sale del numero."""
_PESOS: Final = {Gravedad.LEVE: 1.0, Gravedad.MEDIA: 3.0, Gravedad.GRAVE: 8.0}
_RESTRINGIR: Final = 1.5
_DEGRADADO: Final = 4.0
"""Lo que no se pudo evaluar del todo pesa entre lo medio y lo grave: puede ser cualquier cosa."""
ADEMAS: Final[Mapping[str, float]] = {"tapado": 2.0, "por_ver": 0.2}
"""Lo que lleva a una persona sin que ninguna politica diga nada, por su nombre en `PorJuzgar`, y lo que pesa: que la red no lo
deje ver y aqui nadie lo pidiera (como algo medio que acierta dos de cada tres veces); que lleve una foto o un video (menos que nada
que una politica viera y suela acertar)."""
_DELANTE: Final = {"autolesion": AUXILIO, "urgencia": AUXILIO, "amenaza": AMENAZA, "aviso_intervenida": QUIZA}
_ALTA, _MEDIA = 6.0, 2.0


def puesto(
    v: Veredicto,
    creado: datetime,
    reacciones: int,
    acierto: Callable[[int, str], float],
    ademas: Sequence[str] = (),
) -> Puesto:
    """El lugar de un veredicto. `acierto(politica, etiqueta)`: cuanto acierta esa señal, de 0 a 1.

    `ademas`: las claves de `ADEMAS` que le tocan.
    """
    delante = _delante(v)
    de_cada_uno = [(_PESOS[h.gravedad], acierto(h.politica, h.etiqueta), h) for h in v.hallazgos]
    peso = sum(
        g * a * (_RESTRINGIR if h.propuesta is Propuesta.RESTRINGIR else 1.0) for g, a, h in de_cada_uno
    )
    if v.degradado:
        peso = max(peso, _DEGRADADO)
    peso = max([peso, *(ADEMAS[razon] for razon in ademas)])
    alcance = 1 + log2(1 + max(0, reacciones)) / 4
    minutos = min(max(0, int((creado - _INICIO) / timedelta(minutes=1))), _FIN)
    total = max(peso * alcance, 0.1)
    prioridad = round(DOBLA * log2(total)) - minutos + delante
    urgente = delante > 0
    razones = _razones(de_cada_uno, alcance, reacciones, urgente) | {r: ADEMAS[r] for r in ademas}
    return Puesto(prioridad, _nivel(total, urgente=urgente), razones)


def _delante(v: Veredicto) -> int:
    """Cuanto adelanta lo urgente."""
    quiza = QUIZA if Intencion.URGENCIA in v.intencion else 0
    return max((_DELANTE.get(h.etiqueta, quiza) for h in v.hallazgos), default=quiza)


def _nivel(peso: float, *, urgente: bool) -> str:
    """La palabra que ve quien modera, sin la espera: lo que el comentario es."""
    if urgente:
        return "urgente"
    return "alta" if peso >= _ALTA else "media" if peso >= _MEDIA else "baja"


def _razones(
    de_cada_uno: list[tuple[float, float, Hallazgo]], alcance: float, reacciones: int, urgente: bool
) -> dict[str, Any]:
    """De que sale, para enseñarlo."""
    senales = [
        {"politica": h.politica, "etiqueta": h.etiqueta, "gravedad": g, "acierto": round(a, 3)}
        for g, a, h in de_cada_uno
    ]
    return {"urgente": urgente, "senales": senales, "alcance": round(alcance, 2), "reacciones": reacciones}
