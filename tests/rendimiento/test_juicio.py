"""Cuanto cuesta juzgar, como razon frente a un bucle de expresiones regulares sobre los mismos textos.

Imprime; no exige tiempos absolutos. `make rendimiento` la corre. Usa los textos reales si estan; si no, el guion.
"""

import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from modelos.clasificador import Clasificador
from modelos.lectura import leer
from moderacion.demo import leer_guion
from politicas.juicio import juzgar
from politicas.tipos import Contexto, Pieza, Reciente, Sentido
from tests import entrada_real

LOTE = 500
RECIENTES = 400
AHORA = datetime(2026, 11, 20, 15, tzinfo=UTC)
REGLAS = [
    re.compile(p, re.IGNORECASE)
    for p in (
        r"\bpendej[oa]s?\b", r"\bputas?\b", r"\bmierdas?\b", r"\bidiotas?\b", r"\bcerotes?\b",
        r"https?://\S+", r"\bwww\.\S+", r"\b[A-ZÁÉÍÓÚÑ]{5,}\b", r"(.)\1{4,}", r"\bgratis\b",
        r"\bte voy a\b", r"\bwhatsapp\b", r"\d{4}-\d{4}",
    )
]  # fmt: skip


def _textos() -> Sequence[str]:
    base = (
        entrada_real.textos()
        if entrada_real.ARCHIVO.is_file()
        else [str(c["texto"]) for c in leer_guion().comentarios] * 4
    )
    return base[:LOTE]


def _segundos(hacer: Callable[[], object]) -> float:
    """El mejor de tres: lo que menos estorba la maquina."""
    tiempos = []
    for _ in range(3):
        antes = time.process_time()
        hacer()
        tiempos.append(time.process_time() - antes)
    return min(tiempos)


@pytest.mark.lenta
def test_lo_que_cuesta_juzgar_frente_a_trece_expresiones() -> None:
    textos = _textos()
    clasificador = Clasificador.cargar()
    lecturas = [leer(t) for t in textos]
    indicios = clasificador.puntuar(lecturas)

    def politicas() -> int:
        vistos: list[Reciente] = []
        hallazgos = 0
        for lectura, numeros in zip(lecturas, indicios, strict=True):
            pieza = Pieza(Sentido.ENTRANTE, lectura=lectura, indicios=numeros, red="facebook", fecha=AHORA)
            v = juzgar(pieza, Contexto(AHORA, recientes=tuple(vistos[-RECIENTES:])))
            vistos.append(Reciente(lectura.original, AHORA))
            hallazgos += len(v.hallazgos)
        return hallazgos

    partes = {
        "13 expresiones en bucle": _segundos(lambda: [r.search(t) for t in textos for r in REGLAS]),
        "leer": _segundos(lambda: [leer(t) for t in textos]),
        "clasificar": _segundos(lambda: clasificador.puntuar(lecturas)),
        "13 politicas y repetidos": _segundos(politicas),
    }
    patron = partes["13 expresiones en bucle"]
    print(f"\n{len(textos)} textos, un nucleo")
    for nombre, segundos in partes.items():
        print(
            f"  {nombre:26} {segundos / len(textos) * 1e6:8.0f} µs por texto   {segundos / patron:7.1f} veces"
        )
    total = sum(partes.values()) - patron
    print(
        f"  {'todo el juicio':26} {total / len(textos) * 1e6:8.0f} µs por texto   {total / patron:7.1f} veces"
    )
    assert politicas() > 0
