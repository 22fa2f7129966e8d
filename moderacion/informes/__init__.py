"""Cifras que se pueden leer: el resumen de lo hecho, los restringidos con evidencia y la salud del servicio."""

from moderacion.informes.resumen import Restringido, ResumenGeneral, contar_ordenes, restringidos, resumir
from moderacion.informes.salud import Salud, salud

__all__ = ["Restringido", "ResumenGeneral", "Salud", "contar_ordenes", "restringidos", "resumir", "salud"]
