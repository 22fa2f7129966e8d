"""Lo que sobrevive a un proceso que muere: la hora, las redes simuladas y la base; y como volver a ponerlos donde estaban."""

import itertools
import mmap
import shutil
import struct
from copy import deepcopy
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from conectores.simulador.redes import Redes
from moderacion.almacen import Almacen
from moderacion.reloj import RelojReal
from tests.postgres import Servidor

_EPOCA = datetime(2000, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


class RelojComun:
    """Una hora en memoria comun: la empuja el hijo que muere y la leen las redes, que estan en el padre."""

    def __init__(self, inicio: datetime) -> None:
        self._memoria = mmap.mmap(-1, 8)
        self.poner(inicio)

    def ahora(self) -> datetime:
        return _EPOCA + struct.unpack("q", self._memoria[:8])[0] * _MICRO

    def poner(self, hora: datetime) -> None:
        self._memoria[:8] = struct.pack("q", (hora - _EPOCA) // _MICRO)

    def adelantar(self, paso: timedelta) -> None:
        self.poner(self.ahora() + paso)


class Retrato:
    """Una red simulada tal como estaba. `poner` la deja otra vez asi, sin cambiar los objetos que su aplicacion conoce."""

    def __init__(self, mundo: Any, reloj: RelojComun) -> None:
        self._mundo, self._nucleo = mundo, mundo.nucleo
        self._fijos = {id(x): x for x in (mundo, mundo.nucleo, reloj)}
        with self._nucleo.candado:
            self._serie = self._nucleo.siguiente()
            self._nucleo._serie = itertools.count(self._serie)
            self._guardado = self._copia({n: _dentro(v) for n, v in vars(mundo).items() if n != "nucleo"})
            self._anotado = self._copia((self._nucleo.efectos, self._nucleo.peticiones))

    def _copia(self, cosa: Any) -> Any:
        return deepcopy(cosa, dict(self._fijos))

    def poner(self) -> None:
        with self._nucleo.candado:
            self._nucleo.fallas.clear()
            self._nucleo.efectos[:], self._nucleo.peticiones[:] = self._copia(self._anotado)
            self._nucleo._serie = itertools.count(self._serie)
            for nombre, valor in self._copia(self._guardado).items():
                parte = getattr(self._mundo, nombre)
                if isinstance(valor, _Partes):
                    for campo, suyo in valor.items():
                        setattr(parte, campo, suyo)
                else:
                    setattr(self._mundo, nombre, valor)


class _Partes(dict[str, Any]):
    """Lo que lleva dentro un objeto de la red, que se cambia sin cambiar el objeto: sus rutas lo conocen."""


def _dentro(parte: Any) -> Any:
    if is_dataclass(parte):
        return _Partes({f.name: getattr(parte, f.name) for f in fields(parte)})
    return _Partes(vars(parte)) if hasattr(parte, "__dict__") else parte


def retratos(redes: Redes, reloj: RelojComun) -> list[Retrato]:
    return [Retrato(m, reloj) for m in (redes.facebook, redes.twitter, redes.youtube)]


class Base(Protocol):
    """Una base que se puede dejar como estaba en un momento con nombre. Nadie la tiene abierta al hacerlo."""

    url: str

    def guardar(self, nombre: str) -> None: ...

    def poner(self, nombre: str) -> None: ...

    def cerrar(self) -> None: ...


class EnArchivo:
    """SQLite: un archivo, que se copia."""

    def __init__(self, carpeta: Path) -> None:
        self._carpeta, self._ruta = carpeta, carpeta / "m.db"
        self.url = f"sqlite:///{self._ruta}"
        almacen = Almacen(self.url, RelojReal())
        almacen.migrar()
        almacen.cerrar()

    def guardar(self, nombre: str) -> None:
        # al cerrar la ultima conexion SQLite pasa su diario al archivo y lo quita
        assert not self._ruta.with_name("m.db-wal").exists(), "alguien dejó la base abierta"
        shutil.copy(self._ruta, self._carpeta / f"{nombre}.db")

    def poner(self, nombre: str) -> None:
        for resto in self._carpeta.glob("m.db*"):
            resto.unlink()
        shutil.copy(self._carpeta / f"{nombre}.db", self._ruta)

    def cerrar(self) -> None:
        shutil.rmtree(self._carpeta)


class EnServidor:
    """PostgreSQL: una base, que se copia de otra."""

    def __init__(self, servidor: Servidor, nombre: str) -> None:
        self._servidor, self._nombre = servidor, nombre
        self._hay: set[str] = set()
        self.url = self._donde("m")
        servidor.copiar(servidor.url("plantilla"), self.url)

    def _donde(self, nombre: str) -> str:
        url = self._servidor.url(f"{self._nombre}_{nombre}")
        self._hay.add(url)
        return url

    def guardar(self, nombre: str) -> None:
        self._servidor.borrar(self._donde(nombre), si_esta=True)
        self._servidor.copiar(self.url, self._donde(nombre))

    def poner(self, nombre: str) -> None:
        self._servidor.borrar(self.url, si_esta=True)
        self._servidor.copiar(self._donde(nombre), self.url)

    def cerrar(self) -> None:
        for url in self._hay:
            self._servidor.borrar(url, si_esta=True)
