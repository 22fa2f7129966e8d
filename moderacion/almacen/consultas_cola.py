"""Las consultas de la cola, hechas una vez: construirlas cuesta mas que correrlas."""

from functools import cache
from typing import Any, Final

from sqlalchemy import Integer, and_, bindparam, func, select, tuple_

from moderacion.almacen.a_la_vista import TAPADO_POR_LA_RED
from moderacion.almacen.estados import EstadoExpediente
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    CuentaCola,
    Expediente,
    Hallazgo,
    MarcaCola,
    Usuario,
    Veredicto,
    tabla,
)

_E, _K, _A, _C, _V, _H, _U, _M, _N = (
    tabla(t)
    for t in (Expediente, Comentario, Autor, Cuenta, Veredicto, Hallazgo, Usuario, MarcaCola, CuentaCola)
)


def _tambien(restos: int, prioridad_neg: Any, expediente: Any) -> list[Any]:
    """Que un expediente tenga tambien esas marcas.

    El OFFSET no quita nada: sin el, PostgreSQL juntaria los dos tramos enteros en vez de mirar cada expediente por su clave.
    """
    otras: list[Any] = [_M.alias() for _ in range(restos)]
    return [
        select(o.c.clave)
        .where(
            o.c.clave == bindparam(f"resto{n}"),
            o.c.prioridad_neg == prioridad_neg,
            o.c.expediente_id == expediente,
        )
        .offset(0)
        .exists()
        for n, o in enumerate(otras)
    ]


_LARGO: Final = 1000
"""Puntos de codigo del texto que lleva una fila: la lista enseña solo el principio."""
CUANTOS: Final = select(_N.c.clave, _N.c.cuantos).where(_N.c.clave.in_(bindparam("claves", expanding=True)))
HALLADOS: Final = (
    select(_H.c.veredicto_id, _H.c.politica, _H.c.etiqueta, _H.c.gravedad)
    .where(_H.c.veredicto_id.in_(bindparam("veredictos", expanding=True)))
    .order_by(_H.c.politica)
)
_FILAS: Final = (
    select(
        *(_E.c[n] for n in ("id", "version", "estado", "actuado", "abierto", "toma_hasta", "nivel")),
        *(_E.c[n] for n in ("prioridad_neg", "cuenta_id", "creado", "edad", "grupo")),
        _C.c.red,
        _C.c.nombre.label("cuenta"),
        func.coalesce(_A.c.nombre, "").label("autor"),
        _K.c.autor_id,
        TAPADO_POR_LA_RED.label("tapado_por_la_red"),
        _K.c.por_ver,
        func.substr(_K.c.texto, 1, _LARGO).label("texto"),
        *(_V.c[n] for n in ("propuesta", "critica", "degradado", "intencion")),
        _V.c.id.label("veredicto_id"),
        _U.c.nombre.label("toma_usuario"),
    )
    .join(_K, _K.c.id == _E.c.comentario_id)
    .join(_C, _C.c.id == _E.c.cuenta_id)
    .join(_V, _V.c.id == _E.c.veredicto_id)
    .outerjoin(_A, _A.c.id == _K.c.autor_id)
    .outerjoin(
        _U,
        and_(
            _U.c.id == _E.c.toma_usuario_id,
            _E.c.toma_hasta > bindparam("ahora", type_=_E.c.toma_hasta.type),
        ),
    )
    .order_by(_E.c.prioridad_neg, _E.c.id)
)
NOMBRES: Final = tuple(c.name for c in _FILAS.selected_columns)
DE_IDS: Final = _FILAS.where(_E.c.id.in_(bindparam("ids", expanding=True)))


@cache
def con_texto(restos: int) -> Any:
    """Las posiciones de los hallados por su texto que tienen ademas esas marcas. Del expediente: sus marcas son treinta."""
    suyos = (_E.c.id.in_(bindparam("ids", expanding=True)), _E.c.estado == EstadoExpediente.EN_COLA)
    return select(_E.c.prioridad_neg, _E.c.id).where(*suyos, *_tambien(restos, _E.c.prioridad_neg, _E.c.id))


@cache
def del_tramo(restos: int, con_tras: bool) -> Any:
    """Las filas de un tramo: primero sus ids, que son un trozo seguido de la clave, y solo entonces lo demas."""
    tramo = (
        select(_M.c.expediente_id)
        .where(_M.c.clave == bindparam("guia"), *_tambien(restos, _M.c.prioridad_neg, _M.c.expediente_id))
        .order_by(_M.c.prioridad_neg, _M.c.expediente_id)
        .limit(bindparam("limite", type_=Integer, literal_execute=True))
    )
    if con_tras:
        sitio = (
            bindparam("tras_p", type_=_M.c.prioridad_neg.type),
            bindparam("tras_e", type_=_M.c.expediente_id.type),
        )
        tramo = tramo.where(tuple_(_M.c.prioridad_neg, _M.c.expediente_id) > tuple_(*sitio))
    elegidos = tramo.subquery("tramo")
    return _FILAS.join(elegidos, elegidos.c.expediente_id == _E.c.id)
