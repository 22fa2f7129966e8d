"""El tramo de calendario que se mira: de la direccion a unas fechas, y de vuelta a la direccion."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import Depends, Query
from starlette.requests import Request

from moderacion.errores import EntradaInvalida
from moderacion.reloj import dia_local
from moderacion.web.campos import ENTERO_MAXIMO
from moderacion.web.consola import de
from politicas.ayudas.hechos.calendario import MESES, SEMANA_ESCRITA

_SEMANA: Final = re.compile(r"20\d\d-W\d\d", re.ASCII)
_MES: Final = re.compile(r"20\d\d-\d\d", re.ASCII)
_DIA: Final = re.compile(r"20\d\d-\d\d-\d\d", re.ASCII)
_CORTO = Annotated[str, Query(max_length=10)]
_NUMERO = Annotated[str, Query(max_length=19, pattern=r"^\d*$")]
_UNA_SEMANA: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Tramo:
    """Una semana de lunes a domingo, o un mes; de una cuenta o de todas. `dia`: uno cualquiera de dentro."""

    dia: date
    por_mes: bool = False
    cuenta: int | None = None

    @property
    def desde(self) -> date:
        """El lunes en que empieza lo que se enseña."""
        primero = self.dia.replace(day=1) if self.por_mes else self.dia
        return primero - timedelta(days=primero.weekday())

    @property
    def dias(self) -> int:
        """Cuantos dias se enseñan: semanas enteras."""
        if not self.por_mes:
            return 7
        ultimo = self._otro_mes(1) - timedelta(days=1)
        return (ultimo - self.desde).days // 7 * 7 + 7

    @property
    def semanas(self) -> list[list[date]]:
        """Los dias, de siete en siete."""
        dias = [self.desde + timedelta(days=n) for n in range(self.dias)]
        return [dias[n : n + 7] for n in range(0, len(dias), 7)]

    @property
    def titulo(self) -> str:
        """Como se dice."""
        if self.por_mes:
            return f"{MESES[self.dia.month - 1].capitalize()} de {self.dia.year}"
        a, b = self.desde, self.desde + timedelta(days=6)
        hasta = f"{b.day} de {MESES[b.month - 1]} de {b.year}"
        if (a.year, a.month) == (b.year, b.month):
            return f"Del {a.day} al {hasta}"
        ano = "" if a.year == b.year else f" de {a.year}"
        return f"Del {a.day} de {MESES[a.month - 1]}{ano} al {hasta}"

    def pasos(self, cuantos: int) -> "Tramo":
        """El de tantas semanas, o meses, mas alla."""
        return replace(
            self, dia=self._otro_mes(cuantos) if self.por_mes else self.dia + cuantos * _UNA_SEMANA
        )

    def _otro_mes(self, cuantos: int) -> date:
        meses = self.dia.year * 12 + self.dia.month - 1 + cuantos
        return date(meses // 12, meses % 12 + 1, 1)

    def con(self, **cambios: object) -> "Tramo":
        """El mismo, con otro dia, otra cuenta u otra vista."""
        return replace(self, **cambios)  # type: ignore[arg-type]  # los nombres son los de arriba

    def consulta(self, **mas: object) -> str:
        """Su cadena de consulta, con `mas` (None o vacio quita)."""
        ano, semana, _ = self.dia.isocalendar()
        cual = {"mes": f"{self.dia:%Y-%m}"} if self.por_mes else {"semana": f"{ano}-W{semana:02}"}
        pares = cual | {"cuenta": self.cuenta} | mas
        return urlencode({k: v for k, v in pares.items() if v not in (None, "")})

    def direccion(self, **mas: object) -> str:
        """La direccion del calendario."""
        return f"/calendario?{self.consulta(**mas)}"


def dicho(dia: date) -> str:
    """«martes 24 de noviembre»."""
    return f"{SEMANA_ESCRITA[dia.weekday()]} {dia.day} de {MESES[dia.month - 1]}"


def corto(dia: date) -> str:
    """«mar 24»."""
    return f"{SEMANA_ESCRITA[dia.weekday()][:3]} {dia.day}"


def dia_de(escrito: str) -> date:
    """El dia escrito como lo manda un formulario. Lanza `EntradaInvalida`."""
    return _leida(_DIA, escrito, date.fromisoformat, "escriba un día que exista, como 2026-11-24")


def _de_semana(escrita: str) -> date:
    """Su lunes. Lanza `EntradaInvalida`."""
    no_hay = "no hay tal semana: se esperaba año y semana, como 2026-W48"
    return _leida(_SEMANA, escrita, lambda e: date.fromisocalendar(int(e[:4]), int(e[6:]), 1), no_hay)


def _de_mes(escrito: str) -> date:
    """Su primer dia. Lanza `EntradaInvalida`."""
    no_hay = "no hay tal mes: se esperaba año y mes, como 2026-11"
    return _leida(_MES, escrito, lambda e: date(int(e[:4]), int(e[5:]), 1), no_hay)


def _leida(forma: re.Pattern[str], escrita: str, leer: Callable[[str], date], no_hay: str) -> date:
    """Una fecha con esa forma y que exista. Lanza `EntradaInvalida` con `no_hay`."""
    try:
        if forma.fullmatch(escrita):
            return leer(escrita)
    except ValueError:
        pass
    raise EntradaInvalida(no_hay)


async def _tramo(
    peticion: Request, semana: _CORTO = "", mes: _CORTO = "", desde: _CORTO = "", cuenta: _NUMERO = ""
) -> Tramo:
    """Lo que pide la direccion; sin decir nada, esta semana. Lanza `EntradaInvalida`."""
    de_cuenta = int(cuenta) if cuenta else None
    if de_cuenta is not None and de_cuenta > ENTERO_MAXIMO:
        raise EntradaInvalida("ese número no cabe: no hay cuenta con él")
    if mes:
        return Tramo(_de_mes(mes), por_mes=True, cuenta=de_cuenta)
    if semana:
        return Tramo(_de_semana(semana), cuenta=de_cuenta)
    return Tramo(dia_de(desde) if desde else dia_local(de(peticion).servicio.reloj.ahora()), cuenta=de_cuenta)


TramoPedido = Annotated[Tramo, Depends(_tramo)]
