"""El barrido de una Pagina: publicaciones, visitas, comentarios y respuestas, con cursor y solape.

Facebook no da «lo nuevo de toda la pagina»: se recorren las publicaciones con vida en los ultimos 30 dias y,
de cada una, sus comentarios de nuevo a viejo hasta pasar la marca menos el solape (sistemas_afines.md, 4.8).
La hora sale de la red (`Date`) o de lo mas nuevo leido; nunca del reloj de esta maquina.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from conectores.errores import (
    CredencialInvalida,
    ErrorConector,
    LimiteExcedido,
    NoEncontrado,
    PeticionInvalida,
)
from conectores.facebook import convertir
from conectores.facebook.cliente import ClienteGraph
from conectores.facebook.convertir import CAMPOS_COMENTARIO, CAMPOS_POST, leer_fecha, leer_id, leer_objeto
from conectores.facebook.cursor import Marca, paginas
from conectores.tipos import JSON, ComentarioLeido, Pagina, PublicacionLeida

VENTANA: Final = timedelta(days=30)
"""Las publicaciones sin actividad en este tiempo ya no se miran."""
SOLAPE: Final = timedelta(hours=24)
"""Se relee un dia: cubre la consistencia eventual de la red y las ediciones, que en Facebook no dejan fecha."""
REPASO: Final = timedelta(hours=1)
"""Cada cuanto se miran tambien las publicaciones sin actividad aparente: no consta que responder a un
comentario viejo mueva `updated_time` (comentar si, segun la documentacion de PagePost)."""
POSTS_POR_PAGINA: Final = 25
COMENTARIOS_POR_PAGINA: Final = 100
MAX_PAGINAS_FEED: Final = 40
MAX_PAGINAS_COMENTARIOS: Final = 300
MAX_FALLOS_SEGUIDOS: Final = 3

_registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Entrada:
    """Una entrada del muro. `movida` es su ultima actividad; None si no trae fechas legibles."""

    id: str
    visita: bool
    creada: datetime | None
    movida: datetime | None
    crudo: JSON


class Barrido:
    """Una lectura completa, de una sola vez."""

    def __init__(self, cliente: ClienteGraph, cuenta: str, cursor: str | None) -> None:
        self._cliente = cliente
        self._cuenta = cuenta
        self._previa = Marca.de(cursor)
        self._corte = self._previa.marca - SOLAPE if self._previa.marca else None
        self._mas_nuevo = self._previa.marca
        self._pendientes: dict[str, datetime | None] = {}
        self._vistos: set[str] = set()
        self._fallos_seguidos = 0
        self._alguno_bien = False
        self._ultimo_fallo: ErrorConector | None = None

    def leer(self) -> Iterator[Pagina]:
        """Las paginas del barrido; solo la ultima adelanta la marca. Lanza ErrorConector."""
        cursor_previo = self._previa.texto()
        ahora: datetime | None = None
        completo = True
        ruta = f"{self._cuenta}/feed"
        for filas in self._paginas(ruta, MAX_PAGINAS_FEED, CAMPOS_POST, limit=POSTS_POR_PAGINA):
            entradas = [e for e in map(self._entrada, filas) if e is not None]
            if ahora is None:
                ahora = self._hora(entradas)
                completo = self._toca_repaso(ahora)
            muro = self._muro(entradas, cursor_previo)
            if muro.comentarios or muro.publicaciones:
                yield muro
            inicio = ahora - VENTANA if ahora else None
            vivas = [e for e in entradas if not _antes(e.movida or e.creada, inicio)]
            for entrada in vivas:
                if (
                    completo
                    or entrada.id in self._previa.pendientes
                    or not _antes(entrada.movida, self._corte)
                ):
                    yield from self._hilo(entrada, cursor_previo)
            if entradas and not vivas:
                break
        if self._ultimo_fallo and not self._alguno_bien:
            raise self._ultimo_fallo
        yield Pagina(self._nueva_marca(ahora, completo=completo).texto())

    def _paginas(self, ruta: str, tope: int, campos: str, **argumentos: Any) -> Iterator[list[Any]]:
        return paginas(self._cliente.leer, ruta, tope, fields=campos, **argumentos)

    def _entrada(self, crudo: Any) -> _Entrada | None:
        datos = leer_objeto(crudo)
        id_ = leer_id(datos.get("id"))
        if not id_ or id_ in self._vistos:
            return None
        self._vistos.add(id_)
        creada, actualizada = leer_fecha(datos.get("created_time")), leer_fecha(datos.get("updated_time"))
        # sin `updated_time` no se sabe si hubo comentarios: se mira siempre
        movida = max(actualizada, creada or actualizada) if actualizada else None
        return _Entrada(id_, convertir.es_visita(datos, self._cuenta), creada, movida, datos)

    def _hora(self, entradas: list[_Entrada]) -> datetime | None:
        """La hora de la red; sin cabecera `Date`, la de lo mas nuevo que enseña."""
        fechas = [f for e in entradas for f in (e.creada, e.movida) if f]
        return self._cliente.fecha_red or max(fechas, default=self._previa.marca)

    def _toca_repaso(self, ahora: datetime | None) -> bool:
        ultimo = self._previa.repaso
        return ahora is None or ultimo is None or ahora - ultimo >= REPASO

    def _muro(self, entradas: list[_Entrada], cursor: str) -> Pagina:
        """Lo movido en el muro desde el corte: lo nuestro, publicado; lo de visitantes, como comentarios."""
        movidas = [e for e in entradas if not _antes(e.movida, self._corte)]
        comentarios = [convertir.visita(e.crudo, self._cuenta) for e in movidas if e.visita]
        propias = [e for e in movidas if not e.visita and e.crudo.get("is_published") is not False]
        publicaciones = [convertir.publicacion(e.crudo) for e in propias]
        for entrada in entradas:
            self._anotar(entrada.creada)
        return Pagina(cursor, tuple(filter(None, comentarios)), tuple(filter(None, publicaciones)))

    def _hilo(self, entrada: _Entrada, cursor: str) -> Iterator[Pagina]:
        """Los comentarios de una entrada. Si no se pueden leer, queda pendiente y el barrido sigue.

        Lanza el fallo si es de todos (credencial, limite) o si van tres entradas seguidas.
        """
        corte = self._corte
        if entrada.id in self._previa.pendientes:
            pendiente = self._previa.pendientes[entrada.id]
            corte = min(corte, pendiente) if corte and pendiente else None
        leidas = 0
        try:
            for pagina in self._comentarios(entrada, corte, cursor):
                leidas += 1
                if pagina.comentarios:
                    yield pagina
        except (CredencialInvalida, LimiteExcedido):
            raise
        except NoEncontrado:
            _registro.info("la publicacion %s ya no existe", entrada.id)
        except ErrorConector as error:
            _registro.warning("no se leyeron los comentarios de %s: %s", entrada.id, error.mensaje)
            # la red no deja pasar de cierta hondura (100 «exceeds the max limit»): lo leido es lo que hay
            if leidas and isinstance(error, PeticionInvalida):
                return
            self._pendientes[entrada.id] = corte
            self._ultimo_fallo = error
            self._fallos_seguidos += 1
            if self._fallos_seguidos >= MAX_FALLOS_SEGUIDOS:
                raise
            return
        self._alguno_bien = True
        self._fallos_seguidos = 0

    def _comentarios(self, entrada: _Entrada, corte: datetime | None, cursor: str) -> Iterator[Pagina]:
        """Paginas de comentarios y respuestas, de nuevo a viejo, hasta una entera anterior al corte."""
        ruta = f"{entrada.id}/comments"
        filas_por_pagina = self._paginas(
            ruta,
            MAX_PAGINAS_COMENTARIOS,
            CAMPOS_COMENTARIO,
            limit=COMENTARIOS_POR_PAGINA,
            filter="stream",
            order="reverse_chronological",
        )
        for filas in filas_por_pagina:
            fechas = [leer_fecha(leer_objeto(f).get("created_time")) for f in filas]
            recientes = [f for f, fecha in zip(filas, fechas, strict=True) if not _antes(fecha, corte)]
            leidos = [c for c in (self._comentario(f, entrada) for f in recientes) if c is not None]
            for fecha in fechas:
                self._anotar(fecha)
            respuestas = [self._respuesta(c, entrada) for c in leidos if c.propio]
            yield Pagina(cursor, tuple(leidos), tuple(filter(None, respuestas)))
            if filas and not recientes:
                return

    def _comentario(self, crudo: Any, entrada: _Entrada) -> ComentarioLeido | None:
        """El comentario, una vez por barrido. Bajo una visita cuelga de ella: no es publicacion nuestra."""
        leido = convertir.comentario(
            crudo,
            self._cuenta,
            publicacion_id=None if entrada.visita else entrada.id,
            raiz=entrada.id if entrada.visita else None,
            respaldo=entrada.creada,
        )
        if leido is None or leido.id_externo in self._vistos:
            return None
        self._vistos.add(leido.id_externo)
        return leido

    @staticmethod
    def _respuesta(leido: ComentarioLeido, entrada: _Entrada) -> PublicacionLeida | None:
        return convertir.publicacion(leido.crudo, padre_id=entrada.id, respaldo=leido.creado)

    def _anotar(self, fecha: datetime | None) -> None:
        if fecha is not None and (self._mas_nuevo is None or fecha > self._mas_nuevo):
            self._mas_nuevo = fecha

    def _nueva_marca(self, ahora: datetime | None, *, completo: bool) -> Marca:
        """Lo mas nuevo leido, sin pasar de la hora de la red: una fecha futura no debe saltarse nada."""
        tope = self._cliente.fecha_red
        marca = min(self._mas_nuevo, tope) if self._mas_nuevo and tope else self._mas_nuevo
        return Marca(marca, ahora if completo else self._previa.repaso, self._pendientes)


def _antes(fecha: datetime | None, limite: datetime | None) -> bool:
    """Si `fecha` es de fiar y anterior al limite. Lo que no tiene fecha o limite no se descarta."""
    return fecha is not None and limite is not None and fecha < limite
