"""Que lo borrado no siga en el disco: el indice de busqueda, el diario de SQLite, el archivo de la base y las filas muertas.

SQLite escribe ceros sobre lo que borra (`secure_delete`), pero una pagina rehecha puede guardar un resto: despues de purgar
se busca, octeto por octeto, en el archivo y en su diario; si queda algo, la base se escribe entera otra vez.
"""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

from sqlalchemy import text
from sqlalchemy.engine import Engine

from moderacion.almacen import buscador
from moderacion.errores import BaseIncompatible, por_que

_BUSCADOR: Final = buscador.__file__
_BUSCAR_S: Final = 600
"""Lo mas que puede durar buscar: un disco que no contesta no puede retener la purga para siempre."""
_SITIO: Final = "; hace falta tanto sitio como ocupa, junto a ella y en la carpeta temporal (TMPDIR)"
_OPTIMIZAR: Final = "INSERT INTO texto_cola(texto_cola) VALUES ('optimize')"


def asentar(motor: Engine) -> None:
    """Junta los trozos del indice (los borrados guardan sus palabras) y vacia el diario; en PostgreSQL, quita lo muerto."""
    if motor.dialect.name == "sqlite":
        with motor.begin() as con:
            con.execute(text(_OPTIMIZAR))
        vaciar_diario(motor)
        return
    with motor.connect().execution_options(isolation_level="AUTOCOMMIT") as con:
        con.execute(text("SET statement_timeout = 0"))
        con.execute(text("VACUUM"))


def vaciar_diario(motor: Engine) -> None:
    """Pasa el diario de SQLite al archivo y lo deja en cero octetos, si nadie lo esta leyendo."""
    with motor.connect() as con:
        dbapi = con.connection.driver_connection
        if dbapi is not None:
            dbapi.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def quedan(motor: Engine, buscados: Collection[str]) -> set[str]:
    """De esos textos, los que estan tal cual en los archivos de la base; en PostgreSQL, ninguno: no son nuestros."""
    if motor.dialect.name != "sqlite" or not motor.url.database:
        return set()
    # si es un enlace, su diario esta junto al archivo de verdad
    base = Path(motor.url.database).resolve()
    formas = {forma: b for b in buscados for forma in (b.encode("utf-8"), _escapado(b)) if forma}
    return {formas[f] for f in _en_otro_proceso([base, base.with_name(base.name + "-wal")], formas)}


def _escapado(texto: str) -> bytes:
    """Como lo escribe `JsonAscii`."""
    return texto.encode("unicode_escape") if not texto.isascii() else b""


def _en_otro_proceso(archivos: Sequence[Path], formas: Collection[bytes]) -> set[bytes]:
    """Las formas que estan en esos archivos. Este proceso no los abre nunca: perderia sus candados (`buscador`)."""
    if not formas:
        return set()
    pedido = {"archivos": [str(a) for a in archivos], "formas": [f.hex() for f in formas]}
    try:
        hecho = subprocess.run(  # noqa: S603 (el propio Python con un guion nuestro; lo ajeno va por la entrada)
            [sys.executable, "-I", _BUSCADOR],
            input=json.dumps(pedido).encode("ascii"),
            capture_output=True,
            check=False,
            timeout=_BUSCAR_S,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _no_se_miro(por_que(error) if isinstance(error, OSError) else "tardaba demasiado") from None
    if hecho.returncode:
        raise _no_se_miro(hecho.stderr.decode("utf-8", "replace").strip().rpartition("\n")[2])
    return {bytes.fromhex(f) for f in json.loads(hecho.stdout)}


def _no_se_miro(motivo: str) -> BaseIncompatible:
    return BaseIncompatible(
        f"no se pudo mirar si lo borrado sigue en el archivo de la base: se volverá a intentar ({motivo})"
    )


def compactar(motor: Engine) -> None:
    """Escribe la base SQLite entera otra vez: lo borrado no tiene donde quedarse. Retiene a los demas mientras dura."""
    if motor.dialect.name != "sqlite":
        return
    with motor.connect() as con:
        dbapi = con.connection.driver_connection
        if dbapi is not None:
            try:
                dbapi.execute("VACUUM")
            except sqlite3.Error as error:
                falta = (
                    "" if error.sqlite_errorcode in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) else _SITIO
                )
                raise BaseIncompatible(
                    "no se pudo escribir la base entera otra vez, y lo borrado puede seguir en su archivo: se volverá a intentar "
                    f"({por_que(error)}){falta}"
                ) from None
    vaciar_diario(motor)
