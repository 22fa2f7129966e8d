"""La cola de vueltas: el unico sitio que sabe de procrastinate.

Lleva un encargo («da esta vuelta, de esta ventana») del lider a un trabajador cualquiera, lo despierta con LISTEN/NOTIFY y
no deja que dos den la misma a la vez. No es verdad de nada: se puede vaciar en cualquier momento (`almacen.reparto`).
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any, Final

from procrastinate import App, PsycopgConnector, SyncPsycopgConnector, exceptions, sql
from procrastinate.jobs import DeleteJobCondition, Status
from procrastinate.schema import SchemaManager

from moderacion.montaje.reparto import ESQUEMA

TAREA: Final = "vuelta"
JUICIO: Final = "juicio"
"""La cola de lo que va en paralelo: de ella, cada proceso da una a la vez (su indice de parecidos es de un hilo)."""
SALAS: Final = "salas"
PUESTOS: Final = 2
"""Los de cada trabajador: uno por cola."""
MUERTO: Final = 15.0
"""Segundos sin latir para dar a un trabajador por muerto y su encargo por perdido."""
_LATE: Final = 3.0
_MIRA: Final = 2.0
"""Cada cuanto mira la cola quien no recibio ningun aviso."""
_ACABAR: Final = 30.0
"""Lo que se espera, al parar, a las vueltas en curso."""
# sus fallos los dice quien da la vuelta, en espanol; lo demas es ruido
logging.getLogger("procrastinate").setLevel(logging.CRITICAL)

Dar = Callable[[str, bool], object]
"""(vuelta, si se pidio que se diera ya) → la da."""
FalloDeCola: Final = exceptions.ConnectorException


def esquema() -> str:
    """El guion de SQL de sus tablas, en esta version."""
    return SchemaManager.get_schema()


class Encargos:
    """La cola, vista por el lider: todo por la conexion de su unidad, para que entre o no entre con ella."""

    def __init__(self) -> None:
        self._conector = SyncPsycopgConnector()
        self._app = App(connector=self._conector)

    def encargar(self, con: Any, nombre: str, cola: str, *, ya: bool = False) -> bool:
        """Encarga una vuelta. Dice si hacia falta: esperando, de cada una hay un encargo."""
        tarea = self._app.configure_task(TAREA, queue=cola, lock=nombre, queueing_lock=nombre, connection=con)
        try:
            with con.transaction():
                tarea.defer(nombre=nombre, ya=ya)
        except exceptions.AlreadyEnqueued:
            return False
        return True

    def esperando(self, con: Any) -> set[str]:
        """Las vueltas que tienen un encargo, esperando o en marcha."""
        return {f["queueing_lock"] for f in self._todas(con, "list_jobs", **dict.fromkeys(_FILTROS))}

    def soltar_muertos(self, con: Any) -> int:
        """Quita de la cola lo que tenia quien dejo de latir: procrastinate lo dejaria en marcha para siempre. Cuantos eran."""
        muertos = self._todas(
            con,
            "select_stalled_jobs_by_heartbeat",
            queue=None,
            task_name=None,
            seconds_since_heartbeat=MUERTO,
        )
        for f in muertos:
            self._todas(con, "finish_job", job_id=f["id"], status=Status.FAILED.value, delete_job=True)
        self._todas(con, "prune_stalled_workers", seconds_since_heartbeat=MUERTO)
        return len(muertos)

    def _todas(self, con: Any, cual: str, **dados: Any) -> list[dict[str, Any]]:
        return self._conector.execute_query_all_with_connection(con, sql.queries[cual], **dados)


_FILTROS: Final = ("id", "queue_name", "task_name", "status", "lock", "queueing_lock", "worker_id")


class Puesto:
    """La cola, vista por un trabajador: lo que toma, lo da en un hilo aparte."""

    def __init__(self, conexion: dict[str, Any], dar: Dar, a_la_vez: int) -> None:
        self._a_la_vez = a_la_vez
        opciones = f"-c timezone=UTC -c search_path={ESQUEMA}"
        # por cada uno, su aviso de cola y el suyo propio; y las de tomar y acabar encargos
        self._app = App(
            connector=PsycopgConnector(
                kwargs=conexion | {"options": opciones, "application_name": "moderacion cola"},
                min_size=1,
                max_size=a_la_vez + 4,
            )
        )

        @self._app.task(name=TAREA)
        def vuelta(nombre: str, *, ya: bool = False) -> None:
            dar(nombre, ya)

    async def atender(self, colas: Iterable[str], a_la_vez: int) -> None:
        """Toma encargos hasta que se cancele; entonces espera a los que esten en curso. Lanza `FalloDeCola`."""
        await self._app.run_worker_async(
            queues=list(colas),
            concurrency=a_la_vez,
            install_signal_handlers=False,
            # lo acabado no se guarda: como fue lo dicen los latidos
            delete_jobs=DeleteJobCondition.ALWAYS,
            fetch_job_polling_interval=_MIRA,
            update_heartbeat_interval=_LATE,
            stalled_worker_timeout=MUERTO,
            shutdown_graceful_timeout=_ACABAR,
        )

    def abierta(self) -> Any:
        """Las conexiones, mientras dura un `async with`."""
        return self._app.open_async()
