"""Un mensaje a un destino, en un proceso propio con un limite de tiempo propio."""

import contextlib
import json
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import apprise

from conectores.secretos import redactar
from moderacion.reloj import Reloj

LIMITE: Final = 20.0
"""Segundos que puede durar un envio, pase lo que pase. Menos que `PLAZO`: lo que dure mas se da por muerto."""
_MENSAJERO: Final = Path(__file__).with_name("mensajero.py")
_TIPOS: Final[Mapping[str, str]] = {
    "mailto": "correo",
    "mailtos": "correo",
    "tgram": "telegram",
    "ntfy": "ntfy",
    "ntfys": "ntfy",
    "json": "webhook",
    "jsons": "webhook",
    "form": "webhook",
    "forms": "webhook",
    "xml": "webhook",
    "xmls": "webhook",
}
SMS: Final = frozenset(
    [
        "africas",
        "bulksms",
        "bulkvs",
        "burstsms",
        "clickatell",
        "clicksend",
        "d7sms",
        "exotel",
        "freemobile",
        "gatewayapi",
        "httpsms",
        "infobip",
        "kavenegar",
        "msg91",
        "msgbird",
        "nexmo",
        "octopush",
        "plivo",
        "sfr",
        "sinch",
        "smseagle",
        "smseagles",
        "smsc",
        "smsmgr",
        "sns",
        "twilio",
        "vonage",
        "voipms",
    ]
)
"""Los esquemas de Apprise que son una pasarela de SMS: caben pocas letras y cada uno cuesta."""


@dataclass(frozen=True, slots=True)
class ComoFue:
    """Como fue. `error` vacio: salio. `espera`: segundos que el canal pidio esperar."""

    error: str = ""
    espera: float = 0.0

    @property
    def salio(self) -> bool:
        """Si el canal lo acepto."""
        return not self.error


Enviar = Callable[[str, str, str], ComoFue]
"""(direccion, asunto, cuerpo) → como fue. No lanza por lo que haga el canal."""


def tipo_de(direccion: str) -> str:
    """Correo, telegram, ntfy, webhook, sms u otro, por como empieza la direccion."""
    esquema = urlsplit(direccion).scheme.lower()
    return "sms" if esquema in SMS else _TIPOS.get(esquema, "otro")


def comprobar(direccion: str) -> bool:
    """Si Apprise entiende la direccion de un canal."""
    return bool(apprise.Apprise().add(direccion))


class Mensajeria:
    """Envia cada mensaje en un proceso aparte. `bases`: otra base para una direccion fija (solo los simuladores)."""

    def __init__(self, reloj: Reloj, limite: float = LIMITE, bases: Mapping[str, str] | None = None) -> None:
        self._reloj, self._limite, self._bases = reloj, limite, dict(bases or {})

    def __call__(self, direccion: str, asunto: str, cuerpo: str) -> ComoFue:
        """Un mensaje. Pasado el limite se mata el proceso: el canal colgado no deja nada detras."""
        trabajo = {
            "direccion": direccion,
            "asunto": asunto,
            "cuerpo": cuerpo,
            "ahora": self._reloj.ahora().isoformat(),
            "limite": self._limite,
            "bases": self._bases,
        }
        # aislado: ni el entorno ni la carpeta de trabajo cambian que Apprise se usa
        proceso = subprocess.Popen(  # noqa: S603 (el propio Python con un guion nuestro; lo ajeno va por la entrada)
            [sys.executable, "-I", str(_MENSAJERO)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        with proceso:
            try:
                salida, _ = proceso.communicate(json.dumps(trabajo).encode("ascii"), self._limite)
            except subprocess.TimeoutExpired:
                proceso.kill()
                proceso.communicate()
                return ComoFue("el canal no contestó a tiempo")
        return _leer(salida, proceso.returncode)


def _leer(salida: bytes, codigo: int) -> ComoFue:
    with contextlib.suppress(ValueError, KeyError, TypeError):
        hecho = json.loads(salida)
        return ComoFue("" if hecho["salio"] else redactar(str(hecho["error"]))[:300], float(hecho["espera"]))
    como = signal.Signals(-codigo).name if codigo < 0 else f"código {codigo}"
    return ComoFue(f"el proceso que enviaba terminó mal ({como})")
