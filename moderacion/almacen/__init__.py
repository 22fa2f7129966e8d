"""Las tablas, la unidad de trabajo y todo el SQL. Las salas piden por nombre; ninguna ve una consulta."""

from moderacion.almacen.estados import (
    ABIERTAS,
    EstadoApelacion,
    EstadoAviso,
    EstadoBloqueo,
    EstadoComentario,
    EstadoExpediente,
    EstadoIncidente,
    EstadoOrden,
    OrigenOrden,
    OrigenPublicacion,
    Rol,
)
from moderacion.almacen.unidad import Almacen, Unidad

__all__ = [
    "ABIERTAS",
    "Almacen",
    "EstadoApelacion",
    "EstadoAviso",
    "EstadoBloqueo",
    "EstadoComentario",
    "EstadoExpediente",
    "EstadoIncidente",
    "EstadoOrden",
    "OrigenOrden",
    "OrigenPublicacion",
    "Rol",
    "Unidad",
]
