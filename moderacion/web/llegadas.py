"""Cuantas conexiones se aceptan a la vez, y cuanto se espera a que una diga algo.

Una conexion abierta es un descriptor del proceso, y el proceso es uno: sin tope, mil conexiones calladas dejaban sin ninguno a
quien lee las redes, a la base y al que envia las alarmas, y el registro crecia mas de un megaocteto por segundo. Con tope, lo
peor que hacen es que la consola no atienda mientras duran.
"""

import asyncio
import logging
import resource
from typing import Any, Final

from uvicorn.protocols.http.h11_impl import H11Protocol

_MAXIMO: Final = 400
"""Muchas mas de las que abre toda la institucion a la vez."""
_PARTE: Final = 2
"""De los descriptores que el sistema da al proceso, la consola no pasa de uno de cada tantos."""
_PRESENTARSE_S: Final = 20.0
"""Lo que se espera a la primera peticion entera."""
_DECIRLO_S: Final = 60.0
"""Que se cortan, cada tanto: una linea por cada una llenaria el registro con lo mismo que lo llenaba."""
_registro = logging.getLogger(__name__)


def cuantas() -> int:
    """Las que se aceptan a la vez."""
    limite, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return _MAXIMO if limite == resource.RLIM_INFINITY else min(_MAXIMO, limite // _PARTE)


class Llegada(H11Protocol):
    """Una conexion. Si ya hay demasiadas se corta al llegar; si no dice nada a tiempo, despues."""

    dicho = -_DECIRLO_S
    """Cuando se dijo por ultima vez, en el reloj del bucle: es de todas."""

    def __init__(self, *dados: Any, maximo: int, espera: float = _PRESENTARSE_S, **nombrados: Any) -> None:
        super().__init__(*dados, **nombrados)
        self._maximo, self._espera = maximo, espera

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Llega una."""
        sobra = len(self.connections) >= self._maximo
        super().connection_made(transport)
        if sobra:
            self._decir()
            transport.abort()
        else:
            self.loop.call_later(self._espera, self._si_callo)

    def _decir(self) -> None:
        ahora = self.loop.time()
        if ahora - Llegada.dicho >= _DECIRLO_S:
            Llegada.dicho = ahora
            _registro.warning(
                "la consola ya tiene %s conexiones abiertas: las que llegan se cortan", self._maximo
            )

    def _si_callo(self) -> None:
        pidio: object = self.cycle
        if pidio is None:
            self.transport.abort()
