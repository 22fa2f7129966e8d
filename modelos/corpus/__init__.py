"""El corpus propio: comentarios escritos para el proyecto, leidos dos veces. Como se escribe y etiqueta: GUIA.md.

No conoce el clasificador ni ninguna biblioteca de aprendizaje: da textos con etiquetas y en que parte cae cada uno.
"""

from .acuerdo import Kappa, desacuerdos, exigir_acuerdo, kappa, kappas, sin_segunda
from .lotes import CARPETA, cargar, leer_acuerdos, leer_lote, leer_segunda
from .particion import PARTES, PARTES_DE_CIEN, grupos, partir
from .tabla import tabla
from .tipos import CLASES, ETIQUETAS, OFENSIVAS, REDES, Comentario, ErrorCorpus, id_de
from .variedad import Variedad, esqueleto, variedad

__all__ = [
    "CARPETA",
    "CLASES",
    "ETIQUETAS",
    "OFENSIVAS",
    "PARTES",
    "PARTES_DE_CIEN",
    "REDES",
    "Comentario",
    "ErrorCorpus",
    "Kappa",
    "Variedad",
    "cargar",
    "desacuerdos",
    "esqueleto",
    "exigir_acuerdo",
    "grupos",
    "id_de",
    "kappa",
    "kappas",
    "leer_acuerdos",
    "leer_lote",
    "leer_segunda",
    "partir",
    "sin_segunda",
    "tabla",
    "variedad",
]
