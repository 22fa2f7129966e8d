"""Abre incidentes: el unico lugar que lo hace. El incidente, su cadena y los avisos que debe entran en la misma transaccion."""

from moderacion.almacen import Unidad
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.incidentes import escalada


def abrir(u: Unidad, nuevo: IncidenteNuevo) -> int | None:
    """Abre el incidente y empieza su cadena. Devuelve su id, o None si ya habia uno abierto con su clave.

    La deteccion repetida se cuenta en el que estaba y no avisa otra vez: mil detecciones desde varios procesos son
    un incidente, porque la clave es unica mientras no se cierra.
    """
    incidente_id, es_nuevo = u.incidentes.abrir(nuevo)
    if not es_nuevo:
        return None
    escalada.empezar(u, incidente_id, nuevo.tipo)
    return incidente_id
