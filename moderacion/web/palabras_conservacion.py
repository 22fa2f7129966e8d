"""Como se dicen las cosas de lo que se deja de guardar y de lo que la gente pide sobre sus datos."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from moderacion.conservacion import CausaPurga, Derecho, EstadoSolicitud

SUCESOS: Final[Mapping[str, str]] = {
    "purga:hecha": "Se dejó de guardar lo que ya no hacía falta",
    "solicitud:recibida": "Recibió una solicitud sobre datos personales",
    "solicitud:identificada": "Comprobó quién hace una solicitud",
    "solicitud:prorrogada": "Prorrogó el plazo de una solicitud",
    "solicitud:concedida": "Concedió una solicitud",
    "solicitud:retenida": "Retuvo una solicitud: algo obliga a guardar todavía",
    "solicitud:denegada": "Denegó una solicitud",
    "solicitud:desistida": "Cerró una solicitud de la que se desistió",
    "solicitud:cumplida": "Se hizo lo que pedía una solicitud",
    "solicitud:entregada": "Se llevó los datos que pedía una solicitud",
    "solicitud:vaciada": "Se quitó quién hizo una solicitud",
}
OBJETOS: Final[Mapping[str, str]] = {"purga": "/conservacion"}
VUELTAS: Final[Mapping[str, str]] = {
    "borrar_lo_concedido": "Borrar lo que se concedió borrar",
    "conservar": "Purgar lo que cumplió su plazo",
    "releer": "Ver si lo guardado sigue en la red",
}
DERECHOS: Final[Mapping[str, str]] = {
    Derecho.ACCESO: "Acceso: saber qué se guarda",
    Derecho.RECTIFICACION: "Rectificación: corregir un dato",
    Derecho.CANCELACION: "Cancelación: borrar lo suyo",
    Derecho.OPOSICION: "Oposición: que no se usen sus datos",
    Derecho.PORTABILIDAD: "Portabilidad: llevarse sus datos",
    Derecho.OLVIDO: "Olvido: que no se le relacione con lo que escribió",
    Derecho.LIMITACION: "Limitación: que se usen menos",
}
DERECHOS_LLANOS: Final[Mapping[str, str]] = {
    Derecho.ACCESO: "Qué tienen guardado de mí",
    Derecho.RECTIFICACION: "Corregir un dato mío",
    Derecho.CANCELACION: "Borrar lo mío",
    Derecho.OPOSICION: "Que no usen mis datos",
    Derecho.PORTABILIDAD: "Llevarme una copia de lo mío",
    Derecho.OLVIDO: "Que no se me relacione con lo que escribí",
    Derecho.LIMITACION: "Que usen mis datos para menos cosas",
}
"""Lo mismo, como lo diria quien lo pide."""
ESTADOS: Final[Mapping[str, str]] = {
    EstadoSolicitud.RECIBIDA: "falta comprobar quién es",
    EstadoSolicitud.IDENTIFICADA: "falta decidir",
    EstadoSolicitud.CONCEDIDA: "concedida, falta hacerla",
    EstadoSolicitud.RETENIDA: "retenida",
    EstadoSolicitud.CUMPLIDA: "cumplida",
    EstadoSolicitud.DENEGADA: "denegada",
    EstadoSolicitud.DESISTIDA: "desistida",
}
CAUSAS: Final[Mapping[str, str]] = {
    CausaPurga.PLAZO: "cumplió su plazo",
    CausaPurga.RED: "se borró en la red",
    CausaPurga.SOLICITUD: "lo pidió su dueño",
}
OBLIGA: Final[Mapping[str, str]] = {
    "bloqueo": "un bloqueo en vigor",
    "caso": "un caso abierto en la cola",
    "apelacion": "una apelación por resolver",
    "incidente": "un incidente sin cerrar",
}


def le_quedan(dias: int) -> str:
    """«quedan 3 días hábiles», «vence hoy», «venció hace 2 días hábiles»."""
    if not dias:
        return "vence hoy"
    unidad = "día hábil" if abs(dias) == 1 else "días hábiles"
    if dias < 0:
        return f"venció hace {-dias} {unidad}"
    return f"{'queda' if dias == 1 else 'quedan'} {dias} {unidad}"


def ultimo_dia(fin: datetime) -> datetime:
    """El ultimo instante de un plazo que termina a medianoche: con el se dice que dia es."""
    return fin - timedelta(seconds=1)
