"""Los informes que salen solos: al cerrar cada semana, mes o año se apunta a quien se debe, una vez por periodo y destino."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.almacen.envios import EnvioNuevo
from moderacion.informes.periodo import Periodo
from moderacion.reloj import dia_local

ESPERA: Final = timedelta(hours=6)
"""Cuanto despues de cerrar el periodo: a las seis de la mañana, con lo ultimo ya leido."""
VENTANA: Final = timedelta(days=7)
"""Pasado esto, un periodo ya no se envia solo: quien pone hoy un informe no recibe el del mes pasado a destiempo."""
_UN_DIA: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Programado:
    """Un informe que sale solo. `cada`: semana, mes o anio."""

    clase: str
    cada: str
    formato: str
    para: Sequence[str]


def ultimo_cerrado(cada: str, hoy: date) -> Periodo:
    """La semana (de lunes a domingo), el mes o el año que ya terminaron, el mas reciente."""
    if cada == "semana":
        domingo = hoy - timedelta(days=hoy.weekday() + 1)
        return Periodo(domingo - timedelta(days=6), domingo)
    primero = hoy.replace(day=1) if cada == "mes" else hoy.replace(month=1, day=1)
    ultimo = primero - _UN_DIA
    return Periodo(ultimo.replace(day=1) if cada == "mes" else ultimo.replace(month=1, day=1), ultimo)


def apuntar(almacen: Almacen, programados: Sequence[Programado], ahora: datetime) -> int:
    """Escribe los que tocan y aun no estan. Devuelve cuantos eran nuevos."""
    debidos = [
        EnvioNuevo(p.clase, p.formato, periodo.desde, periodo.hasta, destino)
        for p in programados
        if (periodo := _toca(p, ahora))
        for destino in p.para
    ]
    if not debidos:
        return 0
    with almacen.lectura() as u:
        estan = u.envios.apuntados(min(d.desde for d in debidos))
    nuevos = [d for d in debidos if d not in estan]
    if not nuevos:
        return 0
    with almacen.unidad() as u:
        return sum(u.envios.deber(d) for d in nuevos)


def _toca(p: Programado, ahora: datetime) -> Periodo | None:
    periodo = ultimo_cerrado(p.cada, dia_local(ahora))
    return periodo if periodo.fin + ESPERA <= ahora < periodo.fin + VENTANA else None


def ultimos(almacen: Almacen, limite: int = 20) -> list[Mapping[str, Any]]:
    """Los ultimos apuntados."""
    with almacen.lectura() as u:
        return u.envios.ultimos(limite)
