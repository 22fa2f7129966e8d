"""El orden de la cola: lo urgente primero, luego lo grave, luego lo que la maquina ya hizo y hay que confirmar."""

from typing import Final

from politicas.tipos import Intencion, Propuesta, Veredicto

URGENCIA: Final = 1000
AMENAZA: Final = 800
POR_GRAVEDAD: Final = 100
RESTRINGIR: Final = 50
DEGRADADO: Final = 20
ACTUADO: Final = -150
"""Lo que la maquina ya oculto no corre prisa: espera detras de lo que sigue a la vista."""
_URGENTES: Final = frozenset({"amenaza", "urgencia", "autolesion"})


def prioridad(v: Veredicto, *, actuado: bool = False) -> int:
    """Mas alto, antes. Suma de lo que pesa en el veredicto; `actuado`: la maquina ya oculto el comentario."""
    puntos = POR_GRAVEDAD * max((int(h.gravedad) for h in v.hallazgos), default=0)
    if Intencion.URGENCIA in v.intencion:
        puntos += URGENCIA
    if any(h.etiqueta in _URGENTES for h in v.hallazgos):
        puntos += AMENAZA
    if v.propuesta is Propuesta.RESTRINGIR:
        puntos += RESTRINGIR
    if v.degradado:
        puntos += DEGRADADO
    if actuado:
        puntos += ACTUADO
    return puntos
