"""Las copias que se hacen solas: cuando toca una, y que conste la que se hizo."""

from datetime import timedelta

from moderacion.almacen import Almacen
from moderacion.custodia.respaldo import Hecha
from moderacion.reloj import DESVIO


def toca(almacen: Almacen, cada: timedelta) -> bool:
    """Si la ultima buena ya paso de su tiempo, o no hay ninguna. Una que fallo no cuenta: se vuelve a intentar.

    Una de una hora que no ha llegado se hizo con el reloj adelantado: esperar a que la alcance seria quedarse sin copias.
    """
    with almacen.lectura() as u:
        ultima = u.respaldos.ultima()
        return ultima is None or not -DESVIO <= u.ahora - ultima < cada


def anotar(almacen: Almacen, hecha: Hecha, actor: str, *, aparte: bool = False) -> None:
    """Deja en la bitacora una copia ya comprobada. `aparte`: no esta en la carpeta de siempre."""
    with almacen.unidad() as u:
        u.respaldos.anotar(hecha.manifiesto, hecha.quitadas, actor, aparte=aparte)
