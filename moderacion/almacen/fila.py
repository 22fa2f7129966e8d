"""La fila de los hilos que escriben en SQLite: pasa quien llego antes.

Un `threading.Lock` no es una fila: quien lo suelta y vuelve lo toma otra vez antes de que despierte quien esperaba, y con
cincuenta hilos alguno agotaba su espera sin que le hubiera tocado nunca.
"""

import threading
from collections import deque


class Fila:
    """Un turno que se entrega en mano, por orden de llegada. No es reentrante."""

    def __init__(self) -> None:
        self._guarda = threading.Lock()
        self._esperan: deque[threading.Lock] = deque()
        self._ocupada = False

    def tomar(self, segundos: float) -> bool:
        """Espera su turno. False, sin el turno, si en esos segundos no le llego."""
        with self._guarda:
            if not self._ocupada:
                self._ocupada = True
                return True
            aviso = threading.Lock()
            aviso.acquire()
            self._esperan.append(aviso)
        try:
            if aviso.acquire(timeout=segundos):
                return True
        except BaseException:
            # interrumpido mientras esperaba: si el turno ya era suyo, que siga al siguiente
            if not self._irse(aviso):
                self.soltar()
            raise
        return not self._irse(aviso)

    def soltar(self) -> None:
        """Da el turno a quien lleva mas tiempo esperando, o lo deja libre."""
        with self._guarda:
            if self._esperan:
                self._esperan.popleft().release()
            else:
                self._ocupada = False

    def _irse(self, aviso: threading.Lock) -> bool:
        """Deja de esperar. False si entretanto se le dio el turno."""
        with self._guarda:
            try:
                self._esperan.remove(aviso)
            except ValueError:
                return False
            return True
