"""Juzgar otra vez lo guardado: lo que cuesta por comentario, frente a trece expresiones sobre los mismos textos.

Imprime; no exige tiempos. `REPASAR_COMENTARIOS`: cuantos (10.000 de fabrica; la meta es de un millon en un minuto).
"""

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from moderacion.evaluacion.rehacer import juzgar_aqui
from moderacion.evaluacion.repaso import PeticionRepaso, repasar
from moderacion.montaje import memoria
from politicas.juicio import juzgar
from politicas.registro import POLITICAS, version_reglamento
from tests.rendimiento.mundo_cola import AHORA
from tests.rendimiento.reglas import REGLAS
from tests.rendimiento.test_guardar import casa
from tests.rendimiento.textos import mezcla, paginas

CUANTOS = int(os.environ.get("REPASAR_COMENTARIOS", "10_000"))
MILLON = 1_000_000


@pytest.mark.lenta
@pytest.mark.timeout(1200)
def test_juzgar_otra_vez_lo_guardado(tmp_path: Path) -> None:
    textos = mezcla(CUANTOS)
    hecho = casa(tmp_path / "casa.db", 0)
    assert hecho.paginas(paginas(textos)) == len(textos)
    numeros = tuple(p.numero for p in POLITICAS)
    peticion = PeticionRepaso(AHORA - timedelta(days=365), None, numeros, 5, "prueba")
    memoria.asentar()
    antes = time.process_time()
    r = repasar(
        hecho.almacen,
        peticion,
        juzgar_aqui(juzgar),
        version_reglamento(),
        dict.fromkeys(numeros, "1"),
        ("isss",),
    )
    suyo = (time.process_time() - antes) / r.cuantos * 1e6
    antes = time.process_time()
    for texto in textos:
        for regla in REGLAS:
            regla.search(texto)
    llanas = (time.process_time() - antes) / len(textos) * 1e6
    print(
        f"\n{r.cuantos} juzgados otra vez: {suyo:.0f} µs de procesador por comentario, {llanas / suyo:.2f} × la velocidad de las "
        f"13 expresiones; un millón, {suyo * MILLON / 60e6:.1f} minutos en un núcleo"
    )
    assert r.cuantos == len(textos)
    assert r.cambian == 0, "con las mismas reglas y lo mismo a la vista, lo mismo"
    hecho.almacen.cerrar()
