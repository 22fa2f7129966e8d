"""Lo pedido por un texto que su autor cambio antes de que saliera: no sale, y lo mira una persona.

Una orden espera horas por una cuota o una credencial. Entretanto un insulto puede volverse una queja, que una maquina nunca
oculta; y una cortesia aprobada para una pregunta no contesta a lo que la sustituyo. `reclamar` tampoco las toma.
"""

from typing import Final

from conectores.tipos import Accion
from moderacion.almacen import Almacen, EstadoOrden, Unidad
from moderacion.almacen.ordenes import OrdenPorHacer
from moderacion.errores import Conflicto

_RAZON: Final = "su autor cambió el texto antes de que saliera"


def soltar_lo_de_otro_texto(almacen: Almacen, cuenta_id: int) -> int:
    """Devuelve cuantas se soltaron. La respuesta la lleva a revision quien recoge los borradores."""
    with almacen.lectura() as u:
        ordenes = u.ordenes.de_otro_texto(cuenta_id)
    return sum(_soltar(almacen, o) for o in ordenes)


def _soltar(almacen: Almacen, orden: OrdenPorHacer) -> bool:
    try:
        with almacen.unidad() as u:
            if not u.ordenes.sigue_de_otro_texto(orden.id):
                return False  # alguien la movio, o su autor volvio al texto de antes
            _pasar(u, orden)
    except Conflicto:
        return False  # se tomo entre medias
    return True


def _pasar(u: Unidad, orden: OrdenPorHacer) -> None:
    responde = orden.accion == Accion.RESPONDER
    # lo que se intento sin saber como acabo pudo hacerse; de una respuesta eso se busca aparte, y aqui no llega
    pudo = orden.intentos > 0 and not responde
    a = EstadoOrden.A_PERSONA if pudo else EstadoOrden.ANULADA
    u.ordenes.pasar(orden.id, EstadoOrden.PENDIENTE, a, {"error": _RAZON})
    if not responde and orden.comentario_id:
        u.expedientes.devolver(orden.comentario_id, orden.id)
