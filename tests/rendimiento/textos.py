"""Los textos con que se mide: los reales si estan; si no, los del guion de la demostracion."""

import csv
import json
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from moderacion.demo import leer_guion
from tests import entrada_real

_DIA = datetime(2026, 11, 20, 10, tzinfo=UTC)
"""Dentro de la ventana de los repetidos a la hora en que se mide: el indice se llena, como en el servicio."""


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


CONJUNTOS = ("offendes_train", "ayuntamientos", "hateval_es_train", "emoevent_es_train")


def mezcla(cuantos: int = 20_000) -> list[str]:
    """Comentarios reales de cuatro conjuntos, barajados y sin repetir; sin ellos, los del guion."""
    todos: list[str] = []
    for nombre in CONJUNTOS:
        ruta = entrada_real.DATOS / f"{nombre}.tsv"
        if not ruta.is_file():
            return list(reales())
        with ruta.open(encoding="utf-8", newline="") as archivo:
            todos += [f["texto"] for f in csv.DictReader(archivo, delimiter="\t", quoting=csv.QUOTE_NONE)]
    unicos = list(dict.fromkeys(todos))
    random.Random(3).shuffle(unicos)
    return unicos[:cuantos]


def paginas(textos: Sequence[str], desde: int = 0, tamano: int = 100) -> list[str]:
    """Las paginas de JSON en que Facebook los daria: uno por segundo, diez por autor."""
    cuerpos = []
    for lote in lotes(textos, tamano):
        datos = []
        for texto in lote:
            n, desde = desde, desde + 1
            datos.append(
                {
                    "id": f"10_{n}",
                    "message": texto,
                    "created_time": (_DIA + timedelta(seconds=n)).isoformat(),
                    "from": {"id": f"autor-{n // 10}", "name": f"Persona {n // 10}"},
                    "permalink_url": f"https://www.facebook.com/10_{n}",
                    "like_count": n % 7,
                    "can_hide": True,
                }
            )
        cuerpos.append(json.dumps({"data": datos}))
    return cuerpos
