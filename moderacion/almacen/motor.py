"""El motor de cada base: como se conecta, cuanto espera y con que palabras dice que no puede."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

import psycopg
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import Engine, ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as SinConexionLibre
from sqlalchemy.pool import ConnectionPoolEntry

from moderacion.almacen.archivos import Archivos
from moderacion.errores import (
    BaseCortada,
    BaseIncompatible,
    BaseOcupada,
    BaseSinDisco,
    EntradaInvalida,
    por_que,
)

ESPERA_MS: Final = 5000
"""Lo que se espera por algo que otro tiene, en los dos motores."""
_ORDEN_MS: Final = 60_000
"""Lo que puede durar una orden en PostgreSQL: mas es un plan malo, y retiene lo que otros esperan."""
_QUIETA_MS: Final = 300_000
"""Un proceso congelado a mitad de una unidad no puede retener sus filas para siempre."""
_PASAR_CADA: Final = 4000
"""Paginas del WAL (16 MiB) entre dos pasadas al archivo. Lo confirmado ya esta a salvo en el WAL; pasarlo lo paga quien
confirma en ese momento, y con las mil de costumbre era una decision de cada diez."""
_CONECTAR_S: Final = 10
VIVA: Final = {
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "60000",
}
"""Con que libpq nota, en un minuto, que la maquina del servidor se apago o quedo sin red. Sin decirlo espera mas de dos horas a
quien ya no va a contestar, y con el cada hilo que lo use: los topes de cada orden los pone el servidor, que no esta."""
_CONEXIONES: Final = 10
_DE_MAS: Final = 10
_OCUPADA: Final = frozenset({"40001", "40P01", "55P03", "57014"})
"""SQLSTATE de no serializable, abrazo mortal, bloqueo no concedido a tiempo y orden cancelada por tardar."""
_SOLO_LEE: Final = frozenset({"25006"})
"""SQLSTATE de escribir donde solo se deja leer: esta sesion se quedo en un servidor que dejo de ser el principal."""
_SIN_DISCO: Final = frozenset({"53100", "58030"})
"""SQLSTATE de disco lleno y de error al leer o escribir en el."""
_NO_CABE: Final = frozenset({"22003"})
"""SQLSTATE de un numero mayor que su columna: en una direccion puede venir uno asi, que en SQLite no esta y aqui no cabe."""
_SQLITE_OCUPADA: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_SQLITE_SIN_DISCO: Final = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY})
"""De un disco que falla, el sistema deja a veces solo leer."""
FALLOS_DE_BASE: Final = (DBAPIError, psycopg.Error)
"""Lo que puede lanzar una conexion que se lleva a mano, fuera de `Almacen`."""
_TACHADA: Final = "«clave»"


def crear_motor(url: str, clave: str | None = None) -> Engine:
    """El motor de una base. `clave`: la de PostgreSQL, que no va en la direccion para que no salga con ella."""
    # en los dos, con los datos escondidos: lo que alguien escribio no sale en el texto de un error
    if url.startswith("sqlite"):
        motor = create_engine(url, hide_parameters=True)
        _preparar_sqlite(motor)
        return motor
    argumentos: dict[str, Any] = {
        "application_name": "moderacion",
        "client_encoding": "utf8",
        "connect_timeout": _CONECTAR_S,
        "options": (
            f"-c timezone=UTC -c lock_timeout={ESPERA_MS} -c statement_timeout={_ORDEN_MS} "
            f"-c idle_in_transaction_session_timeout={_QUIETA_MS} "
            # lo que se va a hacer se escribe antes de hacerlo: si un servidor al que se le corta la luz lo olvidara, se haria dos veces
            "-c synchronous_commit=on"
        ),
    }
    argumentos |= {n: v for n, v in VIVA.items() if n not in make_url(url).query}
    if clave is not None:
        argumentos["password"] = clave
    motor = create_engine(
        url,
        connect_args=argumentos,
        isolation_level="READ COMMITTED",
        pool_size=_CONEXIONES,
        max_overflow=_DE_MAS,
        # la ultima que se uso: las mismas pocas, con sus consultas ya preparadas
        pool_use_lifo=True,
        # el servidor pudo reiniciarse desde la ultima vez: se comprueba antes de dar la conexion
        pool_pre_ping=True,
        hide_parameters=True,
    )
    event.listen(motor, "handle_error", _al_fallar)
    # para no repetirla en ninguna frase, venga de donde venga
    motor.dialect.clave_de_moderacion = clave  # type: ignore[attr-defined]
    return motor


def _al_fallar(fallo: ExceptionContext) -> None:
    a_proposito = fallo.connection and fallo.connection.get_execution_options().get("solo_lectura")
    if getattr(fallo.original_exception, "sqlstate", None) in _SOLO_LEE and not a_proposito:
        # como cortada, y con ella las demas: las que se abran desde ahora van al principal
        fallo.is_disconnect = True


def conexion_directa(motor: Engine) -> dict[str, Any]:
    """Con que se conecta a PostgreSQL quien no pasa por este motor. Lleva la clave: no se escribe en ningun sitio."""
    _, argumentos = motor.dialect.create_connect_args(motor.url)
    clave = motor.dialect.clave_de_moderacion  # type: ignore[attr-defined]
    propios = {"client_encoding": "utf8", "connect_timeout": _CONECTAR_S}
    argumentos = VIVA | {n: v for n, v in argumentos.items() if n != "context"} | propios
    return argumentos if clave is None else argumentos | {"password": clave}


def no_se_abre(motor: Engine, error: Exception) -> BaseIncompatible:
    """La frase para una base que no se deja abrir, sin su clave."""
    texto = por_que(getattr(error, "orig", None) or error).strip()
    clave = getattr(motor.dialect, "clave_de_moderacion", None)
    if clave:
        texto = texto.replace(clave, _TACHADA)
    de_archivo = motor.dialect.name == "sqlite"
    cual = motor.url.database if de_archivo else motor.url.set(query={}).render_as_string(hide_password=True)
    return BaseIncompatible(f"no se puede abrir la base {cual}: {texto}")


@contextmanager
def en_frase(motor: Engine) -> Iterator[None]:
    """Lo que la base dice de un choque, de su disco o de no poder conectarse, con el error que una persona entiende."""
    try:
        yield
    except SinConexionLibre:
        raise BaseOcupada("todas las conexiones con la base están ocupadas: vuelva a intentarlo") from None
    except DBAPIError as error:
        if _es(error, _OCUPADA, _SQLITE_OCUPADA):
            raise BaseOcupada(
                "otra operación tenía ocupado lo mismo: no se guardó nada, vuelva a intentarlo"
            ) from error
        if _es(error, _SIN_DISCO, _SQLITE_SIN_DISCO):
            raise BaseSinDisco(
                "la base no pudo escribir en el disco (lleno, o con fallos): no se guardó nada; avise a administración"
            ) from error
        if _es(error, _NO_CABE, frozenset()):
            raise EntradaInvalida("ese número no cabe en la base: no hay nada con él") from error
        if error.connection_invalidated:
            # habia conexion: el servidor se reinicia, o alguien la cerro. La siguiente unidad abre otra
            raise BaseCortada(
                "se cortó la conexión con la base: mire si quedó hecho y, si no, vuelva a intentarlo"
            ) from error
        sin_estado = getattr(error.orig, "sqlstate", None) is None and error.statement is None
        if motor.dialect.name != "sqlite" and sin_estado:
            raise no_se_abre(motor, error) from None
        raise


def _es(error: DBAPIError, estados: frozenset[str], codigos: frozenset[int]) -> bool:
    """Si es uno de esos, por el SQLSTATE de PostgreSQL o por el codigo de SQLite (sus dos ultimas cifras: lo demas es detalle)."""
    codigo: int | None = getattr(error.orig, "sqlite_errorcode", None)
    if codigo is not None:
        return codigo & 0xFF in codigos
    return getattr(error.orig, "sqlstate", None) in estados


def _preparar_sqlite(motor: Engine) -> None:
    """WAL con FULL (una fila confirmada sobrevive a un corte de luz), claves ajenas y turno de escritura."""
    archivos = Archivos(str(motor.url.database))
    event.listen(motor, "engine_disposed", archivos.soltar)

    @event.listens_for(motor, "do_connect")
    def _antes_de_conectar(*_: object) -> None:
        archivos.al_conectar()
        # una base nueva nace 0600, y con ella su diario: dentro va lo que escribio la gente. La que ya esta no se toca
        if motor.url.database:
            with suppress(OSError):  # ya esta, o no se puede: lo dira SQLite
                os.close(os.open(motor.url.database, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))

    @event.listens_for(motor, "connect")
    def _al_conectar(dbapi: Any, registro: ConnectionPoolEntry) -> None:
        dbapi.isolation_level = None
        for orden in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            f"busy_timeout = {ESPERA_MS}",
            f"wal_autocheckpoint = {_PASAR_CADA}",
            # lo que se borra se pisa con ceros, aunque quien compilo la biblioteca no lo pidiera
            "secure_delete = ON",
        ):
            dbapi.execute(f"PRAGMA {orden}")
        # con una lectura hecha, los tres archivos estan y nadie los quita
        dbapi.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        registro.info["archivos"] = archivos.abiertos()

    @event.listens_for(motor, "begin")
    def _al_empezar(con: Connection) -> None:
        archivos.exigir(con.info["archivos"])
        solo_lectura = con.get_execution_options().get("solo_lectura", False)
        con.exec_driver_sql("BEGIN" if solo_lectura else "BEGIN IMMEDIATE")
