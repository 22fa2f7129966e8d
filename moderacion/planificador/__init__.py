"""El metronomo: dice «mira ahora» a cada sala, a su ritmo. No recuerda nada; la verdad esta en las tablas.

APScheduler con almacen en memoria y en UTC. Cada cuenta tiene sus propios trabajos y su propio hilo: una red que
no contesta solo se retrasa a si misma. Un hilo muerto del planificador no se nota desde dentro
(`running` sigue en True: fiabilidad.md, trampa 4), por eso hay un vigia aparte.
"""

import logging
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Final

from apscheduler.events import EVENT_JOB_ERROR, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from moderacion.errores import ErrorModeracion
from moderacion.montaje import Servicio
from moderacion.planificador.auditor import Auditor

_SACUDIDA: Final = 0.1
_SACUDIDA_MAXIMA: Final = 30
"""Segundos. La mitad de lo que una vuelta puede atrasarse: la sacuda APScheduler, que solo retrasa, y no se da por parada."""
_VIGIA: Final = 10.0
_registro = logging.getLogger(__name__)
# sus fallos los dice `_anotar`, una vez y en espanol
logging.getLogger("apscheduler").setLevel(logging.CRITICAL)


class Planificador:
    """Las pasadas periodicas de un servicio."""

    def __init__(
        self, servicio: Servicio, al_morir: Callable[[], None] | None = None, vigia: float = _VIGIA
    ) -> None:
        self._servicio = servicio
        self._al_morir = al_morir
        self._vigia = vigia
        self._auditor = Auditor(servicio)
        self._fin = threading.Event()
        self._reloj = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(len(servicio.lista))},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._reloj.add_listener(_anotar, EVENT_JOB_ERROR | EVENT_JOB_MISSED)
        for v in servicio.lista:
            self._cada(v.nombre, v.cada, v.hacer)

    def _cada(self, nombre: str, segundos: float, hacer: Callable[[], object]) -> None:
        """Ahora, y luego cada `segundos` con una sacudida para que las cuentas no llamen a la vez."""
        self._reloj.add_job(
            hacer,
            IntervalTrigger(
                seconds=segundos, jitter=min(segundos * _SACUDIDA, _SACUDIDA_MAXIMA), timezone="UTC"
            ),
            id=nombre,
            name=nombre,
            next_run_time=self._servicio.reloj.ahora(),
            replace_existing=True,
        )

    def arrancar(self) -> None:
        """Empieza, y deja a un vigia mirando que el hilo y la hora sigan, y a un auditor que no depende de el."""
        self._reloj.start()
        threading.Thread(target=self._vigilar, name="vigia", daemon=True).start()
        self._auditor.arrancar()

    def vivo(self) -> bool:
        """Si el hilo del planificador sigue en marcha (APScheduler no lo dice: hay que mirar su hilo)."""
        hilo = getattr(self._reloj, "_thread", None)
        return hilo is not None and hilo.is_alive()

    def _vigilar(self) -> None:
        try:
            self._mirar()
        finally:
            # tambien si es el vigia quien revienta: sin el, lo que muriera despues no lo sabria nadie
            if not self._fin.is_set() and self._al_morir:
                self._al_morir()

    def _mirar(self) -> None:
        """Vuelve cuando alguno de los hilos que no pueden faltar murio, o al parar."""
        vista = self._servicio.reloj.ahora()
        while not self._fin.wait(self._vigia):
            antes, vista = vista, self._servicio.reloj.ahora()
            if vista < antes:
                self._retomar(antes - vista)
            for cual, vivo in (("planificador", self.vivo()), ("auditor", self._auditor.vivo())):
                if not vivo:
                    _registro.critical("el hilo del %s murio", cual)
                    return

    def _retomar(self, cuanto: timedelta) -> None:
        """El reloj retrocedio: todas las vueltas, ya. APScheduler esperaria a que la hora llegara a la que tenian puesta."""
        _registro.warning("el reloj de esta máquina retrocedió %s o más: se dan ya todas las vueltas", cuanto)
        for v in self._servicio.lista:
            self._cada(v.nombre, v.cada, v.hacer)

    def parar(self) -> None:
        """Para y espera a lo que este en curso."""
        self._fin.set()
        self._auditor.parar()
        if self._reloj.running:
            self._reloj.shutdown(wait=True)


def _anotar(suceso: JobExecutionEvent) -> None:
    """Una pasada que falla se registra; la siguiente vuelve a mirar las tablas."""
    fallo = getattr(suceso, "exception", None)
    if isinstance(fallo, ErrorModeracion):
        # su frase lo dice todo: con la traza, una noche sin base eran mas de mil millones de octetos
        _registro.error("la pasada %s fallo: %s", suceso.job_id, fallo, extra={"vuelta": suceso.job_id})
        return
    _registro.error(
        "la pasada %s fallo o se salto", suceso.job_id, exc_info=fallo, extra={"vuelta": suceso.job_id}
    )
