"""Cifras que se pueden leer: el resumen de lo hecho, los restringidos con evidencia y la salud del servicio."""

from moderacion.informes.resumen import Restringido, ResumenGeneral, contar_ordenes, restringidos, resumir
from moderacion.informes.salud import Salud, salud
from moderacion.informes.sucesos import Eslabon, FiltroSucesos, sucesos, verificar_cadena

__all__ = [
    "Eslabon",
    "FiltroSucesos",
    "Restringido",
    "ResumenGeneral",
    "Salud",
    "contar_ordenes",
    "restringidos",
    "resumir",
    "salud",
    "sucesos",
    "verificar_cadena",
]
