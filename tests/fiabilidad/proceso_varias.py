"""Un proceso del servicio repartido, de verdad salvo el reloj y la red: su hora la da un archivo y sus redes apuntan lo que hacen.

python -m tests.fiabilidad.proceso_varias planificador|trabajador CONFIG CARPETA [--sin-echar]
"""

import os
import signal
import struct
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from conectores.tipos import EstadoCuenta, Pagina, Resultado
from moderacion.almacen import Almacen
from moderacion.config import leer_config
from moderacion.montaje import Servicio
from moderacion.montaje.compas import Vuelta
from moderacion.montaje.reparto import quien_soy
from moderacion.planificador import metronomo as metronomos
from moderacion.planificador.metronomo import Metronomo
from moderacion.planificador.trabajador import Trabajador
from tests.moderacion.falsos import ConectorFalso, reglas

VUELTAS = ("sondear/", "despachar/", "evaluar")
"""Las demas no hacen falta, y a este compas cansarian."""


class RelojDeArchivo:
    """La misma hora para todos los procesos, y la mueve la prueba."""

    def __init__(self, carpeta: Path) -> None:
        self._ruta = carpeta / "hora"

    def poner(self, hora: datetime) -> None:
        nueva = self._ruta.with_suffix(".nueva")
        nueva.write_bytes(struct.pack("d", hora.timestamp()))
        nueva.replace(self._ruta)

    def ahora(self) -> datetime:
        return datetime.fromtimestamp(struct.unpack("d", self._ruta.read_bytes())[0], UTC)


class RedQueApunta(ConectorFalso):
    """Una red que da siempre una pagina vacia. Lo que se le pide queda en un archivo, pase lo que pase despues."""

    def __init__(self, apuntes: Path, red: Any, cuenta: str, reloj: Any) -> None:
        super().__init__(red, cuenta, reloj)
        self._apuntes = apuntes
        self.estado = EstadoCuenta(red, cuenta, "ISSS", 1000)

    def _apuntar(self, *que: str) -> None:
        linea = "\t".join((self.cuenta, *que, str(os.getpid()))) + "\n"
        descriptor = os.open(self._apuntes, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        os.write(descriptor, linea.encode())
        os.close(descriptor)

    def leer(self, cursor: str | None) -> Iterator[Pagina]:
        self._apuntar("leer", self.reloj.ahora().isoformat())
        yield Pagina(cursor=cursor or "")

    def _hacer(self, accion: str, *datos: str) -> Resultado:
        self._apuntar(accion, *datos)
        return Resultado(f"ext-{os.getpid()}-{datos[0]}")


class ServicioDePrueba(Servicio):
    """El de verdad, con solo algunas vueltas."""

    @property
    def lista(self) -> tuple[Vuelta, ...]:
        return tuple(v for v in super().lista if v.nombre.startswith(VUELTAS))


def montar(config: Path, carpeta: Path) -> ServicioDePrueba:
    """Las mismas piezas que `montaje.montar`, con las redes y el reloj de la prueba."""
    leida, reloj = leer_config(config), RelojDeArchivo(carpeta)
    almacen = Almacen(leida.base.url, reloj)
    conectores = {}
    with almacen.unidad() as u:
        for c in leida.cuenta:
            red = RedQueApunta(carpeta / "apuntes", c.red, c.id, reloj)
            conectores[u.cuentas.dar_de_alta(c.red, c.id, c.nombre)] = red
    con_que = reglas(tuple(conectores), cupo=dict.fromkeys(reglas().cupo, 1_000_000))
    return ServicioDePrueba(leida, almacen, conectores, con_que, reloj, pone_la_gente=False, repartido=True)


def principal(papel: str, config: Path, carpeta: Path, *, echa: bool) -> None:
    """Da su papel hasta SIGTERM."""
    servicio = montar(config, carpeta)
    if papel == "trabajador":
        print("listo", flush=True)
        Trabajador(servicio, quien_soy(), 3).correr()
    else:
        metronomos._REVISAR = 0.5
        metronomo = Metronomo(servicio, quien_soy(), pulso=0.05)
        metronomo._lider._echa_al_anterior = echa
        signal.signal(signal.SIGTERM, lambda *_: metronomo.parar())
        print("listo", flush=True)
        metronomo.correr()
    servicio.cerrar()


if __name__ == "__main__":
    principal(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), echa="--sin-echar" not in sys.argv)
