"""Pregunta a la red si lo que publicamos sigue alli y dice lo mismo: quien interviene una cuenta borra o cambia en silencio.

Preguntar por todo en cada sondeo gastaria la cuota. Se mira lo ultimo donde la red no dice cuantas publicaciones hay, o
cuando dice menos de las que debia; y todo, por turnos, una vez por hora.
"""

from datetime import datetime, timedelta
from typing import Final

from conectores.errores import ErrorConector
from conectores.tipos import Conector, EstadoCuenta, Presencia
from moderacion.almacen import Almacen
from moderacion.almacen.cuentas import FilaCuenta

VENTANA: Final = timedelta(days=30)
REPOSO: Final = timedelta(minutes=10)
"""Lo recien publicado puede tardar en salir en las busquedas de la red: aun no se pregunta por ello."""
CADA: Final = timedelta(hours=1)
LOTE: Final = 50


def comprobar(
    almacen: Almacen,
    conector: Conector,
    cuenta: FilaCuenta,
    estado: EstadoCuenta,
    esperadas: int | None,
    ahora: datetime,
) -> int:
    """Anota lo nuestro que la red ya no tiene, o que dice otra cosa, y devuelve cuantas son. Si no contesta, otra vez sera.

    `esperadas`: las publicaciones que la red deberia decir que tiene; None si no se sabe.
    """
    de_fondo = cuenta.comprobado is None or not timedelta(0) <= ahora - cuenta.comprobado < CADA
    menos = estado.publicadas is not None and esperadas is not None and estado.publicadas < esperadas
    if not (de_fondo or menos or estado.publicadas is None):
        return 0
    with almacen.lectura() as u:
        lote = u.vigilancia.por_comprobar(
            cuenta.id, ahora - VENTANA, ahora - REPOSO, LOTE, de_fondo=de_fondo and not menos
        )
    red = Presencia()
    if lote:
        try:
            red = conector.presencia([p.id_externo for p in lote], min(p.creado for p in lote))
        except ErrorConector:
            return 0
    with almacen.unidad() as u:
        cuales = [p.id for p in lote if p.id_externo in red.faltan]
        u.vigilancia.comprobar(cuenta.id, [p.id for p in lote], cuales, de_fondo=de_fondo and not menos)
        return len(cuales) + u.ediciones.cotejar(cuenta.id, lote, red.textos)
