"""El trabajador: toma encargos de la cola y da las vueltas. En cualquier maquina, y tantos como hagan falta."""

import asyncio
import logging
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from moderacion.errores import ErrorModeracion
from moderacion.montaje import Servicio
from moderacion.montaje.reparto import FALLOS_DE_BASE, dar
from moderacion.planificador.cola import JUICIO, SALAS, FalloDeCola, Puesto

A_LA_VEZ: Final = 4
"""Vueltas que da a la vez, ademas de juzgar: casi todo su tiempo es esperar a una red."""
_REINTENTO: Final = 1.0
_registro = logging.getLogger(__name__)


class Trabajador:
    """Un proceso que da vueltas."""

    def __init__(self, servicio: Servicio, quien: str, a_la_vez: int = A_LA_VEZ) -> None:
        self._servicio, self._quien, self._a_la_vez = servicio, quien, a_la_vez
        self._bucle: asyncio.AbstractEventLoop | None = None
        self._tarea: asyncio.Task[None] | None = None
        self._fin = threading.Event()

    def correr(self) -> None:
        """Trabaja hasta que se pare, y entonces termina lo que tenga en curso."""
        asyncio.run(self._correr())

    def parar(self) -> None:
        """Que no tome nada mas. Se puede llamar desde otro hilo."""
        self._fin.set()
        if self._bucle and self._tarea:
            self._bucle.call_soon_threadsafe(self._tarea.cancel)

    async def _correr(self) -> None:
        self._bucle = asyncio.get_running_loop()
        self._bucle.set_default_executor(ThreadPoolExecutor(self._a_la_vez + 2, "vuelta"))
        if threading.current_thread() is threading.main_thread():
            for senal in (signal.SIGTERM, signal.SIGINT):
                self._bucle.add_signal_handler(senal, self.parar)
        while not self._fin.is_set():
            self._tarea = asyncio.ensure_future(self._atender())
            try:
                await self._tarea
            except asyncio.CancelledError:
                return
            except (FalloDeCola, *FALLOS_DE_BASE) as fallo:
                _registro.warning("la cola de vueltas no responde: %s", fallo.__cause__ or fallo)
            await asyncio.sleep(_REINTENTO)

    async def _atender(self) -> None:
        """Las dos colas, hasta que se cancele o una falle."""
        puesto = Puesto(self._servicio.almacen.conexion(), self._dar, self._a_la_vez)
        async with puesto.abierta():
            colas = [
                asyncio.create_task(puesto.atender([SALAS], self._a_la_vez)),
                asyncio.create_task(puesto.atender([JUICIO], 1)),
            ]
            try:
                await asyncio.wait(colas, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for c in colas:
                    c.cancel()
                hechas = await asyncio.gather(*colas, return_exceptions=True)
            for hecha in hechas:
                if isinstance(hecha, Exception):
                    raise hecha

    def _dar(self, nombre: str, ya: bool) -> None:
        try:
            dar(self._servicio, nombre, self._quien, ya=ya)
        except ErrorModeracion as fallo:
            _registro.error("la vuelta %s falló: %s", nombre, fallo)
        except Exception:  # noqa: BLE001 (una vuelta que revienta no para a las demas)
            _registro.exception("la vuelta %s falló", nombre)
