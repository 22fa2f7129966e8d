"""kill -9 en cada punto del circuito entero, con los conectores de verdad contra las redes simuladas, en los dos motores.

Leer, juzgar, despachar, decidir, responder, publicar, levantar y escalar: se muere, se vuelve, pasan diez minutos, y la red
y la base tienen lo mismo que si nadie hubiera muerto. Nada perdido, nada doble, nada a medias.
"""

import json
import signal
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from tests.fiabilidad.balance import Balance, balance
from tests.fiabilidad.circuito import AVISO, INICIO, RESPUESTA, TRAMOS, Circuito
from tests.fiabilidad.escenario import EnArchivo, EnServidor, Redes, RelojComun
from tests.fiabilidad.puntos import SIN_CONTESTAR, Puntos, en_otro_proceso
from tests.tandas import UNA_DE_CADA, las_que_tocan

MOTORES = ("sqlite", "postgresql")
REDES = ("facebook", "twitter", "youtube")
REPARTIDOS = 12
"""Cuantos puntos de un circuito se miran en la integracion, ademas de los de publicar y responder."""
DEBIDO = {
    "facebook": {"ocultar": 3, "bloquear": 2, "responder": 1, "publicar": 1, "desbloquear": 2, "mostrar": 1},
    "twitter": {"ocultar": 3, "responder": 1, "publicar": 1, "mostrar": 1},
    "youtube": {"ocultar": 3, "bloquear": 1, "eliminar": 1, "responder": 1, "mostrar": 1},
}
"""Lo que una vida sin averias deja en cada red. Twitter bloquea a mano; YouTube publica a mano, y al bloquear rechaza."""


class Ensayo:
    """Un circuito con su partida al principio de cada tramo, y los puntos que se cruzan en cada uno."""

    def __init__(self, circuito: Circuito) -> None:
        self.circuito = circuito
        self.puntos: dict[str, list[str]] = {}
        circuito.calentar()
        for tramo in TRAMOS:
            tramo.antes(circuito)
            circuito.guardar(tramo.nombre)
            assert en_otro_proceso(lambda t=tramo: circuito.vivir((t,), Puntos())) == 0
            self.puntos[tramo.nombre] = json.loads((circuito.carpeta / "puntos.json").read_text())
        circuito.guardar("fin")
        self.debia = cache(self._debia)

    def _debia(self, tramo: str) -> dict[str, Any]:
        self.circuito.poner(tramo)
        return self.seguir(tramo)

    def seguir(self, tramo: str) -> dict[str, Any]:
        """Lo que hay cuando el servicio vuelve, termina el tramo y pasan diez minutos."""
        (cual,) = (t for t in TRAMOS if t.nombre == tramo)
        assert en_otro_proceso(lambda: self.circuito.vivir((cual,), Puntos(), y_luego=True)) == 0
        return self.circuito.hay()

    def morir(self, tramo: str, *cuando: int) -> Balance:
        """Muere en esos puntos, uno por cada vez que vuelve. Falla si la primera no lo mato."""
        debia = self.debia(tramo)
        (cual,) = (t for t in TRAMOS if t.nombre == tramo)
        self.circuito.poner(tramo)
        senales = [
            en_otro_proceso(lambda k=k: self.circuito.vivir((cual,), Puntos(k), y_luego=True)) for k in cuando
        ]
        assert senales[0] == signal.SIGKILL
        return balance(debia, self.seguir(tramo), sum(s == signal.SIGKILL for s in senales))

    def todos(self) -> list[tuple[str, int]]:
        return [(t, k) for t, puntos in self.puntos.items() for k in range(1, len(puntos) + 1)]

    def los_peores(self) -> list[tuple[str, int]]:
        """Lo publico hecho y sin contestar: lo que a ciegas saldria dos veces."""
        return [
            (t, k)
            for t in ("responder", "publicar")
            for k, p in enumerate(self.puntos[t], 1)
            if SIN_CONTESTAR in p and not p.startswith("GET")
        ]


@pytest.fixture(scope="module", params=las_que_tocan([(r, m) for m in MOTORES for r in REDES]), ids="-".join)
def ensayo(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ensayo]:
    red, motor = request.param
    carpeta = tmp_path_factory.mktemp(red)
    reloj = RelojComun(INICIO)
    redes = Redes(reloj=reloj.ahora).arrancar()
    try:
        base = (
            EnArchivo(carpeta)
            if motor == "sqlite"
            else EnServidor(request.getfixturevalue("postgres"), f"circuito_{red}")
        )
        circuito = Circuito(red, base, redes, reloj, carpeta)
        try:
            yield Ensayo(circuito)
        finally:
            circuito.cerrar()
    finally:
        redes.parar()


@pytest.mark.lenta
def test_sin_morir_el_circuito_hace_lo_que_debe_y_cruza_todas_las_fronteras(ensayo: Ensayo) -> None:
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
    assert len(ensayo.todos()) >= 600
    assert {p.rpartition(": ")[2] for p in que if p[:4] in ("GET ", "POST", "PUT ", "DELE")} == {
        "antes de enviar",
        SIN_CONTESTAR,
    }


@pytest.mark.lenta
@pytest.mark.timeout(7200)
def test_muere_en_cada_punto(ensayo: Ensayo) -> None:
    """En la integracion, unos cuantos repartidos y los peores; todos, en la tanda exhaustiva."""
    todos, peores = ensayo.todos(), ensayo.los_peores()
    elegidos = todos if UNA_DE_CADA == 1 else [*todos[:: len(todos) // REPARTIDOS], *peores]
    assert peores
    mal, ante_persona, repetidos = [], 0, 0
    for tramo, k in elegidos:
        b = ensayo.morir(tramo, k)
        ante_persona, repetidos = ante_persona + b.ante_persona, repetidos + b.repetidos
        if b.mal:
            mal.append(f"{tramo} {k} ({ensayo.puntos[tramo][k - 1]}): {b.mal}")
    print(
        f"\n{ensayo.circuito.red}: {len(elegidos)} de {len(todos)} puntos; {len(mal)} mal, "
        f"{ante_persona} ante una persona, {repetidos} avisos repetidos"
    )
    assert mal == []
