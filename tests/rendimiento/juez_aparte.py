"""Un trabajador que solo juzga, en su proceso: `python -m tests.rendimiento.juez_aparte URL`. Espera una linea para empezar.

Dice cuantos juzgo, de que hora a que hora (del reloj monotono de la maquina), cuanto procesador gasto y cuanto espero a otros.
"""

import json
import sys
import time
from typing import Any

from modelos.lectura.criba import leer_muchos
from moderacion.almacen import Almacen
from moderacion.almacen.turnos import Turno
from moderacion.almacen.veredictos import Veredictos
from moderacion.evaluacion import Reglas, evaluar_pendientes
from moderacion.evaluacion.repetidos import Repetidos
from moderacion.montaje import memoria
from moderacion.montaje.clasificador import cargar_clasificador
from moderacion.reloj import RelojReal
from politicas.juicio import juzgar
from politicas.registro import version_reglamento
from politicas.tipos import Modo
from tests.moderacion.falsos import reglas as de_prueba
from tests.rendimiento.textos import otros


def _reglas() -> Reglas:
    """Las de verdad: las trece politicas y el clasificador. Sin actuar: aqui no hay a quien."""
    modos = dict.fromkeys(range(1, 14), Modo.SUGERIR)
    return de_prueba(juez=juzgar, version=version_reglamento(), puntuador=cargar_clasificador(), modos=modos)


def principal(url: str) -> None:
    almacen, indice, con_que = Almacen(url, RelojReal()), Repetidos(), _reglas()
    esperado = [0.0]
    apartar = Veredictos.apartar

    def midiendo(self: Veredictos, comentarios: Any) -> None:
        antes = time.monotonic()
        self._turno(Turno.VEREDICTOS)
        esperado[0] += time.monotonic() - antes
        apartar(self, comentarios)

    Veredictos.apartar = midiendo  # type: ignore[method-assign]
    # lo que un servicio en marcha ya tiene caliente: las palabras leidas y el clasificador
    con_que.puntuador.puntuar(leer_muchos(otros()[:6000]))  # type: ignore[union-attr]
    memoria.asentar()
    print("listo", flush=True)
    sys.stdin.readline()
    antes, cpu, juzgados = time.monotonic(), time.process_time(), 0
    while (r := evaluar_pendientes(almacen, con_que, RelojReal(), indice)).juzgados:
        juzgados += r.juzgados
    print(
        json.dumps(
            {
                "juzgados": juzgados,
                "antes": antes,
                "despues": time.monotonic(),
                "cpu": time.process_time() - cpu,
                "espera": esperado[0],
            }
        ),
        flush=True,
    )
    almacen.cerrar()


if __name__ == "__main__":
    principal(sys.argv[1])
