"""El cursor de una página: opaco para quien lo usa, y con lo justo para seguir donde se quedó."""

import base64
import binascii
from typing import Final

from moderacion.web.fallos_api import CampoInvalido

_MAXIMO: Final = 2**63 - 1


def escribir(*enteros: int) -> str:
    """Un cursor con esos enteros."""
    return base64.urlsafe_b64encode(",".join(map(str, enteros)).encode()).decode().rstrip("=")


def leer(cursor: str | None, cuantos: int) -> tuple[int, ...] | None:
    """Los enteros de un cursor, o None si no hay. Lanza `CampoInvalido` si no lo escribió `escribir`."""
    if cursor is None:
        return None
    try:
        escrito = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
        enteros = tuple(int(parte) for parte in escrito.split(","))
    except (binascii.Error, ValueError):
        enteros = ()
    if len(enteros) != cuantos or any(abs(n) > _MAXIMO for n in enteros) or escribir(*enteros) != cursor:
        raise CampoInvalido(
            "cursor", "ese cursor no es de esta lista: use el «siguiente» de la página anterior"
        )
    return enteros
