"""El navegador en que alguien ya entró: lleva una galleta cifrada que lo dice, y sus intentos se cuentan aparte.

Sin ella, quien sepa un nombre de usuario y tenga muchas direcciones deja fuera a su dueño fallando por él; y quien además
sepa su clave, fallando códigos. No abre nada ni dice nada: quien la robe gana sus propios intentos, y ninguno más. Es la
«device cookie» de OWASP.
"""

import json
import secrets
from datetime import datetime, timedelta
from typing import Final

from moderacion.accesos.cofre import Cofre, LlaveAjena

DURA: Final = timedelta(days=90)
_LARGO: Final = 1000


def sellar(cofre: Cofre, nombre: str, ahora: datetime) -> str:
    """La galleta de un navegador en que acaba de entrar ese usuario."""
    dicho = {"aparato": secrets.token_hex(8), "de": nombre, "hasta": (ahora + DURA).isoformat()}
    return cofre.cifrar(json.dumps(dicho))


def aparato_de(cofre: Cofre, sello: str, nombre: str, ahora: datetime) -> str:
    """El número de ese navegador, si en él ya entró quien se llama así y no hace demasiado; si no, vacío.

    `nombre`: el de usuario, como se guarda.
    """
    if not sello or len(sello) > _LARGO:
        return ""
    try:
        dicho = json.loads(cofre.abrir(sello))
        suyo = dicho["de"] == nombre and ahora < datetime.fromisoformat(dicho["hasta"])
        return f"aparato {dicho['aparato']}" if suyo else ""
    except (LlaveAjena, ValueError, KeyError, TypeError):
        return ""
