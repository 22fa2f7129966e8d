"""Lo que el servicio cuenta de si mientras corre: una linea por suceso, en UTC, sin secretos y sin que nadie la finja.

Un solo manejador, en la raiz: lo de uvicorn, APScheduler, SQLAlchemy y las bibliotecas de las redes pasa por el mismo
sitio que lo nuestro. Cada linea lleva de que trata (vuelta, cuenta, orden, expediente, peticion) porque quien la
escribe corre dentro de `atado`.
"""

import io
import json
import logging
import os
import re
import select
import socket
import stat
import sys
import threading
import warnings
from collections.abc import MutableMapping
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Final, TextIO

from structlog.contextvars import bound_contextvars, merge_contextvars
from structlog.processors import format_exc_info
from structlog.stdlib import ExtraAdder, ProcessorFormatter

from conectores.secretos import redactar

Linea = MutableMapping[str, Any]
_NIVELES: Final = {"debug": 10, "info": 20, "warning": 30, "error": 40}
_ENGANOSAS: Final = re.compile(
    # lo que parte una linea, mueve el cursor, cambia el sentido de lo escrito o no cabe en UTF-8
    "[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_ESPERA_MS: Final = 1000
"""Lo que se espera a que quien lee la salida haga sitio."""
_AVISO: Final = {"name": __name__, "levelno": logging.WARNING, "levelname": "WARNING"}
_POR_DENTRO: Final = ("_record", "_from_structlog")


def atado(**de_que: object) -> AbstractContextManager[None]:
    """Mientras dura, lo que se cuente en este hilo o tarea dice ademas `de_que` trata. Lo vacio no se pone."""
    return bound_contextvars(**{k: v for k, v in de_que.items() if v is not None})


def poner(formato: str, nivel: str, salida: TextIO | None = None) -> None:
    """Deja todo el registro del proceso en `salida` (stderr), en «json» o «texto», desde `nivel`.

    Tambien lo que revienta sin que nadie lo recoja, en el hilo principal o en otro, y los avisos de Python.
    """
    manejador = _Manejador(salida or sys.stderr)
    manejador.setFormatter(
        ProcessorFormatter(
            processors=[
                merge_contextvars,
                ExtraAdder(),
                format_exc_info,
                _encabezar,
                _sin_secretos,
                _en_json if formato == "json" else _en_texto,
            ],
        )
    )
    raiz = logging.getLogger()
    raiz.handlers[:] = [manejador]
    raiz.setLevel(_NIVELES[nivel])
    for suyo in [x for x in raiz.manager.loggerDict.values() if isinstance(x, logging.Logger)]:
        # quien tuviera el suyo (uvicorn lo trae) escribiria por su cuenta, sin quitar secretos
        suyo.handlers.clear()
        suyo.propagate = True
    logging.captureWarnings(capture=True)
    # el formato de fabrica añade la linea de codigo en otra linea
    warnings.formatwarning = lambda mensaje, clase, *_, **__: f"{clase.__name__}: {mensaje}"
    sys.excepthook = _al_reventar
    threading.excepthook = lambda a: _al_reventar(a.exc_type, a.exc_value, a.exc_traceback)


class _Manejador(logging.StreamHandler[TextIO]):
    """Uno que no espera a quien lee, ni cuenta por su cuenta lo que no pudo escribir: lo haria sin quitar nada.

    Si quien recoge la salida deja de leerla (un recolector caido, una terminal en pausa), escribir en ella espera para siempre:
    cada hilo que contara algo se quedaria ahi, y con ellos el servicio y sus alarmas. Lo que no cabe se pierde, y cuando vuelve a
    caber se dice cuanto fue.
    """

    def __init__(self, salida: TextIO) -> None:
        super().__init__(salida)
        self._perdidas, self._a_medias = 0, False
        self._sin_espera = _sin_espera(salida)

    def emit(self, record: logging.LogRecord) -> None:
        """Escribe una linea, o la deja perder."""
        try:
            linea = self.format(record) + self.terminator
            if self._perdidas and self._escribir(self._falta()):
                self._perdidas = 0
            self._perdidas += not self._escribir(linea)
        except Exception:  # noqa: BLE001 (como el de logging: contar algo no tumba a quien lo cuenta)
            self.handleError(record)

    def _falta(self) -> str:
        dicho = f"líneas sin escribir, porque nadie las leía: {self._perdidas}"
        return self.format(logging.makeLogRecord(_AVISO | {"msg": dicho})) + self.terminator

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (el nombre es de logging)
        """Dice de donde era lo que no se pudo escribir, y nada de lo que decia."""
        with suppress(OSError, ValueError):
            self._escribir(f"una linea de {escapar(record.name)} no se pudo escribir\n")

    def close(self) -> None:
        """Suelta lo suyo; la salida es de quien la dio."""
        super().close()
        if self._sin_espera is not None:
            self._sin_espera.close()
            self._sin_espera = None

    def _escribir(self, linea: str) -> bool:
        """Si cupo entera. Se espera un poco solo la primera vez: luego ya se sabe que nadie lee."""
        if self._sin_espera is None:
            self.stream.write(linea)
            self.flush()
            return True
        # lo que se quedo a medias no se pega a la siguiente
        octetos = (self.terminator * self._a_medias + linea).encode("utf-8", "backslashreplace")
        sondeo, hecho = select.poll(), 0
        sondeo.register(self._sin_espera.fileno(), select.POLLOUT)
        while hecho < len(octetos):
            if not sondeo.poll(0 if self._perdidas else _ESPERA_MS):
                break
            try:
                hecho += self._sin_espera.poner(octetos[hecho:])
            except BlockingIOError:
                break
        if hecho:
            self._a_medias = hecho < len(octetos)
        return hecho == len(octetos)


class _Tubo(io.FileIO):
    """Un tubo o una terminal."""

    def poner(self, octetos: bytes) -> int:
        """Lo que quepa. Lanza `BlockingIOError` si no cabe nada."""
        return os.write(self.fileno(), octetos)


class _Enchufe(socket.socket):
    """Un enchufe, como el del registro del sistema."""

    def poner(self, octetos: bytes) -> int:
        """Lo que quepa. Lanza `BlockingIOError` si no cabe nada."""
        return self.send(octetos, socket.MSG_DONTWAIT)


def _sin_espera(salida: TextIO) -> _Tubo | _Enchufe | None:
    """La misma salida, donde escribir no espera a quien lee; None si no hay quien lea (un archivo, o la memoria).

    Otro descriptor, y no el suyo: no esperar es del archivo abierto, y quien lo comparte (la terminal misma) empezaria a fallar.
    """
    try:
        suyo = salida.fileno()
        modo = os.fstat(suyo).st_mode
        if stat.S_ISSOCK(modo):
            return _Enchufe(fileno=os.dup(suyo))
        if not (stat.S_ISFIFO(modo) or os.isatty(suyo)):
            return None
        return _Tubo(os.open(f"/proc/self/fd/{suyo}", os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY), "wb")
    except (OSError, ValueError, AttributeError):
        return None


def _al_reventar(tipo: type[BaseException], error: BaseException | None, traza: TracebackType | None) -> None:
    if issubclass(tipo, KeyboardInterrupt | SystemExit):
        return
    registro = logging.getLogger("moderacion")
    registro.critical("un fallo que nadie recogio", exc_info=(tipo, error or tipo(), traza))


def _encabezar(_: Any, __: str, linea: Linea) -> Linea:
    """La hora, el nivel y de donde sale, delante."""
    r: logging.LogRecord = linea["_record"]
    hora = datetime.fromtimestamp(r.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    cabeza = {"hora": hora, "nivel": r.levelname.lower(), "de": r.name, "suceso": linea.pop("event")}
    resto = {k: v for k, v in linea.items() if k not in (*_POR_DENTRO, "exception")}
    traza = {"traza": linea["exception"]} if "exception" in linea else {}
    return cabeza | resto | traza


def _sin_secretos(_: Any, __: str, linea: Linea) -> Linea:
    """El unico sitio por el que pasa todo: ninguna clave llega al formato."""
    return {k: _limpio(v) for k, v in linea.items()}


def _limpio(valor: Any) -> Any:
    if valor is None or isinstance(valor, bool | int | float):
        return valor
    if isinstance(valor, dict):
        return {_limpio(str(k)): _limpio(v) for k, v in valor.items()}
    if isinstance(valor, list | tuple | set | frozenset):
        return [_limpio(v) for v in valor]
    return redactar(str(valor))


def escapar(texto: str) -> str:
    """El texto sin nada que parta la linea, la mueva o la vuelva del reves: se ve escrito con su numero."""
    return _ENGANOSAS.sub(_con_su_numero, texto)


def _con_su_numero(m: re.Match[str]) -> str:
    return f"\\u{ord(m[0]):04x}"


def _en_json(_: Any, __: str, linea: Linea) -> str:
    # JSON ya escapa lo de debajo del espacio; lo demas solo puede estar dentro de un texto, y se escapa igual
    return escapar(json.dumps(linea, ensure_ascii=False, default=str))


def _en_texto(_: Any, __: str, linea: Linea) -> str:
    hora, nivel, de, suceso = (str(linea.pop(k)) for k in ("hora", "nivel", "de", "suceso"))
    traza = str(linea.pop("traza", "")).splitlines()
    resto = "".join(f" {k}={v}" for k, v in linea.items())
    # las lineas de una traza van detras de una barra: ninguna se toma por otro suceso
    return "\n    | ".join(map(escapar, (f"{hora} {nivel.upper()} {de}: {suceso}{resto}", *traza)))
