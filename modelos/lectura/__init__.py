"""Lee un texto una vez: `leer(texto) -> Lectura`. Pura: sin aprendizaje, red, reloj ni azar."""

from .carga import Entrada, ErrorLexico, abrir, exigir_textos, leer_lexico, leer_toml
from .criba import leer, leer_lote, leer_muchos
from .enlaces import hallar_correos
from .lectura import Lectura
from .lexico import CARPETA, Lexicos, lexicos
from .plegado import plegar
from .semejanza import (
    Firma,
    firmar,
    numeros,
    parecido,
    se_parecen,
    semejanza_escrita,
    semejanza_leida,
)
from .senales import INSULTANTES, LETRAS_DE_BANDERA, Senal
from .tipos import Acierto, Enlace, Palabra, Tramo

__all__ = [
    "CARPETA",
    "INSULTANTES",
    "LETRAS_DE_BANDERA",
    "Acierto",
    "Enlace",
    "Entrada",
    "ErrorLexico",
    "Firma",
    "Lectura",
    "Lexicos",
    "Palabra",
    "Senal",
    "Tramo",
    "abrir",
    "exigir_textos",
    "firmar",
    "hallar_correos",
    "leer",
    "leer_lexico",
    "leer_lote",
    "leer_muchos",
    "leer_toml",
    "lexicos",
    "numeros",
    "parecido",
    "plegar",
    "se_parecen",
    "semejanza_escrita",
    "semejanza_leida",
]
