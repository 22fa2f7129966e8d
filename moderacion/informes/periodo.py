"""De cuando a cuando va un informe, y hasta cuando se contaron sus datos."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from moderacion.errores import EntradaInvalida
from moderacion.reloj import ZONA, dia_local

ANIOS: Final = range(2000, 2101)
MAXIMO: Final = timedelta(days=3 * 366)
"""Lo mas largo de lo que se hace un informe."""
_UN_DIA: Final = timedelta(days=1)
_ANIO: Final = 12
"""Meses."""
MESES: Final = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Periodo:
    """Dias de El Salvador, los dos incluidos. Lanza `EntradaInvalida` si no es un periodo del que informar."""

    desde: date
    hasta: date

    def __post_init__(self) -> None:
        if self.hasta < self.desde:
            raise EntradaInvalida("«hasta» es anterior a «desde»")
        if self.desde.year not in ANIOS or self.hasta.year not in ANIOS:
            raise EntradaInvalida("el período queda fuera del calendario")
        if self.hasta - self.desde >= MAXIMO:
            raise EntradaInvalida("un informe cubre tres años como mucho")

    @classmethod
    def del_anio(cls, anio: int) -> "Periodo":
        """Un año entero. Lanza `EntradaInvalida`."""
        if anio not in ANIOS:
            raise EntradaInvalida(f"el año {anio} queda fuera del calendario")
        return cls(date(anio, 1, 1), date(anio, 12, 31))

    @property
    def dias(self) -> int:
        """Cuantos dias tiene."""
        return (self.hasta - self.desde).days + 1

    @property
    def inicio(self) -> datetime:
        """El primer instante."""
        return datetime.combine(self.desde, time.min, ZONA)

    @property
    def fin(self) -> datetime:
        """El primer instante que ya no es suyo."""
        return datetime.combine(self.hasta + _UN_DIA, time.min, ZONA)

    @property
    def anio(self) -> int | None:
        """El año, si es uno entero."""
        return self.desde.year if self.desde.month == 1 and self.entero(_ANIO) else None

    def entero(self, meses: int) -> bool:
        """Si son justo `meses` meses de calendario enteros."""
        if self.desde.day != 1 or (self.hasta + _UN_DIA).day != 1:
            return False
        suyos = (self.hasta.year - self.desde.year) * _ANIO + self.hasta.month - self.desde.month + 1
        return suyos == meses

    def anterior(self, hoy: date | None = None) -> "Periodo":
        """Lo de antes que cubre lo mismo: los mismos meses si son enteros; de un año que va corriendo, los mismos dias del otro.

        De lo demas, el mismo largo justo antes. `hoy`: el ultimo dia que se cuenta; si el periodo aun no termina, el de antes
        se corta en el mismo sitio.
        """
        meses = self._meses_atras()
        ultimo = self.hasta if hoy is None else max(min(hoy, self.hasta), self.desde)
        if not meses:
            dias = timedelta(days=self.dias)
            return Periodo(self.desde - dias, ultimo - dias)
        desde = _meses_antes(self.desde, meses)
        if ultimo == self.hasta and (self.hasta + _UN_DIA).day == 1:
            return Periodo(desde, _meses_antes(self.hasta + _UN_DIA, meses) - _UN_DIA)
        return Periodo(desde, _meses_antes(ultimo, meses))

    def _meses_atras(self) -> int:
        """Cuantos meses antes esta lo comparable; cero si no va por meses."""
        if self.desde.day != 1:
            return 0
        suyos = (self.hasta.year - self.desde.year) * _ANIO + self.hasta.month - self.desde.month + 1
        if self.entero(suyos) and (suyos % _ANIO == 0 or _ANIO % suyos == 0):
            return suyos
        return _ANIO if self.desde.month == 1 and suyos <= _ANIO else 0

    def cada_dia(self) -> list[date]:
        """Todos sus dias, en orden."""
        return [self.desde + timedelta(days=i) for i in range(self.dias)]

    @property
    def nombre(self) -> str:
        """Como se llama, si es un mes o un año entero; vacio si no."""
        if self.anio is not None:
            return f"año {self.anio}"
        return f"{MESES[self.desde.month - 1]} de {self.desde.year}" if self.entero(1) else ""

    def __str__(self) -> str:
        return self.nombre or f"del {self.desde:%d/%m/%Y} al {self.hasta:%d/%m/%Y}"


def _meses_antes(dia: date, meses: int) -> date:
    """El mismo dia de esos meses antes; el 31 o el 29, el ultimo que haya."""
    anio, mes = divmod(dia.year * _ANIO + dia.month - 1 - meses, _ANIO)
    return date(anio, mes + 1, min(dia.day, monthrange(anio, mes + 1)[1]))


def corte(periodo: Periodo, ahora: datetime) -> datetime:
    """Hasta cuando se cuentan los datos: el final del periodo o, si aun no termina, ahora (al minuto).

    Lo de un periodo cerrado no depende de cuando se pida. Lanza `EntradaInvalida` si el periodo no ha empezado.
    """
    if periodo.desde > dia_local(ahora):
        raise EntradaInvalida("ese período todavía no empieza")
    return min(periodo.fin - timedelta(seconds=1), ahora.astimezone(ZONA).replace(second=0, microsecond=0))
