"""Anotar y retirar faltas: lo que una persona decidio manda; lo que la maquina hizo cuenta mientras nadie lo deshaga."""

from typing import Final

from moderacion.almacen import Unidad
from moderacion.almacen.apelaciones import RESTRICTIVAS
from moderacion.almacen.faltas import FaltaNueva, PorContar
from moderacion.sanciones.escalera import Escalera

_LOTE: Final = 500
_DESHACER: Final = "deshacer"

__all__ = ["anotar", "contar_decisiones", "retirar"]


def anotar(u: Unidad, escalera: Escalera, autor_id: int, comentario_id: int, articulo: int) -> bool:
    """La falta de un comentario, con los puntos de su articulo. Devuelve si ahora cuenta y antes no."""
    pena = escalera.pena(articulo)
    return u.faltas.anotar(FaltaNueva(autor_id, comentario_id, articulo, pena.puntos, u.ahora + pena.cuenta))


def retirar(u: Unidad, comentario_id: int, porque: str) -> bool:
    """Se deshizo lo que la causo: deja de contar."""
    return u.faltas.retirar(comentario_id, porque)


def contar_decisiones(u: Unidad, escalera: Escalera) -> tuple[int, int]:
    """Mira lo decidido desde la ultima vez. Devuelve cuantas faltas cuentan de nuevo y cuantas dejan de contar."""
    nuevas = retiradas = 0
    for p in u.faltas.por_contar(_LOTE):
        if _falta(u, p, escalera):
            nuevas += anotar(u, escalera, p.autor_id or 0, p.comentario_id, p.articulo or 0)
        elif p.accion == _DESHACER and p.actuado:
            # se deshizo lo que una persona decidio: lo de la maquina sigue como estaba
            nuevas += u.faltas.devolver(p.comentario_id)
        else:
            retiradas += retirar(u, p.comentario_id, "se permitió o se deshizo")
        u.faltas.contadas(p.decisiones)
    return nuevas, retiradas


def _falta(u: Unidad, p: PorContar, escalera: Escalera) -> bool:
    """Si lo ultimo que se decidio restringe y su articulo da puntos. Ocultar datos a la vista protege: no es una falta.

    A quien expone los de otro se le bloquea al decidirlo; aqui no se sabe de quien son.
    """
    cuenta = p.accion in RESTRICTIVAS and p.autor_id is not None and escalera.pena(p.articulo).puntos > 0
    return cuenta and not u.faltas.solo_protege(p.veredicto_id, p.articulo)
