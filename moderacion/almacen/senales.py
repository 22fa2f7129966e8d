"""Cuanto acierta cada señal segun las personas: lo que la maquina marco y lo que luego se decidio."""

from collections.abc import Mapping
from typing import Final

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, sumar
from moderacion.almacen.tablas import JuicioSenal, Senal, tabla

_S, _J = tabla(Senal), tabla(JuicioSenal)
_ANOTAR: Final = _J.insert()
A_FAVOR: Final = 7.0
EN_CONTRA: Final = 3.0
"""Con que empieza toda señal: como si de diez veces hubiera acertado siete. Diez dichos de personas pesan ya lo mismo
que este comienzo; Discourse parte tambien de 0.7 y no se fia hasta unos quince (sistemas_afines.md, 4.4)."""


def acierto(aciertos: int, fallos: int) -> float:
    """La parte de las veces que una señal acierta, de 0 a 1, suavizada con el comienzo."""
    return (aciertos + A_FAVOR) / (aciertos + fallos + A_FAVOR + EN_CONTRA)


SIN_SABER: Final = acierto(0, 0)
"""Lo que se supone de una señal de la que nadie ha dicho nada."""


def senal(politica: int, etiqueta: str) -> str:
    """El nombre de una señal: su politica y su etiqueta, sin lo que la etiqueta añade detras de dos puntos."""
    return f"p{politica:02d}:{etiqueta.partition(':')[0]}"


class Senales(Repositorio):
    """Aciertos y fallos por señal."""

    def aciertos(self) -> dict[str, float]:
        """De cada señal con algo dicho, cuanto acierta; de las demas vale `acierto(0, 0)`."""
        return {f.nombre: acierto(f.aciertos, f.fallos) for f in self._con.execute(select(_S))}

    def anotar(self, decision_id: int, senales: Mapping[str, bool]) -> None:
        """Una decision dijo de cada señal si acerto."""
        if not senales:
            return
        self._con.execute(
            _ANOTAR,
            [{"decision_id": decision_id, "nombre": n, "acierto": a} for n, a in sorted(senales.items())],
        )
        self._sumar(senales, 1)

    def desanotar(self, decision_id: int) -> None:
        """La decision se deshizo: lo que dijo no cuenta. Llamarlo otra vez no hace nada."""
        filas = self._con.execute(select(_J).where(_J.c.decision_id == decision_id)).all()
        if filas:
            self._con.execute(_J.delete().where(_J.c.decision_id == decision_id))
            self._sumar({f.nombre: f.acierto for f in filas}, -1)

    def _sumar(self, senales: Mapping[str, bool], signo: int) -> None:
        filas = [
            {"nombre": n, "aciertos": signo * int(a), "fallos": signo * int(not a)}
            for n, a in sorted(senales.items())
        ]
        sumar(self._con, _S, filas, "aciertos", "fallos")
