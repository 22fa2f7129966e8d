"""Dos bloqueos de un mismo autor, y los que se atascan: en la red nadie queda bloqueado sin que el servicio lo sepa."""

from datetime import timedelta

import pytest

from conectores.errores import CredencialInvalida, NoPermitido, RedCaida, ResultadoDesconocido
from conectores.tipos import Red
from moderacion import cola, ejecucion, sanciones
from moderacion.almacen import Almacen
from moderacion.cola.dia import mi_dia
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.informes import restricciones
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import DIA, autor, com, ejecutar, entrar, filas, juzgar
from tests.moderacion.test_escalera import PLAZOS, Mesa

ESTADOS = "SELECT estado FROM bloqueo ORDER BY id"
UN_SEGUNDO = timedelta(seconds=1)


@pytest.fixture
def mesa(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    return Mesa(almacen, reloj)


def bloqueado(mesa: Mesa) -> bool:
    """Lo que la red dice."""
    suyos = [e[0] for e in mesa.red.efectos if e[0] in ("bloquear", "desbloquear")]
    return bool(suyos) and suyos[-1] == "bloquear"


def sancionar(mesa: Mesa) -> None:
    sanciones.sancionar(mesa.almacen, {1: mesa.cap}, PLAZOS)


def al_terminar(mesa: Mesa) -> int:
    """Uno que rige y esta a un segundo de terminar, y otro recien pedido que aun no sale. Devuelve la decision."""
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    mesa.pasar()
    assert bloqueado(mesa)
    segundo = mesa.escribe("que feo todo")
    with mesa.almacen.lectura() as u:
        b = u.sanciones.de_comentario(1)
    assert b is not None
    mesa.reloj.adelantar(b.hasta - mesa.reloj.ahora() - UN_SEGUNDO)
    return mesa.decide(segundo, "bloquear", dias=7)


def dias_despues(mesa: Mesa, dias: int = 2) -> None:
    for _ in range(dias):
        mesa.pasar()
        mesa.reloj.adelantar(DIA)
    mesa.pasar()


def test_si_el_segundo_se_deshace_sin_salir_el_primero_se_levanta_en_la_red(mesa: Mesa) -> None:
    decision = al_terminar(mesa)
    mesa.reloj.adelantar(UN_SEGUNDO)
    sancionar(mesa)
    cola.deshacer(mesa.almacen, decision, mesa.una, mesa.cap)
    dias_despues(mesa)
    assert not bloqueado(mesa), "un bloqueo sin fin: el primero se dio por levantado sin quitarlo"
    assert filas(mesa.almacen, ESTADOS) == ["levantado", "levantado"]


def test_si_la_red_no_toma_el_segundo_el_primero_se_levanta_en_la_red(mesa: Mesa) -> None:
    al_terminar(mesa)
    mesa.red.fallar("bloquear", NoPermitido("no se pudo"))
    mesa.reloj.adelantar(UN_SEGUNDO)
    dias_despues(mesa)
    assert not bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado", "fallido"]


def test_si_el_segundo_sale_el_primero_se_levanta_sin_tocar_la_red(mesa: Mesa) -> None:
    al_terminar(mesa)
    mesa.reloj.adelantar(UN_SEGUNDO)
    mesa.pasar()
    assert bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado", "vigente"]
    assert not filas(mesa.almacen, "SELECT id FROM tarea_red WHERE estado = 'pendiente'")
    mesa.reloj.adelantar(timedelta(days=7))
    mesa.pasar()
    assert not bloqueado(mesa)


def test_con_el_segundo_por_salir_nadie_debe_quitar_a_mano_el_primero(mesa: Mesa) -> None:
    """Quien lo quitara en la red dejaria sin bloquear a quien otra decision acaba de bloquear."""
    al_terminar(mesa)
    mesa.red.fallar("bloquear", *[RedCaida("no contesta")] * 3)
    mesa.reloj.adelantar(UN_SEGUNDO)
    mesa.pasar()
    assert filas(mesa.almacen, ESTADOS) == ["vigente", "pedido"]
    assert not filas(mesa.almacen, "SELECT id FROM tarea_red WHERE estado = 'pendiente'")
    assert restricciones.revisar(mesa.almacen).completo
    tareas = cola.bloqueos_abiertos(mesa.almacen, {1: mesa.cap}, mesa.reloj.ahora())
    assert [t.falta for t in tareas] == ["", ""]
    with pytest.raises(EntradaInvalida, match="se encarga el servicio"):
        cola.hecho_a_mano(mesa.almacen, 1, "vigente", mesa.una, {1: mesa.cap}, "quitado, captura 4")
    dias_despues(mesa)
    assert bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado", "vigente"]


def test_permitir_el_primero_con_el_segundo_por_salir_no_anula_el_segundo(mesa: Mesa) -> None:
    al_terminar(mesa)
    mesa.decide(1, "permitir", mesa.otra)
    mesa.pasar()
    assert bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado", "vigente"]


def test_si_quitar_el_primero_se_anulo_por_el_segundo_y_este_falla_se_quita_despues(mesa: Mesa) -> None:
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=7))
    mesa.red.fallar("desbloquear", RedCaida("no contesta"))
    sancionar(mesa)
    ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)
    mesa.red.fallar("bloquear", NoPermitido("no se pudo"))
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    dias_despues(mesa)
    assert not bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado", "fallido"]


def test_pedirlo_otra_vez_mientras_se_quitaba_y_que_la_red_no_lo_tome_no_lo_deja_sin_fin(mesa: Mesa) -> None:
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "bloquear", dias=7)
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=7))
    mesa.red.fallar("desbloquear", RedCaida("no contesta"))
    sancionar(mesa)
    ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)
    assert filas(mesa.almacen, ESTADOS) == ["levantando"]
    mesa.red.fallar("bloquear", NoPermitido("ya estaba bloqueado"))
    mesa.decide(e, "bloquear", mesa.otra, dias=7)
    mesa.pasar()
    assert filas(mesa.almacen, ESTADOS) == ["vigente"], "la red no llegó a quitarlo: sigue bloqueado"
    with mesa.almacen.lectura() as u:
        (f,) = u.restringido.pagina(restricciones.FiltroRegistro(accion="bloquear", rige=True), 9)
    assert f["hasta"] > mesa.reloj.ahora()
    mesa.reloj.adelantar(timedelta(days=7))
    mesa.pasar()
    assert not bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado"]


def test_quitarlo_que_no_sale_en_un_dia_se_debe_a_una_persona(mesa: Mesa) -> None:
    """Con la credencial revocada la orden espera para siempre: el bloqueo no puede esperar con ella."""
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=7))
    mesa.red.fallar("desbloquear", *[CredencialInvalida("revocada")] * 99)
    mesa.pasar()
    assert filas(mesa.almacen, ESTADOS) == ["levantando"]
    assert not filas(mesa.almacen, "SELECT id FROM tarea_red WHERE estado = 'pendiente'"), (
        "aún puede salir sola"
    )
    assert restricciones.revisar(mesa.almacen).completo
    mesa.reloj.adelantar(DIA)
    assert not restricciones.revisar(mesa.almacen).completo, "pasó su fin, no se quita y nadie lo debe"
    sancionar(mesa)
    assert restricciones.revisar(mesa.almacen).completo
    (t,) = cola.bloqueos_abiertos(mesa.almacen, {1: mesa.cap}, mesa.reloj.ahora())
    assert (t.falta, t.bloqueo.estado) == ("desbloquear", "levantando")
    como = ("levantando", mesa.una, {1: mesa.cap}, "quitado en Configuración, captura 4")
    cola.hecho_a_mano(mesa.almacen, 1, *como)
    assert filas(mesa.almacen, ESTADOS) == ["levantado"]
    ordenes = "SELECT estado FROM orden WHERE accion = 'desbloquear'"
    assert filas(mesa.almacen, ordenes) == ["anulada"], "lo que no salió ya no hace falta"
    sancionar(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado"]


def test_lo_quitado_a_mano_y_pedido_otra_vez_que_la_red_no_toma_no_consta_bloqueado(mesa: Mesa) -> None:
    """La orden que lo bloqueó la primera vez ya no dice nada: una persona lo quitó después."""
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "bloquear", dias=7)
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=7))
    mesa.red.fallar("desbloquear", *[CredencialInvalida("revocada")] * 99)
    mesa.pasar()
    mesa.reloj.adelantar(DIA)
    sancionar(mesa)
    como = ("levantando", mesa.una, {1: mesa.cap}, "quitado en Configuración, captura 4")
    cola.hecho_a_mano(mesa.almacen, 1, *como)
    mesa.red.fallar("bloquear", NoPermitido("no se pudo"))
    mesa.decide(e, "bloquear", mesa.otra, dias=7)
    mesa.pasar()
    assert filas(mesa.almacen, ESTADOS) == ["fallido"]
    rige = "SELECT id FROM restriccion WHERE accion = 'bloquear' AND cerrada IS NULL"
    assert not filas(mesa.almacen, rige)


def test_lo_que_se_esta_quitando_solo_no_se_da_por_hecho_a_mano(mesa: Mesa) -> None:
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=7))
    sancionar(mesa)
    como = ("levantando", mesa.una, {1: mesa.cap}, "quitado en Configuración, captura 4")
    with pytest.raises(EntradaInvalida, match="se encarga el servicio"):
        cola.hecho_a_mano(mesa.almacen, 1, *como)


def test_lo_que_nadie_confirmo_y_la_red_no_deja_quitar_ya_no_se_pide_confirmar(mesa: Mesa) -> None:
    mesa.escribe()
    mesa.pasar()
    (t,) = cola.bloqueos_abiertos(mesa.almacen, {1: mesa.cap}, mesa.reloj.ahora())
    assert t.falta == "confirmar"
    mesa.reloj.adelantar(DIA)
    sancionar(mesa)
    (t,) = cola.bloqueos_abiertos(mesa.almacen, {1: mesa.cap}, mesa.reloj.ahora())
    assert (t.bloqueo.estado, t.falta) == ("levantando", ""), "caducó: se está quitando"
    assert not mi_dia(mesa.almacen, mesa.una).por_confirmar
    mesa.red.fallar("desbloquear", NoPermitido("no se pudo"))
    mesa.pasar()
    (t,) = cola.bloqueos_abiertos(mesa.almacen, {1: mesa.cap}, mesa.reloj.ahora())
    assert (t.bloqueo.estado, t.falta) == ("vigente", "desbloquear")
    assert not mi_dia(mesa.almacen, mesa.una).por_confirmar
    # caduco: quitarlo a mano no pide confirmarlo antes
    cola.hecho_a_mano(mesa.almacen, 1, "vigente", mesa.una, {1: mesa.cap}, "quitado en la página, captura 4")
    assert filas(mesa.almacen, ESTADOS) == ["levantado"]


def test_donde_solo_lo_quita_una_persona_puede_hacerlo_antes_de_su_fin_y_una_vez(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    mesa = Mesa(almacen, reloj, Red.YOUTUBE)
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    (t,) = cola.bloqueos_abiertos(almacen, {1: mesa.cap}, reloj.ahora())
    assert (t.bloqueo.estado, t.a_mano) == ("pedido", False), "aún no consta que esté puesto"
    mesa.pasar()
    (t,) = cola.bloqueos_abiertos(almacen, {1: mesa.cap}, reloj.ahora())
    assert (t.bloqueo.estado, t.falta, t.a_mano) == ("vigente", "", True)
    como = (mesa.una, {1: mesa.cap}, "quitado en Studio, captura 4")
    cola.hecho_a_mano(almacen, 1, "vigente", *como)
    assert filas(almacen, ESTADOS) == ["levantado"]
    with pytest.raises(NoExiste):
        cola.hecho_a_mano(almacen, 1, "vigente", *como)


def test_los_que_no_esperan_a_nadie_van_por_su_fin_y_los_por_confirmar_por_su_plazo(mesa: Mesa) -> None:
    for n, dias in ((1, 30), (2, 7)):
        entrar(mesa.almacen, 1, com(f"d{n}", "que feo todo", autor=autor(n)))
        juzgar(mesa.almacen, mesa.reloj)
        mesa.decide(n, "bloquear", dias=dias)
    mesa.pasar()
    tareas = cola.bloqueos_abiertos(mesa.almacen, {1: mesa.cap}, mesa.reloj.ahora())
    assert [(t.bloqueo.id, t.falta, t.a_mano) for t in tareas] == [(2, "", False), (1, "", False)]
    for n in (3, 4):
        entrar(mesa.almacen, 1, com(f"d{n}", "sos un pendejo", autor=autor(n)))
        juzgar(mesa.almacen, mesa.reloj)
        mesa.pasar()
        mesa.reloj.adelantar(timedelta(hours=1))
    # el que antes hay que confirmar termina despues
    ejecutar(mesa.almacen, "UPDATE bloqueo SET hasta = '2027-06-01 00:00:00' WHERE id = 3")
    tareas = cola.bloqueos_abiertos(mesa.almacen, {1: mesa.cap}, mesa.reloj.ahora())
    esperado = [(3, "confirmar"), (4, "confirmar"), (2, ""), (1, "")]
    assert [(t.bloqueo.id, t.falta) for t in tareas] == esperado


def test_uno_pedido_otra_vez_se_pregunta_desde_que_empezo_de_nuevo(mesa: Mesa) -> None:
    e, cada = mesa.escribe("que feo todo"), timedelta(days=20)
    mesa.decide(e, "bloquear", dias=30)
    mesa.pasar()
    mesa.reloj.adelantar(cada)
    assert len(cola.por_revisar(mesa.almacen, cada)) == 1
    cola.revisar_bloqueo(mesa.almacen, 1, mesa.otra, "sigue insultando", sigue=True)
    assert not cola.por_revisar(mesa.almacen, cada)
    mesa.reloj.adelantar(timedelta(days=11))
    mesa.pasar()
    mesa.decide(e, "bloquear", dias=30)
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=19))
    assert not cola.por_revisar(mesa.almacen, cada), "la respuesta de antes era de otro bloqueo"
    mesa.reloj.adelantar(DIA)
    assert len(cola.por_revisar(mesa.almacen, cada)) == 1


def test_de_lo_que_espera_a_una_persona_va_primero_lo_que_antes_vence(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    """Uno que habia que bloquear a mano ayer va antes que uno por confirmar mañana, aunque dure treinta dias."""
    mesa = Mesa(almacen, reloj, Red.TWITTER)
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=30)
    mesa.pasar()
    reloj.adelantar(timedelta(hours=36))
    entrar(almacen, 1, com("c9", "sos un pendejo", red=Red.TWITTER, autor=autor(2)))
    juzgar(almacen, reloj)
    mesa.pasar()
    tareas = cola.bloqueos_abiertos(almacen, {1: mesa.cap}, reloj.ahora())
    assert [t.falta for t in tareas] == ["bloquear", "confirmar"]


def no_se_sabe_y_luego_se_niega(mesa: Mesa, accion: str) -> None:
    """La red lo hace y no se llega a saber; cuando se repite, primero no contesta y luego ya no deja."""
    mesa.red.fallar(accion, ResultadoDesconocido("se cortó"), aplicar=True)
    mesa.red.fallar(accion, RedCaida("no contesta"), NoPermitido("ya no se puede"))


def test_un_bloqueo_que_no_se_sabe_si_salio_y_la_red_niega_despues_tiene_fin(mesa: Mesa) -> None:
    no_se_sabe_y_luego_se_niega(mesa, "bloquear")
    mesa.decide(mesa.escribe("que feo todo"), "bloquear", dias=7)
    dias_despues(mesa)
    assert bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["vigente"], "pudo aplicarse: rige hasta que se levante"
    dias_despues(mesa, 7)
    assert not bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado"]


def test_permitir_lo_que_no_se_sabe_si_se_oculto_lo_vuelve_a_mostrar(mesa: Mesa) -> None:
    no_se_sabe_y_luego_se_niega(mesa, "ocultar")
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "ocultar")
    dias_despues(mesa)
    assert filas(mesa.almacen, "SELECT estado FROM orden") == ["a_persona"]
    assert filas(mesa.almacen, "SELECT estado FROM expediente") == ["en_cola"], "alguien tiene que verlo"
    mesa.decide(e, "permitir", mesa.otra)
    dias_despues(mesa)
    assert [a for a, *_ in mesa.red.efectos] == ["ocultar", "mostrar"]
    assert restricciones.revisar(mesa.almacen).completo


@pytest.mark.parametrize("salio", [False, True])
def test_deshacer_el_pedir_otra_vez_uno_que_ya_termino_no_deja_nada_rigiendo(
    mesa: Mesa, *, salio: bool
) -> None:
    """Pedirlo otra vez lo empieza hoy, y su fin de antes ya paso: volver solo al fin no cabia, y no se podia deshacer."""
    e = mesa.escribe("que feo todo")
    mesa.decide(e, "bloquear", dias=7)
    mesa.pasar()
    mesa.reloj.adelantar(timedelta(days=8))
    mesa.pasar()
    antes = filas(mesa.almacen, "SELECT estado, desde, hasta FROM bloqueo")
    decision = mesa.decide(e, "bloquear", dias=7)
    if salio:
        mesa.reloj.adelantar(cola.GRACIA)
        ejecucion.despachar(mesa.almacen, mesa.red, 1, mesa.reloj)
        assert bloqueado(mesa)
    cola.deshacer(mesa.almacen, decision, mesa.una, mesa.cap)
    if not salio:
        assert filas(mesa.almacen, "SELECT estado, desde, hasta FROM bloqueo") == antes
    dias_despues(mesa)
    assert not bloqueado(mesa)
    assert filas(mesa.almacen, ESTADOS) == ["levantado"]
    assert not filas(mesa.almacen, "SELECT id FROM restriccion WHERE accion = 'bloquear' AND cerrada IS NULL")
    assert restricciones.revisar(mesa.almacen).completo
