"""Los hechos de un texto (politica 3): datos comparables, y en que chocan dos textos sobre lo mismo."""

from politicas.ayudas.hechos.calendario import SEMANA_ESCRITA, escribir
from politicas.ayudas.hechos.comparar import Choque, choques, mismo_asunto
from politicas.ayudas.hechos.fechas import Duda
from politicas.ayudas.hechos.leidos import Leido, leer_hechos
from politicas.ayudas.hechos.tipos import Clase, Hecho

__all__ = [
    "SEMANA_ESCRITA", "Choque", "Clase", "Duda", "Hecho", "Leido", "choques", "escribir", "leer_hechos", "mismo_asunto",
]  # fmt: skip
