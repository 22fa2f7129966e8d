"""Cuanto cuesta juzgar, como razon frente a un bucle de expresiones regulares sobre los mismos textos.

Imprime; no exige tiempos absolutos. `make rendimiento` la corre. Cada texto medido se ve una sola vez; antes se
juzgan otros distintos, como en un servicio que lleva rato en marcha.
"""

import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import pytest

from modelos.clasificador import Clasificador
from modelos.lectura import Lectura, leer_lote
from moderacion.evaluacion.repetidos import Repetidos, visto_de
from moderacion.montaje import memoria
from politicas.juicio import Juez
from politicas.tipos import Contexto, Pieza, Sentido, Veredicto
from tests.rendimiento.reglas import REGLAS
from tests.rendimiento.textos import Cronometro, lotes, otros, reales

LOTE = 500
AHORA = datetime(2026, 11, 20, 15, tzinfo=UTC)
CONTEXTO = Contexto(AHORA)
Indicios = Mapping[str, float]


class Puesto:
    """Lo que tiene un proceso que juzga: juez, indice de parecidos y clasificador."""

    def __init__(self) -> None:
        self.juez = Juez()
        self.clasificador = Clasificador.cargar()
        self.repetidos = Repetidos()
        self.vistos = 0

    def juzgar(self, lecturas: Sequence[Lectura], indicios: Sequence[Indicios]) -> list[Veredicto]:
        veredictos = []
        for lectura, numeros in zip(lecturas, indicios, strict=True):
            self.vistos += 1
            autor = str(self.vistos)
            pieza = Pieza(
                Sentido.ENTRANTE, lectura=lectura, indicios=numeros, red="facebook", autor=autor, fecha=AHORA
            )
            contexto, _ = self.repetidos.contexto(CONTEXTO, pieza, self.vistos)
            veredictos.append(self.juez.juzgar(pieza, contexto))
            self.repetidos.anotar(visto_de(self.vistos, "", lectura, AHORA, autor, "facebook"))
        return veredictos


@pytest.fixture(scope="module")
def puesto() -> Puesto:
    puesto = Puesto()
    for textos in lotes(otros()[:12_000], LOTE):
        lecturas = leer_lote(textos)
        puesto.juzgar(lecturas, puesto.clasificador.puntuar(lecturas))
    # como el servicio: lo que ya esta cargado no se vuelve a recorrer en busca de basura
    memoria.asentar()
    return puesto


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
    for texto in reales():
        antes = time.perf_counter()
        lecturas = leer_lote([texto])
        puesto.juzgar(lecturas, [{}])
        tiempos.append((time.perf_counter() - antes) * 1e3)
    tiempos.sort()
    medio, p99 = tiempos[len(tiempos) // 2], tiempos[int(len(tiempos) * 0.99)]
    print(f"\nun texto solo: mediana {medio:.2f} ms, p99 {p99:.2f} ms")
    assert p99 > 0
