"""Que orden puede salir: nunca dos a la vez sobre lo mismo, una que despues se pidio deshacer, ni una pedida por otro texto."""

from functools import cache
from typing import Any, Final

from sqlalchemy import and_, bindparam, exists, not_, or_, select

from conectores.tipos import Accion
from moderacion.almacen.estados import NO_SALIO, EstadoOrden, OrigenOrden
from moderacion.almacen.tablas import Comentario, Orden, tabla

_O, _K = tabla(Orden), tabla(Comentario)
# hechas una vez: construirlas cuesta mas que correrlas
_ANULABLE: Final = (
    _O.c.comentario_id == bindparam("comentario"),
    _O.c.estado == EstadoOrden.PENDIENTE,
    _O.c.accion.in_(bindparam("acciones", expanding=True)),
)
ANULABLES: Final = select(_O.c.id).where(*_ANULABLE).order_by(_O.c.id)
"""Lo que aun no salio sobre un comentario."""
ANULAR: Final = (
    _O.update()
    .where(*_ANULABLE)
    .values(estado=EstadoOrden.ANULADA, cerrada=bindparam("hora", type_=_O.c.cerrada.type))
)
_OCULTAN: Final = (Accion.OCULTAR.value, Accion.RETENER.value)
SOBRE_AUTOR: Final = (Accion.BLOQUEAR.value, Accion.DESBLOQUEAR.value)


@cache
def otra_en_vuelo() -> Any:
    """Si otra orden sobre lo mismo esta saliendo: dos a la vez podrian llegar a la red en el orden contrario."""
    otra = _O.alias()
    return exists().where(
        otra.c.cuenta_id == _O.c.cuenta_id,
        otra.c.estado == EstadoOrden.ENVIANDO,
        otra.c.id != _O.c.id,
        or_(
            otra.c.comentario_id == _O.c.comentario_id,
            otra.c.objeto == _O.c.objeto,
            and_(
                otra.c.autor_id == _O.c.autor_id,
                otra.c.accion.in_(SOBRE_AUTOR),
                _O.c.accion.in_(SOBRE_AUTOR),
            ),
        ),
    )


@cache
def contraria_posterior() -> Any:
    """Si después se pidió lo contrario para el mismo comentario (o, en bloqueos, para el mismo autor)."""
    otra = _O.alias()
    vale = (otra.c.id > _O.c.id, otra.c.estado.not_in(NO_SALIO))
    muestra, oculta = Accion.MOSTRAR.value, (*_OCULTAN, Accion.ELIMINAR.value)
    sobre_comentario = exists().where(
        *vale,
        otra.c.comentario_id == _O.c.comentario_id,
        or_(
            and_(_O.c.accion.in_(_OCULTAN), otra.c.accion == muestra),
            and_(_O.c.accion == muestra, otra.c.accion.in_(oculta)),
        ),
    )
    sobre_autor = exists().where(
        *vale,
        otra.c.autor_id == _O.c.autor_id,
        otra.c.accion.in_(SOBRE_AUTOR),
        _O.c.accion.in_(SOBRE_AUTOR),
        otra.c.accion != _O.c.accion,
    )
    return or_(sobre_comentario, sobre_autor)


_POR_SU_TEXTO: Final = (*_OCULTAN, Accion.ELIMINAR.value, Accion.BLOQUEAR.value, Accion.RESPONDER.value)


@cache
def otro_texto() -> Any:
    """Si se pidio por un texto que su autor cambio despues: la maquina no lo ha visto, o nadie ha decidido sobre el.

    Enseñar y desbloquear valen siempre, y decir a alguien que se le restringio tambien. Lo purgado ya no dice que texto era.
    """
    k = _K.alias()
    cambio = exists().where(k.c.id == _O.c.comentario_id, k.c.purgado.is_(None), k.c.huella != _O.c.huella)
    aviso = and_(_O.c.accion == Accion.RESPONDER.value, _O.c.origen == OrigenOrden.MAQUINA)
    return and_(_O.c.huella.is_not(None), _O.c.accion.in_(_POR_SU_TEXTO), not_(aviso), cambio)
