"""La lectura: videos subidos y los hilos de comentarios publicados, retenidos y de probable spam.

La red da los hilos del mas nuevo al mas viejo, por la fecha de su raiz, y no admite «desde». Cada sondeo lee
la primera pagina de cada estado y sigue hasta pasar de la marca con su solape; cada `CADA_REPASO` llega hasta
`VENTANA`, porque ni editar un comentario ni responder en un hilo viejo lo suben (apis.md, seccion 3). Lo que
queda mas abajo se recorre una vez al dia, una pagina por sondeo (`fondo`). Un sondeo corriente cuesta 4 unidades
de cuota; con repaso, hasta 27 mas; mientras dura la vuelta al fondo, 1 mas por estado.
"""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from conectores.errores import (
    CredencialInvalida,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    PeticionInvalida,
    RedCaida,
)
from conectores.tipos import JSON, Pagina, PublicacionLeida
from conectores.youtube import convertir
from conectores.youtube import cursor as memoria
from conectores.youtube.cursor import HILOS, VENTANA, Barrido, Cursor
from conectores.youtube.fondo import bajar, toca
from conectores.youtube.hojeada import Hojeada
from conectores.youtube.paginas import Paginas, elementos, siguiente

LISTADOS: Final = ("published", "heldForReview", "likelySpam")
SOLAPE: Final = timedelta(hours=1)
"""La red tarda minutos en listar lo que su filtro examina, y lo lista con la fecha en que se escribio."""
CADA_REPASO: Final = timedelta(minutes=30)
PAGINAS: Final = 200
"""Paginas por lectura y estado (20 000 hilos); lo que falte sigue en la lectura siguiente."""
_POR_PAGINA: Final = 100
_ADELANTO: Final = timedelta(hours=1)
"""Una fecha mas adelantada que la hora de la red es un disparate y no puede mover la marca."""

_registro = logging.getLogger(__name__)


class Lectura:
    """Lee el canal. No guarda nada entre lecturas: todo va en el cursor."""

    def __init__(self, paginas: Paginas, cuenta: str) -> None:
        self._paginas = paginas
        self._cuenta = cuenta

    def leer(self, crudo: str | None) -> Iterator[Pagina]:
        """Las paginas desde el cursor `crudo`.

        Un fallo de una parte (un estado, los videos) no impide leer las demas: se lanza al final. Los que
        afectan a todo (credencial, limite, sin conexion) se lanzan en el acto.
        """
        cursor = memoria.leer(crudo, LISTADOS)
        aplazado: ErrorConector | None = None
        partes = [self._videos(cursor), *(self._barrer(cursor, e) for e in LISTADOS)]
        partes += [self._fondo(cursor, e) for e in LISTADOS]
        for parte in partes:
            try:
                yield from parte
            except ErrorConector as error:
                if _de_todo(error):
                    raise
                aplazado = aplazado or error
        if aplazado is not None:
            raise aplazado

    def _barrer(self, cursor: Cursor, estado: str) -> Iterator[Pagina]:
        """Un barrido, o lo que quepa de el en esta lectura."""
        barrido = cursor.barridos[estado]
        vistos: set[str] = set()
        for _ in range(PAGINAS):
            cuerpo = self._pagina(estado, barrido)
            token = siguiente(cuerpo)
            hojeada = Hojeada(self._paginas, self._cuenta, estado, barrido, elementos(cuerpo))
            self._asentar(barrido, hojeada)
            if token is None or _llega(barrido, hojeada.fechas):
                barrido.acabar(hasta_el_fondo=token is None)
            elif token in vistos:
                _registro.warning("YouTube repite el token de pagina (%s): se deja el barrido", estado)
                barrido.abandonar()
            else:
                barrido.token = token
                vistos.add(token)
            barrido.podar()
            yield _pagina(cursor, hojeada)
            if barrido.token is None:
                return

    def _fondo(self, cursor: Cursor, estado: str) -> Iterator[Pagina]:
        """Una pagina de la vuelta diaria a todos los hilos, si toca."""
        barrido = cursor.barridos[estado]
        if toca(barrido, self._paginas.ahora):
            yield _pagina(cursor, bajar(self._paginas, self._cuenta, estado, barrido))

    def _pagina(self, estado: str, barrido: Barrido) -> JSON:
        """La pagina donde iba el barrido; si su token ya no vale, desde el principio."""
        try:
            return self._paginas.hilos(estado, barrido.token)
        except PeticionInvalida as error:
            if barrido.token is None or error.codigo != "invalidPageToken":
                raise
        barrido.abandonar()
        return self._paginas.hilos(estado, None)

    def _asentar(self, b: Barrido, hojeada: Hojeada) -> None:
        """Apunta en el barrido una pagina ya leida entera."""
        ahora = self._paginas.ahora
        if b.paginas == 0:
            b.inicio = ahora
            b.hondo = b.marca is None or b.repaso is None or ahora is None or ahora - b.repaso >= CADA_REPASO
        b.paginas += 1
        b.hilos.update(hojeada.leidas)
        b.nueva = _mayor(hojeada.fechas, b.nueva, ahora)

    def _videos(self, cursor: Cursor) -> Iterator[Pagina]:
        """Lo subido desde la marca (la primera vez, los 50 ultimos): asi se ve lo que suba un intruso."""
        if not self._cuenta.startswith("UC"):
            return
        leidos: list[PublicacionLeida] = []
        try:
            for items in self._paginas.videos():
                videos = (convertir.video(e, self._paginas.recibido) for e in items)
                leidos += [v for v in videos if v is not None]
                if cursor.videos is None or (leidos and leidos[-1].creado < cursor.videos - SOLAPE):
                    break
        except NoEncontrado:
            return  # un canal sin videos no tiene lista de subidos
        if leidos:
            cursor.videos = _mayor([v.creado for v in leidos], cursor.videos, self._paginas.ahora)
            yield Pagina(cursor.escribir(), publicaciones=tuple(leidos))


def _pagina(cursor: Cursor, hojeada: Hojeada) -> Pagina:
    """Lo hojeado, con el cursor que vale al guardarlo. Lo nuestro va tambien como publicacion."""
    propias = tuple(convertir.propia(c) for c in hojeada.comentarios if c.propio)
    return Pagina(cursor.escribir(), tuple(hojeada.comentarios), propias)


def _llega(b: Barrido, fechas: list[datetime]) -> bool:
    """Si el barrido ya paso de donde tenia que llegar."""
    if b.marca is None or not fechas:
        return False
    # la mas nueva de la segunda mitad: unas fechas absurdas al final no dan por leido lo que hay detras
    nueva = max(fechas[len(fechas) // 2 :])
    if nueva >= b.marca - SOLAPE:
        return False
    return not b.hondo or nueva < b.marca - VENTANA or b.paginas * _POR_PAGINA >= HILOS


def _mayor(fechas: list[datetime], anterior: datetime | None, ahora: datetime | None) -> datetime | None:
    """La fecha mas nueva que se puede creer."""
    creibles = [f for f in fechas if ahora is None or f <= ahora + _ADELANTO]
    return max(creibles + ([anterior] if anterior else []), default=None)


def _de_todo(error: ErrorConector) -> bool:
    """Si el fallo no es de una parte, sino de la credencial, del limite o de la conexion."""
    sin_conexion = isinstance(error, RedCaida) and error.estado_http is None
    return sin_conexion or isinstance(error, CredencialInvalida | LimiteExcedido)
