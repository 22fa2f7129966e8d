"""Que busca el ciudadano, y si su texto es critica: se decide aparte de si ofende."""

from collections.abc import Mapping

from modelos.lectura import Acierto, Lectura
from politicas.ayudas.anuncios import es_anuncio
from politicas.ayudas.blanco import Blanco, blanco_de, es_plural
from politicas.ayudas.palabras import conjunto
from politicas.tipos import Intencion

UMBRAL_INTENCION = 0.5
"""Si el clasificador da una intencion, desde aqui cuenta (la escala de los indicios pone la cola en 0.5)."""
_NEGACIONES = conjunto("no sin nunca nadie jamas tampoco ni falta faltan peor")
_OFENSAS = ("insultos", "soeces")
MAXIMO_DURAS = 200
"""Palabras duras que se miran en un texto: mas no cambia nada y acota el coste."""


def intenciones(lectura: Lectura, indicios: Mapping[str, float]) -> tuple[Intencion, ...]:
    """Las intenciones del texto, en el orden de `Intencion`. La conversacion solo cuenta si va sola."""
    halladas = {a.clase for a in lectura.de("intenciones")}
    halladas |= {i.value for i in Intencion if indicios.get(i.value, 0.0) >= UMBRAL_INTENCION}
    if lectura.pregunta:
        halladas.add(Intencion.CONSULTA.value)
    if insulta_al_servicio(lectura):
        halladas.add(Intencion.QUEJA.value)
    if len(halladas) > 1 or lectura.de("institucion"):
        halladas.discard(Intencion.CONVERSACION.value)
    return tuple(i for i in Intencion if i.value in halladas)


def _se_queja_de_otro_modo(lectura: Lectura) -> bool:
    """Cuenta un insulto que recibio, se burla de si («nos ven cara de…»), maldice del servicio o reprocha a varios."""
    del_servicio = bool(lectura.de("institucion"))
    for acierto, blanco in _duras(lectura):
        if blanco in (Blanco.CITADO, Blanco.PROPIO) or (blanco is Blanco.NADIE and del_servicio):
            return True
        if acierto.clase == "reproche" and es_plural(acierto):
            return True
    return False


def _duras(lectura: Lectura) -> list[tuple[Acierto, Blanco]]:
    duras = [a for a in lectura.aciertos if a.lexico in _OFENSAS][:MAXIMO_DURAS]
    return [(a, blanco_de(lectura, a)) for a in duras]


def insulta_al_servicio(lectura: Lectura) -> bool:
    """Si alguna palabra dura va contra una cosa, un servicio o la institucion: es una queja vulgar."""
    return any(blanco is Blanco.COSA for _, blanco in _duras(lectura))


def es_critica(lectura: Lectura, buscadas: tuple[Intencion, ...]) -> bool:
    """Si es queja, denuncia o desacuerdo: protegida, jamas accion automatica.

    Mas ancha que las intenciones a proposito: negar algo del servicio («no hay silla en la clinica») ya protege.
    """
    if Intencion.QUEJA in buscadas or Intencion.DENUNCIA in buscadas or _se_queja_de_otro_modo(lectura):
        return True
    if lectura.pregunta or es_anuncio(lectura):
        return False
    niega = any(p.forma in _NEGACIONES for p in lectura.palabras)
    return niega and bool(lectura.de("institucion"))
