"""Cuando el reloj de la maquina retrocede: lo que quedo puesto para una hora que aun no llega no puede esperarla callado.

Ni los avisos de una crisis, ni lo que espera juicio, ni lo ya decidido que no llego a la red.

Pasa al arrancar con la hora mal (la local puesta por UTC, una maquina virtual restaurada) si luego la red la corrige. Se nota
porque la ultima vuelta del motor consta dada mas tarde que ahora. Traer algo de mas solo repite un aviso, que es barato.
"""

import json
import logging
from datetime import timedelta
from typing import Final

from moderacion.almacen import Almacen
from moderacion.almacen.estados import EstadoEscalada
from moderacion.incidentes.copia import Copia, leer_copia
from moderacion.incidentes.escalada import PUNTUAL, Fila, espera_de

VUELTA: Final = "escalar"
"""Como late el motor."""
_TOMA: Final = timedelta(minutes=5)
"""Mas que lo que dura reclamar comentarios para juzgarlos."""
_registro = logging.getLogger(__name__)


def corregir(almacen: Almacen) -> int:
    """Si el reloj retrocedio, trae lo que quedo lejos. Devuelve las escaladas que movio.

    Con el latido de esta vuelta deja de notarse; si aun asi se llama otra vez, lo ya traido no se mueve.
    """
    with almacen.lectura() as u:
        ultima, _ = u.resumen.latidos().get(VUELTA, (None, ""))
        if ultima is None or ultima - u.ahora <= PUNTUAL:
            return 0
        cuanto = ultima - u.ahora
    _registro.warning("el reloj de esta máquina retrocedió %s: se revisa lo que espera una hora", cuanto)
    with almacen.unidad() as u:
        # sus escaladas primero, como hace el motor
        lejos = [f for f in u.escaladas.por_venir() if f["proxima_en"] > u.ahora + _mayor(f)]
        u.escaladas.mover([{**f, "proxima_en": u.ahora} for f in lejos])
        u.avisos.sin_esperar()
    with almacen.unidad() as u:
        # en otra: los bloqueos de una unidad van en su orden, comentarios antes que ordenes
        u.comentarios.sin_esperar(u.ahora + _TOMA)
        u.ordenes.sin_esperar()
    return len(lejos)


def _mayor(f: Fila) -> timedelta:
    """Lo mas que esa escalada podia tener que esperar."""
    try:
        copia: Copia = leer_copia(json.loads(f["copia"]))
    except (KeyError, TypeError, ValueError, AttributeError):
        return timedelta(0)
    if f["estado"] == EstadoEscalada.ACUSADA:
        return timedelta(minutes=max(copia.recordatorio, copia.seguimiento))
    return max(espera_de(copia, p, int(f["vuelta"])) for p in copia.pasos)
