"""Que paso con una respuesta o publicacion de la que no llego contestacion.

Se busca lo nuestro en la red dos veces, separadas al menos 60 segundos (su busqueda puede ir con retraso); si
no aparece, pasa a una persona. Jamas se envia otra vez (fiabilidad.md, seccion 3).
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from conectores.errores import ErrorConector, NoEncontrado
from conectores.tipos import Conector, PublicacionLeida
from moderacion.almacen import Almacen, EstadoOrden, Unidad
from moderacion.almacen.apelaciones import testigo_en
from moderacion.almacen.consultas import mismo_texto
from moderacion.almacen.ordenes import OrdenPorHacer
from moderacion.reloj import Reloj

_registro = logging.getLogger(__name__)
SEPARACION: Final = timedelta(seconds=60)
MIRADAS: Final = 2
SIN_MIRAR: Final = timedelta(minutes=10)
"""Si en ese tiempo la red no deja mirar, mira una persona (diseno.md, meta G9)."""
_NO_APARECE: Final = f"no aparece en la red tras {MIRADAS} búsquedas: una persona decide si repetirla"
MARGEN: Final = timedelta(minutes=5)
"""Diferencia de reloj que se admite entre la red y nosotros."""


def conciliar(almacen: Almacen, conector: Conector, cuenta_id: int, reloj: Reloj) -> int:
    """Mira las ordenes DESCONOCIDAS a las que toca. Devuelve cuantas se resolvieron."""
    with almacen.lectura() as u:
        pendientes = u.ordenes.desconocidas(cuenta_id)
    resueltas = 0
    for orden in pendientes:
        try:
            resueltas += _una(almacen, conector, orden, reloj)
        except Exception as error:  # noqa: BLE001 (una que falla no detiene las demas de la cuenta, ni se queda sin nadie)
            _registro.exception("fallo inesperado al conciliar la orden %s", orden.id)
            if reloj.ahora() - _enviada(orden) >= SIN_MIRAR:
                with almacen.unidad() as u:
                    _a_persona(u, orden, f"fallo inesperado al buscarla en la red ({type(error).__name__})")
                resueltas += 1
    return resueltas


def _enviada(orden: OrdenPorHacer) -> datetime:
    return orden.enviada or orden.creada


def _una(almacen: Almacen, conector: Conector, orden: OrdenPorHacer, reloj: Reloj) -> bool:
    enviada, razon = _enviada(orden), _NO_APARECE
    propias: list[PublicacionLeida] = []
    try:
        propias = conector.buscar_propias(enviada - MARGEN, orden.comentario)
    except ErrorConector as error:
        # sin mirar no se cuenta como mirada: se vuelve en la siguiente pasada, pero no para siempre
        razon = f"la red no deja ver si salió ({type(error).__name__}): lo busca una persona"
        definitivo = isinstance(error, NoEncontrado)  # aquello de lo que colgaba ya no esta
        if not definitivo and reloj.ahora() - enviada < SIN_MIRAR:
            return False
    return _cerrar(almacen, orden, propias, reloj, razon)


def hallar(u: Unidad, orden: OrdenPorHacer, propias: Sequence[PublicacionLeida]) -> PublicacionLeida | None:
    """De lo nuestro que hay en la red, lo que esta orden dice y no consta que hiciera otra.

    Lo que cuelga de su comentario va antes: a otro del mismo hilo se le pudo decir lo mismo. El aviso a un autor se conoce por su
    enlace, que es siempre el mismo (`sanciones.avisos`), aunque lo de alrededor cambie.
    """
    enlace = testigo_en(orden.texto) if orden.avisa else None

    def dice(p: PublicacionLeida) -> bool:
        return mismo_texto(p.texto, orden.texto or "") or (
            enlace is not None and testigo_en(p.texto) == enlace
        )

    dicen = sorted(filter(dice, propias), key=lambda p: p.padre_id != orden.comentario)
    return next((p for p in dicen if not u.ordenes.es_nuestra(orden.cuenta_id, p.id_externo)), None)


def _cerrar(
    almacen: Almacen, orden: OrdenPorHacer, propias: list[PublicacionLeida], reloj: Reloj, razon: str
) -> bool:
    with almacen.unidad() as u:
        p = hallar(u, orden, propias)
        if p is not None:
            u.ordenes.pasar(
                orden.id, EstadoOrden.DESCONOCIDA, EstadoOrden.CONCILIADA, {"id_externo": p.id_externo}
            )
            u.publicaciones.asentar(
                orden.cuenta_id, p.id_externo, p.texto, p.creado, p.padre_id or orden.comentario
            )
            u.comunicados.al_salir(orden.id)
            return True
        if orden.miradas + 1 >= MIRADAS:
            _a_persona(u, orden, razon)
            return True
        u.ordenes.aplazar_mirada(orden.id, reloj.ahora() + SEPARACION)
    return False


def _a_persona(u: Unidad, orden: OrdenPorHacer, razon: str) -> None:
    u.ordenes.pasar(orden.id, EstadoOrden.DESCONOCIDA, EstadoOrden.A_PERSONA, {"error": razon})
    if orden.comentario_id and not orden.avisa:
        u.expedientes.devolver(orden.comentario_id, orden.id)
