"""Una pagina de hilos convertida, con las respuestas que el hilo no trae."""

import json
import logging
import zlib
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.errores import ErrorConector, Permanente, RedCaida
from conectores.tipos import JSON, ComentarioLeido
from conectores.tolerante import lista, objeto, texto
from conectores.youtube import convertir
from conectores.youtube.convertir import ESTADOS, fecha, identificador
from conectores.youtube.cursor import Barrido, Respuestas
from conectores.youtube.fallos import NO_PROCESADO
from conectores.youtube.paginas import Paginas

RELEER: Final = timedelta(hours=24)
"""Cada cuanto se releen todas las respuestas de un hilo que no cambio: una edicion no cambia el total."""
_FALLOS: Final = 3
"""Hilos de una pagina cuyas respuestas pueden fallar sin dar por caida la red."""

_registro = logging.getLogger(__name__)


class Hojeada:
    """Convierte los hilos de una pagina al construirse. No toca el barrido: dice lo que en el cambia.

    Lanza lo que lancen las listas, salvo los fallos propios de un hilo: ese se queda con lo que traia.
    """

    def __init__(
        self, paginas: Paginas, cuenta: str, estado: str, barrido: Barrido, items: list[Any]
    ) -> None:
        self._paginas = paginas
        self._cuenta = cuenta
        self._estado = ESTADOS[estado]
        self._antes = barrido.hilos
        self._fallos = 0
        self.comentarios: list[ComentarioLeido] = []
        self.fechas: list[datetime] = []
        """De las raices que la traen legible, en el orden de la red."""
        self.leidas: dict[str, Respuestas] = {}
        """Hilos cuyas respuestas se leyeron todas aqui."""
        for item in items:
            self._hilo(objeto(item))

    def _hilo(self, hilo: JSON) -> None:
        """Convierte la raiz y las respuestas de un hilo."""
        trozo = objeto(hilo.get("snippet"))
        raiz = objeto(trozo.get("topLevelComment"))
        ident = identificador(raiz) or identificador(hilo)
        if ident is None:
            _registro.warning("hilo de YouTube sin id: no se puede guardar")
            return
        publicado = fecha(objeto(raiz.get("snippet")).get("publishedAt"))
        if publicado is not None:
            self.fechas.append(publicado)
        muestra = [r for r in lista(objeto(hilo.get("replies")).get("comments")) if identificador(r)]
        total = convertir.entero(trozo.get("totalReplyCount"))
        if total is not None and total > len(muestra):
            muestra = self._completar(ident, publicado, total, muestra)
        crudos = [raiz if identificador(raiz) else {**raiz, "id": ident}, *muestra]
        video, puede = texto(trozo.get("videoId")) or None, trozo.get("canReply")
        self.comentarios += [
            convertir.comentario(
                c, self._cuenta, self._paginas.recibido, estado=self._estado, video=video,
                responder=puede if isinstance(puede, bool) else None,
            )
            for c in crudos
        ]  # fmt: skip

    def _completar(
        self, ident: str, publicado: datetime | None, total: int, muestra: list[JSON]
    ) -> list[JSON]:
        """Las respuestas que el hilo no trae, si algo cambio desde la ultima vez o hace un dia."""
        ahora, firma = self._paginas.recibido, _firma(muestra)
        antes = self._antes.get(ident)
        if antes is not None and (antes.total, antes.firma) == (total, firma) and not _vencida(antes, ahora):
            return muestra
        todas = self._todas(ident)
        if todas is None:
            return muestra
        self.leidas[ident] = Respuestas(publicado or ahora, total, firma, ahora)
        ids = {r["id"] for r in todas}
        return [*todas, *(r for r in muestra if r["id"] not in ids)]

    def _todas(self, raiz: str) -> list[JSON] | None:
        """Todas las respuestas; ninguna si la red no las da nunca, y None si falla ahora este hilo."""
        try:
            return self._paginas.respuestas(raiz)
        except Permanente as error:
            _registro.warning("respuestas de un hilo de YouTube inaccesibles: %s", error)
            return []
        except ErrorConector as error:
            self._fallos += 1
            de_este = error.codigo == NO_PROCESADO or (isinstance(error, RedCaida) and error.estado_http)
            if not de_este or self._fallos > _FALLOS:
                raise
            _registro.warning("respuestas de un hilo de YouTube sin leer por ahora: %s", error)
            return None


def _vencida(antes: Respuestas, ahora: datetime) -> bool:
    return antes.leidas is None or ahora - antes.leidas >= RELEER


def _firma(muestra: list[JSON]) -> int:
    """Resumen de las respuestas que trae el hilo: quienes son y cuando cambiaron."""
    pares = sorted((r["id"], str(objeto(r.get("snippet")).get("updatedAt"))) for r in muestra)
    return zlib.crc32(json.dumps(pares).encode())
