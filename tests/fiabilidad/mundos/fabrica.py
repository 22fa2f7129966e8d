"""Lo que se aprovecha de un mundo a otro: el servicio montado, las redes en marcha y una base recien hecha que se copia."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, event

from conectores.simulador.redes import Redes
from moderacion import redaccion
from moderacion.config import Config
from moderacion.demo.ajustes import config_demo
from moderacion.evaluacion.repetidos import Repetidos
from moderacion.montaje import Servicio, montar
from moderacion.montaje.conectores import montar_conector
from tests.fiabilidad.escenario import RelojComun
from tests.fiabilidad.puntos import Punto, numerar, salidas_numeradas
from tests.moderacion.falsos import INICIO, persona

FACEBOOK, TWITTER, YOUTUBE = CUENTAS = (1, 2, 3)
SEGUNDO: Final = timedelta(seconds=1)
MINUTO: Final = timedelta(minutes=1)
HORA: Final = timedelta(hours=1)
DIA: Final = timedelta(days=1)
PLAN: Final = "basico"
AL_EMPEZAR: Final = "antes de empezar"
_GENTE = (("ana", "gestion"), ("berta", "gestion"), ("carla", "gestion"), ("sofia", "supervision"))


class Muerte(BaseException):
    """El proceso muere aqui. No es un `Exception`: nada del servicio la atrapa."""


def _nada(_: str) -> None:
    """El punto de quien no muere."""


class Fabrica:
    """El servicio, otro sobre la misma base y las redes. `limpiar` los deja como el primer dia; `renacer`, como tras volver a arrancar.

    `otro` es lo que tendria otro proceso: sus conexiones, sus conectores y su memoria. Lo que hace no cruza ningun punto.
    """

    def __init__(self, carpeta: Path, redes: Redes, reloj: RelojComun) -> None:
        self._carpeta, self.reloj, self.redes = carpeta, reloj, redes
        self.mundos: dict[int, Any] = dict(
            zip(CUENTAS, (redes.facebook, redes.twitter, redes.youtube), strict=True)
        )
        self._config = _config(redes, carpeta / "m.db")
        self.servicio = montar(self._config, reloj)
        self.almacen = self.servicio.almacen
        self.otro = montar(self._config, reloj)
        self.gente = [persona(self.almacen, nombre, rol) for nombre, rol in _GENTE]
        self.cerrar()
        # al cerrar la ultima conexion SQLite pasa su diario al archivo y lo quita
        assert not (carpeta / "m.db-wal").exists(), "alguien dejó la base abierta"
        shutil.copy(carpeta / "m.db", carpeta / "cero.db")
        self.punto: Punto = _nada
        self._conexiones: set[Any] = set()
        event.listen(self.almacen._motor, "connect", lambda dbapi, _: self._conexiones.add(dbapi))
        event.listen(self.almacen._motor, "close", lambda dbapi, _: self._conexiones.discard(dbapi))
        event.listen(self.almacen._motor, "begin", self._al_empezar, insert=True)
        numerar(self.almacen._motor, self.cruzar)

    def _al_empezar(self, con: Connection) -> None:
        # entre lo que se leyo y lo que se va a escribir
        if not con.get_execution_options().get("solo_lectura"):
            self.cruzar(AL_EMPEZAR)

    def cerrar(self) -> None:
        """Suelta la base, los dos."""
        self.almacen.cerrar()
        self.otro.almacen.cerrar()

    def en_transaccion(self) -> bool:
        """Si el primero tiene algo abierto en la base: entonces otro no puede escribir."""
        return any(c.in_transaction for c in self._conexiones)

    def cruzar(self, nombre: str) -> None:
        """Una frontera con la base o con la red."""
        self.punto(nombre)

    def no_morir(self) -> None:
        """Desde ahora nadie muere en ningun punto."""
        self.punto = _nada

    def limpiar(self) -> None:
        """La base, la hora y las redes, como el primer dia."""
        self.cerrar()
        for resto in self._carpeta.glob("m.db*"):
            resto.unlink()
        shutil.copy(self._carpeta / "cero.db", self._carpeta / "m.db")
        self.reloj.poner(INICIO)
        for mundo in self.mundos.values():
            mundo.nucleo.vaciar()
            mundo.reiniciar()
        self.redes.twitter.cambiar_cuenta({"plan": PLAN})
        self.renacer()
        self._olvidar(self.otro)

    def renacer(self) -> None:
        """Lo que un proceso nuevo no recuerda."""
        self._olvidar(self.servicio)

    def _olvidar(self, servicio: Servicio) -> None:
        servicio.conectores = {n: montar_conector(c) for n, c in enumerate(self._config.cuenta, 1)}
        servicio._repetidos = Repetidos()
        servicio._temas = redaccion.Temas()


def _config(redes: Redes, base: Path) -> Config:
    config = config_demo(redes.bases, base, 0, "json://127.0.0.1:9")
    facebook, twitter, youtube = config.cuenta
    credencial = twitter.credencial.model_copy(update={"plan": PLAN})
    cuentas = (facebook, twitter.model_copy(update={"credencial": credencial}), youtube)
    # a quien se restringe se le dice: una respuesta mas, que tampoco sale dos veces
    sanciones = config.sanciones.model_copy(update={"avisar_autor": True})
    avisos = config.avisos.model_copy(update={"enlace": "https://consola.example.sv"})
    # sin supervisores: un aviso suyo que no llega no es de lo que aqui se mira
    cambios = {"cuenta": cuentas, "supervisor": (), "sanciones": sanciones, "avisos": avisos}
    return config.model_copy(update=cambios)


@contextmanager
def fabrica() -> Iterator[Fabrica]:
    """Una fabrica en marcha, en una carpeta que se borra."""
    reloj = RelojComun(INICIO)
    with tempfile.TemporaryDirectory(prefix="mundos_") as carpeta:
        redes = Redes(reloj=reloj.ahora).arrancar()
        try:
            f = Fabrica(Path(carpeta), redes, reloj)
            with salidas_numeradas(f.cruzar):
                yield f
            f.cerrar()
        finally:
            redes.parar()
