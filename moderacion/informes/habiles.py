"""Dias habiles en El Salvador, para los plazos de la ley."""

from datetime import date, timedelta
from typing import Final

_DIA: Final = timedelta(days=1)
_FIJOS: Final = ((1, 1), (5, 1), (5, 10), (6, 17), (8, 6), (9, 15), (11, 2), (12, 25))
"""(mes, dia). Codigo de Trabajo, articulo 190. Si la institucion cierra mas dias, el plazo de verdad es mas largo."""
_SABADO: Final = 5


def _domingo_de_pascua(anio: int) -> date:
    """Calendario gregoriano (algoritmo anonimo, Meeus, «Astronomical Algorithms», capitulo 8)."""
    siglo, resto = divmod(anio, 100)
    ciclo = anio % 19
    epacta = (19 * ciclo + siglo - siglo // 4 - (siglo - (siglo + 8) // 25 + 1) // 3 + 15) % 30
    semana = (32 + 2 * (siglo % 4) + 2 * (resto // 4) - epacta - resto % 4) % 7
    ajuste = (ciclo + 11 * epacta + 22 * semana) // 451
    mes, dia = divmod(epacta + semana - 7 * ajuste + 114, 31)
    return date(anio, mes, dia + 1)


def es_habil(dia: date) -> bool:
    """Que no sea sabado, domingo ni asueto."""
    if dia.weekday() >= _SABADO or (dia.month, dia.day) in _FIJOS:
        return False
    # jueves, viernes y sabado santos
    return not 1 <= (_domingo_de_pascua(dia.year) - dia).days <= 3  # noqa: PLR2004


def mas_habiles(desde: date, cuantos: int) -> date:
    """El dia en que se cumplen `cuantos` dias habiles, sin contar el primero."""
    dia = desde
    while cuantos:
        dia += _DIA
        cuantos -= es_habil(dia)
    return dia


def faltan_habiles(hoy: date, hasta: date) -> int:
    """Los dias habiles que quedan; negativo, los que hace que paso."""
    if hasta < hoy:
        return -faltan_habiles(hasta, hoy)
    return sum(es_habil(hoy + n * _DIA) for n in range(1, (hasta - hoy).days + 1))
