"""El hilo del auditor. No depende de quien da las vueltas: que dejen de darse es justo lo que tiene que notar."""

import logging
import threading

from moderacion.montaje import Servicio

_registro = logging.getLogger(__name__)


class Auditor:
    """Audita cada tanto hasta que se pare. Con varios procesos, lo hace el primero que ve que toca."""

    def __init__(self, servicio: Servicio) -> None:
        self._servicio = servicio
        self._fin = threading.Event()

    def arrancar(self) -> None:
        """Empieza."""
        threading.Thread(target=self._auditar, name="auditor", daemon=True).start()

    def parar(self) -> None:
        """No audita mas."""
        self._fin.set()

    def _auditar(self) -> None:
        while not self._fin.wait(self._servicio.config.avisos.auditar):
            try:
                if self._servicio.toca_auditar():
                    self._servicio.auditar()
            except Exception:  # noqa: BLE001 (sin latido, de fuera lo notan; aqui se vuelve a intentar)
                _registro.exception("la vuelta del auditor fallo")
