"""Cifras que se pueden leer: el resumen de lo hecho, las conexiones, las politicas, la bitacora y la salud."""

from moderacion.informes.cierres import POR_VUELTA, asentar
from moderacion.informes.conexiones import Conexiones, conexiones
from moderacion.informes.metricas import Metrica, metricas
from moderacion.informes.resumen import Restringido, ResumenGeneral, restringidos, resumir
from moderacion.informes.salud import Copias, Salud, salud
from moderacion.informes.sucesos import Eslabon, FiltroSucesos, sucesos, verificar_cadena

__all__ = [
    "POR_VUELTA",
    "Conexiones",
    "Copias",
    "Eslabon",
    "FiltroSucesos",
    "Metrica",
    "Restringido",
    "ResumenGeneral",
    "Salud",
    "asentar",
    "conexiones",
    "metricas",
    "restringidos",
    "resumir",
    "salud",
    "sucesos",
    "verificar_cadena",
]
