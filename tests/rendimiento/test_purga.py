"""Cuanto tarda en purgarse lo que cumplio su plazo, y en barrerse la base por una sola persona, con 100.000 comentarios.

Se imprime lo medido y su razon con escribir lo mismo: la maquina de la integracion es de otros. Solo falla lo que se aleje
mucho, que es un plan malo.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from moderacion import conservacion
from moderacion.almacen import Almacen
from moderacion.almacen.consultas import huella_texto
from moderacion.almacen.tablas import Autor, Comentario, Hallazgo, Veredicto
from moderacion.reloj import RelojFijo
from tests.moderacion.canario import NOMBRE, Mundo, reglas_de
from tests.moderacion.falsos import INICIO, filas
from tests.postgres import base_de
from tests.rendimiento.carga import cargando

pytestmark = [pytest.mark.lenta, pytest.mark.timeout(600)]
CUANTOS = 100_000
DESDE = 1000
PEOR = 60
"""Veces lo que cuesta cargarlos, antes de dar el plan por roto."""


@pytest.fixture(params=["sqlite", "postgresql"])
def mundo(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Mundo]:
    reloj = RelojFijo(INICIO)
    with base_de(request.param, request, tmp_path) as url:
        almacen = Almacen(url, reloj)
        yield Mundo(almacen, reloj)
        almacen.cerrar()


def _cargar(almacen: Almacen) -> float:
    """Cien mil comentarios limpios, juzgados, de diez mil autores. Devuelve los segundos de escribirlos."""
    empieza = time.perf_counter()
    numeros = range(DESDE, DESDE + CUANTOS)
    texto = {n: f"buenas, ¿a qué hora atiende la farmacia número {n} del policlínico?" for n in numeros}
    with cargando(almacen._motor) as c:
        c.modelo(
            Autor,
            (
                {"id": n, "cuenta_id": 1, "id_externo": f"p{n}", "nombre": f"Persona {n}"}
                for n in range(DESDE, DESDE + 10_000)
            ),
        )
        c.modelo(
            Comentario,
            (
                {
                    "id": n,
                    "cuenta_id": 1,
                    "id_externo": f"m{n}",
                    "autor_id": DESDE + n % 10_000,
                    "texto": texto[n],
                    "huella": huella_texto(texto[n]),
                    "creado": INICIO,
                    "leido": INICIO,
                    "comprobado": INICIO,
                    "estado": "limpio",
                    "estado_red": "visible",
                    "adjuntos": [],
                    "crudo": {"message": texto[n], "from": {"name": f"Persona {n}"}},
                    "con_crudo": True,
                }
                for n in numeros
            ),
        )
        c.modelo(
            Veredicto,
            (
                {
                    "id": n,
                    "comentario_id": n,
                    "huella": huella_texto(texto[n]),
                    "version_reglamento": "r",
                    "version_modelo": "m",
                    "propuesta": "permitir",
                    "bloquear": False,
                    "critica": False,
                    "automatica": False,
                    "degradado": False,
                    "intencion": ["consulta"],
                    "indicios": {},
                    "fecha": INICIO,
                    "contexto": {"autor_nombre": f"Persona {n}", "vistos": []},
                }
                for n in numeros
            ),
        )
        c.modelo(
            Hallazgo,
            (
                {
                    "id": n,
                    "veredicto_id": n,
                    "politica": 7,
                    "gravedad": 1,
                    "propuesta": "permitir",
                    "motivo": "habla de algo personal",
                    "bloquear": False,
                    "automatica": False,
                    "modo": "sombra",
                    "evidencia": [{"inicio": 0, "fin": 6, "texto": "buenas"}],
                }
                for n in numeros
                if n % 10 == 0
            ),
        )
    return time.perf_counter() - empieza


def test_cien_mil_por_plazo(mundo: Mundo, tmp_path: Path) -> None:
    carga = _cargar(mundo.almacen)
    mundo.reloj.adelantar(timedelta(days=181))
    empieza = time.perf_counter()
    conservacion.ensayo(mundo.almacen, reglas_de(tmp_path))
    ensayo = time.perf_counter() - empieza
    empieza = time.perf_counter()
    hechas = {t.clase: t.cuantos for t in conservacion.purgar(mundo.almacen, reglas_de(tmp_path))}
    tarda = time.perf_counter() - empieza
    assert hechas["limpios"] >= CUANTOS
    assert filas(mundo.almacen, "SELECT count(*) FROM comentario WHERE purgado IS NULL AND id >= 1000") == [0]
    motor = mundo.almacen._motor.dialect.name
    print(
        f"\npurgar {CUANTOS} comentarios ({motor}): {tarda:.1f} s, {tarda / carga:.1f} veces lo que costó escribirlos "
        f"({carga:.1f} s); {CUANTOS / tarda:.0f} por segundo; el ensayo, {ensayo:.2f} s"
    )
    assert tarda / carga < PEOR


def test_barrer_por_una_persona(mundo: Mundo, tmp_path: Path) -> None:
    carga = _cargar(mundo.almacen)
    numero = mundo.pedir_olvido()
    empieza = time.perf_counter()
    conservacion.cumplir(mundo.almacen, reglas_de(tmp_path), numero, 3, "usuario/2")
    tarda = time.perf_counter() - empieza
    assert filas(mundo.almacen, "SELECT count(*) FROM autor WHERE nombre = :n", n=NOMBRE) == [0]
    motor = mundo.almacen._motor.dialect.name
    print(
        f"\nborrar a una persona entre {CUANTOS} comentarios ({motor}): {tarda:.1f} s, {tarda / carga:.1f} veces lo que "
        f"costó escribirlos ({carga:.1f} s)"
    )
    assert tarda / carga < PEOR
