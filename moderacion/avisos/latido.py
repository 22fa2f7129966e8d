"""El latido hacia fuera: una peticion a una direccion que avisa si deja de recibirla."""

import requests

from conectores.http import Limites, nueva_sesion
from conectores.secretos import redactar

_LIMITES = Limites(conectar=5, leer=5, total=10, octetos=100_000)


def latir(direccion: str) -> str:
    """Una peticion. Devuelve por que no llego, o vacio. La direccion es un secreto: no sale en el error."""
    with nueva_sesion(None, _LIMITES) as sesion:
        try:
            r = sesion.get(direccion, allow_redirects=False)
        except requests.RequestException as fallo:
            return redactar(f"no se pudo latir hacia fuera: {type(fallo).__name__}")
    return "" if r.ok else f"quien espera el latido respondió {r.status_code}"
