"""Dias habiles en El Salvador: ni sabados, ni domingos, ni los asuetos de `feriados.toml`."""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from moderacion.errores import ErrorConfig
from moderacion.reloj import ZONA, dia_local

PLAZO: Final = 20
"""Dias habiles para contestar, y los mismos de la unica prorroga (LPDP; fiabilidad.md, seccion 6)."""
_SABADO: Final = 5


@cache
def _datos() -> Mapping[str, Mapping[str, str]]:
    leido = tomllib.loads((files("moderacion") / "feriados.toml").read_text("utf-8"))
    try:
        for dia in leido["fijos"]:
            date.fromisoformat(f"2000-{dia}")
        for dia in leido["una_vez"]:
            date.fromisoformat(dia)
        for dias in leido["pascua"]:
            int(dias)
    except (KeyError, ValueError) as error:
        raise ErrorConfig(f"feriados.toml: {error}") from None
    return leido


def pascua(anio: int) -> date:
    """El Domingo de Resurreccion (cómputo gregoriano de Meeus, Jones y Butcher)."""
    a, (b, c) = anio % 19, divmod(anio, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    mes, dia = divmod(h + m - 7 * n + 114, 31)
    return date(anio, mes, dia + 1)


def feriado(dia: date) -> str:
    """El asueto de ese dia, o vacio."""
    datos = _datos()
    de_pascua = str((dia - pascua(dia.year)).days)
    return (
        datos["fijos"].get(f"{dia:%m-%d}")
        or datos["pascua"].get(de_pascua)
        or datos["una_vez"].get(f"{dia:%Y-%m-%d}")
        or ""
    )


def habil(dia: date) -> bool:
    """Si ese dia cuenta."""
    return dia.weekday() < _SABADO and not feriado(dia)


def sumar(desde: date, dias: int) -> date:
    """El dia que hace `dias` habiles despues de `desde`, que no cuenta."""
    dia, faltan = desde, dias
    while faltan:
        dia += timedelta(days=1)
        faltan -= habil(dia)
    return dia


def vence(desde: datetime, dias: int = PLAZO) -> datetime:
    """El final del ultimo dia del plazo, en El Salvador."""
    ultimo = sumar(dia_local(desde), dias)
    return datetime.combine(ultimo + timedelta(days=1), time.min, ZONA)


def cumplido_antes(ahora: datetime, dias: int) -> datetime:
    """La fecha tal que de todo lo llegado antes de ella ya paso entero ese plazo (`vence`)."""
    hoy = dia = dia_local(ahora)
    while sumar(dia, dias) >= hoy:
        dia -= timedelta(days=1)
    return datetime.combine(dia + timedelta(days=1), time.min, ZONA)


def quedan(ahora: datetime, hasta: datetime) -> int:
    """Dias habiles que faltan, contando el de hoy no; negativo si ya pasaron."""
    return entre(dia_local(ahora), dia_local(hasta - timedelta(seconds=1)))


def entre(hoy: date, fin: date) -> int:
    """Dias habiles de un dia a otro, sin contar el primero; negativo si el otro ya paso, aunque solo haga un domingo."""
    if fin < hoy:
        return -max(entre(fin, hoy), 1)
    return sum(habil(hoy + timedelta(days=n)) for n in range(1, (fin - hoy).days + 1))
