"""Las consultas que se repiten cada pocos segundos no recorren una tabla que crece."""

import re

import pytest
from sqlalchemy import event

from conectores.tipos import Accion
from moderacion import cola, ejecucion, incidentes, ingesta, sanciones
from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    INSULTO,
    ConectorFalso,
    alta,
    com,
    filas,
    juzgar,
    pag,
    persona,
    pub,
)
from tests.moderacion.test_ejecucion import pedir
from tests.moderacion.test_ejecucion_muerte import ABANDONADA
from tests.moderacion.test_sanciones import PLAZOS

pytestmark = pytest.mark.solo_sqlite
CRECEN = "comentario|orden|veredicto|hallazgo|decision|publicacion|autor|bloqueo|falta|expediente"
# la bitacora solo se lee por su final: «SCAN suceso» con LIMIT 1 es un paso
ENTERA = re.compile(rf"^SCAN ({CRECEN})(_\d+)?$")


@pytest.fixture
def planes(almacen: Almacen) -> list[str]:
    """Cada orden que se corre y recorre entera una tabla que crece."""
    malos: list[str] = []

    @event.listens_for(almacen._motor, "before_cursor_execute")
    def _explicar(con, _cursor, orden, valores, _contexto, muchas) -> None:
        if muchas or not orden.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            return
        cursor = con.connection.cursor()
        cursor.execute(f"EXPLAIN QUERY PLAN {orden}", valores)
        malos.extend(f"{paso[3]}: {orden}" for paso in cursor.fetchall() if ENTERA.match(paso[3]))
        cursor.close()

    return malos


def test_ninguna_pasada_recorre_entera_una_tabla_que_crece(
    almacen: Almacen, reloj: RelojFijo, planes: list[str]
) -> None:
    red = ConectorFalso(reloj=reloj)
    alta(almacen)
    pagina = pag("k", com("c1", INSULTO), com("c2", "que feo", padre_id="c1"), pub("p1"))
    for texto in (INSULTO, "otro pendejo"):
        red.barridos.append([pagina, pag("k", com("c1", texto), com("c3", anteriores=("c2",)))])
        ingesta.sondear(almacen, red, 1, reloj)
        incidentes.vigilar(almacen, 1, lambda *_: (), (), reloj)
        juzgar(almacen, reloj)
        sanciones.sancionar(almacen, {1: CAPACIDADES[red.red]}, PLAZOS)
        pedir(almacen, Accion.PUBLICAR, texto)
        ejecucion.despachar(almacen, red, 1, reloj)
        ejecucion.conciliar(almacen, red, 1, reloj)
        reloj.adelantar(ABANDONADA)
    sanciones.sancionar(almacen, {1: CAPACIDADES[red.red]}, PLAZOS)
    cola.listar(almacen)
    f = cola.ficha(almacen, 1)
    cola.antecedentes(almacen, f)
    cola.tomar(almacen, 1, persona(almacen))
    assert planes == []


def test_la_regla_ve_un_recorrido_entero(almacen: Almacen, planes: list[str]) -> None:
    filas(almacen, "SELECT texto FROM comentario WHERE enlace = 'x'")
    assert len(planes) == 1
