"""La cola: quien toma, quien decide, y que lo ofrecido es lo permitido."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from conectores.tipos import Accion, Alcance, Capacidades, EstadoEnRed, Permisos, Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.cola import PERMITIR, Persona, Resolucion
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado, NoExiste
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import (
    CAPACIDADES,
    INSULTO,
    alta,
    com,
    ejecutar,
    entrar,
    filas,
    juzgar,
    persona,
    sucesos,
)

FACEBOOK = CAPACIDADES[Red.FACEBOOK]
MES = timedelta(days=30)
TODAS = {PERMITIR, "ocultar", "retener", "eliminar", "bloquear"}


@pytest.fixture
def gestora(almacen: Almacen, reloj: RelojFijo) -> Persona:
    """Un expediente dudoso en la cola, y quien lo decide."""
    alta(almacen)
    entrar(almacen, 1, com("c1", "que feo"))
    juzgar(almacen, reloj)
    return persona(almacen)


def resolver(
    almacen: Almacen,
    quien: Persona,
    accion: str,
    motivo: str = "asi lo veo",
    *,
    version: int | None = None,
    articulo: int | None = None,
    capacidades: Capacidades = FACEBOOK,
    expediente: int = 1,
) -> int:
    version = version or cola.ficha(almacen, expediente).expediente["version"]
    r = Resolucion.de(accion, motivo, version, articulo)
    return cola.resolver(almacen, expediente, quien, r, capacidades, MES)


# --- tomar


def test_lo_tomado_por_una_persona_no_lo_toma_ni_lo_decide_otra(almacen, gestora) -> None:
    otra = persona(almacen, "otra")
    cola.tomar(almacen, 1, gestora)
    with pytest.raises(Conflicto, match="otra persona"):
        cola.tomar(almacen, 1, otra)
    with pytest.raises(Conflicto):
        resolver(almacen, otra, PERMITIR)
    (fila,) = cola.listar(almacen)
    assert fila.toma_usuario == "gestora"
    resolver(almacen, gestora, PERMITIR)


def test_la_toma_se_renueva_se_suelta_y_vence(almacen, gestora, reloj: RelojFijo) -> None:
    otra = persona(almacen, "otra")
    cola.tomar(almacen, 1, gestora)
    reloj.adelantar(timedelta(minutes=4))
    cola.tomar(almacen, 1, gestora)
    reloj.adelantar(timedelta(minutes=4))
    with pytest.raises(Conflicto):
        cola.tomar(almacen, 1, otra)
    cola.soltar(almacen, 1, otra)
    with pytest.raises(Conflicto):
        cola.tomar(almacen, 1, otra)
    cola.soltar(almacen, 1, gestora)
    cola.tomar(almacen, 1, otra)
    reloj.adelantar(cola.TOMA)
    assert cola.listar(almacen)[0].toma_usuario is None
    cola.tomar(almacen, 1, gestora)


def test_lo_que_no_existe_se_dice(almacen, gestora) -> None:
    for pedir in (
        lambda: cola.tomar(almacen, 99, gestora),
        lambda: cola.ficha(almacen, 99),
        lambda: cola.texto(almacen, 99),
        lambda: resolver(almacen, gestora, PERMITIR, version=1, expediente=99),
    ):
        with pytest.raises(NoExiste, match="no hay expediente 99"):
            pedir()


@pytest.mark.parametrize("rol", ["auditoria", "administracion", "cualquiera"])
def test_solo_gestion_y_supervision_deciden(almacen, gestora, rol: str) -> None:
    quien = Persona(gestora.id, "x", rol)
    for pedir in (lambda: cola.tomar(almacen, 1, quien), lambda: resolver(almacen, quien, PERMITIR)):
        with pytest.raises(NoAutorizado, match=rol):
            pedir()
    resolver(almacen, Persona(gestora.id, "x", "supervision"), PERMITIR)


# --- decidir una vez


def test_una_decision_cierra_el_expediente_y_queda_escrita(almacen, gestora) -> None:
    resolver(almacen, gestora, "ocultar", "  es un insulto  ", articulo=2)
    assert cola.contar(almacen) == 0
    f = cola.ficha(almacen, 1)
    assert cola.texto(almacen, 1) == f.comentario["texto"] != ""
    (d,) = f.decisiones
    assert (d["accion"], d["motivo"], d["articulo"], d["version"]) == ("ocultar", "es un insulto", 2, 1)
    assert (d["usuario"], d["huella"]) == ("gestora", f.comentario["huella"])
    assert (f.expediente["estado"], f.comentario["estado"]) == ("resuelto", "resuelto")
    assert filas(almacen, "SELECT actor FROM suceso WHERE tipo = 'expediente:decidido'") == [gestora.actor]


def test_una_segunda_decision_sobre_la_misma_version_es_un_conflicto(almacen, gestora) -> None:
    resolver(almacen, gestora, PERMITIR, version=1)
    with pytest.raises(Conflicto):
        resolver(almacen, persona(almacen, "otra"), "ocultar", version=1)
    assert filas(almacen, "SELECT accion FROM decision") == [PERMITIR]
    assert filas(almacen, "SELECT count(*) FROM orden") == [0]


def test_se_puede_rectificar_sobre_la_version_nueva(almacen, gestora) -> None:
    resolver(almacen, gestora, "ocultar")
    resolver(almacen, gestora, PERMITIR)
    assert filas(almacen, "SELECT accion, version FROM decision ORDER BY id") == [
        ("ocultar", 1),
        (PERMITIR, 2),
    ]


def test_dos_personas_a_la_vez_decide_exactamente_una(almacen: Almacen, reloj: RelojFijo) -> None:
    veces = 50
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", "que feo") for n in range(veces)))
    juzgar(almacen, reloj)
    dos = (persona(almacen, "una"), persona(almacen, "otra"))
    salida: list[tuple[int, str]] = []

    for n in range(1, veces + 1):
        barrera = threading.Barrier(2)

        def decidir(quien: Persona, n: int = n, barrera: threading.Barrier = barrera) -> None:
            barrera.wait(5)
            try:
                resolver(almacen, quien, "ocultar", version=1, expediente=n)
                salida.append((n, "gano"))
            except Conflicto:
                salida.append((n, "perdio"))

        hilos = [threading.Thread(target=decidir, args=(p,)) for p in dos]
        for h in hilos:
            h.start()
        for h in hilos:
            h.join()
    assert sorted(salida) == sorted((n, r) for n in range(1, veces + 1) for r in ("gano", "perdio"))
    assert filas(almacen, "SELECT count(*) FROM decision") == [veces]
    assert filas(almacen, "SELECT count(*) FROM orden") == [veces]


# --- motivo y articulo


@pytest.mark.parametrize("motivo", ["", "   ", "ab", " ab ", "x" * 2001])
def test_sin_motivo_no_hay_decision(almacen, gestora, motivo: str) -> None:
    with pytest.raises(EntradaInvalida, match="motivo"):
        resolver(almacen, gestora, PERMITIR, motivo)
    assert filas(almacen, "SELECT count(*) FROM decision") == [0]


def test_tampoco_la_admite_la_base(almacen, gestora) -> None:
    with pytest.raises(IntegrityError, match="ck_decision_motivo"):
        ejecutar(
            almacen,
            "INSERT INTO decision (expediente_id, version, usuario_id, accion, motivo, huella, fecha) "
            "VALUES (1, 1, 1, 'permitir', '  a ', '', '2026-11-20')",
        )


def test_el_articulo_es_el_dicho_o_el_del_hallazgo_mas_grave(almacen, gestora) -> None:
    resolver(almacen, gestora, "ocultar")
    resolver(almacen, gestora, "ocultar", articulo=4)
    resolver(almacen, gestora, PERMITIR)
    assert filas(almacen, "SELECT articulo FROM decision ORDER BY id") == [2, 4, None]


@pytest.mark.parametrize("articulo", [0, -1, 14])
def test_un_articulo_que_no_existe_se_rechaza(almacen, gestora, articulo: int) -> None:
    with pytest.raises(EntradaInvalida, match="artículo"):
        resolver(almacen, gestora, "ocultar", articulo=articulo)


def test_restringir_sin_articulo_ni_hallazgo_se_rechaza(almacen, gestora) -> None:
    ejecutar(almacen, "DELETE FROM hallazgo")
    with pytest.raises(EntradaInvalida, match="qué artículo"):
        resolver(almacen, gestora, "ocultar")
    resolver(almacen, gestora, PERMITIR)


# --- lo ofrecido es lo permitido


def _casos() -> list[Any]:
    variantes = {
        "normal": {},
        "sin autor": {"autor": None},
        "no se oculta": {"permisos": Permisos(ocultar=False)},
        "no se elimina": {"permisos": Permisos(eliminar=False)},
    }
    return [
        pytest.param(red, cambios, id=f"{red.value}, {nombre}")
        for red in Red
        for nombre, cambios in variantes.items()
    ]


@pytest.mark.parametrize(("red", "cambios"), _casos())
def test_lo_ofrecido_se_puede_y_lo_demas_se_rechaza_con_su_razon(almacen, reloj, red, cambios) -> None:
    capacidades = CAPACIDADES[red]
    alta(almacen, red)
    entrar(almacen, 1, *(com(f"c{n}", "que feo", red=red, **cambios) for n in range(5)))
    juzgar(almacen, reloj)
    quien = persona(almacen)
    ofrecidas = {o.accion: o for o in cola.opciones(cola.ficha(almacen, 1), capacidades)}
    for n, accion in enumerate(sorted(TODAS), 1):
        o = ofrecidas.get(accion)
        if o and o.disponible:
            resolver(almacen, quien, accion, capacidades=capacidades, expediente=n)
            continue
        with pytest.raises(EntradaInvalida) as fallo:
            resolver(almacen, quien, accion, capacidades=capacidades, expediente=n)
        assert str(fallo.value) == (o.porque_no if o else f"«{accion}» no es una acción")
        assert ofrecidas[PERMITIR].disponible
    assert ofrecidas["bloquear"].disponible == ("autor" not in cambios)


@pytest.mark.parametrize("red", Red)
def test_lo_que_una_red_no_tiene_no_se_ofrece_y_lo_definitivo_se_avisa(almacen, gestora, red) -> None:
    capacidades = CAPACIDADES[red]
    for o in cola.opciones(cola.ficha(almacen, 1), capacidades):
        if o.accion == PERMITIR:
            continue
        c = capacidades.de(Accion(o.accion))
        assert o.disponible == (c.alcance is not Alcance.NO_HAY)
        assert o.definitiva == (c.alcance is Alcance.DEFINITIVA)
        assert o.nota == c.nota


@pytest.mark.parametrize("accion", ["", "responder", "publicar", "mostrar", "OCULTAR", "borrar"])
def test_lo_que_no_es_una_decision_se_rechaza(almacen, gestora, accion: str) -> None:
    with pytest.raises(EntradaInvalida, match=r"no es una acción|elija qué hacer"):
        resolver(almacen, gestora, accion)
    assert sucesos(almacen).count("expediente:decidido") == 0


@pytest.mark.parametrize(
    ("acciones", "dice"),
    [
        ((), "elija qué hacer"),
        ((PERMITIR, "ocultar"), "permitir va solo"),
        ((PERMITIR, "bloquear"), "permitir va solo"),
        (("ocultar", "eliminar"), "solo una"),
        (("ocultar", "eliminar", "bloquear"), "solo una"),
    ],
)
def test_ni_nada_ni_dos_cosas_que_no_van_juntas(almacen, gestora, acciones, dice) -> None:
    """No elegir nada no es permitir."""
    r = Resolucion(acciones, "asi lo veo", 1, 2)
    with pytest.raises(EntradaInvalida, match=dice):
        cola.resolver(almacen, 1, gestora, r, FACEBOOK, MES)
    assert filas(almacen, "SELECT count(*) FROM decision") == [0]
    assert filas(almacen, "SELECT count(*) FROM orden") == [0]


# --- leer


def test_la_cola_se_recorre_por_paginas_sin_saltar_ni_repetir(almacen, reloj) -> None:
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", INSULTO if n % 3 else "que feo") for n in range(25)))
    juzgar(almacen, reloj, modos={})
    vistos, tras = [], None
    while pagina := cola.listar(almacen, 4, tras):
        vistos += [f.id for f in pagina]
        tras = (-pagina[-1].prioridad, pagina[-1].id)
    assert len(vistos) == len(set(vistos)) == 25
    prioridades = [next(f.prioridad for f in cola.listar(almacen, 99) if f.id == i) for i in vistos]
    assert prioridades == sorted(prioridades, reverse=True)


def test_la_cola_se_filtra_por_red(almacen, reloj) -> None:
    alta(almacen)
    otra = alta(almacen, Red.YOUTUBE, "UC1")
    entrar(almacen, 1, com("c1", "que feo"))
    entrar(almacen, otra, com("y1", "que feo", red=Red.YOUTUBE))
    juzgar(almacen, reloj)
    assert [f.red for f in cola.listar(almacen, filtros=cola.Filtros(red="youtube"))] == ["youtube"]
    assert len(cola.listar(almacen)) == 2


def test_la_ficha_trae_conversacion_autor_y_publicacion(almacen, reloj) -> None:
    alta(almacen)
    entrar(almacen, 1, com("raiz", "hola"), com("c1", "que feo", padre_id="raiz", publicacion_id="p1"))
    entrar(almacen, 1, com("r1", "no digas eso", padre_id="c1"), com("suelto", estado=EstadoEnRed.OCULTO))
    juzgar(almacen, reloj)
    f = cola.ficha(almacen, 1)
    assert [c["texto"] for c in f.conversacion] == ["hola", "no digas eso"]
    assert {c["texto"] for c in f.otros_del_autor} == {"hola", "no digas eso", "buenas tardes"}
    assert f.publicacion is None
