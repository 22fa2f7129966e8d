"""Un archivo al que solo se añade: cada linea queda en el disco antes de seguir, y una a medias no estropea la siguiente."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

_PERMISO: Final = 0o600


def anadir(archivo: Path, lineas: Iterable[str], permiso: int = _PERMISO) -> None:
    """Añade lineas y espera a que esten en el disco. `permiso`: con que se crea. Lanza `OSError`."""
    nuevo = not archivo.exists()
    descriptor = os.open(archivo, os.O_RDWR | os.O_APPEND | os.O_CREAT, permiso)
    try:
        # una linea que quedo a medias al morir no se come la siguiente
        previo = b"" if _acaba_bien(descriptor) else b"\n"
        # de una vez: quien escriba a la vez en el mismo archivo no parte ninguna
        _escribir(descriptor, previo + "".join(f"{linea}\n" for linea in lineas).encode("utf-8"))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if nuevo:
        asentar_carpeta(archivo.parent)


def _escribir(descriptor: int, octetos: bytes) -> None:
    largo, puestos = os.fstat(descriptor).st_size, 0
    try:
        while puestos < len(octetos):
            puestos += os.write(descriptor, octetos[puestos:])
    except OSError:
        # sin sitio a mitad de una linea: lo que cupo no dice nada, y quien leyera despues no sabria que hacer con ello
        if os.fstat(descriptor).st_size == largo + puestos:
            os.ftruncate(descriptor, largo)
        raise


def _acaba_bien(descriptor: int) -> bool:
    largo = os.fstat(descriptor).st_size
    return not largo or os.pread(descriptor, 1, largo - 1) == b"\n"


def asentar_carpeta(carpeta: Path) -> None:
    """Que el nombre de un archivo recien puesto en ella tampoco se pierda. Lanza `OSError`."""
    descriptor = os.open(carpeta, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
