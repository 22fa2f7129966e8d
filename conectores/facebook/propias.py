"""Lo que la Pagina escribio: lo publicado, o lo respondido a un comentario. Con esto se concilia (apis.md, seccion 1)."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from conectores.errores import PeticionInvalida
from conectores.facebook import convertir
from conectores.facebook.cliente import ClienteGraph
from conectores.facebook.convertir import CAMPOS_COMENTARIO, CAMPOS_POST
from conectores.facebook.cursor import paginas
from conectores.tipos import PublicacionLeida
from conectores.tolerante import objeto

MAX_PAGINAS: Final = 10
"""Tope al buscar: hasta 1000 entradas."""


def publicadas(cliente: ClienteGraph, pagina: str, desde: datetime) -> list[PublicacionLeida]:
    """Lo que la Pagina publico desde `desde`, de nuevo a viejo."""
    ruta, ocultas = f"{pagina}/published_posts", "true"
    hay = paginas(cliente.leer, ruta, MAX_PAGINAS, fields=CAMPOS_POST, limit=100, include_hidden=ocultas)
    return list(_desde(hay, desde, None))


def respuestas(
    cliente: ClienteGraph, pagina: str, desde: datetime, comentario: str
) -> list[PublicacionLeida]:
    """Lo que la Pagina respondio a ese comentario desde `desde`.

    Si el comentario es ya una respuesta, la nuestra puede colgar de el o de su comentario de arriba, a su lado: se mira en los dos.
    """
    madre = _madre(cliente, comentario)
    halladas: dict[str, PublicacionLeida] = {}
    for raiz in filter(None, (comentario, madre)):
        hay = paginas(
            cliente.leer,
            f"{raiz}/comments",
            MAX_PAGINAS,
            fields=CAMPOS_COMENTARIO,
            limit=100,
            filter="stream",
            order="reverse_chronological",
        )
        for p in _desde(hay, desde, raiz):
            # bajo un comentario escribe cualquiera, y nosotros a otros: solo cuenta lo nuestro y a este
            if p.autor_id == pagina and (raiz == comentario or p.padre_id in (comentario, madre)):
                halladas.setdefault(p.id_externo, p)
    return list(halladas.values())


def _madre(cliente: ClienteGraph, comentario: str) -> str | None:
    """El comentario al que responde ese; None si no responde a ninguno."""
    try:
        leido = cliente.leer(comentario, fields="parent{id}")
    except PeticionInvalida:
        return None  # una visita no tiene ese campo
    return convertir.leer_id(objeto(leido.get("parent")).get("id")) or None


def _desde(hay: Iterable[list[Any]], desde: datetime, raiz: str | None) -> Iterator[PublicacionLeida]:
    """Lo de esas paginas desde `desde` (UTC si no dice zona), hasta una entera anterior.

    Facebook fecha al segundo: se compara desde el segundo de `desde`.
    """
    corte = (desde if desde.tzinfo else desde.replace(tzinfo=UTC)).replace(microsecond=0)
    for filas in hay:
        leidas = filter(None, (convertir.publicacion(f, padre_id=raiz) for f in filas))
        yield from (p for p in leidas if p.creado >= corte)
        fechas = [convertir.leer_fecha(objeto(f).get("created_time")) for f in filas]
        if fechas and all(f is not None and f < corte for f in fechas):
            return
