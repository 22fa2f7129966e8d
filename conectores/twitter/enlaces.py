"""Los enlaces de un post: Twitter (X) los envuelve en `t.co` y dice aparte a donde llevan."""

import re
from collections.abc import Iterable
from typing import Final

from conectores.tipos import JSON

_CORTO: Final = re.compile(r"https?://t\.co/\w+")


def desenvolver(texto: str, enlaces: Iterable[JSON], citado: str | None) -> str:
    """`texto` con cada `t.co` cambiado por la direccion que dicen `enlaces` (`entities.urls` de la red).

    Los que X anade y no ensena (la foto del propio post, el post `citado`) se quedan como van, igual que
    aquellos de los que no dice el destino.
    """
    destinos: dict[str, str] = {}
    for enlace in enlaces:
        corto, destino = enlace.get("url"), enlace.get("expanded_url")
        if not (isinstance(corto, str) and isinstance(destino, str) and destino) or "media_key" in enlace:
            continue
        if citado is None or not destino.rstrip("/").endswith(f"/status/{citado}"):
            destinos[corto] = destino
    return _CORTO.sub(lambda m: destinos.get(m[0], m[0]), texto)
