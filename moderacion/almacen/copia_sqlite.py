"""Copiar una base SQLite mientras se usa, mirar lo que hay en una copia y ponerla en su sitio.

`VACUUM INTO` lee una sola foto, no detiene a quien escribe y no se lleva lo borrado (fiabilidad.md, seccion 7).
"""

import os
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from moderacion.almacen.contenido import SIN_CONTAR, Contenido, comprobar_cadena
from moderacion.bitacora.verificador import GENESIS, Ancla, de_sqlite
from moderacion.cuaderno import asentar_carpeta
from moderacion.errores import BaseIncompatible, BaseOcupada, por_que

_ESPERA_S: Final = 30
_TABLAS: Final = (
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
)
_FALTAS: Final = 5


def sacar(base: Path, destino: Path) -> None:
    """Una copia entera en un archivo nuevo que solo su dueño lee. Lanza `BaseIncompatible`."""
    os.close(os.open(destino, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(_abrir(base)) as con:
            con.execute("VACUUM INTO ?", (str(destino),))
    except sqlite3.Error as error:
        raise BaseIncompatible(f"no se puede copiar {base}: {por_que(error)}") from None


def _abrir(base: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{base.resolve().as_uri()}?mode=ro", uri=True, timeout=_ESPERA_S, isolation_level=None
    )


def contar(base: Path) -> Contenido:
    """Lo que hay, sin comprobarlo. Lanza `BaseIncompatible`."""
    return _mirar(base, comprobando=False)


def mirar(base: Path, anclas: Sequence[Ancla] = ()) -> Contenido:
    """Lo que hay, comprobado por dentro: paginas, claves ajenas y bitacora. Lanza `BaseIncompatible`."""
    hay = _mirar(base, comprobando=True)
    d, mal = comprobar_cadena(de_sqlite(base), anclas)
    return replace(hay, n=d.buenas, huella=d.huella, faltas=(*hay.faltas, *mal), ancladas=d.ancladas)


def _mirar(base: Path, *, comprobando: bool) -> Contenido:
    try:
        with closing(_abrir(base)) as con:
            tablas = sorted({t for (t,) in con.execute(_TABLAS)} - SIN_CONTAR)
            filas = {t: int(con.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0]) for t in tablas}  # noqa: S608
            revision = (con.execute("SELECT version_num FROM alembic_version").fetchone() or ("",))[0]
            ultima = con.execute("SELECT n, huella FROM suceso ORDER BY n DESC LIMIT 1").fetchone()
            faltas = _por_dentro(con) if comprobando else []
        n, huella = ultima or (0, GENESIS)
    except sqlite3.Error as error:
        raise BaseIncompatible(f"no se puede leer {base.name}: {por_que(error)}") from None
    return Contenido(filas, n, huella, revision, tuple(faltas))


def por_dentro(base: Path) -> list[str]:
    """Lo que tiene estropeado, en frases. Lanza `BaseIncompatible` si ni siquiera se puede leer."""
    if not base.exists():
        return []
    try:
        with closing(_abrir(base)) as con:
            return _por_dentro(con)
    except sqlite3.Error as error:
        raise BaseIncompatible(f"no se puede leer {base.name}: {por_que(error)}") from None


def _por_dentro(con: sqlite3.Connection) -> list[str]:
    faltas = [f for (f,) in con.execute(f"PRAGMA integrity_check({_FALTAS})") if f != "ok"]
    sueltas = con.execute("PRAGMA foreign_key_check").fetchmany(_FALTAS)
    return faltas + [f"«{t}» apunta a algo que no existe en «{a}»" for t, _, a, _ in sueltas]


def vacia(base: Path) -> bool:
    """Si no hay nada que perder: no existe, o no tiene ninguna tabla. Lo que no se deja leer no esta vacio."""
    if not base.exists() or not base.stat().st_size:
        return True
    try:
        with closing(_abrir(base)) as con:
            return con.execute(_TABLAS).fetchone() is None
    except sqlite3.Error:
        return False


def exigir_sola(base: Path) -> None:
    """Que nadie mas la tenga abierta, y con su diario dentro del archivo. Lanza `BaseOcupada`."""
    try:
        with closing(sqlite3.connect(base, timeout=1, isolation_level=None)) as con:
            # salir de WAL exige ser el unico que la tiene abierta, y pasa el diario al archivo
            modo = con.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
    except sqlite3.OperationalError:
        modo = "ocupada"
    except sqlite3.DatabaseError:
        return  # esta tan estropeada que ya no es una base: se aparta como este, con su diario
    if modo != "delete":
        raise BaseOcupada(f"alguien tiene abierta {base}: pare el servicio antes de restaurar encima")


def cerrar(base: Path) -> None:
    """Deja una base en un solo archivo, con su diario dentro. Lanza `BaseOcupada` si alguien la tiene abierta."""
    exigir_sola(base)
    with base.open("rb") as archivo:
        os.fsync(archivo.fileno())


def poner(base: Path, en: Path, apartada: str) -> None:
    """Pone en su sitio una base cerrada, de una vez; lo que hubiera queda con el nombre `apartada`.

    El sitio no se queda vacio ni un momento: un servicio que arrancara entonces estrenaria una base sin nada y obraria con ella.
    """
    # un diario viejo junto a una base nueva se escribiria encima de ella; lo hay si lo de antes estaba estropeado
    for parte in ("-wal", "-shm"):
        vieja = en.with_name(en.name + parte)
        if vieja.exists():
            vieja.rename(en.with_name(apartada + parte))
    if en.exists():
        _con_otro_nombre(en, en.with_name(apartada))
    base.replace(en)
    asentar_carpeta(en.parent)


def _con_otro_nombre(base: Path, otro: Path) -> None:
    try:
        os.link(base, otro)
    except OSError:  # hay discos sin enlaces
        shutil.copyfile(base, otro)
