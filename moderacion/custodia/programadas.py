"""Las copias que se hacen solas: cuando toca una, y que conste la que se hizo."""

from datetime import timedelta
from typing import Final

from moderacion.almacen import Almacen
from moderacion.custodia.respaldo import Hecha
from moderacion.errores import BaseCortada, BaseOcupada
from moderacion.reloj import DESVIO

_INTENTOS: Final = 12
"""Cada uno espera ya lo suyo (`almacen.motor.ESPERA_MS`): en SQLite, un minuto entre todos."""


def toca(almacen: Almacen, cada: timedelta) -> bool:
    """Si la ultima buena ya paso de su tiempo, o no hay ninguna. Una que fallo no cuenta: se vuelve a intentar.

    Una de una hora que no ha llegado se hizo con el reloj adelantado: esperar a que la alcance seria quedarse sin copias.
    """
    with almacen.lectura() as u:
        ultima = u.respaldos.ultima()
        return ultima is None or not -DESVIO <= u.ahora - ultima < cada


def anotar(almacen: Almacen, hecha: Hecha, actor: str, *, aparte: bool = False) -> None:
    """Deja en la bitacora una copia ya comprobada. `aparte`: no esta en la carpeta de siempre.

    Con la base ocupada insiste: lo caro ya esta hecho, y repetirla por no poder apuntarla seria otra copia entera. Lanza
    `BaseOcupada`, con el archivo que queda sin apuntar, si ni aun asi pudo.
    """
    for _ in range(_INTENTOS):
        try:
            with almacen.unidad() as u:
                u.respaldos.anotar(hecha.manifiesto, hecha.quitadas, actor, aparte=aparte)
        except BaseCortada:
            raise  # pudo quedar apuntada: repetirlo la apuntaria dos veces
        except BaseOcupada:
            continue
        return
    raise BaseOcupada(
        f"la copia {hecha.archivo} está hecha y comprobada, pero la base sigue ocupada y no se pudo apuntar: repita la orden"
    )
