"""Los hechos de un texto (politica 3): datos comparables, y en que chocan dos textos sobre lo mismo."""

from politicas.ayudas.hechos.comparar import choques, mismo_asunto
from politicas.ayudas.hechos.dudas import escribir_choque, escribir_duda
from politicas.ayudas.hechos.leidos import Leido, leer_hechos, sustituye
from politicas.ayudas.hechos.tipos import Clase, Hecho

__all__ = [
    "Clase",
    "Hecho",
    "Leido",
    "choques",
    "escribir_choque",
    "escribir_duda",
    "leer_hechos",
    "mismo_asunto",
    "sustituye",
]
