"""De pendiente a veredicto: modos, cupo, guardas y orden de la cola."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from conectores.tipos import Accion, EstadoEnRed, Permisos, Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.reloj import RelojFijo
from politicas.tipos import Contexto, Gravedad, Intencion, Modo, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import (
    INSULTO,
    alta,
    com,
    entrar,
    filas,
    hallazgo,
    juez,
    juzgar,
    sucesos,
)

ORDENES = "SELECT accion, estado, origen FROM orden ORDER BY id"
OCULTAR = ("ocultar", "pendiente", "maquina")


@pytest.fixture(autouse=True)
def cuenta(almacen: Almacen) -> int:
    return alta(almacen)


def estado(almacen: Almacen) -> list[str]:
    return filas(almacen, "SELECT estado FROM comentario ORDER BY id")


def test_lo_limpio_queda_limpio_y_lo_hallado_va_a_la_cola_con_su_evidencia(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", "gracias"), com("c2", "que pendejo \x00 sos"), com("c3", "feo"))
    r = juzgar(almacen, reloj)
    assert (r.juzgados, r.limpios, r.en_cola, r.actuados, r.degradados) == (3, 1, 2, 1, 0)
    assert estado(almacen) == ["limpio", "en_cola", "en_cola"]
    f = cola.ficha(almacen, 1)
    (h,) = f.hallazgos
    assert h["evidencia"] == [{"inicio": 4, "fin": 11, "texto": "pendejo"}]
    assert f.comentario["texto"][4:11] == "pendejo"
    assert f.veredicto["indicios"] == {"ofensivo": 0.1}
    assert "comentarios:juzgados" in sucesos(almacen)


def test_nada_pendiente_no_escribe_nada(almacen, reloj) -> None:
    antes = sucesos(almacen)
    assert juzgar(almacen, reloj).juzgados == 0
    assert sucesos(almacen) == antes


@pytest.mark.parametrize(
    ("modo", "en_cola", "ordenes"),
    [(Modo.SOMBRA, 0, []), (Modo.SUGERIR, 1, []), (Modo.ACTUAR, 1, [OCULTAR])],
)
def test_cada_modo_hace_lo_suyo(almacen, reloj, modo, en_cola, ordenes) -> None:
    entrar(almacen, 1, com("c1", INSULTO))
    assert juzgar(almacen, reloj, modos={2: modo}).en_cola == en_cola
    assert filas(almacen, ORDENES) == ordenes
    assert filas(almacen, "SELECT modo FROM hallazgo") == [modo.value], "en sombra tambien se escribe"
    assert filas(almacen, "SELECT actuado FROM expediente") == ([bool(ordenes)] if en_cola else [])


def test_sin_modo_se_sugiere(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", INSULTO))
    assert juzgar(almacen, reloj, modos={}).en_cola == 1
    assert filas(almacen, ORDENES) == []


def test_lo_que_va_en_sombra_no_sube_la_prioridad(almacen, reloj) -> None:
    def dos(pieza: Pieza, _: Contexto) -> Veredicto:
        leve = hallazgo(pieza, "sos", 11, gravedad=Gravedad.LEVE, propuesta=Propuesta.REVISAR)
        return Veredicto(Propuesta.REVISAR, (hallazgo(pieza, "pendejo"), leve))

    entrar(almacen, 1, com("c1", INSULTO))
    juzgar(almacen, reloj, juez=dos, modos={2: Modo.SOMBRA})
    (fila,) = cola.listar(almacen)
    assert fila.nivel == "baja"


def _cambiado(**cambios: Any) -> Any:
    return lambda pieza, contexto: replace(juez(pieza, contexto), **cambios)


@pytest.mark.parametrize(
    "cambios",
    [
        {"juez": _cambiado(critica=True)},
        {"juez": _cambiado(degradado=True)},
        {"juez": _cambiado(automatica=False)},
        {"oculta_sola": {1: False}},
        {"oculta_sola": {}},
        {"cupo": {}},
    ],
    ids=["critica", "degradado", "no automatica", "la red no deja", "otra cuenta", "sin cupo"],
)
def test_cada_guarda_basta_para_que_no_se_actue(almacen, reloj, cambios) -> None:
    entrar(almacen, 1, com("c1", INSULTO))
    r = juzgar(almacen, reloj, **cambios)
    assert (r.en_cola, r.actuados) == (1, 0)
    assert filas(almacen, ORDENES) == []


@pytest.mark.parametrize(
    "cambios",
    [
        {"permisos": Permisos(ocultar=False)},
        {"estado": EstadoEnRed.OCULTO},
        {"estado": EstadoEnRed.RETENIDO},
    ],
)
def test_no_se_oculta_lo_que_no_se_puede_o_ya_no_se_ve(almacen, reloj, cambios) -> None:
    entrar(almacen, 1, com("c1", INSULTO, **cambios))
    assert juzgar(almacen, reloj).actuados == 0
    (fila,) = cola.listar(almacen)
    assert not fila.actuado


def test_un_hallazgo_que_solo_pide_revisar_no_oculta(almacen, reloj) -> None:
    def manda_revisar(pieza: Pieza, _: Contexto) -> Veredicto:
        h = hallazgo(pieza, "pendejo", propuesta=Propuesta.REVISAR, automatica=True)
        return Veredicto(Propuesta.REVISAR, (h,), automatica=True)

    entrar(almacen, 1, com("c1", INSULTO))
    assert juzgar(almacen, reloj, juez=manda_revisar).actuados == 0


def test_agotado_el_cupo_lo_demas_va_a_la_cola_y_queda_dicho(almacen, reloj) -> None:
    entrar(almacen, 1, *(com(f"c{n}", INSULTO) for n in range(5)))
    r = juzgar(almacen, reloj, cupo={Accion.OCULTAR: 3})
    assert (r.en_cola, r.actuados) == (5, 3)
    assert filas(almacen, ORDENES) == [OCULTAR] * 3
    assert sucesos(almacen).count("cupo:agotado") == 1


def test_el_cupo_es_por_cuenta_y_dia_de_el_salvador(almacen, reloj: RelojFijo) -> None:
    otra = alta(almacen, Red.TWITTER, "200")
    entrar(almacen, otra, com("t1", INSULTO, red=Red.TWITTER))

    def uno(n: int) -> int:
        entrar(almacen, 1, com(f"c{n}", INSULTO))
        return juzgar(almacen, reloj, cupo={Accion.OCULTAR: 1}, oculta_sola={1: True, otra: True}).actuados

    assert uno(1) == 2, "uno en cada cuenta"
    assert uno(2) == 0
    reloj.adelantar(timedelta(hours=14, minutes=59))  # 23:59 en El Salvador
    assert uno(3) == 0
    reloj.adelantar(timedelta(minutes=1))
    assert uno(4) == 1


def test_lo_ya_ocultado_espera_detras_de_lo_que_sigue_a_la_vista(almacen, reloj) -> None:
    entrar(almacen, 1, com("c1", INSULTO), com("c2", INSULTO))
    juzgar(almacen, reloj, cupo={Accion.OCULTAR: 1})
    assert [(f.id, f.actuado) for f in cola.listar(almacen)] == [(2, False), (1, True)]


def test_la_urgencia_va_delante_de_todo(almacen, reloj) -> None:
    def urge(pieza: Pieza, contexto: Contexto) -> Veredicto:
        v = juez(pieza, contexto)
        return replace(v, intencion=(Intencion.URGENCIA,)) if "auxilio" in pieza.texto else v

    entrar(almacen, 1, com("c1", INSULTO), com("c2", "auxilio, que feo esto"))
    juzgar(almacen, reloj, juez=urge, modos={})
    assert [f.id for f in cola.listar(almacen)] == [2, 1]


def test_volver_al_texto_de_antes_no_suma_otra_vez_lo_que_vieron_las_politicas(almacen, reloj) -> None:
    """El veredicto de ese texto ya estaba: contarlo dos veces falsearia lo que se rinde de cada politica."""
    cuentas = "SELECT que, cuantos FROM conteo_politica WHERE politica = 2 ORDER BY que"
    entrar(almacen, 1, com("c1", INSULTO))
    juzgar(almacen, reloj)
    antes = filas(almacen, cuentas)
    assert ("hallada", 1) in antes
    for texto in ("gracias", INSULTO):
        reloj.adelantar(timedelta(minutes=1))
        entrar(almacen, 1, com("c1", texto))
        juzgar(almacen, reloj)
    assert estado(almacen) == ["en_cola"]
    assert filas(almacen, cuentas) == antes
