"""kill -9 en cada punto del circuito entero, con los conectores de verdad contra las redes simuladas, en los dos motores.

Leer, juzgar, despachar, decidir, responder, publicar, levantar y escalar: se muere, se vuelve, pasan diez minutos, y la red
y la base tienen lo mismo que si nadie hubiera muerto. Nada perdido, nada doble, nada a medias.
"""

from collections import Counter
from itertools import product

import pytest

from tests.fiabilidad.circuito import AVISO, RESPUESTA, TRAMOS
from tests.fiabilidad.ensayo import MOTORES, REDES, Ensayos
from tests.fiabilidad.puntos import SIN_CONTESTAR
from tests.tandas import TURNO, UNA_DE_CADA, las_que_tocan

CADA = 150
"""En la integracion se muere en uno de cada tantos puntos de un tramo, ademas de en los de publicar y responder."""
DEBIDO = {
    "facebook": {"ocultar": 3, "bloquear": 2, "responder": 1, "publicar": 1, "desbloquear": 2, "mostrar": 1},
    "twitter": {"ocultar": 3, "responder": 1, "publicar": 1, "mostrar": 1},
    "youtube": {"ocultar": 3, "bloquear": 1, "eliminar": 1, "responder": 1, "mostrar": 1},
}
"""Lo que una vida sin averias deja en cada red. Twitter bloquea a mano; YouTube publica a mano, y al bloquear rechaza."""


CIRCUITOS = las_que_tocan(list(product(REDES, MOTORES)))
"""De los seis, en la integracion uno cada dia."""
circuitos = pytest.mark.parametrize(("red", "motor"), CIRCUITOS)


@circuitos
@pytest.mark.lenta
def test_sin_morir_el_circuito_hace_lo_que_debe_y_cruza_todas_las_fronteras(
    ensayos: Ensayos, red: str, motor: str
) -> None:
    ensayo = ensayos(red, motor)
    c = ensayo.circuito
    c.poner("fin")
    hay = ensayo.seguir("escalar")
    assert Counter(a for a, _ in hay["efectos"].elements()) == DEBIDO[c.red]
    assert {t for _, t in hay["efectos"] if t in (AVISO, RESPUESTA)} == (
        {RESPUESTA} if c.red == "youtube" else {AVISO, RESPUESTA}
    )
    assert (hay["abiertas"], hay["por_avisar"], hay["cadena"]) == ([], [], None)
    assert hay["incidentes"] == [("cuenta_intervenida", "cerrado")]
    assert hay["avisados"].total() == 1
    que = {p for puntos in ensayo.puntos.values() for p in puntos}
    assert {"insert into comentario", "insert into veredicto", "insert into orden", "update orden"} <= que
    assert {"insert into decision", "insert into suceso", "update bloqueo", "confirmado"} <= que
    assert {"aviso: antes de enviar", f"aviso: {SIN_CONTESTAR}"} <= que
    assert sum(map(len, ensayo.puntos.values())) >= 500
    assert {p.rpartition(": ")[2] for p in que if p[:4] in ("GET ", "POST", "PUT ", "DELE")} == {
        "antes de enviar",
        SIN_CONTESTAR,
    }


@circuitos
@pytest.mark.lenta
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("tramo", [t.nombre for t in TRAMOS])
def test_muere_en_cada_punto(ensayos: Ensayos, red: str, motor: str, tramo: str) -> None:
    """En la integracion, uno de cada tantos y los peores; todos, en la tanda exhaustiva."""
    ensayo = ensayos(red, motor)
    puntos = ensayo.puntos[tramo]
    todos = range(1, len(puntos) + 1)
    elegidos = (
        todos if UNA_DE_CADA == 1 else sorted({*todos[TURNO % CADA :: CADA], *ensayo.los_peores(tramo)})
    )
    mal, ante_persona, repetidos = [], 0, 0
    for k in elegidos:
        b, _ = ensayo.morir(tramo, k)
        ante_persona, repetidos = ante_persona + b.ante_persona, repetidos + b.repetidos
        if b.mal:
            mal.append(f"{k} ({puntos[k - 1]}): {b.mal}")
    print(
        f"\n{red}, {motor}, {tramo}: {len(elegidos)} de {len(puntos)} puntos; {len(mal)} mal, "
        f"{ante_persona} ante una persona, {repetidos} avisos repetidos"
    )
    assert mal == []
