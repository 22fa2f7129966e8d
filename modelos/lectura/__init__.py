"""Lee un texto una vez: `leer(texto) -> Lectura`. Pura: sin aprendizaje, red, reloj ni azar."""

from .lectura import leer
from .lexico import (
    CARPETA,
    Entrada,
    ErrorLexico,
    Lexicos,
    abrir,
    exigir_textos,
    leer_lexico,
    leer_toml,
    lexicos,
)
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
