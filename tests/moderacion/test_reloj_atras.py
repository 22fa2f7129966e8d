"""El reloj de la maquina retrocede horas (arranco con la hora local puesta por UTC, y la red la corrigio): nada se queda callado."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from conectores import errores
from moderacion import custodia, ejecucion, informes, ingesta
from moderacion.almacen import Almacen, EstadoOrden, OrigenOrden
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.config import Config
from moderacion.evaluacion import TOMA
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
    com,
    despachador,
    entrar,
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


def test_lo_decidido_con_la_hora_adelantada_no_espera_seis_horas_para_salir(almacen, reloj) -> None:
    """Tres ordenes: una a medio enviar, una de la que no se sabe y una con su gracia. Todas siguen en minutos."""
    entrar(almacen, 1, com("c1"), com("c2"), com("c3"))
    latir(almacen, reloj)
    pronto = reloj.ahora() + MINUTO
    with almacen.unidad() as u:
        for n in (1, 2):
            u.ordenes.pedir(OrdenNueva(f"o{n}", 1, "ocultar", OrigenOrden.PERSONA, comentario_id=n))
            u.ordenes.reclamar(1, frozenset())
        u.ordenes.pasar(2, EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA, {"no_antes_de": pronto})
        gracia = OrdenNueva("o3", 1, "ocultar", OrigenOrden.PERSONA, comentario_id=3, no_antes_de=pronto)
        u.ordenes.pedir(gracia)
    reloj.adelantar(ATRAS)
    red = ConectorFalso()
    for _ in range(6):
        vuelta(almacen, reloj)
        ejecucion.despachar(almacen, red, 1, reloj)
        reloj.adelantar(MINUTO)
    assert filas(almacen, "SELECT estado FROM orden WHERE id IN (1, 3)") == ["hecha", "hecha"]
    with almacen.lectura() as u:
        assert [o.id for o in u.ordenes.desconocidas(1)] == [2], "y la otra se busca ya en la red"


def test_lo_reclamado_con_la_hora_adelantada_lo_juzga_otro(almacen, reloj) -> None:
    """Una emergencia puede estar dentro: no espera a que la hora alcance a quien murio con ella."""
    entrar(almacen, 1, com("c1"))
    latir(almacen, reloj)
    with almacen.unidad() as u:
        assert len(u.comentarios.reclamar(10, u.ahora + TOMA)) == 1
    reloj.adelantar(ATRAS)
    with almacen.unidad() as u:
        assert u.comentarios.reclamar(10, u.ahora + TOMA) == []
    vuelta(almacen, reloj)
    with almacen.unidad() as u:
        assert len(u.comentarios.reclamar(10, u.ahora + TOMA)) == 1
    vuelta(almacen, reloj)
    with almacen.unidad() as u:
        assert u.comentarios.reclamar(10, u.ahora + TOMA) == [], "lo reclamado ya en hora no se suelta"


def test_una_copia_hecha_con_la_hora_adelantada_no_deja_sin_copias(almacen, reloj) -> None:
    hecha = {"archivo": "x", "hecha": reloj.ahora().isoformat(), "octetos": 1, "sha256": "", "n": 1}
    with almacen.unidad() as u:
        u.respaldos.anotar(hecha, 0, "prueba", aparte=False)
    assert not custodia.toca(almacen, timedelta(hours=6))
    reloj.adelantar(-MINUTO)
    assert not custodia.toca(almacen, timedelta(hours=6)), "dos maquinas casi en hora"
    reloj.adelantar(ATRAS)
    assert custodia.toca(almacen, timedelta(hours=6))
