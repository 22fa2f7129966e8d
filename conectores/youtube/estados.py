"""Lo que este proceso sabe de cada comentario y la red calla: su estado al pedirlo por id, y de quien era."""

import threading
from collections import OrderedDict
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_TOPE: Final = 20_000
"""Comentarios recordados; al pasar de aqui se olvida el que hace mas que no se toca."""


class Recuerdo(Generic[T]):
    """Memoria acotada y segura entre hilos de id → lo ultimo que este proceso leyo o fijo."""

    def __init__(self, tope: int = _TOPE) -> None:
        self._tope = tope
        self._candado = threading.Lock()
        self._sabido: OrderedDict[str, T] = OrderedDict()

    def apuntar(self, id_externo: str, valor: T) -> None:
        """Apunta lo ultimo sabido de un comentario."""
        with self._candado:
            self._sabido[id_externo] = valor
            self._sabido.move_to_end(id_externo)
            if len(self._sabido) > self._tope:
                self._sabido.popitem(last=False)

    def de(self, id_externo: str) -> T | None:
        """Lo ultimo sabido; None si nada."""
        with self._candado:
            return self._sabido.get(id_externo)
