"""El hilo del auditor. No depende de quien da las vueltas: que dejen de darse es justo lo que tiene que notar.

Ni de la base: si no la puede usar, lo dice por los canales sin ella. Cada proceso por su cuenta: una alarma repetida es barata.
"""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from moderacion.errores import ErrorModeracion
from moderacion.montaje import Servicio

OTRA_VEZ: Final = 30.0
"""Segundos hasta mirar otra vez, si la vuelta fallo: un tropiezo no es para alarmarse, y dos seguidos si."""
_REPETIR: Final = timedelta(minutes=30)
_registro = logging.getLogger(__name__)


class Auditor:
    """Audita cada tanto hasta que se pare. Con varios procesos, lo hace el primero que ve que toca.

    `al_morir`: lo que se hace si su hilo acaba sin que se le pida; quien lo vigile por su cuenta no lo necesita.
    """

    def __init__(self, servicio: Servicio, al_morir: Callable[[], None] = lambda: None) -> None:
        self._servicio, self._al_morir = servicio, al_morir
        self._fin = threading.Event()
        self._fallos = 0
        self._dicho: datetime | None = None
        self._hilo = threading.Thread(target=self._auditar, name="auditor", daemon=True)

    def arrancar(self) -> None:
        """Empieza."""
        self._hilo.start()

    def vivo(self) -> bool:
        """Si su hilo sigue en marcha."""
        return self._hilo.is_alive()

    def parar(self) -> None:
        """No audita mas."""
        self._fin.set()

    def _auditar(self) -> None:
        espera = self._servicio.config.avisos.auditar
        try:
            while not self._fin.wait(espera):
                espera = self.vuelta()
        finally:
            if not self._fin.is_set():
                _registro.critical("el hilo del auditor murio")
                self._al_morir()

    def vuelta(self) -> float:
        """Una: audita si toca. Devuelve los segundos hasta la siguiente."""
        cada = self._servicio.config.avisos.auditar
        try:
            if self._servicio.toca_auditar():
                self._servicio.auditar()
        except Exception as fallo:  # noqa: BLE001 (sin latido, de fuera lo notan; aqui se dice y se vuelve a intentar)
            _registro.exception("la vuelta del auditor fallo")
            self._fallos += 1
            try:
                if self._fallos > 1:
                    self._dar_la_alarma(fallo)
            except Exception:  # noqa: BLE001 (lo mismo)
                # el hilo no muere por no poder avisar: en treinta segundos lo intenta otra vez
                _registro.exception("la alarma sin base fallo")
            return min(cada, OTRA_VEZ)
        self._fallos, self._dicho = 0, None
        return cada

    def _dar_la_alarma(self, fallo: Exception) -> None:
        ahora = self._servicio.reloj.ahora()
        if self._dicho is not None and timedelta(0) <= ahora - self._dicho < _REPETIR:
            return
        # lo que no es nuestro puede llevar cualquier cosa dentro: se dice solo que fue
        motivo = str(fallo) if isinstance(fallo, ErrorModeracion) else type(fallo).__name__
        if self._servicio.guardia.alarma_sin_base(motivo):
            self._dicho = ahora
