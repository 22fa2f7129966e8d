"""Fechas en hora de El Salvador. Sin reloj: la hora llega siempre como dato."""

from datetime import datetime, timedelta, timezone

ZONA = timezone(timedelta(hours=-6))
"""El Salvador: UTC-6 todo el ano, sin horario de verano."""


def en_local(fecha: datetime) -> datetime:
    """La fecha en hora de El Salvador; si no dice su zona, ya lo estaba. No lanza en los bordes del calendario."""
    if fecha.tzinfo is None:
        return fecha.replace(tzinfo=ZONA)
    try:
        return fecha.astimezone(ZONA)
    except OverflowError:
        return fecha.replace(tzinfo=ZONA)


def horas_entre(una: int, otra: int) -> int:
    """Horas que separan dos horas del dia por el camino mas corto: de las 23 a la 1 hay dos."""
    distancia = abs(una - otra) % 24
    return min(distancia, 24 - distancia)
