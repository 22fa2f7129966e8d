"""Por que se purga, que derechos se piden y por donde va una solicitud."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Final

SALTADO: Final = "conservar tras un salto"
"""El latido con que la purga diaria dice que la hora salto y que espera."""
TRAS_UN_SALTO: Final = timedelta(hours=20)
"""Lo que espera. Menos de un dia: la vuelta siguiente ya purga."""


class CausaPurga(StrEnum):
    """Por que se dejo de guardar algo."""

    PLAZO = "plazo"
    RED = "red"
    """Se borro en la red: se borra aqui."""
    SOLICITUD = "solicitud"


class Derecho(StrEnum):
    """Lo que la Ley para la Proteccion de Datos Personales deja pedir (fiabilidad.md, seccion 6)."""

    ACCESO = "acceso"
    RECTIFICACION = "rectificacion"
    CANCELACION = "cancelacion"
    OPOSICION = "oposicion"
    PORTABILIDAD = "portabilidad"
    OLVIDO = "olvido"
    LIMITACION = "limitacion"


BORRAN: Final = frozenset({Derecho.CANCELACION, Derecho.OLVIDO, Derecho.OPOSICION})
"""Concedidos, purgan lo de esa persona."""
ENTREGAN: Final = frozenset({Derecho.ACCESO, Derecho.PORTABILIDAD})
"""Concedidos, se entrega todo lo que se guarda de ella."""


class EstadoSolicitud(StrEnum):
    """La vida de una solicitud."""

    RECIBIDA = "recibida"
    IDENTIFICADA = "identificada"
    CONCEDIDA = "concedida"
    """Falta hacerla."""
    RETENIDA = "retenida"
    """Se hara cuando termine lo que obliga a guardar: un caso abierto, un bloqueo en vigor."""
    CUMPLIDA = "cumplida"
    DENEGADA = "denegada"
    DESISTIDA = "desistida"


_S = EstadoSolicitud
PASOS_SOLICITUD: Final[Mapping[EstadoSolicitud, frozenset[EstadoSolicitud]]] = {
    _S.RECIBIDA: frozenset({_S.IDENTIFICADA, _S.DENEGADA, _S.DESISTIDA}),
    _S.IDENTIFICADA: frozenset({_S.CONCEDIDA, _S.RETENIDA, _S.DENEGADA, _S.DESISTIDA}),
    _S.RETENIDA: frozenset({_S.CONCEDIDA, _S.DESISTIDA}),
    _S.CONCEDIDA: frozenset({_S.CUMPLIDA}),
    _S.CUMPLIDA: frozenset(),
    _S.DENEGADA: frozenset(),
    _S.DESISTIDA: frozenset(),
}
VIVAS: Final = (_S.RECIBIDA, _S.IDENTIFICADA, _S.CONCEDIDA, _S.RETENIDA)
CERRADAS: Final = (_S.CUMPLIDA, _S.DENEGADA, _S.DESISTIDA)
