"""Las listas de la API v3 que se leen por paginas. El token siguiente se copia; nunca se sigue una direccion."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from conectores.errores import RespuestaIlegible
from conectores.tipos import JSON
from conectores.tolerante import texto
from conectores.youtube.convertir import identificador
from conectores.youtube.sesion import Sesion

_POR_PAGINA: Final = 100
_VIDEOS_POR_PAGINA: Final = 50
_PAGINAS_RESPUESTAS: Final = 50
_PAGINAS_VIDEOS: Final = 20
_LARGO_TOKEN: Final = 2_000

_registro = logging.getLogger(__name__)


def elementos(cuerpo: JSON) -> list[Any]:
    """Los `items`. Una lista vacia puede venir sin ellos; lo que ni dice de que tipo es no es de la API."""
    items = cuerpo.get("items")
    if items is None and texto(cuerpo.get("kind")).startswith("youtube#"):
        return []
    if not isinstance(items, list):
        raise RespuestaIlegible("YouTube contestó una lista sin elementos")
    return items


def siguiente(cuerpo: JSON) -> str | None:
    """El token de la pagina siguiente, o None si no la hay. RespuestaIlegible si no es un token."""
    token = cuerpo.get("nextPageToken")
    if token is None or token == "":
        return None
    if not isinstance(token, str) or len(token) > _LARGO_TOKEN:
        raise RespuestaIlegible("YouTube contestó un token de página que no lo es")
    return token


class Paginas:
    """Las listas del canal `cuenta`."""

    def __init__(self, sesion: Sesion, cuenta: str) -> None:
        self._sesion = sesion
        self._cuenta = cuenta

    @property
    def ahora(self) -> datetime | None:
        """La hora de la red en su ultima respuesta."""
        return self._sesion.ahora

    @property
    def recibido(self) -> datetime:
        """Esa hora; si la red nunca la dio, 1970 (nunca la de esta maquina)."""
        return self._sesion.ahora or datetime.fromtimestamp(0, UTC)

    def por_id(self, metodo: str, ids: Sequence[str]) -> dict[str, JSON]:
        """De esos ids, los que un `list` por id todavia da. 1 unidad por cada cincuenta."""
        vistos: dict[str, JSON] = {}
        for n in range(0, len(ids), _VIDEOS_POR_PAGINA):
            pedidos = ",".join(ids[n : n + _VIDEOS_POR_PAGINA])
            vistos |= {
                i: c
                for c in elementos(self._sesion.pedir(metodo, part="snippet", id=pedidos))
                if (i := identificador(c))
            }
        return vistos

    def hilos(self, estado: str, token: str | None) -> JSON:
        """Una pagina de hilos de un estado de moderacion, del mas nuevo al mas viejo (1 unidad)."""
        return self._sesion.pedir(
            "commentThreads.list",
            part="snippet,replies",
            allThreadsRelatedToChannelId=self._cuenta,
            moderationStatus=estado,
            order="time",
            textFormat="plainText",
            maxResults=_POR_PAGINA,
            pageToken=token,
        )

    def respuestas(self, raiz: str) -> list[JSON]:
        """Todas las respuestas de un hilo (1 unidad por cada 100)."""

        def pagina(token: str | None) -> JSON:
            return self._sesion.pedir(
                "comments.list", part="snippet", parentId=raiz, maxResults=_POR_PAGINA,
                textFormat="plainText", pageToken=token,
            )  # fmt: skip

        return [r for items in _recorrer(pagina, _PAGINAS_RESPUESTAS) for r in items if identificador(r)]

    def videos(self) -> Iterator[list[Any]]:
        """La lista de subidos, por paginas: su id es el del canal con UU en lugar de UC (1 unidad cada una)."""

        def pagina(token: str | None) -> JSON:
            return self._sesion.pedir(
                "playlistItems.list", part="snippet,contentDetails", playlistId=f"UU{self._cuenta[2:]}",
                maxResults=_VIDEOS_POR_PAGINA, pageToken=token,
            )  # fmt: skip

        return _recorrer(pagina, _PAGINAS_VIDEOS)


def _recorrer(pagina: Callable[[str | None], JSON], tope: int) -> Iterator[list[Any]]:
    """Los elementos de cada pagina, hasta la ultima, un token repetido o `tope` paginas."""
    token: str | None = None
    vistos: set[str | None] = {None}
    for _ in range(tope):
        cuerpo = pagina(token)
        yield elementos(cuerpo)
        token = siguiente(cuerpo)
        if token is None:
            return
        if token in vistos:
            break
        vistos.add(token)
    _registro.warning("lista de YouTube cortada: token de pagina repetido o mas de %d paginas", tope)
