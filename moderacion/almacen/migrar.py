"""Las migraciones: la base solo cambia de forma por aqui, y el codigo no arranca sobre otra revision."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as ConfigAlembic
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DBAPIError

from moderacion.almacen.contenido import RESTAURANDO
from moderacion.almacen.motor import crear_motor, no_se_abre
from moderacion.almacen.repositorios import Unidad
from moderacion.almacen.turnos import Turno, turno
from moderacion.errores import BaseIncompatible
from moderacion.reloj import Reloj

# cada arranque decia ocho veces, en ingles, con que motor miraba
logging.getLogger("alembic").setLevel(logging.WARNING)
_CARPETA = Path(__file__).parent / "migraciones"
_PONER = text("INSERT INTO alembic_version (version_num) VALUES (:r)")
_CAMBIAR = text("UPDATE alembic_version SET version_num = :r")


def _config() -> ConfigAlembic:
    config = ConfigAlembic()
    config.set_main_option("script_location", str(_CARPETA))
    config.set_main_option("version_locations", str(_CARPETA / "versiones"))
    config.set_main_option("path_separator", "newline")
    return config


def migrar(motor: Engine, hasta: str = "head") -> None:
    """Aplica lo que falte, todo en una transaccion. Lanza `BaseIncompatible` si no se puede.

    Dos procesos que arrancan a la vez no la aplican dos veces: el segundo espera y la encuentra hecha.
    """
    config = _config()
    try:
        with _sin_claves_ajenas(motor) as con, con.begin():
            _a_solas(con)
            antes = MigrationContext.configure(con).get_current_revision()
            config.attributes["conexion"] = con
            command.upgrade(config, hasta)
            if MigrationContext.configure(con).get_current_revision() != antes:
                _exigir_claves_ajenas(con)
    except CommandError:
        # la revision de la base no esta entre las de este programa: la escribio otro mas nuevo
        exigir_revision(motor)
        raise
    except DBAPIError as error:
        raise no_se_abre(motor, error) from None


@contextmanager
def _sin_claves_ajenas(motor: Engine) -> Iterator[Connection]:
    """Una conexion en que se puede rehacer una tabla a la que otras apuntan.

    SQLite no cambia una restriccion: se hace otra tabla, se pasa lo que habia y se tira la vieja. Con las claves ajenas
    encendidas, tirarla seria borrar sus filas; dentro de una transaccion ya no se apagan.
    """
    with motor.connect() as con:
        if motor.dialect.name != "sqlite":
            yield con
            return
        dbapi: Any = con.connection.driver_connection
        dbapi.execute("PRAGMA foreign_keys = OFF")
        try:
            yield con
        finally:
            dbapi.execute("PRAGMA foreign_keys = ON")


def _exigir_claves_ajenas(con: Connection) -> None:
    """Lo que se dejo de mirar mientras se migraba, mirado antes de confirmar. Lanza `BaseIncompatible`."""
    if con.dialect.name != "sqlite":
        return
    mala = con.exec_driver_sql("PRAGMA foreign_key_check").first()
    if mala is not None:
        raise BaseIncompatible(f"al migrar, «{mala[0]}» apuntaría a algo que no existe en «{mala[2]}»")


def _a_solas(con: Connection) -> None:
    """El turno de migrar: se espera mas que por una fila, y una orden larga (un indice) no se corta."""
    if con.dialect.name != "postgresql":
        return
    antes = con.execute(text("SHOW lock_timeout")).scalar_one()
    con.execute(
        text("SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', '60s', true)")
    )
    if con.execute(text("SHOW server_encoding")).scalar_one() != "UTF8":
        raise BaseIncompatible(
            "la base no guarda UTF-8, y lo que la gente escribe no cabría: créela con «ENCODING 'UTF8' TEMPLATE template0»"
        )
    turno(con, Turno.MIGRAR)
    con.execute(text("SELECT set_config('lock_timeout', :antes, true)"), {"antes": antes})


def _cabeza() -> str | None:
    return ScriptDirectory.from_config(_config()).get_current_head()


def revision(motor: Engine) -> str | None:
    """La revision en que esta la base; None si esta vacia. Lanza `BaseIncompatible` si no se puede leer."""
    try:
        # sin pedir el turno de escribir: con otros escribiendo sin parar podria no llegarle
        with motor.connect().execution_options(solo_lectura=True) as con:
            return MigrationContext.configure(con).get_current_revision()
    except DBAPIError as error:
        raise no_se_abre(motor, error) from None


def exigir_revision(motor: Engine) -> None:
    """Lanza `BaseIncompatible` si la base no esta en la revision de este codigo."""
    actual, esperada = revision(motor), _cabeza()
    if actual == RESTAURANDO:
        raise BaseIncompatible("la base quedó a medio restaurar: restaure otra vez la copia, con «--encima»")
    if actual != esperada:
        raise BaseIncompatible(
            f"la base está en la revisión «{actual or 'vacía'}» y este programa espera «{esperada}»: "
            "corra «moderacion base migrar», o actualice el programa si la base es más nueva"
        )


def estrenar(
    url: str, clave: str | None, reloj: Reloj, revision: str, hacer: Callable[[Unidad], None]
) -> None:
    """Migra una base recien salida de una copia y hace lo de `hacer`, en la misma transaccion. Lanza `BaseIncompatible`.

    La deja en la revision `restaurando`, que ningun programa abre, hasta `abrir_estrenada`: quien muera a medias no deja una base
    que mande lo que la copia traia por salir.
    """
    motor, config = crear_motor(url, clave), _config()
    try:
        with _sin_claves_ajenas(motor) as con, con.begin():
            _a_solas(con)
            if not con.execute(_CAMBIAR, {"r": revision}).rowcount:
                con.execute(_PONER, {"r": revision})
            config.attributes["conexion"] = con
            command.upgrade(config, "head")
            _exigir_claves_ajenas(con)
            u = Unidad(con, reloj)
            u.completar()
            hacer(u)
            u.marcas.asentar()
            u.registro.encadenar()
            con.execute(_CAMBIAR, {"r": RESTAURANDO})
    except CommandError:
        raise BaseIncompatible(
            f"la copia está en la revisión «{revision}», que este programa no conoce: actualícelo"
        ) from None
    except DBAPIError as error:
        raise no_se_abre(motor, error) from None
    finally:
        motor.dispose()


def abrir_estrenada(url: str, clave: str | None) -> None:
    """Ya esta: desde ahora cualquiera la usa."""
    motor = crear_motor(url, clave)
    try:
        with motor.begin() as con:
            con.execute(_CAMBIAR, {"r": _cabeza()})
    finally:
        motor.dispose()
