"""Las cifras para Prometheus: dicen lo que hay, cuestan lo mismo con mucho guardado y estan en la lista de alertas."""

import math
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from conectores.tipos import Accion
from moderacion import informes
from moderacion.almacen import Almacen
from moderacion.informes import Metrica
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    INICIO,
    INSULTO,
    abrir_incidente,
    alta,
    avisables,
    com,
    ejecutar,
    entrar,
    juzgar,
)
from tests.moderacion.test_ejecucion import pedir
from tests.postgres import base_de
from tests.rendimiento.planes import mirando

ALERTAS = Path(__file__).parents[2] / "docs/alertas.md"
RITMOS = {"evaluar": 2.0, "sondear/1": 60.0}
SOLO_LO_QUE_ESPERA = "ix_comentario_pendiente"
"""Recorrer ese indice es leer lo que espera juicio, y nada mas."""
SERIE = "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < :hasta) "


def leidas(almacen: Almacen) -> dict[str, Metrica]:
    return {m.nombre: m for m in informes.metricas(almacen, RITMOS)}


def cifra(almacen: Almacen, nombre: str, *etiquetas: str) -> float:
    return dict(leidas(almacen)[nombre].muestras)[etiquetas]


def test_dicen_lo_que_espera_y_desde_cuando(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO), com("c2", "que feo"))
    reloj.adelantar(timedelta(minutes=3))
    entrar(almacen, 1, com("c3", "otro"))
    assert cifra(almacen, "moderacion_pendientes") == 3
    assert cifra(almacen, "moderacion_pendiente_edad_segundos") == 180
    juzgar(almacen, reloj)
    assert (
        cifra(almacen, "moderacion_pendientes") == cifra(almacen, "moderacion_pendiente_edad_segundos") == 0
    )
    assert cifra(almacen, "moderacion_en_cola") > 0
    assert cifra(almacen, "moderacion_cola_edad_segundos") > 0
    assert sum(v for (_, que), v in leidas(almacen)["moderacion_veredictos"].muestras if que == "hallada") > 0


def test_dicen_las_ordenes_los_avisos_y_los_incidentes(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    avisables(almacen, "jefa/1")
    entrar(almacen, 1, com("c1", INSULTO))
    pedir(almacen, Accion.PUBLICAR, "hola")
    abrir_incidente(almacen)
    reloj.adelantar(timedelta(minutes=10))
    assert cifra(almacen, "moderacion_ordenes_abiertas", "publicar", "pendiente") == 1
    assert cifra(almacen, "moderacion_orden_edad_segundos") == 600
    assert cifra(almacen, "moderacion_incidentes_abiertos", "abierto") == 1
    assert cifra(almacen, "moderacion_incidente_edad_segundos") == 600
    ejecutar(almacen, "UPDATE orden SET estado = 'hecha', cerrada = :c", c=_fecha(reloj))
    assert cifra(almacen, "moderacion_orden_edad_segundos") == 0
    assert cifra(almacen, "moderacion_ordenes_cerradas_dia", "publicar", "hecha") == 1
    reloj.adelantar(timedelta(days=2))
    assert leidas(almacen)["moderacion_ordenes_cerradas_dia"].muestras == ()


def _fecha(reloj: RelojFijo) -> str:
    return reloj.ahora().strftime("%Y-%m-%d %H:%M:%S.%f")


def test_una_vuelta_que_no_termina_pasa_de_su_plazo(almacen: Almacen, reloj: RelojFijo) -> None:
    assert cifra(almacen, "moderacion_vuelta_edad_segundos", "evaluar") == math.inf
    with almacen.unidad() as u:
        u.resumen.latir("evaluar", reloj.ahora(), "")
        u.resumen.latir("sondear/1", reloj.ahora(), "RedCaida: x")
    assert cifra(almacen, "moderacion_vuelta_con_error", "sondear/1") == 1
    reloj.adelantar(timedelta(seconds=63))
    edad, plazo = (cifra(almacen, f"moderacion_vuelta_{x}_segundos", "evaluar") for x in ("edad", "plazo"))
    assert (edad, plazo) == (63, 62)
    assert cifra(almacen, "moderacion_viva") == 0


def test_la_cuota_que_ya_se_renovo_esta_entera_y_no_hay_mas_de_doce(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    alta(almacen)
    cuotas = [{"nombre": f"c{n}", "usado": 0.75, "renueva": None} for n in range(40)]
    cuotas[0]["renueva"] = (reloj.ahora() + timedelta(minutes=1)).isoformat()
    with almacen.unidad() as u:
        u.cuentas.anotar_conexion(1, None, cuotas)
    m = leidas(almacen)["moderacion_cuota_libre"].muestras
    assert len(m) == 12
    assert {v for _, v in m} == {0.25}
    reloj.adelantar(timedelta(minutes=2))
    assert {v for e, v in leidas(almacen)["moderacion_cuota_libre"].muestras if e[-1] == "c0"} == {1.0}


def test_dice_desde_cuando_no_se_sabe_si_algo_sigue_en_la_red(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    assert leidas(almacen)["moderacion_sin_comprobar_segundos"].muestras == ()
    entrar(almacen, 1, com("c1"), com("c2"))
    reloj.adelantar(timedelta(hours=30))
    entrar(almacen, 1, com("c2"))
    ((cual, segundos),) = leidas(almacen)["moderacion_sin_comprobar_segundos"].muestras
    assert (cual[:2], segundos) == (("1", "facebook"), 30 * 3600)


def test_cada_metrica_esta_en_la_lista_de_alertas_y_al_reves(almacen: Almacen) -> None:
    tabla = [x for x in ALERTAS.read_text("utf-8").splitlines() if x.startswith("| `moderacion_")]
    en_lista = [re.match(r"\| `(\w+)`", x)[1] for x in tabla]
    hay = [m.nombre + "_total" * m.acumula for m in informes.metricas(almacen, RITMOS)]
    assert sorted(en_lista) == sorted(hay)
    assert all(len([c for c in x.split(" | ") if c.strip()]) == 4 for x in tabla), (
        "metrica, umbral, que y que hacer"
    )
    nombradas = set(re.findall(r"\bmoderacion_\w+", ALERTAS.read_text("utf-8")))
    assert nombradas <= set(hay), nombradas - set(hay)


# --- con mucho guardado


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.lenta)])
def grande(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Almacen]:
    """Treinta mil comentarios juzgados, con su orden hecha, y unos pocos de cada cosa que espera."""
    reloj = RelojFijo(INICIO)
    with base_de(request.param, request, tmp_path) as url:
        almacen = Almacen(url, reloj)
        alta(almacen)
        entrar(almacen, 1, com("c1", INSULTO), com("c2", "que feo"))
        pedir(almacen, Accion.PUBLICAR, "hola")
        sembrar(almacen, 30_000)
        reloj.adelantar(timedelta(days=400))
        yield almacen
        almacen.cerrar()


def sembrar(almacen: Almacen, cuantos: int) -> None:
    """Copias de lo que hay, ya terminadas."""
    for de, terminado in (("comentario", "limpio"), ("orden", "hecha")):
        with almacen._motor.connect() as con:
            fila = con.exec_driver_sql(f"SELECT * FROM {de} ORDER BY id LIMIT 1")
            columnas = [c for c in list(fila.keys()) if c != "id"]
        cambios = {"id_externo": "'x' || s.n", "clave": "'x' || s.n", "estado": f"'{terminado}'"}
        if de == "orden":
            cambios["cerrada"] = "creada"
        valores = ", ".join(cambios.get(c, f"{de}.{c}") for c in columnas)
        ejecutar(
            almacen,
            f"INSERT INTO {de} ({', '.join(columnas)}) {SERIE} SELECT {valores} FROM {de}, s "
            f"WHERE {de}.id = (SELECT min(id) FROM {de})",
            hasta=cuantos,
        )
    if almacen._motor.dialect.name == "postgresql":
        ejecutar(almacen, "ANALYZE")


def test_con_mucho_guardado_no_se_recorre_nada(grande: Almacen) -> None:
    with mirando(grande._motor) as consultas:
        informes.metricas(grande, RITMOS)
        informes.salud(grande, grande._reloj, RITMOS)
    malas = [str(c) for c in consultas.values() if [p for p in c.recorre if SOLO_LO_QUE_ESPERA not in p]]
    assert malas == [], "\n".join(malas)
    assert max(c.leido for c in consultas.values()) < 3_000, max(consultas.values(), key=lambda c: c.leido)
