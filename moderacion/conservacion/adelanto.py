"""Cuando el reloj de la maquina se adelanta de golpe: nada cumple su plazo de verdad, y lo purgado no vuelve.

Un año mal puesto, o una maquina virtual que despierta con la hora de otra, harian que la purga diaria vaciara la base entera y
borrara sus archivos. Se nota porque la ultima purga consta dada hace demasiado. Tambien pasa tras una semana con el servicio
parado: entonces esperar un dia mas no cuesta nada, y da tiempo a que alguien corrija la hora.
"""

from datetime import timedelta
from typing import Final

from moderacion.almacen import Almacen
from moderacion.errores import Conflicto

VUELTA: Final = "conservar"
"""El nombre con que late la purga diaria."""
_SALTO: Final = timedelta(days=7)
"""Mas que lo que separa dos purgas diarias, aunque alguna se pierda."""
_ESPERA: Final = timedelta(hours=20)
"""Menos de un dia: la vuelta siguiente ya purga."""
_SALTADO: Final = "conservar tras un salto"


def exigir_hora_creible(almacen: Almacen) -> None:
    """Lanza `Conflicto` si la hora salto hace poco. El dia que se corrija deja de notarse, y no se espera mas."""
    with almacen.unidad() as u:
        latidos = u.resumen.latidos()
        ultima, _ = latidos.get(VUELTA, (None, ""))
        salto, _ = latidos.get(_SALTADO, (None, ""))
        if ultima is not None and u.ahora - ultima > _SALTO:
            salto = u.ahora
            u.resumen.latir(_SALTADO, salto, "")
        ahora = u.ahora
    if salto is not None and timedelta(0) <= ahora - salto < _ESPERA:
        raise Conflicto(
            "no se purga: desde la última purga pasó más de una semana, o el reloj de esta máquina se adelantó; mire que la hora "
            "sea buena. Si lo es, se purga mañana"
        )
