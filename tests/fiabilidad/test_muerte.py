"""Muerte subita (kill -9) a mitad de la lectura y del despacho: nada se pierde, nada entra ni sale dos veces."""

import os
import signal
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

from tests.apoyo import control, correr, escribir_config, orden, redes
from tests.tandas import TURNO, UNA_DE_CADA

POR_RED = 130
"""Mas de una pagina de 100 en cada red."""
TODOS = [(r, k) for r in ("facebook", "twitter", "youtube") for k in range(1, 6)]


def _poblar(bases: dict[str, str]) -> None:
    for red, base in bases.items():
        comentarios = [
            {
                "texto": f"¿a qué hora abren la farmacia número {n}?" if n % 10 else f"sos un pendejo {n}",
                "autor": {
                    "id": f"UCpersona{n:015d}" if red == "youtube" else str(5_000_000_000 + n),
                    "nombre": f"Persona {n}",
                    "usuario": f"persona_{n}",
                },
            }
            for n in range(POR_RED)
        ]
        control(base, "comentarios", {"comentarios": comentarios})


def _matar_tras(base: str, peticiones: int, *argumentos: str, config: Path) -> bool:
    """Corre la orden y la mata cuando la red lleva tantas peticiones mas. True si llego a matarla."""
    inicio = len(control(base, "peticiones")["peticiones"])
    proceso = orden(*argumentos, config=config)
    while proceso.poll() is None:
        if len(control(base, "peticiones")["peticiones"]) - inicio >= peticiones:
            os.kill(proceso.pid, signal.SIGKILL)
            break
    proceso.communicate(timeout=30)
    return proceso.returncode == -signal.SIGKILL


def _contar(carpeta: Path, consulta: str) -> list[tuple]:
    with closing(sqlite3.connect(carpeta / "moderacion.db")) as con:
        return con.execute(consulta).fetchall()


@pytest.mark.parametrize(
    "puntos",
    [
        pytest.param([("facebook", 3)], id="facebook", marks=pytest.mark.lenta),
        pytest.param(
            TODOS if UNA_DE_CADA == 1 else TODOS[TURNO % 3 :: 3],
            id="todas",
            marks=[pytest.mark.lenta, pytest.mark.timeout(400)],
        ),
    ],
)
def test_muerte_a_mitad_de_la_lectura(tmp_path: Path, puntos: list[tuple[str, int]]) -> None:
    with redes() as r:
        _poblar(r.bases)
        config = escribir_config(tmp_path, r.bases)
        muertes = sum(_matar_tras(r.bases[red], k, "sondear", config=config) for red, k in puntos)
        assert muertes
        codigo, salida, errores = correr("sondear", config=config)
        assert codigo == 0, salida + errores
        por_red = Counter(
            f[0]
            for f in _contar(
                tmp_path, "select c.red, k.id_externo from comentario k join cuenta c on c.id = k.cuenta_id"
            )
        )
        assert por_red == dict.fromkeys(r.bases, POR_RED)
        repetidos = "select count(*) from comentario group by cuenta_id, id_externo having count(*) > 1"
        assert _contar(tmp_path, repetidos) == []
        assert correr("bitacora", "verificar", config=config)[0] == 0


@pytest.mark.lenta
def test_muerte_a_mitad_del_despacho(tmp_path: Path) -> None:
    with redes() as r:
        _poblar(r.bases)
        config = escribir_config(tmp_path, r.bases)
        assert correr("sondear", config=config)[0] == 0
        assert correr("evaluar-pendientes", config=config)[0] == 0
        pedidas = dict(_contar(tmp_path, "select accion, count(*) from orden group by accion"))
        assert pedidas["ocultar"] > 0
        assert _matar_tras(r.bases["facebook"], 4, "despachar", config=config)
        # quien murio pudo dejar una orden a medias: se recupera pasado el plazo, que aqui se da por cumplido
        with closing(sqlite3.connect(tmp_path / "moderacion.db")) as con, con:
            con.execute("update orden set enviada = '2020-01-01 00:00:00' where estado = 'enviando'")
        assert correr("despachar", config=config)[0] == 0
        estados = dict(_contar(tmp_path, "select estado, count(*) from orden group by estado"))
        assert estados == {"hecha": sum(pedidas.values())}
        efectos = Counter(
            (e["accion"], e["objeto"]) for b in r.bases.values() for e in control(b, "efectos")["efectos"]
        )
        assert set(efectos.values()) == {1}
        assert sum(efectos.values()) == sum(pedidas.values())
