"""La unidad de trabajo: una transaccion con todos los repositorios. Es el unico lugar que confirma."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine

from moderacion.almacen.accesos import Accesos
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.clientes import Clientes
from moderacion.almacen.comentarios import Comentarios
from moderacion.almacen.cuentas import Cuentas
from moderacion.almacen.cupos import Cupos
from moderacion.almacen.decididos import Decididos
from moderacion.almacen.expedientes import Expedientes
from moderacion.almacen.incidentes import Incidentes
from moderacion.almacen.migrar import exigir_revision, migrar
from moderacion.almacen.ordenes import Ordenes
from moderacion.almacen.por_repasar import PorRepasar
from moderacion.almacen.publicaciones import Publicaciones
from moderacion.almacen.reglamentos import Reglamentos
from moderacion.almacen.resumen import Resumen
from moderacion.almacen.sanciones import Sanciones
from moderacion.almacen.veredictos import Veredictos
from moderacion.reloj import Reloj

_ESPERA_MS = 5000


class Unidad:
    """Los repositorios sobre una misma transaccion. `ahora` no cambia mientras dura."""

    def __init__(self, con: Connection, reloj: Reloj) -> None:
        self.ahora = reloj.ahora()
        self.registro = Registro(con, self.ahora)
        self.cuentas = Cuentas(con, self.registro)
        self.comentarios = Comentarios(con, self.registro)
        self.publicaciones = Publicaciones(con, self.registro)
        self.veredictos = Veredictos(con, self.registro)
        self.por_repasar = PorRepasar(con, self.registro)
        self.decididos = Decididos(con, self.registro)
        self.reglamentos = Reglamentos(con, self.registro)
        self.expedientes = Expedientes(con, self.registro)
        self.cupos = Cupos(con, self.registro)
        self.ordenes = Ordenes(con, self.registro)
        self.sanciones = Sanciones(con, self.registro)
        self.incidentes = Incidentes(con, self.registro)
        self.accesos = Accesos(con, self.registro)
        self.clientes = Clientes(con, self.registro)
        self.resumen = Resumen(con)


class Almacen:
    """La base de datos, por su direccion."""

    def __init__(self, url: str, reloj: Reloj) -> None:
        self._reloj = reloj
        self._motor = create_engine(url)
        if self._motor.dialect.name == "sqlite":
            _preparar_sqlite(self._motor)

    def migrar(self) -> None:
        """Lleva la base a la ultima revision."""
        migrar(self._motor)

    def exigir_revision(self) -> None:
        """Lanza `BaseIncompatible` si la base no esta en la revision de este codigo."""
        exigir_revision(self._motor)

    @contextmanager
    def unidad(self) -> Iterator[Unidad]:
        """Una transaccion de escritura: confirma al salir bien, deshace si algo falla.

        En SQLite toma el turno de escribir desde el principio (BEGIN IMMEDIATE): quien lee para escribir
        nunca falla a la mitad por haber llegado segundo (fiabilidad.md, trampa 16).
        """
        with self._motor.begin() as con:
            yield Unidad(con, self._reloj)

    @contextmanager
    def lectura(self) -> Iterator[Unidad]:
        """Una transaccion que solo lee y no estorba a quien escribe."""
        with self._motor.connect().execution_options(solo_lectura=True) as con:
            yield Unidad(con, self._reloj)

    def cerrar(self) -> None:
        """Suelta las conexiones."""
        self._motor.dispose()


def _preparar_sqlite(motor: Engine) -> None:
    """WAL con FULL (una fila confirmada sobrevive a un corte de luz), claves ajenas y turno de escritura."""

    @event.listens_for(motor, "connect")
    def _al_conectar(dbapi: Any, _: object) -> None:
        dbapi.isolation_level = None
        for orden in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {_ESPERA_MS}",
        ):
            dbapi.execute(f"PRAGMA {orden}")

    @event.listens_for(motor, "begin")
    def _al_empezar(con: Connection) -> None:
        solo_lectura = con.get_execution_options().get("solo_lectura", False)
        con.exec_driver_sql("BEGIN" if solo_lectura else "BEGIN IMMEDIATE")
