"""Lo que la red no dejo hacer no se olvida: vuelve a la cola, y ningun bloqueo queda sin dueño ni fin."""

from datetime import timedelta

import pytest

from conectores.errores import NoPermitido, RedCaida
from conectores.tipos import Accion, Red, SaludToken
from moderacion import cola, ejecucion, informes, ingesta
from moderacion.almacen import Almacen
from moderacion.cola import PERMITIR
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
    pag,
    sucesos,
)
from tests.moderacion.test_cola_efectos import Caso

DIA = timedelta(days=1)


@pytest.fixture
def caso(almacen: Almacen, reloj: RelojFijo) -> Caso:
    return Caso(almacen, reloj)


def test_lo_que_la_red_rechaza_devuelve_el_expediente_a_la_cola(caso: Caso) -> None:
    caso.despachar()
    caso.resolver("eliminar")
    assert cola.contar(caso.almacen) == 0
    version = cola.ficha(caso.almacen, 1).expediente["version"]
    caso.red.fallar("eliminar", NoPermitido("la red no deja"))
    caso.despachar()
    (fila,) = cola.listar(caso.almacen)
    assert (fila.id, fila.version, fila.actuado) == (1, version + 1, False)
    assert fila.nivel == "alta"
    assert filas(caso.almacen, "SELECT estado FROM comentario") == ["en_cola"]
    assert "expediente:devuelto" in sucesos(caso.almacen)
    # y se puede decidir otra cosa
    caso.resolver(PERMITIR)
    assert cola.contar(caso.almacen) == 0


def test_si_la_maquina_no_pudo_ocultar_no_se_sanciona_ni_dice_que_actuo(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    caso = Caso(almacen, reloj)
    ejecutar(almacen, "DELETE FROM bloqueo")
    ejecutar(almacen, "DELETE FROM falta")
    ejecutar(almacen, "DELETE FROM orden WHERE accion = 'bloquear'")
    caso.red.fallar("ocultar", NoPermitido("no"))
    assert caso.despachar() == []
    caso.sancionar()
    assert filas(almacen, "SELECT actuado FROM expediente") == [0]
    assert filas(almacen, "SELECT count(*) FROM bloqueo") == [0]


def test_permitir_un_bloqueo_que_salio_donde_no_se_desbloquea_por_api_deja_la_tarea(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    caso = Caso(almacen, reloj, Red.YOUTUBE)
    assert not caso.capacidades.de(Accion.DESBLOQUEAR).por_api
    caso.resolver("bloquear")
    # la orden sale y, antes de que `sanciones` lo recoja, otra persona permite
    reloj.adelantar(cola.GRACIA)
    ejecucion.despachar(almacen, caso.red, 1, reloj)
    assert filas(almacen, "SELECT estado FROM bloqueo") == ["pedido"]
    caso.resolver(PERMITIR)
    caso.sancionar()
    assert filas(almacen, "SELECT estado FROM bloqueo") == ["vigente"]
    assert filas(almacen, "SELECT count(*) FROM orden WHERE accion = 'desbloquear'") == [0]
    reloj.adelantar(DIA)
    (tarea,) = cola.bloqueos_abiertos(almacen, {1: caso.capacidades}, reloj.ahora())
    assert tarea.falta == "desbloquear"


def test_un_desbloqueo_superado_por_otro_bloqueo_cierra_el_primero(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    caso = Caso(almacen, reloj)
    caso.despachar()
    caso.red.fallar("desbloquear", RedCaida("x"))
    caso.resolver(PERMITIR)
    caso.despachar()
    assert filas(almacen, "SELECT estado FROM bloqueo") == ["levantando"]
    # el mismo autor vuelve, y una persona lo bloquea por el otro comentario
    entrar(almacen, 1, com("c2", "otra vez un insulto", autor=com("c1").autor))
    entrar(almacen, 1, com("c3", INSULTO))
    juzgar(almacen, reloj)
    caso.resolver("bloquear", expediente=2)
    reloj.adelantar(timedelta(hours=2))
    caso.despachar()
    assert filas(almacen, "SELECT estado FROM bloqueo ORDER BY id") == ["levantado", "vigente"]


def test_el_cupo_agotado_se_dice_una_vez_al_dia(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    with almacen.unidad() as u:
        for _ in range(5):
            assert not u.cupos.gastar(1, u.ahora.date(), "ocultar", 0)
    assert sucesos(almacen).count("cupo:agotado") == 1


def test_la_salud_del_token_y_los_limites_se_ven_y_se_miran_cada_hora(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    alta(almacen)
    red = ConectorFalso(reloj=reloj)
    llamadas = []
    vence = reloj.ahora() + 30 * DIA
    red.salud_token = lambda: (
        llamadas.append(1) or SaludToken(valido=True, vence=vence, faltan=("pages_manage",))
    )
    for minutos in (0, 10, 55):
        red.barridos.append([pag("c")])
        reloj.adelantar(timedelta(minutes=minutos))
        assert not ingesta.sondear(almacen, red, 1, reloj).error
    assert len(llamadas) == 2
    (cuenta,) = informes.salud(almacen, reloj, {}).cuentas
    assert cuenta["token"]["valido"]
    assert cuenta["token"]["vence"] == vence.isoformat()
    assert cuenta["token"]["faltan"] == ["pages_manage"]


def test_que_no_se_pueda_mirar_el_token_no_estropea_la_lectura(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    red = ConectorFalso(reloj=reloj)

    def revienta() -> SaludToken:
        raise NoPermitido("plan")

    red.salud_token = revienta
    red.barridos.append([pag("c", com("k"))])
    assert ingesta.sondear(almacen, red, 1, reloj).nuevos == 1
    (cuenta,) = informes.salud(almacen, reloj, {}).cuentas
    assert (cuenta["estado"], cuenta["token"]) == ("bien", None)


def test_un_barrido_largo_dice_que_avanza_pagina_a_pagina(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    red = ConectorFalso(reloj=reloj)
    red.barridos.append([pag("1", com("k1")), pag("2", com("k2")), pag("3")])
    avances = []
    ingesta.sondear(
        almacen, red, 1, reloj, lambda: avances.append(len(filas(almacen, "SELECT id FROM comentario")))
    )
    assert avances == [1, 2, 2]
