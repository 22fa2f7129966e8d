"""La bitácora para quien la lee desde fuera: por páginas, y verificada entera."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final

from moderacion.almacen import Almacen
from moderacion.bitacora import Eslabon, verificar
from moderacion.errores import Conflicto

__all__ = ["Eslabon", "FiltroSucesos", "sucesos", "verificar_cadena"]

_UNA_A_LA_VEZ: Final = Lock()
"""Recorrer la cadena lee toda la tabla: dos a la vez no dicen más que una."""


@dataclass(frozen=True, slots=True)
class FiltroSucesos:
    """Qué sucesos: de un objeto (`expediente/7`), de un tipo (`expediente:decidido`) o desde una fecha."""

    objeto: str = ""
    tipo: str = ""
    desde: datetime | None = None


def sucesos(almacen: Almacen, filtro: FiltroSucesos, limite: int, tras: int = 0) -> Sequence[Eslabon]:
    """Hasta `limite` sucesos con número mayor que `tras`, en orden."""
    with almacen.lectura() as u:
        return u.registro.pagina(limite, tras, objeto=filtro.objeto, tipo=filtro.tipo, desde=filtro.desde)


def verificar_cadena(almacen: Almacen) -> tuple[int, int | None]:
    """Sucesos buenos y el número de la primera fila mala, o None. Lanza `Conflicto` si ya se está verificando."""
    if not _UNA_A_LA_VEZ.acquire(blocking=False):
        raise Conflicto("la bitácora ya se está verificando: vuelva a pedirlo en un momento")
    try:
        with almacen.lectura() as u:
            return verificar(u.registro.recorrer())
    finally:
        _UNA_A_LA_VEZ.release()
