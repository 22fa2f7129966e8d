"""Cuanta gente participo en las redes, de que hablo y que se le contesto. Solo cuenta: no escribe nada."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, literal_column, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import SALIO, EstadoComentario, OrigenOrden
from moderacion.almacen.tablas import (
    Borrador,
    Comentario,
    Consulta,
    Cuenta,
    Hallazgo,
    Orden,
    Veredicto,
    tabla,
)

_C, _K, _V, _H, _O, _B, _Q = (
    tabla(t) for t in (Cuenta, Comentario, Veredicto, Hallazgo, Orden, Borrador, Consulta)
)
_NO_CUENTAN: Final = (EstadoComentario.PROPIO, EstadoComentario.SUSTITUIDO)
_AREA: Final = "area:"
Fila = Mapping[str, Any]


class Participaciones(Repositorio):
    """Cifras de un periodo: de `inicio` (incluido) a `fin` (sin el), por cuando se escribio el comentario."""

    def por_red(self, inicio: datetime, fin: datetime) -> list[Fila]:
        """Comentarios y personas distintas de cada red. Quien escribe en dos cuentas cuenta en las dos."""
        consulta = (
            select(
                _C.c.red,
                func.count().label("comentarios"),
                func.count(_K.c.autor_id.distinct()).label("personas"),
                (func.count() - func.count(_K.c.autor_id)).label("sin_autor"),
            )
            .join(_C, _C.c.id == _K.c.cuenta_id)
            .where(*_del_periodo(inicio, fin))
            .group_by(_C.c.red)
            .order_by(_C.c.red)
        )
        return self._leidas(consulta)

    def intenciones(self, inicio: datetime, fin: datetime) -> list[Fila]:
        """Cuantos comentarios tienen cada juego de intenciones, por red. `intencion` es la lista."""
        ultimos = _ultimos(inicio, fin)
        return self._leidas(
            select(_C.c.red, _V.c.intencion, func.count().label("cuantos"))
            .select_from(ultimos)
            .join(_V, _V.c.id == ultimos.c.id)
            .join(_C, _C.c.id == ultimos.c.cuenta_id)
            .group_by(_C.c.red, _V.c.intencion)
            .order_by(_C.c.red, _V.c.intencion)
        )

    def asuntos(self, inicio: datetime, fin: datetime) -> dict[str, int]:
        """De que area es lo que se pregunta (articulo 5): clave del area → comentarios."""
        ultimos = _ultimos(inicio, fin)
        filas = self._con.execute(
            select(_H.c.etiqueta, func.count())
            .select_from(ultimos)
            .join(_H, _H.c.veredicto_id == ultimos.c.id)
            .where(_H.c.politica == 5, _H.c.etiqueta.startswith(_AREA))  # noqa: PLR2004 (el articulo 5)
            .group_by(_H.c.etiqueta)
            .order_by(_H.c.etiqueta)
        )
        return {str(f[0]).removeprefix(_AREA): int(f[1]) for f in filas}

    def contestados(self, inicio: datetime, fin: datetime, corte: datetime) -> list[Fila]:
        """Cada comentario del periodo que se contesto antes del corte: red, creado, contestado, area e intencion.

        `area`: la de la consulta en que se apoyo la respuesta; nula si no hizo falta preguntar.
        """
        intencion = (
            select(_V.c.intencion)
            .where(_V.c.comentario_id == _K.c.id)
            .order_by(_V.c.id.desc())
            .limit(1)
            .scalar_subquery()
        )
        consulta = (
            select(
                _C.c.red,
                _K.c.creado,
                func.min(_O.c.cerrada).label("contestado"),
                func.min(_Q.c.area).label("area"),
                intencion.label("intencion"),
            )
            .select_from(_O)
            .join(_K, _K.c.id == _O.c.comentario_id)
            .join(_C, _C.c.id == _K.c.cuenta_id)
            .outerjoin(_B, _B.c.orden_id == _O.c.id)
            .outerjoin(_Q, _Q.c.id == _B.c.consulta_id)
            .where(
                _O.c.accion == literal_column("'responder'"),
                # decirle a alguien que se le restringio no es contestar a lo que opino
                _O.c.origen != OrigenOrden.MAQUINA,
                _O.c.estado.in_(SALIO),
                _O.c.cerrada <= corte,
                *_del_periodo(inicio, fin),
            )
            .group_by(_C.c.red, _K.c.id, _K.c.creado)
            .order_by(_K.c.id)
        )
        return self._leidas(consulta)

    def preguntado(self, inicio: datetime, fin: datetime) -> list[Fila]:
        """Las consultas hechas a las areas en el periodo: area, creada, respondida."""
        consulta = select(_Q.c.area, _Q.c.creada, _Q.c.respondida).where(
            _Q.c.creada >= inicio, _Q.c.creada < fin
        )
        return self._leidas(consulta.order_by(_Q.c.id))


def _del_periodo(inicio: datetime, fin: datetime) -> tuple[Any, ...]:
    return (_K.c.creado >= inicio, _K.c.creado < fin, _K.c.estado.not_in(_NO_CUENTAN))


def _ultimos(inicio: datetime, fin: datetime) -> Any:
    """El ultimo veredicto de cada comentario del periodo.

    No mira si su autor edito el texto despues: lo nuevo se juzga en segundos, y mirarlo abriria cada fila en vez de contar
    solo con los indices.
    """
    return (
        select(func.max(_V.c.id).label("id"), _K.c.cuenta_id)
        .join(_V, _V.c.comentario_id == _K.c.id)
        .where(*_del_periodo(inicio, fin))
        .group_by(_K.c.id, _K.c.cuenta_id)
        .subquery()
    )
