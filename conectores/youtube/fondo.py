"""La vuelta diaria a todos los hilos: una respuesta o una edicion en uno de hace meses tambien se lee.

Va aparte de los barridos para no retrasar lo nuevo: una pagina por sondeo, desde donde se quedo. Cuesta 1 unidad
por cada 100 hilos y 1 por cada hilo viejo con mas respuestas de las que trae la lista.
"""

import logging
from datetime import datetime, timedelta
from typing import Final

from conectores.errores import PeticionInvalida
from conectores.youtube.cursor import Barrido
from conectores.youtube.hojeada import Hojeada
from conectores.youtube.paginas import Paginas, elementos, siguiente

CADA_FONDO: Final = timedelta(hours=24)
TOPE: Final = 1_000
"""Paginas por vuelta (100 000 hilos): acota una lista que no acabara nunca."""

_registro = logging.getLogger(__name__)


def toca(b: Barrido, ahora: datetime | None) -> bool:
    """Si hay una vuelta a medias o la ultima empezo hace un dia. Espera a que acabe el primer barrido."""
    if b.marca is None or ahora is None:
        return False
    return b.bajada is not None or b.fondo is None or ahora - b.fondo >= CADA_FONDO


def bajar(paginas: Paginas, cuenta: str, estado: str, b: Barrido) -> Hojeada:
    """Lee la pagina que toca y la apunta en el barrido. Si falla, el barrido queda como estaba."""
    try:
        cuerpo = paginas.hilos(estado, b.bajada_token)
    except PeticionInvalida as error:
        if b.bajada_token is None or error.codigo != "invalidPageToken":
            raise
        b.bajada, b.bajada_token, b.bajada_paginas = None, None, 0
        cuerpo = paginas.hilos(estado, None)
    token = siguiente(cuerpo)
    hojeada = Hojeada(paginas, cuenta, estado, b, elementos(cuerpo))
    b.hilos.update(hojeada.leidas)
    b.podar()
    b.bajada = b.bajada or paginas.ahora
    b.bajada_paginas += 1
    cortada = token is not None and (token == b.bajada_token or b.bajada_paginas >= TOPE)
    if cortada:
        _registro.warning(
            "la vuelta a los hilos viejos de YouTube (%s) no acaba: se deja hasta manana", estado
        )
    if token is None or cortada:
        b.fondo, b.bajada, b.bajada_token, b.bajada_paginas = b.bajada, None, None, 0
    else:
        b.bajada_token = token
    return hojeada
