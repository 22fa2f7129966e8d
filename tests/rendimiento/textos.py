"""Los textos con que se mide: los reales si estan; si no, los del guion de la demostracion."""

import csv
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from moderacion.demo import leer_guion
from tests import entrada_real


class Cronometro:
    """Suma segundos de procesador por nombre: lo que hagan otros procesos no cuenta."""

    def __init__(self) -> None:
        self.segundos: Counter[str] = Counter()

    @contextmanager
    def midiendo(self, nombre: str) -> Iterator[None]:
        antes = time.process_time()
        yield
        self.segundos[nombre] += time.process_time() - antes


def reales() -> Sequence[str]:
    """Las respuestas de ciudadanos a ayuntamientos, en su orden."""
    if entrada_real.ARCHIVO.is_file():
        return entrada_real.textos()
    return [str(c["texto"]) for c in leer_guion().comentarios] * 4


def otros() -> Sequence[str]:
    """Otros comentarios, barajados: con ellos se calienta lo que un servicio en marcha ya tiene caliente."""
    ruta = entrada_real.DATOS / "offendes_train.tsv"
    if not ruta.is_file():
        return reales()
    with ruta.open(encoding="utf-8", newline="") as archivo:
        textos = [f["texto"] for f in csv.DictReader(archivo, delimiter="\t", quoting=csv.QUOTE_NONE)]
    random.Random(1).shuffle(textos)
    return textos


def lotes(textos: Sequence[str], tamano: int) -> Iterator[Sequence[str]]:
    """Los textos de `tamano` en `tamano`."""
    for i in range(0, len(textos), tamano):
        yield textos[i : i + tamano]
