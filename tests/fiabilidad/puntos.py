"""El corredor de puntos de caida: numera cada frontera con la base y con la red, y mata el proceso en la que se diga.

Los puntos no se escriben en el programa: los pone el motor (cada orden que escribe, y antes y despues de cada confirmacion)
y el camino por el que sale todo (cada peticion HTTP, cada correo y cada aviso: antes de enviarlo, y hecho y sin contestar).
Asi, una llamada nueva es un punto nuevo; `test_fronteras.py` prueba que nada sale ni se escribe por otro sitio (decision 0026).
"""

import json
import os
import re
import signal
import smtplib
import threading
import traceback
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from requests import PreparedRequest
from requests.adapters import HTTPAdapter
from sqlalchemy import event
from sqlalchemy.engine import Engine

from conectores.errores import ResultadoDesconocido
from conectores.tipos import PublicacionLeida, Red, Resultado
from moderacion.almacen import Almacen
from moderacion.avisos import Mensajeria
from moderacion.reloj import Reloj
from tests.moderacion.falsos import CAPACIDADES


class Puntos:
    """Cuenta las fronteras cruzadas y, en la elegida, muere como con kill -9."""

    def __init__(self, cae_en: int = 0) -> None:
        self.cae_en, self.nombres = cae_en, []

    def __call__(self, nombre: str) -> None:
        self.nombres.append(nombre)
        if len(self.nombres) == self.cae_en:
            os.kill(os.getpid(), signal.SIGKILL)


Punto = Callable[[str], None]
SIN_CONTESTAR = "hecho y sin contestar"


class _Dentro(threading.local):
    """Cuantas fronteras numeradas esta cruzando este hilo ahora mismo."""

    cuantas = 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        self.cuantas += 1
        try:
            yield
        finally:
            self.cuantas -= 1


DENTRO = _Dentro()


def numerar(motor: Engine, punto: Punto) -> None:
    """Un punto en cada orden que escribe, y antes y despues de cada confirmacion, venga de donde venga."""
    confirmar = motor.dialect.do_commit

    def escribe(_con: Any, _cursor: Any, orden: str, *_: Any) -> None:
        if not orden.lstrip().upper().startswith(NO_ESCRIBEN):
            punto(orden.split("(", maxsplit=1)[0].split(" SET", maxsplit=1)[0].strip().lower())

    def confirma(dbapi: Any) -> None:
        punto("antes de confirmar")
        with DENTRO():
            confirmar(dbapi)
        punto("confirmado")

    def dentro(hacer: Callable[..., Any]) -> Callable[..., Any]:
        def hecho(*datos: Any, **mas: Any) -> Any:
            with DENTRO():
                return hacer(*datos, **mas)

        return hecho

    event.listen(motor, "before_cursor_execute", escribe)
    dialecto: Any = motor.dialect
    for ejecuta in ("do_execute", "do_executemany", "do_execute_no_params", "do_rollback"):
        setattr(dialecto, ejecuta, dentro(getattr(dialecto, ejecuta)))
    dialecto.do_commit = confirma


NO_ESCRIBEN = ("SELECT", "PRAGMA", "SHOW", "BEGIN", "WITH RECURSIVE")
_IDS = re.compile(r"(?<=/)[^/]*\d{3}[^/]*")


@contextmanager
def salidas_numeradas(punto: Punto) -> Iterator[None]:
    """Un punto antes y despues de todo lo que sale de este proceso: peticiones HTTP, correos y avisos."""

    def entre(nombre: Callable[..., str], hacer: Callable[..., Any]) -> Callable[..., Any]:
        def hecho(*datos: Any, **mas: Any) -> Any:
            punto(f"{nombre(*datos)}: antes de enviar")
            with DENTRO():
                salida = hacer(*datos, **mas)
            punto(f"{nombre(*datos)}: {SIN_CONTESTAR}")
            return salida

        return hecho

    def peticion(_: HTTPAdapter, p: PreparedRequest, *__: Any) -> str:
        return f"{p.method} {_IDS.sub('{id}', p.path_url.partition('?')[0])}"

    with pytest.MonkeyPatch.context() as parche:
        parche.setattr(HTTPAdapter, "send", entre(peticion, HTTPAdapter.send))
        for paso in ("connect", "send"):
            parche.setattr(
                smtplib.SMTP, paso, entre(lambda *_, p=paso: f"correo {p}", getattr(smtplib.SMTP, paso))
            )
        parche.setattr(Mensajeria, "__call__", entre(lambda *_: "aviso", Mensajeria.__call__))
        yield


class AlmacenNumerado(Almacen):
    """Un almacen que numera cada orden que escribe y cada confirmacion. Su punto se puede cambiar."""

    def __init__(self, url: str, reloj: Reloj, punto: Punto) -> None:
        super().__init__(url, reloj)
        self._punto = punto
        numerar(self._motor, self._cruzar)

    def _cruzar(self, nombre: str) -> None:
        self._punto(nombre)


class RedEnArchivo:
    """Una red que sobrevive a quien la llama: sus efectos estan en un archivo, uno por linea.

    `contesta`: «bien», «corta_hecho» (lo hace y no contesta) o «corta_sin_hacer».
    """

    def __init__(self, red: Red, ruta: Path, reloj: Reloj, punto: Punto, contesta: str = "bien") -> None:
        self.red, self.cuenta, self.capacidades = red, red.value, CAPACIDADES[red]
        self._ruta, self._reloj, self._punto, self._contesta = ruta, reloj, punto, contesta

    @property
    def efectos(self) -> list[dict[str, str]]:
        lineas = self._ruta.read_text("utf-8").splitlines() if self._ruta.exists() else []
        return [json.loads(linea) for linea in lineas]

    def publicar(self, texto: str) -> Resultado:
        self._punto(f"{self.red}: antes de llamar")
        if self._contesta == "corta_sin_hacer":
            raise ResultadoDesconocido("se cortó antes de llegar")
        numero = f"{self.red}-{len(self.efectos) + 1}"
        with self._ruta.open("a", encoding="utf-8") as archivo:
            fila = {"id": numero, "texto": texto, "fecha": self._reloj.ahora().isoformat()}
            archivo.write(json.dumps(fila) + "\n")
            archivo.flush()
            os.fsync(archivo.fileno())
        self._punto(f"{self.red}: hecho y sin contestar")
        if self._contesta == "corta_hecho":
            raise ResultadoDesconocido("se cortó al contestar")
        return Resultado(numero)

    def buscar_propias(self, desde: datetime, padre_id: str | None = None) -> list[PublicacionLeida]:
        self._punto(f"{self.red}: antes de buscar")
        leidas = [
            PublicacionLeida(self.red, e["id"], e["texto"], datetime.fromisoformat(e["fecha"]))
            for e in self.efectos
        ]
        return [p for p in leidas if p.creado >= desde and padre_id is None]


def en_otro_proceso(hacer: Callable[[], None]) -> int:
    """Lo hace en un proceso hijo. Devuelve la señal que lo mato, o 0 si acabo bien; si fallo de otro modo, lanza."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a Python 3.12 no le gusta bifurcar con hilos
        hijo = os.fork()
    if not hijo:
        codigo = 1
        try:
            hacer()
            codigo = 0
        except BaseException:
            # es otro proceso: lo que aqui se lance no llega a pytest
            traceback.print_exc()
        finally:
            os._exit(codigo)
    _, estado = os.waitpid(hijo, 0)
    if os.WIFEXITED(estado) and os.WEXITSTATUS(estado):
        raise AssertionError("el proceso hijo falló sin que lo mataran")
    return os.WTERMSIG(estado) if os.WIFSIGNALED(estado) else 0


def muriendo(modulo: Any, nombre: str, *, despues: bool) -> None:
    """Desde ahora, llamar a eso es morir: antes de hacerlo, o con ello hecho."""
    de_verdad = getattr(modulo, nombre)

    def morir(*a: Any, **k: Any) -> None:
        if despues:
            de_verdad(*a, **k)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(modulo, nombre, morir)
