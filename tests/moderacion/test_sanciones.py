"""Faltas y bloqueos: provisional, con plazo, uno por comentario, y nunca por una politica que solo sugiere."""

from dataclasses import replace
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError

from conectores.errores import NoEncontrado, NoPermitido, RedCaida
from conectores.tipos import EstadoEnRed, Red
from moderacion import cola, ejecucion, sanciones
from moderacion.almacen import Almacen, EstadoBloqueo
from moderacion.almacen.estados import PASOS_BLOQUEO
from moderacion.cola import Resolucion
from moderacion.errores import Conflicto
from moderacion.reloj import RelojFijo
from politicas.tipos import Contexto, Modo, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import (
    CAPACIDADES,
    INSULTO,
    ConectorFalso,
    alta,
    autor,
    com,
    ejecutar,
    entrar,
    filas,
    hallazgo,
    juez,
    juzgar,
    persona,
    reglas,
    sucesos,
)

MES, DIA = timedelta(days=30), timedelta(days=1)
PLAZOS = sanciones.Plazos(sanciones.Escalera.de_uno(MES), timedelta(hours=24), 50)
ESTADOS = "SELECT estado FROM bloqueo ORDER BY id"


@pytest.fixture
def red(almacen: Almacen, reloj: RelojFijo) -> ConectorFalso:
    """Facebook con un insulto que la maquina ya mando ocultar."""
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO))
    juzgar(almacen, reloj)
    return ConectorFalso(reloj=reloj)


def sancionar(almacen: Almacen, red: Red = Red.FACEBOOK, cupo: int = 50) -> sanciones.ResumenSanciones:
    return sanciones.sancionar(almacen, {1: CAPACIDADES[red]}, replace(PLAZOS, cupo=cupo))


def vuelta(almacen: Almacen, red: ConectorFalso, reloj: RelojFijo) -> list[tuple[str, ...]]:
    """Sanciona, despacha y recoge; devuelve lo nuevo que se aplico en la red."""
    antes = len(red.efectos)
    sancionar(almacen, red.red)
    ejecucion.despachar(almacen, red, 1, reloj)
    sancionar(almacen, red.red)
    return red.efectos[antes:]


# --- la vida de un bloqueo automatico


def test_el_bloqueo_automatico_es_provisional_con_razon_y_plazo(almacen, red, reloj) -> None:
    r = sancionar(almacen)
    assert (r.faltas, r.bloqueos, r.manuales, r.terminados) == (1, 1, 0, 0)
    with almacen.lectura() as u:
        b = u.sanciones.de_comentario(1)
    assert b is not None
    assert (b.estado, b.provisional, b.articulo, b.motivo) == ("pedido", True, 2, "insulta: pendejo")
    assert (b.hasta - b.desde, b.confirmar_antes) == (MES, reloj.ahora() + DIA)
    assert sancionar(almacen) == sanciones.ResumenSanciones(), "otra pasada no hace nada"
    assert vuelta(almacen, red, reloj) == [("ocultar", "c1"), ("bloquear", "a1")]
    assert filas(almacen, ESTADOS) == ["vigente"]


def test_sin_confirmar_en_24_horas_caduca_y_el_comentario_vuelve_a_verse(almacen, red, reloj) -> None:
    vuelta(almacen, red, reloj)
    reloj.adelantar(DIA - timedelta(seconds=1))
    assert vuelta(almacen, red, reloj) == []
    reloj.adelantar(timedelta(seconds=1))
    assert sorted(vuelta(almacen, red, reloj)) == [("desbloquear", "a1"), ("mostrar", "c1")]
    assert filas(almacen, ESTADOS) == ["levantado"]
    assert filas(almacen, "SELECT estado_red FROM comentario") == [EstadoEnRed.VISIBLE]
    assert filas(almacen, "SELECT estado FROM expediente") == ["en_cola"], "aun espera a una persona"
    for _ in range(3):
        reloj.adelantar(DIA)
        assert vuelta(almacen, red, reloj) == [], "ni se repite ni se vuelve a bloquear"


def test_confirmado_dura_hasta_su_termino_y_entonces_se_levanta(almacen, red, reloj) -> None:
    vuelta(almacen, red, reloj)
    version = cola.ficha(almacen, 1).expediente["version"]
    r = Resolucion.de("bloquear", "insulta", version)
    cola.resolver(almacen, 1, persona(almacen), r, CAPACIDADES[Red.FACEBOOK], MES)
    reloj.adelantar(MES - timedelta(seconds=1))
    assert vuelta(almacen, red, reloj) == []
    reloj.adelantar(timedelta(seconds=1))
    assert vuelta(almacen, red, reloj) == [("desbloquear", "a1")], "el comentario sigue oculto"
    assert filas(almacen, ESTADOS) == ["levantado"]


def test_si_no_llego_a_salir_caduca_sin_tocar_la_red(almacen, red, reloj) -> None:
    sancionar(almacen)
    reloj.adelantar(DIA)
    assert vuelta(almacen, red, reloj) == [("mostrar", "c1")]
    assert filas(almacen, ESTADOS) == ["caducado"]
    assert filas(almacen, "SELECT accion, estado FROM orden ORDER BY id") == [
        ("ocultar", "anulada"),
        ("bloquear", "anulada"),
        ("mostrar", "hecha"),
    ]


def test_si_pudo_haberse_aplicado_al_caducar_se_desbloquea(almacen, red, reloj) -> None:
    red.fallar("bloquear", RedCaida("la respuesta se perdio"), aplicar=True)
    sancionar(almacen)
    ejecucion.despachar(almacen, red, 1, reloj)
    reloj.adelantar(DIA)
    assert ("desbloquear", "a1") in vuelta(almacen, red, reloj)
    vuelta(almacen, red, reloj)
    assert filas(almacen, ESTADOS) == ["levantado"]


def test_con_la_orden_en_vuelo_se_espera(almacen, red, reloj) -> None:
    sancionar(almacen)
    ejecutar(almacen, "UPDATE orden SET estado = 'enviando', intentos = 1 WHERE accion = 'bloquear'")
    reloj.adelantar(DIA)
    assert sancionar(almacen).terminados == 0
    assert filas(almacen, ESTADOS) == ["pedido"]


def test_si_la_red_no_deja_desbloquear_se_le_pide_otra_vez_cada_dia(almacen, red, reloj) -> None:
    vuelta(almacen, red, reloj)
    reloj.adelantar(DIA)
    red.fallar("desbloquear", NoPermitido("a"), NoPermitido("b"))
    for dia in (1, 2):
        antes = len(sucesos(almacen))
        for _ in range(20):
            vuelta(almacen, red, reloj)
        assert [c[0] for c in red.llamadas].count("desbloquear") == dia
        assert filas(almacen, ESTADOS) == ["vigente"]
        assert len(sucesos(almacen)) - antes < 15, "esperar no llena la bitacora"
        reloj.adelantar(DIA)
    assert vuelta(almacen, red, reloj) == [("desbloquear", "a1")]
    assert filas(almacen, ESTADOS) == ["levantado"]
    assert [e[0] for e in red.efectos].count("mostrar") == 1


def test_desbloquear_a_quien_ya_no_existe_se_da_por_hecho(almacen, red, reloj) -> None:
    vuelta(almacen, red, reloj)
    red.fallar("desbloquear", NoEncontrado("cuenta borrada"))
    reloj.adelantar(DIA)
    vuelta(almacen, red, reloj)
    assert filas(almacen, ESTADOS) == ["levantado"]


def test_si_la_red_no_deja_bloquear_queda_dicho(almacen, red, reloj) -> None:
    red.fallar("bloquear", NoPermitido("x"))
    vuelta(almacen, red, reloj)
    assert filas(almacen, ESTADOS) == ["fallido"]


# --- redes a mano


@pytest.mark.parametrize("nombre", [Red.TWITTER, Red.YOUTUBE])
def test_donde_la_maquina_no_bloquea_es_tarea_de_una_persona_y_caduca(almacen, reloj, nombre) -> None:
    alta(almacen, nombre)
    entrar(almacen, 1, com("c1", INSULTO, red=nombre))
    juzgar(almacen, reloj)
    red = ConectorFalso(nombre)
    assert sancionar(almacen, nombre).manuales == 1
    assert vuelta(almacen, red, reloj) == [("ocultar", "c1")]
    assert filas(almacen, ESTADOS) == ["manual"]
    assert filas(almacen, "SELECT count(*) FROM cupo_dia WHERE accion = 'bloquear'") == [0]
    reloj.adelantar(DIA)
    assert vuelta(almacen, red, reloj) == [("mostrar", "c1")]
    assert filas(almacen, ESTADOS) == ["caducado"]


# --- a quien no se bloquea


def test_nunca_dos_bloqueos_por_un_comentario_ni_dos_abiertos_por_autor(almacen, red, reloj) -> None:
    entrar(almacen, 1, com("c2", INSULTO), com("c3", INSULTO, autor=autor(3)))
    juzgar(almacen, reloj)
    r = sancionar(almacen)
    assert (r.faltas, r.bloqueos) == (3, 2)
    assert filas(almacen, "SELECT count(DISTINCT autor_id) FROM bloqueo") == [2]
    with almacen.lectura() as u:
        assert u.faltas.cuantas(1) == 2
    with pytest.raises(IntegrityError, match="comentario_id"):
        ejecutar(
            almacen,
            "INSERT INTO bloqueo (cuenta_id, autor_id, comentario_id, articulo, motivo, estado, provisional, "
            "desde, hasta) SELECT cuenta_id, autor_id, comentario_id, articulo, motivo, estado, provisional, "
            "desde, hasta FROM bloqueo LIMIT 1",
        )


@pytest.mark.parametrize(
    ("cambio", "restriccion"),
    [("hasta = desde", "plazo"), ("motivo = '  x '", "motivo"), ("estado = 'eterno'", "estado")],
)
def test_la_base_no_admite_un_bloqueo_sin_fin_ni_sin_motivo(almacen, red, cambio, restriccion) -> None:
    sancionar(almacen)
    with pytest.raises(IntegrityError, match=f"ck_bloqueo_{restriccion}"):
        ejecutar(almacen, f"UPDATE bloqueo SET {cambio}")


def _dos_politicas(pieza: Pieza, _: Contexto) -> Veredicto:
    """La 12 (spam) oculta sola; la 2 pide bloquear."""
    spam = hallazgo(pieza, "sos", 12, automatica=True)
    insulto = hallazgo(pieza, "pendejo", 2, automatica=True, bloquear=True)
    return Veredicto(Propuesta.RESTRINGIR, (spam, insulto), bloquear=True, automatica=True)


@pytest.mark.parametrize("modo", [Modo.SOMBRA, Modo.SUGERIR])
def test_una_politica_que_no_actua_no_bloquea_aunque_otra_oculte(almacen, reloj, modo: Modo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO))
    r = juzgar(almacen, reloj, juez=_dos_politicas, modos={12: Modo.ACTUAR, 2: modo})
    assert r.actuados == 1
    assert sancionar(almacen) == sanciones.ResumenSanciones()
    assert filas(almacen, "SELECT count(*) FROM bloqueo") == [0]


def test_si_la_edicion_ya_no_actuo_no_se_bloquea_por_ella(almacen, reloj) -> None:
    """La maquina oculto un spam; editado a insulto en modo SUGERIR, no puede bloquear por lo que no actuo."""

    def spam(pieza: Pieza, contexto: Contexto) -> Veredicto:
        if "spam" in pieza.texto:
            return Veredicto(
                Propuesta.RESTRINGIR, (hallazgo(pieza, "spam", automatica=True),), automatica=True
            )
        return juez(pieza, contexto)

    alta(almacen)
    entrar(almacen, 1, com("c1", "spam"))
    assert juzgar(almacen, reloj, juez=spam).actuados == 1
    entrar(almacen, 1, com("c1", INSULTO))
    juzgar(almacen, reloj, juez=spam, oculta_sola={})
    assert sancionar(almacen) == sanciones.ResumenSanciones()


@pytest.mark.parametrize(
    "guarda", ["degradado = true", "critica = true", "automatica = false", "bloquear = false"]
)
def test_las_guardas_se_comprueban_otra_vez_al_bloquear(almacen, red, guarda: str) -> None:
    """Bloquear es lo mas delicado: no basta con que quien juzgo las respetara."""
    ejecutar(almacen, f"UPDATE veredicto SET {guarda}")
    assert sancionar(almacen) == sanciones.ResumenSanciones()


def test_lo_que_una_persona_ya_decidio_no_se_sanciona(almacen, red, reloj) -> None:
    r = Resolucion.de("permitir", "es broma", 1)
    cola.resolver(almacen, 1, persona(almacen), r, CAPACIDADES[Red.FACEBOOK], MES)
    entrar(almacen, 1, com("c1", INSULTO + "!!"))
    juzgar(almacen, reloj)
    assert sancionar(almacen) == sanciones.ResumenSanciones()


def test_sin_autor_no_hay_a_quien_bloquear(almacen, reloj) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", INSULTO, autor=None))
    assert juzgar(almacen, reloj).actuados == 1
    assert sancionar(almacen) == sanciones.ResumenSanciones()


def test_agotado_el_cupo_se_anota_la_falta_y_no_se_bloquea(almacen, red) -> None:
    r = sancionar(almacen, cupo=0)
    assert (r.faltas, r.bloqueos) == (1, 0)
    assert "cupo:agotado" in sucesos(almacen)


def test_una_cuenta_que_ya_no_esta_configurada_no_para_a_las_demas(almacen, red, reloj) -> None:
    otra = alta(almacen, Red.TWITTER, "200")
    entrar(almacen, otra, com("t1", INSULTO, red=Red.TWITTER))
    juzgar(almacen, reloj, oculta_sola=reglas((1, otra)).oculta_sola)
    r = sanciones.sancionar(almacen, {otra: CAPACIDADES[Red.TWITTER]}, PLAZOS)
    assert (r.faltas, r.manuales) == (1, 1)
    assert sancionar(almacen).bloqueos == 1, "cuando vuelva a estar, le toca"


# --- los pasos


def test_solo_se_dan_los_pasos_permitidos(almacen, red) -> None:
    sancionar(almacen)
    for de, a in product(EstadoBloqueo, EstadoBloqueo):
        ejecutar(almacen, "UPDATE bloqueo SET estado = :de", de=de.value)
        with almacen.unidad() as u:
            if a in PASOS_BLOQUEO[de]:
                u.sanciones.pasar(1, de, a)
                with pytest.raises(Conflicto):
                    u.sanciones.pasar(1, de, a)
            else:
                with pytest.raises(ValueError, match=f"no pasa de {de} a {a}"):
                    u.sanciones.pasar(1, de, a)


def test_recoger_lo_que_la_red_contesto_no_pregunta_bloqueo_por_bloqueo(almacen, reloj) -> None:
    alta(almacen)
    for n in range(1, 6):
        entrar(almacen, 1, com(f"c{n}", f"{INSULTO} {n}", autor=autor(n)))
        juzgar(almacen, reloj)
    assert sancionar(almacen).bloqueos == 5
    hechas: list[str] = []
    with almacen.unidad() as u:
        event.listen(almacen._motor, "before_cursor_execute", lambda *a: hechas.append(a[2]))
        assert list(u.sanciones.ordenes_cerradas()) == []
    assert len([q for q in hechas if q.startswith("SELECT")]) == 1
    ejecucion.despachar(almacen, ConectorFalso(reloj=reloj), 1, reloj)
    with almacen.lectura() as u:
        cerradas = [(b.id, accion, estado) for b, accion, estado in u.sanciones.ordenes_cerradas()]
    assert cerradas == [(n, "bloquear", "hecha") for n in range(1, 6)]
