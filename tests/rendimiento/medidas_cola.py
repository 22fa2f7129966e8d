"""Medir lo que gasta el servidor: lo que pasa en el reloj, y lo que ocupa de maquina.

La maquina puede tener otra cosa que hacer: el tiempo de reloj lo cuenta; el de maquina no. El de maquina es el de este
proceso y, con PostgreSQL, tambien el de los procesos suyos que lo atienden (donde el sistema lo dice).
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from typing import Any, Self

from sqlalchemy import Engine


@dataclass
class Tiempos:
    """Milisegundos de cada vez: de reloj y de maquina."""

    gasto: Callable[[], float] = process_time
    reloj: list[float] = field(default_factory=list)
    maquina: list[float] = field(default_factory=list)

    def medir(self, hacer: Callable[[], Any], veces: int) -> "Tiempos":
        """Lo hace `veces` y lo apunta."""
        for _ in range(veces):
            ocupada, antes = self.gasto(), perf_counter()
            hacer()
            self.reloj.append(1000 * (perf_counter() - antes))
            self.maquina.append(1000 * (self.gasto() - ocupada))
        return self

    def __iadd__(self, otros: "Tiempos") -> Self:
        self.reloj += otros.reloj
        self.maquina += otros.maquina
        return self

    def p(self, cual: int, *, maquina: bool = False) -> float:
        """El percentil."""
        return quantiles(self.maquina if maquina else self.reloj, n=100, method="inclusive")[cual - 1]

    def __str__(self) -> str:
        partes = (
            f"{nombre} p50 {self.p(50, maquina=m):6.2f}  p95 {self.p(95, maquina=m):6.2f}  p99 {self.p(99, maquina=m):6.2f} ms"
            for nombre, m in (("reloj", False), ("maquina", True))
        )
        return f"{'; '.join(partes)}  (p95/p50 {self.p(95) / self.p(50):.1f}; {len(self.reloj)} veces)"


def gasto(motor: Engine) -> Callable[[], float]:
    """Los segundos de maquina gastados hasta ahora por este proceso y por los de su base."""
    if motor.dialect.name == "sqlite":
        return process_time
    with motor.connect() as con:
        pids = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'"
        cuentas = [Path(f"/proc/{pid}/schedstat") for (pid,) in con.exec_driver_sql(pids)]
    return lambda: process_time() + sum(map(_segundos, cuentas))


def _segundos(cuenta: Path) -> float:
    try:
        return int(cuenta.read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


def carga_ajena() -> str:
    """La carga media de la maquina, para juzgar las cifras."""
    uno, cinco, _ = os.getloadavg()
    return f"carga {uno:.1f} en {os.cpu_count()} nucleos (cinco minutos: {cinco:.1f})"


def siempre(filas: list[Any]) -> Iterator[Any]:
    """Una tras otra; si se acaban, es que la base de la prueba es pequeña para lo que se mide."""
    yield from filas
    raise AssertionError("no quedan expedientes que decidir")
