"""Lo que cuesta el informe de un año con un millon de comentarios, en los dos motores: lo pedido son 10 s y 300 MB.

Cada informe se hace en un proceso nuevo, con todo lo que carga. El tiempo se dice, de maquina y de reloj; lo exigido es que
cueste menos que contar el año, que es lo que se ahorra. Con menos, para probar deprisa: COLA_COMENTARIOS=50000 COLA_EXPEDIENTES=10000.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter

import pytest

from moderacion.almacen import Almacen
from moderacion.informes import cierres, formas, registro
from moderacion.informes.periodo import Periodo
from moderacion.reloj import RelojFijo, dia_local
from tests.rendimiento.medidas_cola import carga_ajena
from tests.rendimiento.mundo_anual import AHORA, ANIO, poblar_anio
from tests.rendimiento.planes import mirando

pytestmark = [pytest.mark.lenta, pytest.mark.timeout(3600)]
COMENTARIOS = int(os.environ.get("COLA_COMENTARIOS", "1000000"))
DECIDIDOS = int(os.environ.get("COLA_EXPEDIENTES", "200000"))
ENTERA = COMENTARIOS >= 500_000
PEDIDO_S, MEGAS = 10, 300
LEE_DIA = 60
"""Lo mas que lee cerrar un dia, en veces lo que entro ese dia (en pasos de SQLite o filas de PostgreSQL)."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def anio(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Almacen, str, float]]:
    """La base de un año, con los dias ya cerrados, y los segundos que costo cerrarlos."""
    servidor = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    url = servidor.nueva() if servidor else f"sqlite:///{tmp_path_factory.mktemp('anio') / 'anio.db'}"
    almacen = Almacen(url, RelojFijo(AHORA))
    almacen.migrar()
    antes = perf_counter()
    poblar_anio(almacen, COMENTARIOS, DECIDIDOS)
    print(f"\n== {request.param}: {COMENTARIOS} comentarios, {DECIDIDOS} decididos; {perf_counter() - antes:.0f} s de preparar; {carga_ajena()}")  # fmt: skip
    antes = perf_counter()
    cerrados = cierres.asentar(almacen)
    tardo = perf_counter() - antes
    print(f"cerrar {cerrados} días: {tardo:.1f} s en total, {1000 * tardo / cerrados:.0f} ms por día")
    yield almacen, url, tardo
    almacen.cerrar()
    if servidor:
        servidor.borrar(url)


@pytest.mark.parametrize("clase", sorted(registro.clases()))
def test_el_informe_de_un_anio(anio: tuple[Almacen, str, float], clase: str) -> None:
    for formato in formas.FORMATOS if ENTERA else ("pdf",):
        hecho = subprocess.run(
            [sys.executable, "-m", "tests.rendimiento.un_informe", anio[1], clase, formato],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        m = json.loads(hecho.stdout)
        print(
            f"\n{clase:<14} {formato:<5} {m['reloj']:5.1f} s de reloj, {m['maquina']:5.1f} s de máquina, "
            f"{m['mb']:4.0f} MB, {m['octetos']:>9} octetos; {m['maquina'] / PEDIDO_S:.2f} de lo pedido",
            end="",
        )
        assert m["maquina"] < anio[2]
        assert m["mb"] <= MEGAS
    print()


@pytest.mark.parametrize("clase", ["transparencia", "cadencia"])
def test_el_informe_no_mira_los_hechos(anio: tuple[Almacen, str, float], clase: str) -> None:
    """De un año ya cerrado no se lee ningun comentario, veredicto ni orden: solo lo contado."""
    with mirando(anio[0]._motor) as vistas:
        registro.armar(clase, anio[0], Periodo.del_anio(ANIO), AHORA, "ISSS")
    mirado = " ".join(c.orden for c in vistas.values())
    for hecho in (
        "FROM comentario",
        "FROM veredicto",
        "FROM orden",
        "FROM decision",
        "JOIN comentario",
        "FROM expediente",
    ):
        assert hecho not in mirado
    # lo contado si se puede leer entero: aqui solo hay un año, y es el que se pide
    assert [str(c) for c in vistas.values() if any("cifra_dia" not in paso for paso in c.recorre)] == []


def test_cerrar_un_dia_lee_lo_de_ese_dia(anio: tuple[Almacen, str, float]) -> None:
    almacen, dia = anio[0], dia_local(AHORA.replace(month=7, year=ANIO))
    with mirando(almacen._motor) as vistas, almacen.lectura() as u:
        u.cierres.contar(dia)
    for c in vistas.values():
        print("\n", c)
    assert [str(c) for c in vistas.values() if c.recorre] == []
    por_dia = max(1, COMENTARIOS // 365)
    if almacen._motor.dialect.name == "sqlite" or ENTERA:
        assert [str(c) for c in vistas.values() if c.leido > LEE_DIA * por_dia] == []


def test_lo_cerrado_cuadra_con_los_hechos(anio: tuple[Almacen, str, float]) -> None:
    mes = Periodo(
        dia_local(AHORA.replace(year=ANIO, month=3, day=1)),
        dia_local(AHORA.replace(year=ANIO, month=3, day=31)),
    )
    antes = perf_counter()
    assert [m for _, m in cierres.descuadres(anio[0], mes.desde, mes.hasta) if m] == []
    print(f"\nrecontar un mes: {perf_counter() - antes:.1f} s")
