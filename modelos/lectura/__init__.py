"""Lee un texto una vez: `leer(texto) -> Lectura`. Pura: sin aprendizaje, red, reloj ni azar."""

from .carga import Entrada, ErrorLexico, abrir, exigir_textos, leer_lexico, leer_toml
from .lectura import leer
from .lexico import CARPETA, Lexicos, lexicos
from .plegado import plegar
from .tipos import Acierto, Enlace, Lectura, Palabra, Tramo

__all__ = [
    "CARPETA",
    "Acierto",
    "Enlace",
    "Entrada",
    "ErrorLexico",
    "Lectura",
    "Lexicos",
    "Palabra",
    "Tramo",
    "abrir",
    "exigir_textos",
    "leer",
    "leer_lexico",
    "leer_toml",
    "lexicos",
    "plegar",
]
