"""Las cifras por dia: se cierra un dia cuando ya paso, y desde entonces se lee sin mirar sus hechos.

Un dia se cierra una vez, en una transaccion, con su huella en la bitacora; si algo se interrumpe, la siguiente vuelta
sigue por donde iba. Recontar un dia cerrado desde sus hechos tiene que dar lo mismo (`descuadres`).
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.hechos import (
    Cifras,
    Clave,
    Que,
    contar_apelaciones,
    contar_decisiones,
    contar_entrada,
)
from moderacion.almacen.restricciones import contar_restricciones
from moderacion.almacen.tablas import CifraDia, Cuenta, DiaCerrado, tabla
from moderacion.bitacora import Suceso, canonico
from moderacion.reloj import dia_local

_F, _Z, _C = tabla(CifraDia), tabla(DiaCerrado), tabla(Cuenta)
MARGEN: Final = timedelta(minutes=15)
"""Lo que se espera tras la medianoche: lo que empezo antes de ella puede confirmarse un poco despues."""
_CUENTAN: Final = (
    contar_entrada,
    contar_decisiones,
    contar_restricciones,
    contar_apelaciones,
)


@dataclass(frozen=True, slots=True)
class Descuadre:
    """Un dia cerrado cuyas cifras no son las que salen de recontarlo, o no son las que se cerraron."""

    dia: date
    que: str
    guardadas: int
    contadas: int


class Cierres(Repositorio):
    """Contar, cerrar y leer dias."""

    def siguiente(self) -> date | None:
        """El siguiente dia por cerrar, si ya paso; None si no hay ninguno."""
        dia = self.primero_sin_cerrar()
        return dia if dia is not None and dia < dia_local(self._ahora - MARGEN) else None

    def primero_sin_cerrar(self) -> date | None:
        """El que sigue al ultimo cerrado o, sin ninguno, el del alta de la primera cuenta; None si no hay cuentas."""
        ultimo = self.hasta()
        if ultimo is not None:
            return ultimo + timedelta(days=1)
        alta = self._con.execute(select(func.min(_C.c.alta))).scalar()
        return None if alta is None else dia_local(alta)

    def hasta(self) -> date | None:
        """El ultimo dia cerrado."""
        return self._con.execute(select(func.max(_Z.c.dia))).scalar()

    def desde(self) -> date | None:
        """El primer dia cerrado: de antes no se sabe nada."""
        return self._con.execute(select(func.min(_Z.c.dia))).scalar()

    def contar(self, dia: date) -> Cifras:
        """Las cifras de un dia, contadas ahora desde los hechos."""
        total: Cifras = Counter()
        for contar in _CUENTAN:
            total.update(contar(self._con, dia))
        return total

    def cerrar(self, dia: date) -> bool:
        """Cuenta un dia que ya paso y lo deja cerrado. False si otro proceso lo cerro antes."""
        if dia >= dia_local(self._ahora - MARGEN):
            raise ValueError(f"el dia {dia} no ha terminado")
        cifras = self.contar(dia)
        huella = _huella(cifras)
        fila = {"dia": dia, "cerrado": self._ahora, "filas": len(cifras), "huella": huella}
        r = self._con.execute(insertar(self._con, _Z).values(**fila).on_conflict_do_nothing())
        if not r.rowcount:
            return False
        if cifras:
            filas = [{**c._asdict(), "dia": dia, "cuantos": n} for c, n in sorted(cifras.items())]
            self._con.execute(_F.insert(), filas)
        datos = {"filas": len(cifras), "huella": huella}
        self._registro.asentar(Suceso("cifras:cerradas", f"dia/{dia}", datos=datos))
        return True

    def guardadas(self, dia: date) -> Cifras:
        """Las cifras de un dia cerrado, como se guardaron."""
        filas = self._con.execute(select(_F).where(_F.c.que.in_(list(Que)), _F.c.dia == dia)).mappings()
        return Counter({Clave(*(f[n] for n in Clave._fields)): int(f["cuantos"]) for f in filas})

    def descuadres(self, desde: date, hasta: date) -> Iterator[tuple[date, Sequence[Descuadre]]]:
        """Por cada dia cerrado de ese tramo, lo que no cuadra con sus hechos o con la huella con que se cerro."""
        donde = (_Z.c.dia >= desde, _Z.c.dia <= hasta)
        for dia, huella in self._con.execute(select(_Z.c.dia, _Z.c.huella).where(*donde).order_by(_Z.c.dia)):
            guardadas, contadas = self.guardadas(dia), self.contar(dia)
            malas = [
                Descuadre(dia, que, a, b)
                for que in Que
                if (a := _de(guardadas, que)) != (b := _de(contadas, que))
                or _difieren(guardadas, contadas, que)
            ]
            if _huella(guardadas) != huella:
                malas.append(Descuadre(dia, "huella", len(guardadas), len(contadas)))
            yield dia, malas

    def sumas(
        self, ques: Iterable[Que], desde: date, hasta: date, *por: str
    ) -> list[tuple[Mapping[str, Any], int]]:
        """Lo que suman esas cifras en los dias cerrados de ese tramo, por `que` y por las columnas dichas."""
        columnas = [_F.c.que, *(_F.c[c] for c in por)]
        consulta = (
            select(*columnas, func.sum(_F.c.cuantos).label("cuantos"))
            .where(_F.c.que.in_([q.value for q in ques]), _F.c.dia >= desde, _F.c.dia <= hasta)
            .group_by(*columnas)
            .order_by(*columnas)
        )
        return [
            ({c: f[c] for c in ("que", *por)}, int(f["cuantos"]))
            for f in self._con.execute(consulta).mappings()
        ]

    def cerrado(self, dia: date) -> datetime | None:
        """Cuando se cerro un dia."""
        return self._con.execute(select(_Z.c.cerrado).where(_Z.c.dia == dia)).scalar()


def _de(cifras: Cifras, que: Que) -> int:
    return sum(n for c, n in cifras.items() if c.que == que)


def _difieren(a: Cifras, b: Cifras, que: Que) -> bool:
    return {c: n for c, n in a.items() if c.que == que} != {c: n for c, n in b.items() if c.que == que}


def _huella(cifras: Cifras) -> str:
    filas = [[*(str(x) for x in c), n] for c, n in sorted(cifras.items())]
    return hashlib.sha256(canonico({"cifras": filas}).encode()).hexdigest()
