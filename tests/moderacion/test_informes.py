"""Las cifras del resumen salen de las tablas, y la salud dice la verdad."""

from datetime import UTC, datetime, timedelta

import pytest
from apscheduler.triggers.interval import IntervalTrigger

from conectores.errores import RedCaida
from conectores.tipos import EstadoCuenta, Red
from moderacion import ejecucion, incidentes, informes, ingesta, sanciones
from moderacion.almacen import Almacen
from moderacion.informes.salud import plazo
from moderacion.planificador import _SACUDIDA, _SACUDIDA_MAXIMA
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    INICIO,
    INSULTO,
    Cartero,
    ConectorFalso,
    alta,
    autor,
    avisables,
    com,
    despachador,
    entrar,
    juzgar,
    pag,
    pub,
    reglas,
)
from tests.moderacion.test_incidentes import vigia

PLAZOS = sanciones.Plazos(sanciones.Escalera.de_uno(timedelta(days=30)), timedelta(hours=24), 50)


def fotografiar(almacen: Almacen, cuenta: int, seguidores: int | None) -> None:
    with almacen.unidad() as u:
        u.cuentas.fotografiar(cuenta, EstadoCuenta(Red.FACEBOOK, "x", "ISSS", seguidores))


def test_sin_nada_todo_es_cero(almacen) -> None:
    r = informes.resumir(almacen)
    assert (r.comentarios, r.ocultados, r.bloqueados, r.en_cola, r.incidentes, r.avisos) == (0,) * 6
    assert (r.por_red, r.por_propuesta, r.seguidores) == ({}, {}, {})
    assert list(informes.restringidos(almacen)) == []


def test_las_cifras_cuadran_con_lo_que_paso(almacen, reloj) -> None:
    facebook = ConectorFalso(reloj=reloj)
    youtube = ConectorFalso(Red.YOUTUBE, "UC1", reloj)
    otra = alta(almacen) and alta(almacen, Red.YOUTUBE, "UC1")
    ajena = pub("p1", creado=INICIO + timedelta(minutes=1))
    insultos = [com(f"c{n}", INSULTO, autor=autor(n)) for n in range(3)]
    facebook.barridos.append(
        [pag("k", *insultos, com("c8", "gracias"), com("c9", propio=True), com("c10", "que feo"), ajena)]
    )
    youtube.barridos.append([pag("k", com("y1", INSULTO, red=Red.YOUTUBE))])
    ingesta.sondear(almacen, facebook, 1, reloj)
    ingesta.sondear(almacen, youtube, otra, reloj)
    avisables(almacen, "jefa/1", "jefa/2")
    incidentes.vigilar(almacen, 1, vigia, reloj)
    despachador(almacen, {"jefa/1": "a"}, Cartero()).despachar()
    juzgar(almacen, reloj, oculta_sola=reglas((1, otra)).oculta_sola)
    capacidades = {1: CAPACIDADES[Red.FACEBOOK], otra: CAPACIDADES[Red.YOUTUBE]}
    sanciones.sancionar(almacen, capacidades, PLAZOS)
    for cuenta, red in ((1, facebook), (otra, youtube)):
        ejecucion.despachar(almacen, red, cuenta, reloj)
    sanciones.sancionar(almacen, capacidades, PLAZOS)

    r = informes.resumir(almacen)
    assert (r.comentarios, r.por_red) == (6, {"facebook": 5, "youtube": 1})
    assert r.por_propuesta == {"permitir": 1, "restringir": 4, "revisar": 1}
    hechos = [e[0] for red in (facebook, youtube) for e in red.efectos]
    assert (r.ocultados, r.bloqueados) == (hechos.count("ocultar"), hechos.count("bloquear")) == (4, 3)
    assert (r.bloqueos_a_mano, r.en_cola, r.incidentes, r.avisos) == (1, 5, 1, 1)
    assert r.ordenes == {"ocultar:hecha": 4, "bloquear:hecha": 3}
    assert r.seguidores == {"facebook": (1000, 1000), "youtube": (1000, 1000)}
    hallados = list(informes.restringidos(almacen))
    assert [(h.red, h.id_externo) for h in hallados] == [("facebook", f"c{n}") for n in range(3)] + [
        ("youtube", "y1")
    ]
    assert hallados[0].hallazgos[0]["evidencia"][0]["texto"] == "pendejo"


def test_editado_cuenta_una_vez_y_por_su_texto_de_ahora(almacen, reloj) -> None:
    alta(almacen)
    for texto in (INSULTO, "gracias", INSULTO):
        entrar(almacen, 1, com("c1", texto))
        juzgar(almacen, reloj)
    assert informes.resumir(almacen).por_propuesta == {"restringir": 1}
    entrar(almacen, 1, com("c2", "gracias", anteriores=("c1",)))
    juzgar(almacen, reloj)
    r = informes.resumir(almacen)
    assert (r.comentarios, r.por_propuesta) == (1, {"permitir": 1})
    assert list(informes.restringidos(almacen)) == []


def test_los_seguidores_de_dos_cuentas_de_una_red_se_suman(almacen, reloj) -> None:
    cuentas = [alta(almacen, Red.FACEBOOK, str(n)) for n in range(3)]
    for cuenta, cifra in zip(cuentas, (1000, 50, None), strict=True):
        fotografiar(almacen, cuenta, cifra)
    reloj.adelantar(timedelta(days=1))
    fotografiar(almacen, cuentas[0], 1100)
    assert informes.resumir(almacen).seguidores == {"facebook": (1050, 1150)}


def test_una_red_que_oculta_la_cifra_no_la_inventa(almacen) -> None:
    fotografiar(almacen, alta(almacen), None)
    assert informes.resumir(almacen).seguidores == {"facebook": (None, None)}


# --- salud

RITMOS = {"evaluar": 2.0, "despachar/1": 60.0}


def latir(almacen: Almacen, reloj: RelojFijo, nombre: str, error: str = "") -> None:
    with almacen.unidad() as u:
        u.resumen.latir(nombre, reloj.ahora(), error)


def test_vive_si_cada_vuelta_termino_hace_poco(almacen, reloj) -> None:
    assert informes.salud(almacen, reloj, RITMOS).paradas == dict.fromkeys(
        RITMOS, "aún no ha dado una vuelta"
    )
    for nombre in RITMOS:
        latir(almacen, reloj, nombre)
    assert informes.salud(almacen, reloj, RITMOS).viva
    reloj.adelantar(timedelta(seconds=63))
    s = informes.salud(almacen, reloj, RITMOS)
    assert not s.viva
    assert list(s.paradas) == ["evaluar"]
    assert "desde 2026-11-20T15:00:00" in s.paradas["evaluar"]
    reloj.adelantar(timedelta(seconds=60))
    assert set(informes.salud(almacen, reloj, RITMOS).paradas) == set(RITMOS)


@pytest.mark.parametrize("cada", [2.0, 60.0, 900.0, 3600.0, 86400.0])
def test_una_vuelta_sacudida_nunca_pasa_por_parada(cada: float) -> None:
    """La sacudida de APScheduler solo retrasa: tiene que caber, con sitio para lo que la vuelta dura."""
    sacudida = min(cada * _SACUDIDA, _SACUDIDA_MAXIMA)
    disparo = IntervalTrigger(seconds=cada, jitter=sacudida, timezone="UTC")
    antes = datetime(2026, 11, 20, tzinfo=UTC)
    peor = timedelta()
    for _ in range(500):
        siguiente = disparo.get_next_fire_time(antes, antes)
        peor, antes = max(peor, siguiente - antes), siguiente
    assert timedelta(seconds=cada) < peor
    dura = max(timedelta(seconds=30), timedelta(seconds=cada) / 20 - timedelta(seconds=30))
    assert peor + dura <= plazo(cada)


def test_una_vuelta_que_termina_mal_se_dice_hasta_que_termina_bien(almacen, reloj) -> None:
    for nombre in RITMOS:
        latir(almacen, reloj, nombre)
    latir(almacen, reloj, "evaluar", "KeyError: 'x'")
    assert informes.salud(almacen, reloj, RITMOS).paradas == {"evaluar": "KeyError: 'x'"}
    latir(almacen, reloj, "evaluar")
    assert informes.salud(almacen, reloj, RITMOS).viva


def test_una_red_caida_no_mata_el_servicio_pero_se_ve(almacen, reloj) -> None:
    alta(almacen)
    red = ConectorFalso()
    red.barridos.append([RedCaida("no contesta")])
    ingesta.sondear(almacen, red, 1, reloj)
    s = informes.salud(almacen, reloj, {})
    (c,) = s.cuentas
    assert s.viva
    assert (c["estado"], c["error"], c["tipo_error"], c["fallos_seguidos"]) == (
        "esperando", "no contesta", "RedCaida", 1,
    )  # fmt: skip
    assert c["con_error_desde"] == "2026-11-20T15:00:00+00:00"
    assert c["vuelve_a_probar"] > c["con_error_desde"]


def test_la_salud_cuenta_lo_que_espera(almacen, reloj) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", "que feo"))
    juzgar(almacen, reloj)
    entrar(almacen, 1, com("c2"), com("c3"))
    s = informes.salud(almacen, reloj, {})
    assert (s.pendientes, s.en_cola) == (2, 1)
