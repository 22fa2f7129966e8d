"""El proceso que envia un solo mensaje a un solo destino y muere: lo arranca `envio.py`, que lo mata si se pasa de su limite.

Va aparte para que nada de lo que un canal haga (colgarse al resolver un nombre, gotear, devolver gigas, romper una
biblioteca) alcance a los otros. Recibe por la entrada un JSON con la direccion, que es un secreto y por eso no va en los
argumentos, y deja por la salida otro con lo que paso. Se corre por su ruta y no importa nada de la casa: arranca deprisa.

Apprise solo dice si o no. Para saber por que, y cuanto pide esperar el canal, aqui se mira cada respuesta de `requests` y de
`smtplib` al pasar: en un proceso que hace una sola cosa no estorba a nadie.
"""

import json
import logging
import re
import resource
import signal
import smtplib
import socket
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import urlsplit

import apprise
import requests

MEMORIA: Final = 1 << 30
"""Octetos que puede pedir: a una respuesta sin fin se le acaba la memoria a este proceso y no a la maquina."""
_MIRA: Final = 100_000
"""Caracteres del cuerpo en que se busca un error."""
_ESPERA_MAXIMA: Final = 3600.0
_DEMASIADAS: Final = 429
_BIEN: Final = range(200, 300)
_RECHAZOS_SMTP: Final = 400
_DIJO_QUE_NO: Final = "el canal contestó que no lo envió"
_SIEMPRE_JSON: Final = ("tgram", "ntfy", "ntfys")
_DE_ERROR: Final = ("error", "errors", "failed", "failure", "invalid")


class Visto:
    """Lo ultimo que contesto el canal, y el fallo si no contesto."""

    def __init__(self, ahora: datetime) -> None:
        self.ahora = ahora
        self.estado = 0
        self.cuerpo = ""
        self.espera = 0.0
        self.fallo: BaseException | None = None

    def respuesta(self, r: requests.Response) -> None:
        """Apunta una respuesta HTTP."""
        self.fallo, self.estado = None, r.status_code
        self.cuerpo = r.text[:_MIRA]
        self.espera = espera_pedida(r.headers, self.cuerpo, self.ahora) if r.status_code not in _BIEN else 0.0

    def linea(self, codigo: int, texto: bytes) -> None:
        """Apunta lo que dijo un servidor de correo; un rechazo no lo tapa el adios que viene despues."""
        if self.estado < _RECHAZOS_SMTP or codigo >= _RECHAZOS_SMTP:
            self.estado = codigo
            pide = re.search(rb"(\d{1,4})\s*(?:s\b|seg|sec)", texto, re.IGNORECASE)
            self.espera = min(float(pide[1]), _ESPERA_MAXIMA) if pide and codigo >= _RECHAZOS_SMTP else 0.0


def espera_pedida(cabeceras: Mapping[str, str], cuerpo: str, ahora: datetime) -> float:
    """Segundos que el canal pide esperar (Retry-After, o lo que Telegram pone en el cuerpo); 0 si no pide."""
    pedida = (cabeceras.get("Retry-After") or "").strip()
    segundos = 0.0
    if pedida.isdecimal():
        segundos = float(pedida)
    elif pedida:
        try:
            segundos = (parsedate_to_datetime(pedida) - ahora).total_seconds()
        except (ValueError, TypeError):
            segundos = 0.0
    else:
        dicho = _json(cuerpo)
        parametros = dicho.get("parameters")
        valor = parametros.get("retry_after") if isinstance(parametros, dict) else None
        segundos = float(valor) if isinstance(valor, (int, float)) else 0.0
    return min(max(segundos, 0.0), _ESPERA_MAXIMA)


def _json(cuerpo: str) -> dict[str, Any]:
    try:
        dicho = json.loads(cuerpo)
    except (ValueError, RecursionError):
        return {}
    return dicho if isinstance(dicho, dict) else {}


def dice_error(esquema: str, cuerpo: str) -> bool:
    """Si una respuesta 200 dice en su cuerpo que no: cada canal, como su API lo dice.

    Telegram: sin un `ok` verdadero. ntfy: `error`, o un `code` de error. Los dos contestan siempre JSON: la pagina con que un
    intermediario corta el paso, o nada, no es suya y el aviso no salio. El resto (pasarelas de SMS y webhooks): `error` o `errors`
    con algo, `ok` o `success` en falso, o un `status` o `result` que es una palabra de error; un cuerpo vacio, o que no es
    JSON, no dice nada.
    """
    d = _json(cuerpo)
    if not d:
        return esquema in _SIEMPRE_JSON
    if esquema == "tgram":
        return d.get("ok") is not True
    if esquema in ("ntfy", "ntfys"):
        codigo = d.get("code")
        return bool(d.get("error")) or (isinstance(codigo, int) and codigo not in _BIEN)
    if d.get("error") or d.get("errors") or d.get("ok") is False or d.get("success") is False:
        return True
    dichos = (str(d.get(k, "")).strip().lower() for k in ("status", "result", "estado"))
    return any(palabra.startswith(_DE_ERROR) for palabra in dichos)


def mirar(visto: Visto, bases: Mapping[str, str]) -> None:
    """Pone los ojos en `requests` y en `smtplib`. `bases`: otra base para una direccion fija (solo los simuladores)."""
    _mirar_http(visto, bases)
    _mirar_correo(visto)


def _mirar_http(visto: Visto, bases: Mapping[str, str]) -> None:
    de_verdad: Callable[..., requests.Response] = requests.Session.send

    def send(sesion: requests.Session, peticion: requests.PreparedRequest, **mas: Any) -> requests.Response:
        for base, otra in bases.items():
            if (peticion.url or "").startswith(base):
                peticion.url = otra + (peticion.url or "")[len(base) :]
        try:
            r = de_verdad(sesion, peticion, **mas)
        except requests.RequestException as fallo:
            visto.fallo, visto.estado = fallo, 0
            raise
        visto.respuesta(r)
        return r

    requests.Session.send = send  # type: ignore[method-assign,assignment]


def _mirar_correo(visto: Visto) -> None:
    leer, conectar = smtplib.SMTP.getreply, smtplib.SMTP.connect

    def getreply(correo: smtplib.SMTP) -> tuple[int, bytes]:
        try:
            codigo, texto = leer(correo)
        except (OSError, smtplib.SMTPException) as fallo:
            visto.fallo = fallo
            raise
        visto.linea(codigo, texto)
        return codigo, texto

    def connect(correo: smtplib.SMTP, *que: Any, **mas: Any) -> tuple[int, bytes]:
        try:
            return conectar(correo, *que, **mas)
        except OSError as fallo:
            visto.fallo = fallo
            raise

    smtplib.SMTP.getreply = getreply  # type: ignore[method-assign,assignment]
    smtplib.SMTP.connect = connect  # type: ignore[method-assign,assignment]


def por_que(visto: Visto) -> str:
    """Por que no salio, en una frase sin secretos."""
    if visto.fallo is not None:
        return _de_red(visto.fallo)
    if visto.estado == _DEMASIADAS:
        return "el canal pide esperar (429)"
    if visto.estado in _BIEN:
        return _DIJO_QUE_NO
    if visto.estado:
        return f"el canal respondió {visto.estado}"
    return "el canal no aceptó el aviso"


def _de_red(fallo: BaseException) -> str:
    """La causa de mas adentro que se reconozca: `requests` envuelve a urllib3, y este al enchufe."""
    vistos: list[BaseException] = []
    pendiente: list[object] = [fallo]
    while pendiente:
        actual = pendiente.pop()
        if isinstance(actual, BaseException) and actual not in vistos:
            vistos.append(actual)
            pendiente += [actual.__cause__, actual.__context__, getattr(actual, "reason", None), *actual.args]
    frases: tuple[tuple[Any, str], ...] = (
        (socket.gaierror, "no se encontró el nombre del canal"),
        (ConnectionRefusedError, "el canal rechazó la conexión"),
        ((TimeoutError, requests.Timeout), "el canal no contestó a tiempo"),
        ((ConnectionResetError, smtplib.SMTPServerDisconnected), "el canal cortó la conexión"),
        (requests.exceptions.SSLError, "el certificado del canal no vale"),
    )
    for tipo, frase in frases:
        if any(isinstance(v, tipo) for v in vistos):
            return frase
    return f"no se pudo hablar con el canal ({type(fallo).__name__})"


def enviar(trabajo: Mapping[str, Any]) -> dict[str, Any]:
    """Envia. Devuelve `salio`, `error` y `espera` (segundos que pide el canal)."""
    visto = Visto(datetime.fromisoformat(trabajo["ahora"]))
    mirar(visto, trabajo.get("bases") or {})
    canal = apprise.Apprise()
    if not canal.add(trabajo["direccion"]):
        return {"salio": False, "error": "la dirección del canal no es válida para Apprise", "espera": 0}
    aceptado = bool(
        canal.notify(title=trabajo["asunto"], body=trabajo["cuerpo"], body_format=apprise.NotifyFormat.TEXT)
    )
    esquema = urlsplit(trabajo["direccion"]).scheme.lower()
    if aceptado and dice_error(esquema, visto.cuerpo):
        return {"salio": False, "error": _DIJO_QUE_NO, "espera": visto.espera}
    return {"salio": aceptado, "error": "" if aceptado else por_que(visto), "espera": visto.espera}


def principal() -> None:
    """De la entrada a la salida."""
    trabajo = json.load(sys.stdin)
    logging.disable(logging.CRITICAL)
    # si quien lo arranco muere, nadie mas lo matara
    signal.alarm(int(trabajo["limite"]) + 2)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORIA, MEMORIA))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        hecho = enviar(trabajo)
    except MemoryError:
        hecho = {"salio": False, "error": "el canal contestó demasiado", "espera": 0}
    sys.stdout.write(json.dumps(hecho))


if __name__ == "__main__":
    principal()
