"""A que ritmo publica cada cuenta, a que horas le contestan, y de que le escriben."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import TERMINADAS, EstadoComentario, OrigenPublicacion
from moderacion.almacen.estados_redaccion import EstadoBorrador
from moderacion.almacen.tablas import Borrador, Comentario, Cuenta, Orden, Publicacion, Salida, tabla

_P, _K, _C, _S, _B, _O = (tabla(t) for t in (Publicacion, Comentario, Cuenta, Salida, Borrador, Orden))
_MAXIMO = 5_000
_NO_CUENTAN = (EstadoComentario.PROPIO, EstadoComentario.SUSTITUIDO)


@dataclass(frozen=True, slots=True)
class Respuesta:
    """Una publicacion nuestra y cuanta gente le contesto."""

    red: str
    creado: datetime
    cuantos: int


class Ritmos(Repositorio):
    """Lo que la dinamica de cada red dice de nuestras cuentas (articulo 9)."""

    def publicadas(self, cuenta_id: int, desde: datetime) -> list[datetime]:
        """Cuando publico la cuenta (sin respuestas, ni lo que puso un intruso), por orden."""
        consulta = select(_P.c.creado).where(*self._nuestras(desde), _P.c.cuenta_id == cuenta_id)
        return list(self._con.execute(consulta.order_by(_P.c.creado).limit(_MAXIMO)).scalars())

    def entre(self, cuenta_id: int, desde: datetime, hasta: datetime) -> list[tuple[str, datetime]]:
        """Lo que publico la cuenta en ese tramo: su id en la red y cuando, por orden."""
        consulta = select(_P.c.id_externo, _P.c.creado).where(
            *self._nuestras(desde), _P.c.cuenta_id == cuenta_id, _P.c.creado < hasta
        )
        return [(f.id_externo, f.creado) for f in self._con.execute(consulta.order_by(_P.c.creado, _P.c.id))]

    def ultima(self, cuenta_id: int) -> datetime | None:
        """Cuando publico por ultima vez, de lo que se sabe."""
        donde = (
            _P.c.cuenta_id == cuenta_id,
            _P.c.padre_externo.is_(None),
            _P.c.origen != OrigenPublicacion.DESCONOCIDA,
        )
        consulta = select(_P.c.creado).where(*donde).order_by(_P.c.creado.desc()).limit(1)
        return self._con.execute(consulta).scalar()

    @staticmethod
    def _nuestras(desde: datetime) -> tuple[Any, ...]:
        return (
            _P.c.padre_externo.is_(None),
            _P.c.creado >= desde,
            _P.c.origen != OrigenPublicacion.DESCONOCIDA,
        )

    def programadas(self, cuenta_id: int, desde: datetime, hasta: datetime, *, sin: int) -> int:
        """Cuantas saldran por una cuenta en ese tramo, sin contar las de un borrador."""
        consulta = (
            select(func.count())
            .select_from(_S.join(_B, _B.c.id == _S.c.borrador_id).outerjoin(_O, _O.c.id == _S.c.orden_id))
            .where(
                _S.c.cuenta_id == cuenta_id,
                _S.c.borrador_id != sin,
                _S.c.edita_id.is_(None),
                _S.c.descartada == "",
                _S.c.hora > desde,
                _S.c.hora <= hasta,
                _B.c.estado.in_(
                    (EstadoBorrador.EN_REVISION, EstadoBorrador.APROBADO, EstadoBorrador.PROGRAMADO)
                ),
                _O.c.estado.is_(None) | _O.c.estado.not_in(TERMINADAS),
            )
        )
        return int(self._con.execute(consulta).scalar_one())

    def respuestas(self, desde: datetime) -> list[Respuesta]:
        """Cada publicacion desde esa fecha, con los comentarios que recibio y sus reacciones."""
        contestado = (
            select(
                _K.c.cuenta_id,
                _K.c.publicacion_externa,
                (func.count() + func.coalesce(func.sum(_K.c.reacciones), 0)).label("cuantos"),
            )
            .where(
                _K.c.publicacion_externa.is_not(None), _K.c.estado.not_in(_NO_CUENTAN), _K.c.creado >= desde
            )
            .group_by(_K.c.cuenta_id, _K.c.publicacion_externa)
            .subquery()
        )
        suya = (contestado.c.cuenta_id == _P.c.cuenta_id) & (
            contestado.c.publicacion_externa == _P.c.id_externo
        )
        consulta = (
            select(_C.c.red, _P.c.creado, func.coalesce(contestado.c.cuantos, 0).label("cuantos"))
            .join(_C, _C.c.id == _P.c.cuenta_id)
            .outerjoin(contestado, suya)
            .where(*self._nuestras(desde))
            .order_by(_P.c.creado.desc())
            .limit(_MAXIMO)
        )
        return [Respuesta(f.red, f.creado, int(f.cuantos)) for f in self._con.execute(consulta)]

    def escritos(self, desde: datetime, limite: int) -> list[Mapping[str, Any]]:
        """Los comentarios de la gente desde esa fecha, el ultimo primero: id, huella, texto y fecha."""
        columnas = (_K.c[n] for n in ("id", "huella", "texto", "creado"))
        donde = (_K.c.creado >= desde, _K.c.creado <= self._ahora, _K.c.estado.not_in(_NO_CUENTAN))
        consulta = select(*columnas).where(*donde).order_by(_K.c.creado.desc(), _K.c.id.desc()).limit(limite)
        return self._leidas(consulta)
