"""El reloj de la maquina retrocede horas (arranco con la hora local puesta por UTC, y la red la corrigio): nada se queda callado."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from conectores import errores
from moderacion import informes, ingesta
from moderacion.almacen import Almacen
from moderacion.config import Config
from moderacion.incidentes import auditor, cadenas, escalada, retroceso
from moderacion.incidentes.cadenas import CadenaPedida
from moderacion.incidentes.copia import Escalon
from moderacion.montaje.vueltas import Vueltas
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    MINUTO,
    Cartero,
    ConectorFalso,
    abrir_incidente,
    alta,
    avisables,
    despachador,
    filas,
    pag,
)

ATRAS = -timedelta(hours=6)
SUELTO = "ola_de_insultos"
DESTINOS = {"jefa/1": "a"}


@pytest.fixture(autouse=True)
def casa(almacen: Almacen) -> None:
    alta(almacen)
    avisables(almacen, "jefa/1", "gerente/1")


def latir(almacen: Almacen, reloj: RelojFijo, nombre: str = "escalar") -> None:
    with almacen.unidad() as u:
        u.resumen.latir(nombre, reloj.ahora(), "")


def vuelta(almacen: Almacen, reloj: RelojFijo) -> None:
    """Una del motor, como la da el servicio."""
    retroceso.corregir(almacen)
    escalada.escalar(almacen)
    latir(almacen, reloj)


def test_la_cadena_sigue_a_su_paso_y_no_se_calla_seis_horas(almacen, reloj) -> None:
    pasos = [Escalon((p,), espera=60) for p in ("jefa", "gerente")]
    cadenas.guardar(almacen, CadenaPedida("general", pasos), "prueba")
    abrir_incidente(almacen, tipo=SUELTO)
    vuelta(almacen, reloj)
    reloj.adelantar(ATRAS)
    for _ in range(61):
        vuelta(almacen, reloj)
        reloj.adelantar(MINUTO)
    destinos = filas(almacen, "SELECT destino FROM aviso ORDER BY id")
    assert destinos[:2] == ["jefa/1", "gerente/1"]
    assert len(destinos) <= 3, "ni se repite en cada vuelta"


def test_un_salto_menor_que_la_espera_no_adelanta_nada(almacen, reloj) -> None:
    cadenas.guardar(almacen, CadenaPedida("general", [Escalon(("jefa",), espera=60)]), "prueba")
    abrir_incidente(almacen, tipo=SUELTO)
    reloj.adelantar(10 * MINUTO)
    vuelta(almacen, reloj)
    reloj.adelantar(-5 * MINUTO)
    vuelta(almacen, reloj)
    assert len(filas(almacen, "SELECT destino FROM aviso")) == 1


def test_lo_que_fallo_antes_de_corregirse_la_hora_se_envia_otra_vez(almacen, reloj) -> None:
    """Al arrancar, la red aun no esta: el primer envio falla, y su siguiente intento no puede esperar a mañana."""
    avisables(almacen, "jefa/1")
    abrir_incidente(almacen, tipo=SUELTO)
    despachador(almacen, DESTINOS, Cartero("a", espera=30)).despachar()
    vuelta(almacen, reloj)
    reloj.adelantar(ATRAS)
    vuelta(almacen, reloj)
    reloj.adelantar(MINUTO)
    cartero = Cartero()
    assert despachador(almacen, DESTINOS, cartero).despachar().enviados
    assert [d for d, *_ in cartero.entregados] == ["a"]


def test_un_envio_que_murio_a_medias_no_ocupa_su_destino(almacen, reloj) -> None:
    avisables(almacen, "jefa/1")
    abrir_incidente(almacen, tipo=SUELTO)
    with almacen.unidad() as u:
        assert u.avisos.reclamar("jefa/1", u.ahora, lambda _: timedelta(0))
    vuelta(almacen, reloj)
    reloj.adelantar(ATRAS)
    vuelta(almacen, reloj)
    reloj.adelantar(MINUTO)
    assert despachador(almacen, DESTINOS, Cartero()).despachar().enviados


def test_una_vuelta_que_dice_ser_de_mas_tarde_no_esta_al_dia(almacen, reloj) -> None:
    latir(almacen, reloj)
    reloj.adelantar(ATRAS)
    assert "escalar" in informes.salud(almacen, reloj, {"escalar": 5}).paradas
    halladas = auditor.auditar(almacen, reloj, {"escalar": 5}, {}).halladas
    assert halladas["vuelta/escalar"] == (
        "«escalar» consta dada el 20/11 a las 09:00, que aún no ha llegado: el reloj retrocedió, o no van todos en hora"
    )


def test_la_alarma_que_se_dijo_con_la_hora_mala_se_dice_otra_vez(almacen, reloj) -> None:
    d = auditor.auditar(almacen, reloj, {"escalar": 5}, {})
    auditor.avisadas(almacen, d)
    assert not auditor.auditar(almacen, reloj, {"escalar": 5}, {}).por_avisar
    reloj.adelantar(ATRAS)
    assert auditor.auditar(almacen, reloj, {"escalar": 5}, {}).por_avisar


def test_el_auditor_no_espera_a_que_la_hora_lo_alcance(almacen, reloj) -> None:
    servicio = SimpleNamespace(almacen=almacen, reloj=reloj, config=Config.model_validate({}))
    latir(almacen, reloj, "auditar")
    assert not Vueltas.toca_auditar(servicio)
    reloj.adelantar(ATRAS)
    assert Vueltas.toca_auditar(servicio)


def test_una_cuenta_que_esperaba_cinco_segundos_no_espera_seis_horas(almacen, reloj) -> None:
    red = ConectorFalso()
    red.barridos += [[errores.RedCaida("x")], [pag("k")]]
    assert ingesta.sondear(almacen, red, 1, reloj).error
    reloj.adelantar(ATRAS)
    assert not ingesta.sondear(almacen, red, 1, reloj).omitido
