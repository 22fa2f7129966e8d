"""La matriz de averias: cuatro efectos, doce averias y tres redes, con los conectores de verdad. 144 celdas.

En cada una se pide un efecto con la red averiada, la red vuelve y en diez minutos todo esta hecho, conciliado o ante una
persona: nada perdido, nada publico dos veces, nada a medias. Lo que una red no deja hacer por API es tarea de una persona, y a
la red no le llega nada.
"""

from itertools import product

import pytest

from conectores.http import Limites
from conectores.tipos import Accion
from tests.fiabilidad.averias import AVERIAS, SALE_BIEN, SE_APLICA
from tests.fiabilidad.circuito import CORTOS, CUENTA
from tests.fiabilidad.ensayo import EFECTOS, REDES, Celda, Ensayos
from tests.tandas import TURNO, UNA_DE_CADA

CELDAS = list(product(REDES, EFECTOS, AVERIAS))
NADA = {"publicar": 0, "responder": 0}


def tocan() -> list[tuple[str, str, str]]:
    """Todas, o una de cada averia: otra cada dia."""
    if UNA_DE_CADA == 1:
        return CELDAS
    de_cada = list(product(REDES, EFECTOS))
    return [(*de_cada[(TURNO + 5 * n) % len(de_cada)], averia) for n, averia in enumerate(AVERIAS)]


def test_son_144_y_en_la_integracion_hay_una_de_cada_averia_al_menos() -> None:
    assert len(CELDAS) == len(set(CELDAS)) == 144
    assert {a for _, _, a in tocan()} == set(AVERIAS)
    assert set(tocan()) <= set(CELDAS)


def test_los_limites_de_verdad_son_de_treinta_segundos_como_mucho() -> None:
    for limites in (Limites(), CORTOS):
        assert max(limites.conectar, limites.leer, limites.total) <= 30


@pytest.mark.lenta
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("red", "efecto", "averia"), tocan())
def test_celda(ensayos: Ensayos, red: str, efecto: str, averia: str) -> None:
    ensayo = ensayos(red, "sqlite")
    celda = ensayo.celda(efecto, averia)
    assert celda.balance.mal == ""
    de_la_red = ensayo.circuito.servicio.capacidades[CUENTA].de(Accion(efecto))
    if not de_la_red.por_api:
        assert not any(a == efecto for a, _ in celda.hay["efectos"]), "a la red no le llega nada"
        assert (efecto, "pendiente") in celda.hay["tareas"] or ("publicacion", "borrador") in celda.hay[
            "borradores"
        ], "y una persona lo tiene por hacer"
        return
    assert celda.inyectadas >= 1, "la avería no llegó a darse"
    revisar_llamadas(celda)
    # lo que la red no llego a aplicar y no se puede repetir a ciegas es lo unico que acaba ante una persona
    if averia in (*SALE_BIEN, *SE_APLICA, "429", "caida") or efecto not in NADA:
        assert celda.balance.ante_persona == 0


def revisar_llamadas(celda: Celda) -> None:
    """Ninguna pasa de su limite total, mas lo que dure la lectura en que se cumple."""
    assert celda.llamadas
    assert max(s for s, _ in celda.llamadas) <= CORTOS.total + CORTOS.leer + 0.5
