"""Lo que hay que leer para purgarlo cuando cumple su plazo: los comentarios y sus autores."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Select, Table, and_, exists, func, literal_column, or_, select

from moderacion.almacen.estados import (
    ABIERTAS,
    SIN_ACABAR,
    EstadoApelacion,
    EstadoComentario,
    EstadoExpediente,
    EstadoIncidente,
)
from moderacion.almacen.tablas import (
    Apelacion,
    Autor,
    Bloqueo,
    Borrador,
    Comentario,
    Cuenta,
    Expediente,
    Incidente,
    Orden,
    tabla,
)
from moderacion.almacen.vaciado import PURGADO

_K, _A, _E, _O, _B, _P, _I, _D, _C = (
    tabla(t) for t in (Comentario, Autor, Expediente, Orden, Bloqueo, Apelacion, Incidente, Borrador, Cuenta)
)
APELAN: Final = (EstadoApelacion.EMITIDA, EstadoApelacion.PRESENTADA)


def _hay(t: Table, *donde: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(t.c.id).where(*donde))


def _sin_nada_pendiente() -> ColumnElement[bool]:
    """Que nada obligue a guardarlo todavia: ni bloqueo, ni apelacion, ni incidente, ni orden sin terminar.

    De lo pendiente hay poco: se junta una vez, y no se busca por cada comentario.
    """
    apelados = (
        select(_E.c.comentario_id).join(_P, _P.c.expediente_id == _E.c.id).where(_P.c.estado.in_(APELAN))
    )
    incidente = (_I.c.estado != EstadoIncidente.CERRADO, _I.c.comentario_id.is_not(None))
    orden = (_O.c.estado.in_(ABIERTAS), _O.c.comentario_id.is_not(None))
    return and_(
        _K.c.id.not_in(select(_B.c.comentario_id).where(_B.c.estado.in_(SIN_ACABAR))),
        _K.c.id.not_in(select(_I.c.comentario_id).where(*incidente)),
        _K.c.id.not_in(select(_O.c.comentario_id).where(*orden)),
        _K.c.id.not_in(apelados),
    )


def _atado() -> ColumnElement[bool]:
    """Si alguien hizo algo con el: un caso, una orden o una respuesta."""
    return or_(*(_hay(t, t.c.comentario_id == _K.c.id) for t in (_E, _O, _D)))


def _comentarios(corte: datetime, *, atados: bool) -> Select[Any]:
    consulta = select(_K.c.id).where(
        _K.c.purgado.is_(None),
        _K.c.leido < corte,
        _K.c.estado != EstadoComentario.PROPIO,
        _sin_nada_pendiente(),
    )
    if not atados:
        return consulta.where(_K.c.estado != EstadoComentario.PENDIENTE, ~_atado())
    vivo = _hay(
        _E,
        _E.c.comentario_id == _K.c.id,
        or_(_E.c.estado == EstadoExpediente.EN_COLA, func.coalesce(_E.c.resuelto, corte) >= corte),
    )
    return consulta.where(_atado(), ~vivo)


def _sin_refrescar(corte: datetime) -> Select[Any]:
    """De YouTube, lo que la red no ha vuelto a dar: tampoco un caso abierto deja guardarlo mas."""
    suyas = select(_C.c.id).where(_C.c.red == literal_column("'youtube'"))
    return select(_K.c.id).where(
        _K.c.cuenta_id.in_(suyas),
        _K.c.purgado.is_(None),
        _K.c.comprobado < corte,
        _K.c.estado != EstadoComentario.PROPIO,
    )


def _autores(corte: datetime) -> Select[Any]:
    suyos = _K.c.autor_id == _A.c.id
    return select(_A.c.id).where(
        _A.c.id_externo.not_like(f"{PURGADO}%"),
        ~_hay(_K, suyos, or_(_K.c.purgado.is_(None), _K.c.purgado >= corte)),
        _hay(_K, suyos),
        ~_hay(_B, _B.c.autor_id == _A.c.id, _B.c.estado.in_(SIN_ACABAR)),
    )


POR_ID: Final[Mapping[str, tuple[Column[Any], Callable[[datetime], Select[Any]]]]] = {
    "sin_refrescar": (_K.c.comprobado, _sin_refrescar),
    "limpios": (_K.c.leido, lambda corte: _comentarios(corte, atados=False)),
    "expedientes": (_K.c.leido, lambda corte: _comentarios(corte, atados=True)),
    "autores": (_A.c.id, _autores),
}
"""Clase → por que columna se ordena y cuales cumplieron."""
