"""Las cifras de un periodo: las de los dias cerrados, ya contadas, y las del dia que corre, contadas ahora."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Unidad
from moderacion.almacen.hechos import Cifras, Que
from moderacion.informes.modelo import Origen
from moderacion.informes.periodo import Periodo
from moderacion.reloj import dia_local

MES: Final = "mes"
"""Por esto tambien se puede sumar: el primer dia de cada mes."""
_VIVOS: Final = 31
"""Dias sin cerrar que se cuentan al vuelo; con mas, hay que cerrarlos antes (`informes.asentar`)."""
Sumas = Counter[tuple[Any, ...]]


class Libro:
    """Lo contado en un periodo, hasta una hora. Lanza `RuntimeError` si faltan por cerrar demasiados dias."""

    def __init__(self, u: Unidad, periodo: Periodo, corte: datetime) -> None:
        self._u = u
        self.desde, self.hasta = periodo.desde, min(periodo.hasta, dia_local(corte))
        self.cerrado = u.cierres.hasta()
        self.primero = u.cierres.desde()
        cuentas = u.cuentas.todas()
        self.redes = {c.id: c.red for c in cuentas}
        self.nombres = {c.id: c.nombre for c in cuentas}
        self._vivos = self._contar_vivos()

    def _contar_vivos(self) -> list[tuple[date, Cifras]]:
        siguiente = self._u.cierres.primero_sin_cerrar()
        if siguiente is None:
            return []
        dia = max(siguiente, self.desde)
        if (self.hasta - dia).days >= _VIVOS:
            raise RuntimeError(f"faltan por cerrar los dias desde el {dia}")
        vivos = []
        while dia <= self.hasta:
            vivos.append((dia, self._u.cierres.contar(dia)))
            dia += timedelta(days=1)
        return vivos

    def sumas(self, ques: Iterable[Que], *por: str) -> Sumas:
        """Lo que suman esas cifras, por `que` y por las columnas dichas; `red` y `mes` tambien valen."""
        ques = tuple(ques)
        de_base = tuple({MES: "dia", "red": "cuenta_id"}.get(c, c) for c in por)
        total: Sumas = Counter()
        for fila, n in self._u.cierres.sumas(ques, self.desde, self.hasta, *de_base):
            total[(fila["que"], *(self._dicho(c, fila) for c in por))] += n
        for dia, cifras in self._vivos:
            for clave, n in cifras.items():
                if clave.que in ques:
                    fila = {**clave._asdict(), "dia": dia}
                    total[(fila["que"], *(self._dicho(c, fila) for c in por))] += n
        return total

    def _dicho(self, columna: str, fila: Mapping[str, Any]) -> Any:
        if columna == MES:
            return fila["dia"].replace(day=1)
        return self.redes[fila["cuenta_id"]] if columna == "red" else fila[columna]

    def meses(self) -> list[date]:
        """El primer dia de cada mes del periodo, hasta el corte."""
        meses, mes = [], self.desde.replace(day=1)
        while mes <= self.hasta:
            meses.append(mes)
            mes = (mes + timedelta(days=32)).replace(day=1)
        return meses


def origen(libro: Libro, ques: Iterable[Que], dice: str) -> Origen:
    """De que cifras por dia sale algo, y de que dias."""
    nombres = ", ".join(q.value for q in ques)
    return Origen(
        f"cifra_dia: {nombres}",
        dice,
        (("desde", libro.desde.isoformat()), ("hasta", libro.hasta.isoformat())),
    )


def reparto(sumas: Sumas, que: Que) -> tuple[int, int | None, int | None]:
    """(casos, mediana, percentil 90) en minutos de un lapso contado por tramos; sin casos, no hay medida."""
    tramos = sorted((int(k[-1]), n) for k, n in sumas.items() if k[0] == que)
    casos = sum(n for _, n in tramos)
    return casos, _cuantil(tramos, casos, 50), _cuantil(tramos, casos, 90)


def _cuantil(tramos: list[tuple[int, int]], casos: int, cual: int) -> int | None:
    """El menor tramo que deja a ese tanto por ciento de los casos en el o por debajo."""
    vistos = 0
    for minutos, n in tramos:
        vistos += n
        if vistos * 100 >= casos * cual:
            return minutos
    return None
