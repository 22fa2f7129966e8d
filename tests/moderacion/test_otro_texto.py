"""Lo pedido por un texto que su autor cambia antes de que salga: no sale, y lo mira una persona."""

from datetime import timedelta
from typing import Any

import pytest

from conectores import errores
from conectores.tipos import Red
from moderacion import cola, ejecucion, evaluacion, redaccion, sanciones
from moderacion.almacen import Almacen
from moderacion.cola import PERMITIR
from moderacion.ejecucion import otro_texto
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    INSULTO,
    ConectorFalso,
    alta,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    persona,
    reglas,
    sucesos,
)
from tests.moderacion.redactar import mesa
from tests.moderacion.test_cola import resolver
from tests.moderacion.test_sanciones import PLAZOS

QUEJA = "mi queja: dos horas esperando en farmacia"
CINCO = timedelta(hours=5, minutes=1)
ORDENES = "SELECT accion, estado, error FROM orden ORDER BY id"
RAZON = "su autor cambió el texto antes de que saliera"
CASO = "SELECT e.estado, c.estado, e.actuado FROM expediente e JOIN comentario c ON c.id = e.comentario_id"


def insultar(almacen: Almacen, reloj: RelojFijo) -> ConectorFalso:
    """La maquina pide ocultar un insulto."""
    alta(almacen)
    entrar(almacen, 1, com("c9", INSULTO))
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    return ConectorFalso(reloj=reloj)


def rechazar(red: ConectorFalso, reloj: RelojFijo, que: str) -> None:
    red.fallar(que, errores.LimiteExcedido("despacio", hasta=reloj.ahora() + timedelta(hours=5)))


@pytest.mark.parametrize("juzgada", [False, True])
@pytest.mark.parametrize("intentada", [False, True])
def test_la_maquina_no_oculta_la_queja_en_que_se_volvio_el_insulto(
    almacen: Almacen, reloj: RelojFijo, juzgada: bool, intentada: bool
) -> None:
    red = insultar(almacen, reloj)
    if intentada:
        rechazar(red, reloj, "ocultar")
        ejecucion.despachar(almacen, red, 1, reloj)
    entrar(almacen, 1, com("c9", QUEJA))
    if juzgada:
        evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    reloj.adelantar(CINCO)
    ejecucion.despachar(almacen, red, 1, reloj)
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == []
    # lo que se intento quiza se hizo: lo mira una persona
    assert filas(almacen, ORDENES) == [("ocultar", "a_persona" if intentada else "anulada", RAZON)]
    assert filas(almacen, CASO) == [("en_cola", "en_cola", False)]
    resolver(almacen, persona(almacen, "una"), PERMITIR, "es una queja")
    reloj.adelantar(cola.GRACIA)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == ([("mostrar", "c9")] if intentada else [])
    assert filas(almacen, "SELECT count(*) FROM restriccion WHERE cerrada IS NULL") == [0]


def test_quien_reclama_tampoco_toma_lo_pedido_por_otro_texto(almacen: Almacen, reloj: RelojFijo) -> None:
    """Su autor lo cambia entre que se sueltan las de otro texto y que se toma la siguiente."""
    insultar(almacen, reloj)
    entrar(almacen, 1, com("c9", QUEJA))
    with almacen.unidad() as u:
        assert u.ordenes.reclamar(1, frozenset()) is None
    entrar(almacen, 1, com("c9", INSULTO))
    with almacen.unidad() as u:
        assert u.ordenes.reclamar(1, frozenset()) is not None


def test_si_vuelve_al_mismo_texto_mientras_se_soltaba_no_se_suelta(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    insultar(almacen, reloj)
    entrar(almacen, 1, com("c9", QUEJA))
    with almacen.lectura() as u:
        (orden,) = u.ordenes.de_otro_texto(1)
    entrar(almacen, 1, com("c9", INSULTO))
    assert not otro_texto._soltar(almacen, orden)
    assert filas(almacen, "SELECT estado FROM orden") == ["pendiente"]


def test_si_vuelve_al_mismo_texto_la_orden_vale(almacen: Almacen, reloj: RelojFijo) -> None:
    red = insultar(almacen, reloj)
    entrar(almacen, 1, com("c9", QUEJA))
    entrar(almacen, 1, com("c9", INSULTO))
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == [("ocultar", "c9")]


def test_si_sigue_insultando_se_pide_por_lo_que_dice_ahora(almacen: Almacen, reloj: RelojFijo) -> None:
    red = insultar(almacen, reloj)
    entrar(almacen, 1, com("c9", f"{INSULTO} de verdad"))
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == []
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == [("ocultar", "c9")]
    assert filas(almacen, CASO) == [("en_cola", "en_cola", True)]


def test_el_bloqueo_por_un_insulto_no_sale_sobre_una_queja(almacen: Almacen, reloj: RelojFijo) -> None:
    red = insultar(almacen, reloj)
    ejecucion.despachar(almacen, red, 1, reloj)
    sanciones.sancionar(almacen, {1: red.capacidades}, PLAZOS)
    entrar(almacen, 1, com("c9", QUEJA))
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    ejecucion.despachar(almacen, red, 1, reloj)
    sanciones.sancionar(almacen, {1: red.capacidades}, PLAZOS)
    assert red.efectos == [("ocultar", "c9")], "lo que ya salio sigue, y lo ve una persona"
    assert filas(almacen, "SELECT estado FROM bloqueo") == ["levantado"]
    assert filas(almacen, CASO) == [("en_cola", "en_cola", False)]


@pytest.mark.parametrize("que", ["ocultar", "eliminar", "bloquear"])
def test_lo_que_decidio_una_persona_vuelve_a_la_cola_con_lo_que_dice_ahora(
    almacen: Almacen, reloj: RelojFijo, que: str
) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c9", "que feo todo"))
    juzgar(almacen, reloj)
    resolver(almacen, persona(almacen, "una"), que, articulo=2)
    entrar(almacen, 1, com("c9", "dos horas esperando en farmacia"))
    evaluacion.evaluar_pendientes(almacen, reglas(), reloj)
    reloj.adelantar(cola.GRACIA)
    red = ConectorFalso(reloj=reloj)
    ejecucion.despachar(almacen, red, 1, reloj)
    assert red.efectos == []
    assert {e for _, e, _ in filas(almacen, ORDENES)} == {"anulada"}
    assert filas(almacen, CASO) == [("en_cola", "en_cola", False)]


def test_una_cortesia_aprobada_no_contesta_a_otra_cosa(almacen: Almacen, reloj: RelojFijo) -> None:
    m = mesa(almacen, reloj)
    b = m.aprobado()
    rechazar(m.red, reloj, "responder")
    m.pasada()
    entrar(almacen, 1, com("c1", "son unos corruptos, verdad?"))
    juzgar(almacen, reloj)
    m.pasada()
    assert (m.estado(b), m.ver(b)["motivo_devolucion"]) == ("en_revision", f"no llegó a salir: {RAZON}")
    assert "expediente:devuelto" not in sucesos(almacen), "lo que espera a alguien es el borrador"
    reloj.adelantar(CINCO)
    m.pasada()
    assert m.salieron() == []


def test_ni_la_que_esperaba_a_un_paro_ni_la_de_un_tuit_que_cambio_de_id(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    m = mesa(almacen, reloj, Red.TWITTER)
    ejecutar(almacen, "UPDATE comentario SET puede_responder = :si", si=True)
    b = m.aprobado()
    m.programar()
    paro = redaccion.parar(almacen, m.ana, "corre un rumor en la red")
    entrar(almacen, 1, com("c2", "son unos corruptos", red=Red.TWITTER, anteriores=("c1",)))
    reloj.adelantar(timedelta(hours=20))
    m.pasada()
    redaccion.levantar(almacen, paro, m.sofia, "ya se aclaró todo")
    m.pasada()
    assert (m.estado(b), m.salieron()) == ("en_revision", [])


def test_decir_que_se_restringio_y_mostrar_valen_siempre(almacen: Almacen, reloj: RelojFijo) -> None:
    insultar(almacen, reloj)
    huella: dict[str, Any] = {"h": "de otro texto"}
    for accion, origen in (("mostrar", "persona"), ("desbloquear", "termino"), ("responder", "maquina")):
        ejecutar(
            almacen, "UPDATE orden SET huella = :h, accion = :a, origen = :o", a=accion, o=origen, **huella
        )
        with almacen.lectura() as u:
            assert u.ordenes.de_otro_texto(1) == [], accion
    ejecutar(almacen, "UPDATE orden SET origen = 'persona'")
    with almacen.lectura() as u:
        assert len(u.ordenes.de_otro_texto(1)) == 1


@pytest.mark.parametrize("parado", [False, True])
def test_una_respuesta_que_espera_se_juzga_otra_vez_antes_de_salir(
    almacen: Almacen, reloj: RelojFijo, parado: bool
) -> None:
    """Lo que la casa sabe cambia mientras se espera a la red: aqui, que el comentario ya no esta a la vista."""
    m = mesa(almacen, reloj)
    b = m.aprobado()
    rechazar(m.red, reloj, "responder")
    m.pasada()
    if parado:
        redaccion.parar(almacen, m.ana, "corre un rumor en la red")
    reloj.adelantar(timedelta(minutes=3))
    m.pasada()
    assert m.estado(b) == "programado", "lo que sigue valiendo espera"
    ejecutar(almacen, "UPDATE comentario SET estado_red = 'retenido'")
    m.pasada()
    assert m.estado(b) == "en_revision"
    assert "no está a la vista" in m.ver(b)["motivo_devolucion"]
    reloj.adelantar(CINCO)
    m.pasada()
    assert m.salieron() == []
