"""Lo que hizo cada politica por dia: un contador que se suma en la transaccion del hecho, y no se recuenta."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from moderacion.almacen.apelaciones import RESTRICTIVAS
from moderacion.almacen.consultas import Repositorio, sumar
from moderacion.almacen.tablas import ConteoPolitica, tabla
from moderacion.reloj import dia_local

_N = tabla(ConteoPolitica)


class Hecho(StrEnum):
    """Lo que se cuenta. Los tres primeros, de la maquina; los otros dos, de las personas."""

    HALLADA = "hallada"
    """Comentarios donde la politica vio algo."""
    PROPUESTA = "propuesta"
    """De esos, los que propuso revisar o restringir."""
    ACTUADA = "actuada"
    """De esos, los que la maquina oculto sola por ella."""
    CONFIRMADA = "confirmada"
    """Decisiones de restringir citando este articulo donde la politica lo habia propuesto."""
    REVERTIDA = "revertida"
    """Decisiones de permitir donde la politica habia propuesto restringir."""


@dataclass(frozen=True, slots=True)
class ConteoDia:
    """Una cifra de un dia."""

    dia: date
    politica: int
    que: str
    cuantos: int


Cuentas = Counter[tuple[int, Hecho]]


class Conteos(Repositorio):
    """Suma y lee."""

    def sumar(self, cuentas: Mapping[tuple[int, Hecho], int]) -> None:
        """Suma al dia de hoy lo que se acaba de hacer, siempre en el mismo orden."""
        dia = dia_local(self._ahora)
        filas = [
            {"dia": dia, "politica": politica, "que": que.value, "cuantos": n}
            for (politica, que), n in sorted(cuentas.items())
            if n
        ]
        sumar(self._con, _N, filas, "cuantos")

    def decidir(self, hallazgos: Iterable[Mapping[str, Any]], accion: str, articulo: int | None) -> None:
        """Cuenta lo que una decision de una persona dice de cada politica. Se llama en su misma transaccion.

        Cuenta decisiones: quien cambia la suya cuenta otra vez.
        """
        cuentas: Cuentas = Counter()
        for politica, propuesta in {(int(h["politica"]), str(h["propuesta"])) for h in hallazgos}:
            if accion in RESTRICTIVAS and politica == articulo and propuesta != "permitir":
                cuentas[politica, Hecho.CONFIRMADA] = 1
            elif accion == "permitir" and propuesta == "restringir":
                cuentas[politica, Hecho.REVERTIDA] = 1
        self.sumar(cuentas)

    def desde(self, dia: date, politica: int | None = None) -> Sequence[ConteoDia]:
        """Las cifras desde ese dia, incluido; de una politica o de todas."""
        consulta = select(_N).where(_N.c.dia >= dia).order_by(_N.c.dia, _N.c.politica, _N.c.que)
        if politica is not None:
            consulta = consulta.where(_N.c.politica == politica)
        return [ConteoDia(**f) for f in self._con.execute(consulta).mappings()]
