"""Hasta donde llego cada vuelta repartida: se encarga, se empieza y se hace una vez por ventana, con cambios condicionales."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, case, or_, select

from moderacion.almacen.consultas import insertar
from moderacion.almacen.tablas import VueltaRepartida, tabla

_V = tabla(VueltaRepartida)
_ADELANTADA: Final = timedelta(minutes=5)
"""Mas que lo que se llevan los relojes de dos maquinas en hora."""
_SIN_HACER = or_(_V.c.hecha.is_(None), _V.c.hecha < _V.c.ventana)


@dataclass(frozen=True, slots=True)
class Repartida:
    """Una vuelta y como va: la ventana encargada y la ultima hecha."""

    nombre: str
    ventana: datetime
    mandato: int
    empezada: datetime | None
    hecha: datetime | None
    quien: str
    encargadas: int
    hechas: int


class Reparto:
    """Las ventanas, vistas desde una transaccion."""

    def __init__(self, con: Connection, ahora: datetime) -> None:
        self._con = con
        self._ahora = ahora

    def encargar(self, nombre: str, ventana: datetime, mandato: int) -> bool:
        """Pasa la vuelta a esa ventana. Dice si es nueva: ninguna se encarga dos veces, la encargue quien la encargue."""
        nueva = insertar(self._con, _V).values(
            nombre=nombre, ventana=ventana, mandato=mandato, quien="", encargadas=1, hechas=0
        )
        if self._con.execute(nueva.on_conflict_do_nothing()).rowcount:
            return True
        # una ventana que aun no llega la dejo un reloj que retrocedio: esperarla seria no dar la vuelta en horas
        return self._cambia(
            _V.c.nombre == nombre,
            or_(_V.c.ventana < ventana, _V.c.ventana > self._ahora + _ADELANTADA),
            ventana=ventana,
            hecha=case((_V.c.hecha > ventana, None), else_=_V.c.hecha),
            mandato=mandato,
            encargadas=_V.c.encargadas + 1,
        )

    def empezar(self, nombre: str, quien: str) -> datetime | None:
        """La ventana que toca, que queda empezada por `quien`; None si ya consta hecha.

        Que otro la empezara no lo impide: si su encargo volvio a la cola es que murio.
        """
        empezada = (
            _V.update()
            .where(_V.c.nombre == nombre, _SIN_HACER)
            .values(empezada=self._ahora, quien=quien)
            .returning(_V.c.ventana)
        )
        ventana: datetime | None = self._con.execute(empezada).scalar()
        return ventana

    def terminar(self, nombre: str, ventana: datetime, quien: str) -> bool:
        """La ventana queda hecha. Dice si es el primero que la hace."""
        sin_hacer = or_(_V.c.hecha.is_(None), _V.c.hecha < ventana)
        return self._cambia(
            _V.c.nombre == nombre, sin_hacer, hecha=ventana, quien=quien, hechas=_V.c.hechas + 1
        )

    def _cambia(self, *donde: Any, **valores: Any) -> bool:
        return bool(self._con.execute(_V.update().where(*donde).values(**valores)).rowcount)

    def por_hacer(self) -> list[Repartida]:
        """Lo encargado que no consta hecho."""
        return self._leer(_SIN_HACER)

    def todas(self) -> list[Repartida]:
        """Como va cada una."""
        return self._leer()

    def _leer(self, *donde: Any) -> list[Repartida]:
        consulta = select(*(_V.c[n] for n in Repartida.__slots__)).where(*donde).order_by(_V.c.nombre)
        return [Repartida(**f) for f in self._con.execute(consulta).mappings()]
