"""A donde se vuelve despues de hacer algo: solo a una pagina de aqui, nunca a otro sitio."""

import re
from typing import Final
from urllib.parse import parse_qsl, urlencode

_RUTA: Final = re.compile(r"(?:/[a-z0-9-]+)+(?:\?[\w=&%.+*-]*)?", re.ASCII)
LARGO: Final = 1000


def vuelta(a: str, si_no: str = "/cola", **cambios: object) -> str:
    """`a` si es una ruta de aqui, o `si_no`; con `cambios` en su consulta (None quita)."""
    destino = a if len(a) <= LARGO and _RUTA.fullmatch(a) else si_no
    ruta, _, consulta = destino.partition("?")
    pares = dict(parse_qsl(consulta)) | {k: str(v) for k, v in cambios.items() if v is not None}
    for quitar in (k for k, v in cambios.items() if v is None):
        pares.pop(quitar, None)
    return f"{ruta}?{urlencode(pares)}" if pares else ruta


def sin_elegir(a: str) -> str:
    """La misma pagina de la cola sin expediente abierto ni anuncio."""
    return vuelta(a, e=None, hecho=None)
