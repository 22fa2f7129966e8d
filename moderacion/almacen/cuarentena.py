"""Lo que no sale mientras una restauracion siga abierta: lo que venia en la copia, y lo que la maquina pida desde ella.

La copia es de antes: lo que en ella estaba por salir pudo salir despues, y lo que alguien decidio despues no esta. Cada reclamo
(ordenes, avisos, correos, informes) lleva esta condicion; sin ninguna restauracion abierta no quita nada.
"""

from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from conectores.tipos import Accion
from moderacion.almacen.estados import OrigenOrden
from moderacion.almacen.estados_redaccion import TipoCorreo
from moderacion.almacen.tablas import Aviso, Correo, EnvioInforme, Orden, Restauracion, Soltada, tabla

_O, _V, _C, _I, _R, _S = (tabla(t) for t in (Orden, Aviso, Correo, EnvioInforme, Restauracion, Soltada))


class Retenida(StrEnum):
    """Las clases de cosas que se retienen."""

    ORDEN = "orden"
    AVISO = "aviso"
    CORREO = "correo"
    INFORME = "informe"


def _retenida(clase: Retenida, id_: Any, *cuales: Any) -> ColumnElement[bool]:
    soltada = (
        select(_S.c.objeto_id)
        .where(_S.c.restauracion_id == _R.c.id, _S.c.clase == clase, _S.c.objeto_id == id_)
        # dicho: de suyo solo se ata a la consulta de justo encima, y bastaria con soltar una para soltarlas todas
        .correlate(_R, id_.table)
        .exists()
    )
    abierta = select(_R.c.id).where(_R.c.cerrada.is_(None), or_(*cuales), ~soltada)
    return abierta.correlate(id_.table).exists()


@cache
def orden_retenida() -> ColumnElement[bool]:
    """Venia en la copia, la pidio la maquina (un termino que vence, una regla), o dice algo en publico.

    Lo que se aprobo antes de la copia puede haberse publicado ya. Sale lo demas que una persona decida desde entonces.
    """
    de_maquina = _O.c.origen.in_((OrigenOrden.MAQUINA, OrigenOrden.TERMINO))
    dice = _O.c.accion.in_((Accion.RESPONDER.value, Accion.PUBLICAR.value, Accion.EDITAR.value))
    return _retenida(Retenida.ORDEN, _O.c.id, _O.c.id <= _R.c.hasta_orden, de_maquina, dice)


@cache
def aviso_retenido() -> ColumnElement[bool]:
    """Es de un incidente que venia en la copia. De los que se abran despues se avisa como siempre."""
    return _retenida(Retenida.AVISO, _V.c.id, _V.c.incidente_id <= _R.c.hasta_incidente)


@cache
def correo_retenido() -> ColumnElement[bool]:
    """Venia en la copia, o lo manda un plazo."""
    de_plazo = _C.c.tipo.in_((TipoCorreo.RECORDATORIO, TipoCorreo.ESCALADA))
    return _retenida(Retenida.CORREO, _C.c.id, _C.c.id <= _R.c.hasta_correo, de_plazo)


@cache
def informe_retenido() -> ColumnElement[bool]:
    """Todos: el de un periodo cerrado antes de restaurar pudo haberse enviado ya."""
    return _retenida(Retenida.INFORME, _I.c.id, _I.c.id > 0)
