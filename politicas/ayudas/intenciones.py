"""Que busca el ciudadano, y si su texto es critica: se decide aparte de si ofende."""

from collections.abc import Mapping
from functools import cache

from modelos.lectura import Lectura
from politicas.ayudas.blanco import Blanco, duras
from politicas.ayudas.critica import se_queja
from politicas.ayudas.memoria import por_lectura
from politicas.tipos import Intencion

UMBRAL_INTENCION = 0.5
"""Si el clasificador da una intencion, desde aqui cuenta (la escala de los indicios pone la cola en 0.5)."""
_NOMBRES = tuple(i.value for i in Intencion)


@por_lectura
def _del_texto(lectura: Lectura) -> tuple[frozenset[str], bool]:
    """Las intenciones que se leen en el texto, y si habla de la institucion."""
    halladas = set(lectura.clases("intenciones"))
    if lectura.pregunta:
        halladas.add("consulta")
    if insulta_al_servicio(lectura):
        halladas.add("queja")
    return frozenset(halladas), lectura.tiene("institucion")


def intenciones(lectura: Lectura, indicios: Mapping[str, float]) -> tuple[Intencion, ...]:
    """Las intenciones del texto, en el orden de `Intencion`. La conversacion solo cuenta si va sola."""
    halladas, institucional = _del_texto(lectura)
    if indicios:
        halladas |= {v for v in _NOMBRES if indicios.get(v, 0.0) >= UMBRAL_INTENCION}
    return _en_orden(halladas, institucional)


@cache
def _en_orden(halladas: frozenset[str], institucional: bool) -> tuple[Intencion, ...]:
    """Son pocas combinaciones, y se preguntan de cada texto."""
    if "conversacion" in halladas and (len(halladas) > 1 or institucional):
        halladas -= {"conversacion"}
    return tuple(i for i in Intencion if i.value in halladas)


def insulta_al_servicio(lectura: Lectura) -> bool:
    """Si alguna palabra dura va contra una cosa, un servicio o la institucion: es una queja vulgar."""
    return any(dura.blanco is Blanco.COSA for dura in duras(lectura))


def es_critica(lectura: Lectura, buscadas: tuple[Intencion, ...]) -> bool:
    """Si es queja, denuncia o desacuerdo: protegida, jamas accion automatica.

    Mas ancha que las intenciones a proposito: ante la duda, protege.
    """
    return Intencion.QUEJA in buscadas or Intencion.DENUNCIA in buscadas or se_queja(lectura)
