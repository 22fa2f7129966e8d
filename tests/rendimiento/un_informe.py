"""Hace un informe en un proceso aparte y dice, en una linea de JSON, lo que tardo y lo que ocupo: asi no cuenta lo de la prueba."""

import json
import re
import sys
from pathlib import Path
from time import perf_counter, process_time

from moderacion.almacen import Almacen
from moderacion.informes import formas, registro
from moderacion.informes.periodo import Periodo
from moderacion.reloj import RelojFijo
from tests.rendimiento.mundo_anual import AHORA, ANIO


def _mas_ocupado() -> float:
    """Lo mas que ocupo este proceso, en MB. `ru_maxrss` no vale: lo hereda de quien lo arranco."""
    dicho = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return int(dicho[1]) / 1024 if dicho else float("nan")


def principal(url: str, clase: str, formato: str) -> None:
    """Lo hace y lo cuenta."""
    de_reloj, de_maquina = perf_counter(), process_time()
    almacen = Almacen(url, RelojFijo(AHORA))
    informe = registro.armar(clase, almacen, Periodo.del_anio(ANIO), AHORA, "ISSS")
    cuerpo = formas.dar(informe, formato)
    print(
        json.dumps(
            {
                "reloj": perf_counter() - de_reloj,
                "maquina": process_time() - de_maquina,
                "mb": _mas_ocupado(),
                "octetos": len(cuerpo),
            }
        )
    )
    almacen.cerrar()


if __name__ == "__main__":
    principal(*sys.argv[1:])
