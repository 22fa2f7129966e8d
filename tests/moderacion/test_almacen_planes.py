"""Las consultas que se repiten cada pocos segundos no recorren una tabla que crece."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from conectores.tipos import Accion, Red
from moderacion import cola, ejecucion, incidentes, informes, ingesta, sanciones
from moderacion.almacen import Almacen
from moderacion.cola.dia import mi_dia
from moderacion.evaluacion import preguntas
from moderacion.incidentes import acuse, auditor, cadenas, escalada
from moderacion.incidentes.espera import mirar_espera
from moderacion.informes import bitacora
from moderacion.informes import politicas as cifras
from moderacion.informes.bitacora import Filtro
from moderacion.montaje import ResolucionApelacion, resolver_apelacion
from moderacion.reloj import RelojFijo
from moderacion.sanciones import apelaciones
from tests.moderacion.falsos import (
    CAPACIDADES,
    INSULTO,
    Cartero,
    ConectorFalso,
    abrir_incidente,
    alta,
    avisables,
    com,
    despachador,
    entrar,
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
CRECEN = "comentario|orden|veredicto|hallazgo|decision|publicacion|autor|bloqueo|falta|expediente|apelacion|intento_publico|conteo_politica|suceso|marca_cola|nota|aviso|escalada|entrega|enlace_acuse"
# la bitacora y los envios solo se leen por su clave y con LIMIT: «SCAN suceso» del final hacia atras son tantos pasos como filas salen
A_TROZOS = re.compile(r"FROM (suceso|entrega) .*ORDER BY (suceso\.n|entrega\.id) (DESC)?\s*LIMIT", re.DOTALL)
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
        malos.extend(
            f"{paso[3]}: {orden}"
            for paso in cursor.fetchall()
            if ENTERA.match(paso[3]) and not A_TROZOS.search(orden)
        )
        cursor.close()

    return malos


def test_las_preguntas_no_recorren_los_comentarios(almacen: Almacen, planes: list[str]) -> None:
    preguntas.preguntas(almacen)
    preguntas.preguntas(almacen, 5)
    assert planes == []


def test_ninguna_pasada_recorre_entera_una_tabla_que_crece(
    almacen: Almacen, reloj: RelojFijo, planes: list[str]
) -> None:
    red = ConectorFalso(reloj=reloj)
    alta(almacen)
    pagina = pag("k", com("c1", INSULTO), com("c2", "que feo", padre_id="c1"), pub("p1"))
    for texto in (INSULTO, "otro pendejo"):
        red.barridos.append([pagina, pag("k", com("c1", texto), com("c3", anteriores=("c2",)))])
        ingesta.sondear(almacen, red, 1, reloj)
        incidentes.vigilar(almacen, 1, lambda *_: (), reloj)
        juzgar(almacen, reloj)
        sanciones.sancionar(almacen, {1: CAPACIDADES[red.red]}, PLAZOS)
        pedir(almacen, Accion.PUBLICAR, texto)
        ejecucion.despachar(almacen, red, 1, reloj)
        ejecucion.conciliar(almacen, red, 1, reloj)
        reloj.adelantar(ABANDONADA)
    sanciones.sancionar(almacen, {1: CAPACIDADES[red.red]}, PLAZOS)
    cola.listar(almacen)
    f = cola.ficha(almacen, 1)
    cola.texto(almacen, 1)
    cola.antecedentes(almacen, f)
    cola.tomar(almacen, 1, persona(almacen))
    assert planes == []


def test_ni_el_motor_ni_los_avisos_ni_el_auditor_recorren_entera_una_tabla_que_crece(
    almacen: Almacen, reloj: RelojFijo, planes: list[str]
) -> None:
    alta(almacen)
    avisables(almacen, "jefa/1", "jefa/2")
    incidente = abrir_incidente(almacen)
    planes.clear()
    cartero = Cartero("jefa/2")
    d = despachador(almacen, {"jefa/1": "jefa/1", "jefa/2": "jefa/2"}, cartero)
    for _ in range(3):
        escalada.escalar(almacen)
        d.despachar()
        auditor.auditar(almacen, reloj, {"escalar": 5, "avisar": 5}, {1: 60})
        with almacen.unidad() as u:
            mirar_espera(u, incidentes.Espera())
        reloj.adelantar(timedelta(minutes=10))
    testigo = cartero.entregados[0][2].split("/acuse/")[1].split()[0]
    assert acuse.ver(almacen, testigo, "1.2.3.4") is not None
    assert acuse.por_enlace(almacen, testigo, "1.2.3.4")
    acuse.de_consola(almacen, incidente, persona(almacen, "una", "supervision").id)
    cadenas.estado(almacen)
    cadenas.sin_canales(almacen)
    assert planes == []


def test_ninguna_pagina_de_la_casa_recorre_entera_una_tabla_que_crece(
    almacen: Almacen, reloj: RelojFijo, planes: list[str]
) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO), com("c2", "que feo"))
    juzgar(almacen, reloj)
    una, otra = persona(almacen, "una", "supervision"), persona(almacen, "otra")
    planes.clear()
    informes.conexiones(almacen, reloj, {"evaluar": 5}, {1: 60})
    informes.salud(almacen, reloj, {"evaluar": 5})
    cola.tomar(almacen, 2, una)
    testigo = apelaciones.emitir(almacen, 1, una.actor).testigo
    apelaciones.ver(almacen, testigo, "1.2.3.4")
    apelaciones.ver(almacen, "inventado", "1.2.3.4")
    apelaciones.presentar(almacen, testigo, "1.2.3.4", "no insulté a nadie", "")
    apelaciones.situacion(almacen, cola.ficha(almacen, 1))
    apelaciones.listar(almacen)
    apelaciones.apelados(almacen, [1, 2])
    r = ResolucionApelacion(
        1, acepta=False, motivo="se mantiene", version=cola.ficha(almacen, 1).expediente["version"]
    )
    resolver_apelacion(almacen, {1: CAPACIDADES[Red.FACEBOOK]}, otra, r)
    sanciones.sancionar(almacen, {1: CAPACIDADES[Red.FACEBOOK]}, PLAZOS)
    mi_dia(almacen, una)
    cifras.semana(almacen, reloj, range(1, 14))
    cifras.quincena(almacen, reloj, 2)
    ahora = reloj.ahora()
    for f in (
        Filtro(),
        Filtro(tipo="orden:pedida"),
        Filtro(objeto="expediente/1"),
        Filtro(actor=una.actor),
        Filtro(desde=ahora - timedelta(days=1), hasta=ahora + timedelta(days=1)),
        Filtro(tipo="orden:pedida", actor="maquina", desde=ahora - timedelta(days=1)),
    ):
        bitacora.hojear(almacen, f)
        bitacora.hojear(almacen, f, antes=5)
        list(bitacora.sacar(almacen, f))
    bitacora.comprobar(almacen)
    bitacora.comprobar(almacen, 3)
    bitacora.comparar(almacen, 1, "x")
    assert planes == []


def test_la_regla_ve_un_recorrido_entero(almacen: Almacen, planes: list[str]) -> None:
    filas(almacen, "SELECT texto FROM comentario WHERE enlace = 'x'")
    assert len(planes) == 1
