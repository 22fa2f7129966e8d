"""Que los archivos de una base SQLite sigan siendo los que este programa abrio.

Quien escribe en uno que alguien aparto, borro o cambio por otro no da ningun error: todo parece ir bien, nadie mas ve lo escrito
y al reiniciar ya no esta (sqlite.org/howtocorrupt.html, 4). Aqui se nota antes de la siguiente transaccion.
"""

import os
from typing import Any, Final

from moderacion.errores import BaseIncompatible

_AL_LADO: Final = ("-wal", "-shm")
"""Los otros dos, por como acaban. Mientras alguien tiene abierta la base, SQLite no quita ni cambia ninguno."""
Cuales = tuple[tuple[int, int] | None, ...]
"""Cada uno, se llame como se llame: disco y numero. None, no esta."""


class Archivos:
    """Los de una base, vistos por quien la tiene abierta."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._rutas: tuple[str, ...] = (base,)
        self._primero: Cuales = ()

    def al_conectar(self) -> None:
        """Las conexiones que se abran despues de la primera no pueden ser a otro archivo. Lanza `BaseIncompatible`."""
        if self._primero and self._primero != (_cual(self._base),):
            raise self._ya_no()

    def abiertos(self) -> Cuales:
        """Los de una conexion recien abierta."""
        # si la base es un enlace, los pone junto al archivo de verdad
        real = os.path.realpath(self._base)
        self._rutas = (self._base, *(real + fin for fin in _AL_LADO))
        hay = self._ahora()
        self._primero = self._primero or hay[:1]
        return hay

    def exigir(self, abiertos: Cuales) -> None:
        """Lanza `BaseIncompatible` si ya no son los que se abrieron."""
        if abiertos != self._ahora():
            raise self._ya_no()

    def soltar(self, *_: Any) -> None:
        """Ya no hay ninguna conexion: la siguiente es la primera."""
        self._primero = ()

    def _ahora(self) -> Cuales:
        return tuple(map(_cual, self._rutas))

    def _ya_no(self) -> BaseIncompatible:
        return BaseIncompatible(
            f"{self._base} ya no es el archivo que este programa abrió: alguien lo movió, lo borró o puso otro (o su diario, "
            "«-wal» y «-shm»); no se guarda nada más. Devuélvalo a su sitio o, si el de ahora es el bueno, reinicie"
        )


def _cual(ruta: str) -> tuple[int, int] | None:
    try:
        hay = os.stat(ruta)  # noqa: PTH116 (en cada transaccion: sin armar una ruta)
    except OSError:
        return None
    return hay.st_dev, hay.st_ino
