"""Quien lleva el compas cuando hay varias maquinas: uno solo, con un mandato que crece, y lo tardio no entra.

Dos cosas juntas, porque cada una falla sola (fiabilidad.md, trampa 20):

- Un **bloqueo consultivo de sesion**: si el lider muere, PostgreSQL cierra su sesion y el relevo es inmediato. Pero un lider
  congelado lo conserva para siempre.
- Una **toma con plazo**, en una fila con su **mandato**: si no la renueva, otro la toma con un mandato mayor. Quien vuelva de un
  congelamiento no puede escribir: todo lo que el lider escribe va en una unidad que primero renueva su toma por su mandato,
  y retiene la fila hasta confirmar.

El plazo se cuenta con la hora de la base, que es una; cada maquina puede tener la suya.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from moderacion.almacen.cola_externa import ESQUEMA, trabajadores
from moderacion.almacen.despertar import CANAL
from moderacion.almacen.reparto import Reparto
from moderacion.almacen.resumen import Resumen
from moderacion.almacen.turnos import Turno
from moderacion.errores import MandatoPerdido
from moderacion.reloj import Reloj

TOMA_S: Final = 12
"""Lo que dura una toma sin renovarla: lo mas que se tarda en notar a un lider congelado."""
_DE_LA_SESION: Final = (
    # si la maquina del lider se apaga, nadie cierra su sesion: que el servidor lo note en menos de medio minuto
    "SET tcp_keepalives_idle = 5",
    "SET tcp_keepalives_interval = 3",
    "SET tcp_keepalives_count = 3",
    # congelado a mitad de una unidad, no puede retener la fila de lider
    "SET idle_in_transaction_session_timeout = '10s'",
    "SET statement_timeout = '10s'",
    f"SELECT set_config('search_path', current_setting('search_path') || ', {ESQUEMA}', false)",
)
_CANDADO: Final = text("SELECT pg_try_advisory_lock(:n)")
_VENCIDA: Final = text(
    "SELECT coalesce((SELECT toma_hasta < clock_timestamp() FROM lider WHERE id = 1), true)"
)
_HASTA: Final = f"clock_timestamp() + interval '{TOMA_S} seconds'"
_TOMAR: Final = text(
    "INSERT INTO lider (id, mandato, quien, desde, toma_hasta) "  # noqa: S608 (la unica parte que se pone es un numero fijo)
    f"VALUES (1, 1, :quien, clock_timestamp(), {_HASTA}) "
    "ON CONFLICT (id) DO UPDATE SET mandato = lider.mandato + 1, quien = excluded.quien, "
    "desde = excluded.desde, toma_hasta = excluded.toma_hasta "
    "WHERE :con_candado OR lider.toma_hasta < clock_timestamp() RETURNING mandato"
)
_RENOVAR: Final = text(f"UPDATE lider SET toma_hasta = {_HASTA} WHERE id = 1 AND mandato = :mandato")  # noqa: S608
_SOLTAR: Final = text("UPDATE lider SET toma_hasta = clock_timestamp() WHERE id = 1 AND mandato = :mandato")
_ECHAR: Final = text(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND classid = 0 AND objid = :n "
    "AND objsubid = 1 AND granted AND pid <> pg_backend_pid() "
    "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Mandado:
    """Lo que el lider puede escribir en una unidad suya. `conexion`: la del controlador, para encargar en la misma."""

    mandato: int
    reparto: Reparto
    resumen: Resumen
    conexion: Any
    _con: Connection

    def puestos(self, segundos: float) -> int:
        """Los puestos de trabajador que latieron en ese rato."""
        return trabajadores(self._con, segundos)


class Lider:
    """El compas, visto desde un proceso: lo toma, lo renueva al escribir, o espera a que quede libre. Un hilo a la vez."""

    def __init__(self, motor: Engine, reloj: Reloj, quien: str, *, echa_al_anterior: bool = True) -> None:
        self._motor, self._reloj, self._quien = motor, reloj, quien
        self._echa_al_anterior = echa_al_anterior
        self._con: Connection | None = None
        self._cruda: Any = None
        self._con_candado = False
        self.mandato = 0
        """El de este proceso; 0 si no lleva el compas."""

    def tomar(self) -> bool:
        """Toma el compas si quedo libre: el anterior murio, o no lo renovo a tiempo."""
        con = self._conectar()
        with con.begin():
            self._con_candado = self._con_candado or self._probar_candado(con)
            if not self._con_candado:
                if not con.execute(_VENCIDA).scalar_one():
                    return False
                self._echar(con)
        with con.begin():
            dados = {"quien": self._quien, "con_candado": self._con_candado}
            self.mandato = con.execute(_TOMAR, dados).scalar() or 0
            if self.mandato:
                # solo quien lleva el compas: a quien espera el relevo se le amontonarian
                con.exec_driver_sql(f"LISTEN {CANAL}")
        return bool(self.mandato)

    @contextmanager
    def unidad(self) -> Iterator[Mandado]:
        """Una transaccion del lider. Lanza `MandatoPerdido`, sin escribir nada, si otro tomo el compas."""
        if self._con is None or not self.mandato:
            raise MandatoPerdido("este proceso no lleva el compás")
        with self._con.begin():
            if not self._con.execute(_RENOVAR, {"mandato": self.mandato}).rowcount:
                raise MandatoPerdido(f"otro proceso tomó el compás después del mandato {self.mandato}")
            self._con_candado = self._con_candado or self._probar_candado(self._con)
            yield Mandado(
                self.mandato,
                Reparto(self._con, self._reloj.ahora()),
                Resumen(self._con),
                self._cruda,
                self._con,
            )

    def escuchar(self, segundos: float) -> set[str]:
        """Las vueltas que alguien pidio ya (`despertar`), o ninguna si en ese rato nadie pidio nada."""
        if self._con is None:
            return set()
        return {n.payload for n in self._cruda.notifies(timeout=segundos, stop_after=1)}

    def soltar(self) -> None:
        """Deja el compas, si lo lleva, y la sesion: otro lo toma al momento."""
        con, self._con = self._con, None
        mandato, self.mandato, self._con_candado = self.mandato, 0, False
        if con is None:
            return
        try:
            if mandato:
                with con.begin():
                    con.execute(_SOLTAR, {"mandato": mandato})
        except DBAPIError:
            _registro.warning("la sesión del compás ya estaba cerrada")
        finally:
            con.close()
            self._cruda.close()

    def _conectar(self) -> Connection:
        if self._con is None:
            con = self._motor.connect()
            self._cruda = con.connection.driver_connection
            # propia de verdad: al cerrarla se cierra la sesion, y con ella el bloqueo
            con.detach()
            with con.begin():
                for orden in _DE_LA_SESION:
                    con.exec_driver_sql(orden)
            self._con = con
        return self._con

    @staticmethod
    def _probar_candado(con: Connection) -> bool:
        return bool(con.execute(_CANDADO, {"n": int(Turno.LIDER)}).scalar_one())

    def _echar(self, con: Connection) -> None:
        """Cierra la sesion del que no renueva, si se puede: si estaba a mitad de una unidad, tiene la fila."""
        if not self._echa_al_anterior:
            return
        try:
            with con.begin_nested():
                con.execute(_ECHAR, {"n": int(Turno.LIDER)})
        except DBAPIError as error:
            _registro.warning("no se pudo cerrar la sesión del líder anterior: %s", error.orig)
