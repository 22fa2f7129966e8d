"""La unica puerta a la hora. UTC por dentro; America/El_Salvador (UTC-6 todo el año) solo al mostrar."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

ZONA = ZoneInfo("America/El_Salvador")
DESVIO = timedelta(minutes=5)
"""Lo que pueden diferir los relojes de dos maquinas: de mas adelante, la hora estaba mal."""
_DOBLECES = 20


class Reloj(Protocol):
    """Quien sabe la hora."""

    def ahora(self) -> datetime:
        """La hora en UTC, con zona."""
        ...


class RelojReal:
    """La hora de la maquina."""

    def ahora(self) -> datetime:
        """La hora en UTC, con zona."""
        return datetime.now(UTC)  # noqa: TID251 (este es el unico lugar que la lee)


class RelojFijo:
    """Un reloj que solo anda cuando se lo empuja: pruebas y ensayos."""

    def __init__(self, inicio: datetime) -> None:
        self._ahora = inicio.astimezone(UTC)

    def ahora(self) -> datetime:
        """La hora fijada."""
        return self._ahora

    def adelantar(self, paso: timedelta) -> None:
        """Empuja el reloj."""
        self._ahora += paso


def en_local(fecha: datetime) -> datetime:
    """La misma hora, como la lee una persona en El Salvador."""
    return fecha.astimezone(ZONA)


def dia_local(fecha: datetime) -> date:
    """El dia del calendario salvadoreño."""
    return en_local(fecha).date()


def medianoche(fecha: datetime) -> datetime:
    """Cuando empezo ese dia en El Salvador."""
    return datetime.combine(dia_local(fecha), time.min, ZONA)


def espera_doblada(base: timedelta, techo: timedelta, veces: int) -> timedelta:
    """`base` doblada `veces`, sin pasar de `techo`."""
    # doblar mas de veinte veces ya paso de cualquier techo, y un exponente sin tope desborda
    espera: timedelta = min(base * 2 ** min(veces, _DOBLECES), techo)
    return espera
