"""Cuando el reloj de la maquina se adelanta de golpe: nada cumple su plazo de verdad, y lo purgado no vuelve.

Un año mal puesto, o una maquina virtual que despierta con la hora de otra, harian que la purga diaria vaciara la base entera y
borrara sus archivos. Se nota porque la ultima purga consta dada hace demasiado. Tambien pasa tras una semana con el servicio
parado: entonces esperar un dia mas no cuesta nada, y da tiempo a que alguien corrija la hora.
"""

from datetime import timedelta
from typing import Final

from moderacion.almacen import Almacen
from moderacion.almacen.estados_conservacion import SALTADO, TRAS_UN_SALTO

VUELTA: Final = "conservar"
"""El nombre con que late la purga diaria."""
_SALTO: Final = timedelta(days=7)
"""Mas que lo que separa dos purgas diarias, aunque alguna se pierda."""


def hora_creible(almacen: Almacen) -> bool:
    """Si la hora no salto hace poco. El dia que se corrija deja de notarse, y no se espera mas. De avisar se ocupa el auditor."""
    with almacen.unidad() as u:
        latidos = u.resumen.latidos()
        ultima, _ = latidos.get(VUELTA, (None, ""))
        salto, _ = latidos.get(SALTADO, (None, ""))
        if ultima is not None and u.ahora - ultima > _SALTO:
            salto = u.ahora
            u.resumen.latir(SALTADO, salto, "")
        return salto is None or not timedelta(0) <= u.ahora - salto < TRAS_UN_SALTO
