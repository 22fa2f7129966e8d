"""El ultimo estado sabido de cada comentario, porque la red no lo dice al pedirlo por id."""

import threading
from collections import OrderedDict
from typing import Final

from conectores.tipos import EstadoEnRed

_TOPE: Final = 20_000
"""Comentarios recordados; al pasar de aqui se olvida el que hace mas que no se toca."""


class EstadosSabidos:
    """Memoria acotada y segura entre hilos de id → estado, lo que este proceso leyo o fijo."""

    def __init__(self, tope: int = _TOPE) -> None:
        self._tope = tope
        self._candado = threading.Lock()
        self._estados: OrderedDict[str, EstadoEnRed] = OrderedDict()

    def apuntar(self, id_externo: str, estado: EstadoEnRed) -> None:
        """Apunta lo ultimo sabido de un comentario."""
        with self._candado:
            self._estados[id_externo] = estado
            self._estados.move_to_end(id_externo)
            if len(self._estados) > self._tope:
                self._estados.popitem(last=False)

    def de(self, id_externo: str) -> EstadoEnRed:
        """Lo ultimo sabido; VISIBLE si nada."""
        with self._candado:
            return self._estados.get(id_externo, EstadoEnRed.VISIBLE)
