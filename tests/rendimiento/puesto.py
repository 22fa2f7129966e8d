"""Lo que tiene un proceso que juzga, ya caliente: con el se mide lo que cuesta juzgar."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from modelos.clasificador import Clasificador
from modelos.lectura import Lectura, leer_lote
from moderacion.evaluacion.repetidos import Repetidos, visto_de
from moderacion.montaje import memoria
from politicas.juicio import Juez
from politicas.tipos import Contexto, Pieza, Sentido, Veredicto
from tests.rendimiento.textos import lotes, otros

LOTE = 500
CALIENTAN = 12_000
"""Cuantos textos juzga antes de que se le mida."""
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


def caliente() -> Puesto:
    """Uno que ya juzgo otros textos, como en un servicio que lleva rato en marcha."""
    puesto = Puesto()
    for textos in lotes(otros()[:CALIENTAN], LOTE):
        lecturas = leer_lote(textos)
        puesto.juzgar(lecturas, puesto.clasificador.puntuar(lecturas))
    memoria.asentar()
    return puesto
