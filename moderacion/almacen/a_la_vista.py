"""Quien tapa un comentario: nosotros, con su fila en el registro, o la red por su cuenta. Condiciones sobre `comentario`."""

from typing import Final

from sqlalchemy import ColumnElement, and_, exists

from conectores.tipos import TAPADOS, EstadoEnRed
from moderacion.almacen.estados import Cierre
from moderacion.almacen.registro_restricciones import OCULTAN
from moderacion.almacen.tablas import Comentario, Restriccion, tabla

_K, _R = tabla(Comentario), tabla(Restriccion)
_de_este = _R.c.comentario_id == _K.c.id
_lo_tapa = and_(_de_este, _R.c.accion.in_(OCULTAN))
RIGE_ALGO: Final[ColumnElement[bool]] = exists().where(_de_este, _R.c.cerrada.is_(None))
"""Algo nuestro rige sobre el: que no se vea, o que su autor no pueda escribir."""
_LO_TAPAMOS: Final = exists().where(_lo_tapa, _R.c.cerrada.is_(None))
TAPADO_POR_LA_RED: Final[ColumnElement[bool]] = and_(_K.c.estado_red.in_(sorted(TAPADOS)), ~_LO_TAPAMOS)
"""No se ve, y aqui nadie lo restringio."""
MOSTRADO_FUERA: Final[ColumnElement[bool]] = and_(
    _K.c.estado_red == EstadoEnRed.VISIBLE.value,
    ~_LO_TAPAMOS,
    exists().where(_lo_tapa, _R.c.cierre == Cierre.EN_LA_RED.value),
)
"""Lo ocultamos, y se volvio a ver sin que nadie de aqui lo pidiera."""
