"""Las llaves de firmar y de cifrar: 32 octetos al azar, en base64."""

import base64
import binascii
import secrets
from typing import Final

from moderacion.errores import ErrorConfig

LARGO: Final = 32


def nueva_llave() -> str:
    """Una al azar, tal como se escribe en un secreto."""
    return base64.urlsafe_b64encode(secrets.token_bytes(LARGO)).decode()


def leer_llave(escrita: str, clave: str, orden: str) -> bytes:
    """Sus octetos. `clave`: la de la configuracion; `orden`: la que da una. Lanza `ErrorConfig` si no lo es."""
    try:
        octetos = base64.b64decode(escrita.strip(), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        octetos = b""
    if len(octetos) != LARGO:
        raise ErrorConfig(f"«{clave}»: se esperaban {LARGO} octetos en base64; «{orden}» da una")
    return octetos
