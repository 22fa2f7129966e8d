"""Meter muchas filas de una vez en los dos motores: COPY en PostgreSQL, una orden preparada en SQLite."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine

from moderacion.almacen.tablas import tabla

_ANTES = ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000")
_DESPUES = ("synchronous = FULL", "foreign_keys = ON", "cache_size = -2000", "wal_checkpoint(TRUNCATE)")


class Carga:
    """Una conexion que solo carga: sin mirar claves ajenas ni esperar al disco."""

    def __init__(self, motor: Engine, dbapi: Any) -> None:
        self._motor, self._dbapi = motor, dbapi
        self._sqlite = motor.dialect.name == "sqlite"

    def modelo(self, modelo: Any, filas: Iterable[dict[str, Any]]) -> None:
        """Las filas de una tabla, con sus valores por defecto y sus tipos."""
        t = tabla(modelo)
        filas = iter(filas)
        if (primera := next(filas, None)) is None:
            return
        defecto = {c.name: c.default.arg for c in t.c if c.default is not None and c.default.is_scalar}
        columnas = [c for c in t.c if c.name in primera or c.name in defecto]
        de = [(c.name, defecto.get(c.name), self._conversor(c.type)) for c in columnas]

        def valores() -> Iterator[list[Any]]:
            for fila in _con(primera, filas):
                yield [v if pasar is None else pasar(v) for n, d, pasar in de for v in (fila.get(n, d),)]

        self.crudo(t.name, [c.name for c in columnas], valores())

    def crudo(self, nombre: str, columnas: list[str], filas: Iterable[Iterable[Any]]) -> None:
        """Las filas tal cual, en el orden de las columnas."""
        lista = ", ".join(columnas)
        if self._sqlite:
            huecos = ", ".join("?" * len(columnas))
            self._dbapi.executemany(f"INSERT INTO {nombre} ({lista}) VALUES ({huecos})", filas)
            return
        with self._dbapi.cursor() as cursor, cursor.copy(f"COPY {nombre} ({lista}) FROM STDIN") as copia:
            for fila in filas:
                copia.write_row(fila)

    def _conversor(self, tipo: Any) -> Callable[[Any], Any] | None:
        if not self._sqlite and not hasattr(tipo, "process_bind_param"):
            return None
        return tipo.dialect_impl(self._motor.dialect).bind_processor(self._motor.dialect)


def _con(primera: dict[str, Any], resto: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    yield primera
    yield from resto


@contextmanager
def cargando(motor: Engine) -> Iterator[Carga]:
    """Una transaccion de carga; al salir queda todo escrito, y con estadisticas donde el motor las hace solo."""
    prestada = motor.raw_connection()
    dbapi = prestada.driver_connection
    sqlite = motor.dialect.name == "sqlite"
    try:
        if sqlite:
            for orden in _ANTES:
                dbapi.execute(f"PRAGMA {orden}")
            dbapi.execute("BEGIN IMMEDIATE")
        else:
            dbapi.execute("SET session_replication_role = replica")
        yield Carga(motor, dbapi)
        dbapi.commit()
        if sqlite:
            for orden in _DESPUES:
                dbapi.execute(f"PRAGMA {orden}")
        else:
            dbapi.execute("SET session_replication_role = origin")
            dbapi.execute("ANALYZE")
            dbapi.commit()
    finally:
        prestada.close()
