"""Cuanto cuesta juzgar, como razon frente a un bucle de expresiones regulares sobre los mismos textos.

Imprime; no exige tiempos absolutos. `make rendimiento` la corre. Cada texto medido se ve una sola vez; antes se
juzgan otros distintos, como en un servicio que lleva rato en marcha.
"""

import time

import pytest

from modelos.lectura import leer_lote
from moderacion.evaluacion.repetidos import Repetidos
from tests.rendimiento.puesto import CALIENTAN, LOTE, Puesto, caliente
from tests.rendimiento.reglas import REGLAS
from tests.rendimiento.textos import Cronometro, lotes, otros, reales


@pytest.fixture(scope="module")
def puesto() -> Puesto:
    return caliente()


@pytest.mark.lenta
def test_lo_que_cuesta_juzgar_frente_a_trece_expresiones(puesto: Puesto) -> None:
    textos = reales()
    for vuelta in (
        "textos nunca vistos, de otra red y otro país que los anteriores",
        "los mismos textos otra vez",
    ):
        reloj, hallazgos = Cronometro(), 0
        for lote in lotes(textos, LOTE):
            with reloj.midiendo("13 expresiones en bucle"):
                [r.search(t) for t in lote for r in REGLAS]
            with reloj.midiendo("leer"):
                lecturas = leer_lote(lote)
            with reloj.midiendo("clasificar"):
                indicios = puesto.clasificador.puntuar(lecturas)
            with reloj.midiendo("13 politicas y repetidos"):
                veredictos = puesto.juzgar(lecturas, indicios)
            hallazgos += sum(len(v.hallazgos) for v in veredictos)
        print(f"\n{len(textos)} {vuelta}, en lotes de {LOTE}, un nucleo, {hallazgos} hallazgos")
        imprimir(reloj, len(textos))
        assert hallazgos > 0
        puesto.repetidos = Repetidos()  # para que la segunda vuelta no sean copias de la primera


def imprimir(reloj: Cronometro, textos: int) -> None:
    tiempos = reloj.segundos
    patron = tiempos["13 expresiones en bucle"]
    tiempos["leer, juzgar y repetidos"] = tiempos["leer"] + tiempos["13 politicas y repetidos"]
    for nombre, total in tiempos.items():
        por_texto, veces = total / textos * 1e6, patron / total
        print(f"  {nombre:26} {por_texto:7.1f} µs por texto   velocidad {veces:5.2f} × las 13 expresiones")


@pytest.mark.lenta
def test_lo_que_cuesta_un_texto_solo(puesto: Puesto) -> None:
    tiempos = []
    # ni los que calientan ni los de la otra prueba, que entonces ya no serian nunca vistos
    for texto in otros()[CALIENTAN : CALIENTAN + 2_000]:
        antes = time.process_time()
        lecturas = leer_lote([texto])
        puesto.juzgar(lecturas, [{}])
        tiempos.append((time.process_time() - antes) * 1e3)
    tiempos.sort()
    medio, p99 = tiempos[len(tiempos) // 2], tiempos[int(len(tiempos) * 0.99)]
    print(f"\nun texto solo: mediana {medio:.2f} ms, p99 {p99:.2f} ms")
    assert p99 > 0
