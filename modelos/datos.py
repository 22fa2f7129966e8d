"""Los conjuntos publicos en espanol con que se entrena y se mide. Se leen donde estan; nunca se copian aqui.

Descripcion, origen y licencia de cada uno: FICHA.md.
"""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from modelos import corpus

VARIABLE = "MODERACION_DATOS"
"""Variable de entorno con la carpeta de los datos, si no esta en su sitio de costumbre."""

_RAIZ = Path(__file__).resolve().parents[1]
_DE_COSTUMBRE = _RAIZ.parent / "shared" / "datos"


class DatosAusentes(Exception):
    """No estan los conjuntos publicos. El mensaje dice cual falta, donde se busco y como decir otro sitio."""


@dataclass(frozen=True, slots=True)
class Conjunto:
    """Un archivo de datos: su nombre, de quien es y con que licencia."""

    archivo: str
    origen: str
    licencia: str


OFFENDES_TRAIN = Conjunto("offendes_train.tsv", "OffendES, particion oficial", "CC-BY-NC-SA-4.0")
OFFENDES_TEST = Conjunto("offendes_test_abierto.tsv", "OffendES, particion oficial", "CC-BY-NC-SA-4.0")
EMOEVENT_TRAIN = Conjunto("emoevent_es_train.tsv", "EmoEvent", "Apache-2.0")
EMOEVENT_DEV = Conjunto("emoevent_es_dev.tsv", "EmoEvent", "Apache-2.0")
HATEVAL_TRAIN = Conjunto("hateval_es_train.tsv", "HatEval 2019", "CC-BY-NC-4.0")
HATEVAL_DEV = Conjunto("hateval_es_dev.tsv", "HatEval 2019", "CC-BY-NC-4.0")
AYUNTAMIENTOS = Conjunto("ayuntamientos.tsv", "respuestas a ayuntamientos", "sin licencia: solo para medir")
PROPUESTAS = Conjunto("propuestas_madrid.tsv", "Decide Madrid", "datos abiertos del Ayuntamiento de Madrid")
CORPUS = Conjunto("corpus", "corpus del proyecto (modelos/corpus), sin la parte de prueba", "la del proyecto")
"""No es un archivo: son los lotes del proyecto. Sus filas tienen `texto`, `clase` y `etiquetas`, con comas."""

Fila = Mapping[str, str]


def carpeta_de_datos(carpeta: Path | None = None) -> Path:
    """La carpeta de los datos: la dada, la de `MODERACION_DATOS` o `../shared/datos` junto al proyecto.

    Lanza `DatosAusentes` si no existe.
    """
    elegida = carpeta or Path(os.environ.get(VARIABLE) or _DE_COSTUMBRE)
    if not elegida.is_dir():
        raise DatosAusentes(
            f"No hay carpeta de datos en «{elegida}». Entrenar y medir necesitan los conjuntos públicos de "
            f"FICHA.md: indique la carpeta o ponga {VARIABLE}."
        )
    return elegida


def hay(conjunto: Conjunto, carpeta: Path) -> bool:
    """Si el conjunto esta en la carpeta."""
    return conjunto == CORPUS or (carpeta / conjunto.archivo).is_file()


def exigir(conjuntos: Iterable[Conjunto], carpeta: Path) -> None:
    """Lanza `DatosAusentes`, con todos los que faltan, si falta alguno."""
    faltan = sorted({c.archivo for c in conjuntos if not hay(c, carpeta)})
    if faltan:
        raise DatosAusentes(f"Faltan en «{carpeta}»: {', '.join(faltan)}. Origen de cada uno: FICHA.md.")


def fila_de(comentario: corpus.Comentario) -> Fila:
    """Un comentario del corpus como fila de un conjunto."""
    return {
        "texto": comentario.texto,
        "clase": comentario.clase,
        "etiquetas": ",".join(comentario.etiquetas),
    }


def leer_conjunto(conjunto: Conjunto, carpeta: Path) -> list[Fila]:
    """Las filas de un conjunto, como diccionarios por columna.

    Es TSV sin comillas: un campo no lleva tabuladores ni saltos de linea. Lanza `DatosAusentes` si falta el
    archivo y `ValueError` si una fila no tiene las columnas de la cabecera.
    """
    if conjunto == CORPUS:
        partes = corpus.partir(corpus.cargar())
        return [fila_de(c) for parte in ("entrenamiento", "validacion") for c in partes[parte]]
    exigir([conjunto], carpeta)
    cabecera, *resto = (carpeta / conjunto.archivo).read_text(encoding="utf-8").rstrip("\n").split("\n")
    columnas = cabecera.split("\t")
    filas: list[Fila] = []
    for numero, linea in enumerate(resto, start=2):
        campos = linea.split("\t")
        if len(campos) != len(columnas):
            raise ValueError(
                f"«{conjunto.archivo}», línea {numero}: {len(campos)} columnas y se esperaban {len(columnas)}."
            )
        filas.append(dict(zip(columnas, campos, strict=True)))
    return filas
