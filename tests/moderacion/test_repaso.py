"""El repaso: que cambiaria, contado a mano, sin tocar nada de lo juzgado."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.cli import ejecutar as correr
from moderacion.cola import PERMITIR, Resolucion
from moderacion.errores import EntradaInvalida
from moderacion.evaluacion.comparacion import dichos
from moderacion.evaluacion.rehacer import juzgar_aqui
from moderacion.evaluacion.repaso import LOTE, PeticionRepaso, ResultadoRepaso, repasar
from moderacion.reloj import RelojFijo
from politicas.tipos import Contexto, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import (
    CAPACIDADES,
    HORA,
    INICIO,
    PuntuadorFalso,
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
    sucesos,
)
from tests.moderacion.reglamentos import CALLADA, alterado, dictar, guardar

VERSIONES = {n: f"v{n}" for n in range(1, 14)}
TODAS = tuple(range(1, 14))
FIJAS = (
    "veredicto",
    "hallazgo",
    "comentario",
    "expediente",
    "orden",
    "decision",
    "falta",
    "bloqueo",
    "cupo_dia",
)


def otro_juez(pieza: Pieza, contexto: Contexto) -> Veredicto:
    """«pendejo» pasa a dudoso, «feo» a insulto claro, «gris» deja de verse y «bonito» se empieza a ver."""
    if "pendejo" in pieza.texto:
        return Veredicto(Propuesta.REVISAR, (hallazgo(pieza, "pendejo", propuesta=Propuesta.REVISAR),))
    if "muy feo" in pieza.texto:
        h = hallazgo(pieza, "feo", automatica=True)
        return Veredicto(Propuesta.RESTRINGIR, (h,), automatica=True)
    if "bonito" in pieza.texto:
        return Veredicto(Propuesta.REVISAR, (hallazgo(pieza, "bonito", 4, propuesta=Propuesta.REVISAR),))
    return Veredicto(Propuesta.PERMITIR)


@pytest.fixture
def juzgado(almacen: Almacen, reloj: RelojFijo) -> Almacen:
    """Seis comentarios juzgados; dos, decididos por una persona."""
    alta(almacen)
    textos = ("sos un pendejo", "muy feo", "feo dia", "que bonito", "gracias", "mi queja")
    entrar(almacen, 1, *(com(f"c{n}", t, autor=autor(n)) for n, t in enumerate(textos)))
    juzgar(almacen, reloj, modos={})
    quien = persona(almacen)
    for expediente, accion in ((1, "ocultar"), (2, PERMITIR)):
        r = Resolucion.de(accion, "asi lo veo", 1, 2)
        cola.resolver(almacen, expediente, quien, r, CAPACIDADES[Red.FACEBOOK], timedelta(days=30))
    return almacen


def repaso(
    almacen: Almacen, juez_: Callable[..., Veredicto] = otro_juez, **cambios: object
) -> ResultadoRepaso:
    p = replace(PeticionRepaso(INICIO - HORA, None, TODAS, 5, "cli"), **cambios)
    return repasar(almacen, p, juzgar_aqui(juez_), "r2", VERSIONES, ())


def retrato(almacen: Almacen) -> dict[str, list]:
    return {t: filas(almacen, f"SELECT * FROM {t} ORDER BY 1") for t in FIJAS}


def test_las_cuentas_de_un_conjunto_hecho_a_mano(juzgado: Almacen) -> None:
    r = repaso(juzgado)
    assert (r.cuantos, r.cambian, r.criticas_antes, r.criticas) == (6, 5, 1, 0)
    assert r.politicas[2] == {
        "version": "v2", "nuevos": 0, "desaparecen": 1, "cambian": 2, "automaticas_mas": 1, "automaticas_menos": 1,
        "falsas_antes": 0, "falsas": 1,
    }  # fmt: skip
    assert r.politicas[4]["nuevos"] == 1
    assert all(
        not sum(v for k, v in r.politicas[n].items() if k != "version") for n in TODAS if n not in (2, 4)
    )
    assert r.personas == {
        "decididos": 2, "acuerdo_antes": 2, "acuerdo": 1, "falsas_antes": 0, "falsas": 1, "escapan_antes": 0,
        "escapan": 0,
    }  # fmt: skip
    (falsa,) = r.muestras["falsas"]
    assert falsa == {
        "comentario": 2, "veredicto": 2, "texto": "muy feo", "antes": "revisar", "ahora": "restringir",
        "persona": "permitir",
    }  # fmt: skip
    (menos,) = r.muestras["politicas"]["p02"]["automaticas_menos"]
    assert (menos["antes"], menos["ahora"]) == ("restringir y bloquear y sin persona", "revisar")


def test_con_el_mismo_juez_no_cambia_nada(juzgado: Almacen) -> None:
    r = repaso(juzgado, juez)
    assert (r.cuantos, r.cambian, r.personas["acuerdo"]) == (6, 0, 2)
    assert r.muestras == {"falsas": [], "politicas": {}}


def test_dejar_pasar_lo_que_una_persona_oculto_se_cuenta(juzgado: Almacen) -> None:
    r = repaso(juzgado, lambda *_: Veredicto(Propuesta.PERMITIR))
    assert (r.personas["escapan_antes"], r.personas["escapan"], r.personas["acuerdo"]) == (0, 1, 1)


def test_una_decision_sobre_otro_texto_no_cuenta(juzgado: Almacen, reloj: RelojFijo) -> None:
    entrar(juzgado, 1, com("c1", "muy feo, editado", autor=autor(1)))
    juzgar(juzgado, reloj, modos={})
    r = repaso(juzgado)
    assert (r.cuantos, r.personas["decididos"], r.personas["falsas"]) == (6, 1, 0)


def test_el_repaso_no_toca_nada_y_queda_anotado_sin_textos(juzgado: Almacen) -> None:
    antes, antes_sucesos = retrato(juzgado), len(sucesos(juzgado))
    r = repaso(juzgado, politicas=(2, 4))
    assert retrato(juzgado) == antes
    assert sucesos(juzgado)[antes_sucesos:] == ["repaso:hecho"]
    (fila,) = filas(
        juzgado, "SELECT actor, version_reglamento, cuantos, cambian, vacia, politicas FROM repaso"
    )
    assert fila[:5] == ("cli", "r2", 6, r.cambian, 0)
    assert json.loads(fila[5]) == {str(n): r.politicas[n] for n in (2, 4)}
    (datos,) = filas(juzgado, "SELECT datos FROM suceso ORDER BY n DESC LIMIT 1")
    assert json.loads(datos)["politicas"] == {"2": "v2", "4": "v4"}
    assert "feo" not in datos + fila[5]


def test_desde_y_hasta_parten_el_tiempo_sin_huecos(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    for n in range(4):
        entrar(almacen, 1, com(f"c{n}", "feo", creado=INICIO + n * HORA))
    juzgar(almacen, reloj)
    cuantos = [
        repaso(almacen, desde=INICIO + a * HORA, hasta=None if b is None else INICIO + b * HORA).cuantos
        for a, b in ((0, 2), (2, 4), (3, None), (4, None))
    ]
    assert cuantos == [2, 2, 1, 0]


def test_la_muestra_es_siempre_la_misma_y_no_pasa_de_lo_pedido(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", f"bonito {n}", autor=autor(n)) for n in range(LOTE + 40)))
    for _ in range(2):
        juzgar(almacen, reloj)
    una, otra = repaso(almacen, muestra=7), repaso(almacen, muestra=7)
    assert una.cuantos == una.politicas[4]["nuevos"] == LOTE + 40
    ejemplos = una.muestras["politicas"]["p04"]["nuevos"]
    assert len(ejemplos) == 7
    assert una.muestras == otra.muestras
    assert max(e["comentario"] for e in ejemplos) > 100, "no solo los primeros"
    assert repaso(almacen, muestra=0).muestras["politicas"] == {"p04": {"nuevos": []}}


def test_lo_ya_juzgado_sin_contexto_ve_lo_que_se_juzgo_antes(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    visto: list[tuple[str, ...]] = []

    def mira(pieza: Pieza, contexto: Contexto) -> Veredicto:
        visto.append(tuple(r.texto for r in contexto.recientes))
        return Veredicto(Propuesta.PERMITIR)

    copia = "gane cuarenta dólares diarios desde su casa con su celular"
    for n in range(3):
        entrar(almacen, 1, com(f"c{n}", f"{copia} {n}", creado=reloj.ahora()))
        juzgar(almacen, reloj)
        reloj.adelantar(4 * HORA)
    assert repaso(almacen, mira, desde=INICIO + HORA).cuantos == 2
    assert visto == [(f"{copia} 0",), (f"{copia} 1",)]


def test_lo_degradado_sigue_degradado_y_nunca_es_automatico(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", "sos un pendejo"))
    juzgar(almacen, reloj, puntuador=PuntuadorFalso(error=ValueError("x")))
    r = repaso(almacen, juez)
    assert (r.cambian, r.politicas[2]["automaticas_mas"]) == (0, 0)


def test_un_juez_que_revienta_va_a_una_persona(juzgado: Almacen) -> None:
    def roto(pieza: Pieza, contexto: Contexto) -> Veredicto:
        raise RuntimeError("x")

    r = repaso(juzgado, roto)
    assert (r.cuantos, r.politicas[8]["nuevos"]) == (6, 6)


def test_de_varios_hallazgos_cuenta_lo_mas_que_pide_la_politica() -> None:
    base = {"politica": 2, "bloquear": False, "automatica": False}
    varios = [
        base | {"propuesta": "restringir", "automatica": True},
        base | {"propuesta": "revisar", "bloquear": True},
    ]
    assert dichos(varios, sola=True) == {2: ("restringir", True, True)}
    assert dichos(varios[::-1], sola=False) == {2: ("restringir", True, False)}


# --- la orden


@pytest.fixture
def config(almacen: Almacen, reloj: RelojFijo, ruta_config: Path) -> Path:
    """Una base con dos comentarios juzgados de verdad y su configuracion."""
    alta(almacen)
    guardar(almacen)
    for n, texto in enumerate(("sos un pendejo, hijueputa", "gracias por la atención")):
        entrar(almacen, 1, com(f"c{n}", texto, autor=autor(n)))
    dictar(almacen, reloj, {"ofensa": 0.95})
    return ruta_config


DESDE = f"{INICIO:%Y-%m-%d}"


def test_la_orden_dice_que_no_cambia_nada_y_sale_con_0(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert correr(["repasar", "--desde", DESDE, "--hasta", DESDE, "--config", str(config)]) == 0
    dicho = capsys.readouterr().out
    assert "2 comentarios ya juzgados · cambian 0" in dicho
    assert re.search(r"^p13\tsin cambios\tversión [0-9a-f]{12}$", dicho, re.MULTILINE)


def test_con_un_reglamento_guardado_que_calla_la_2_sale_con_1(
    config: Path, almacen: Almacen, capsys: pytest.CaptureFixture[str]
) -> None:
    callada = guardar(almacen, alterado("politicas/p02.py", CALLADA))
    orden = ["repasar", "--desde", DESDE, "--reglamento", callada.version, "--config", str(config)]
    assert correr(orden) == 1
    dicho = capsys.readouterr().out
    assert "desaparece · comentario 1: restringir y bloquear" in dicho
    assert correr([*orden, "--json", "--politica", "p02", "--muestra", "1"]) == 1
    r = json.loads(capsys.readouterr().out)
    assert (r["reglamento"], r["cuantos"], r["cambian"]) == (callada.version, 2, 1)
    assert r["politicas"] == {"p02": r["politicas"]["p02"]}
    assert r["politicas"]["p02"]["desaparecen"] == 1
    assert r["politicas"]["p02"]["version"] == callada.politicas[2]


def test_rehacer_un_veredicto_por_la_orden(
    config: Path, almacen: Almacen, capsys: pytest.CaptureFixture[str]
) -> None:
    orden = ["repasar", "--veredicto", "1", "--config", str(config)]
    assert correr(orden) == 0
    assert "restringir): idéntico" in capsys.readouterr().out
    ejecutar(almacen, "UPDATE veredicto SET bloquear = :no", no=False)
    assert correr([*orden, "--json"]) == 1
    r = json.loads(capsys.readouterr().out)
    assert (r["identico"], r["diferencias"]) == (False, ["bloquear: antes False, ahora True"])


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        ([], "falta «--desde AAAA-MM-DD»"),
        (["--desde", "ayer"], "«desde» es «ayer»: se esperaba AAAA-MM-DD"),
        (["--desde", "0001-01-01"], "«desde» es «0001-01-01»"),
        (["--desde", "9999-12-31"], "«desde» es «9999-12-31»"),
        (["--desde", DESDE, "--hasta", "2026-02-30"], "«hasta» es «2026-02-30»"),
        (["--desde", DESDE, "--hasta", "2020-01-01"], "«hasta» es anterior a «desde»"),
        (["--desde", DESDE, "--politica", "p14"], "no existe la política «p14»"),
        (["--desde", DESDE, "--muestra", "-1"], "«muestra» se esperaba de 0"),
        (["--desde", DESDE, "--muestra", "tres"], "valor no válido para --muestra"),
        (
            ["--desde", DESDE, "--reglamento", "nada"],
            "no está guardada la versión «nada» del reglamento: hay ",
        ),
        (["--veredicto", "99"], "no hay ningún veredicto 99"),
        (["--veredicto", "-1"], "no hay ningún veredicto -1"),
        (["--veredicto", str(10**30)], "no hay ningún veredicto 1000"),
        (["--veredicto", "1", "--desde", DESDE], "«--veredicto» va solo"),
    ],
)
def test_mal_uso_sale_con_2_y_no_anota_nada(
    config: Path, almacen: Almacen, capsys: pytest.CaptureFixture[str], argumentos: list[str], dice: str
) -> None:
    assert correr(["repasar", *argumentos, "--config", str(config)]) == 2
    errores = capsys.readouterr().err
    assert dice in errores
    assert errores.startswith("moderacion: ")
    assert errores.count("\n") == 1
    assert filas(almacen, "SELECT count(*) FROM repaso") == [0]


def test_sin_version_guardada_un_veredicto_viejo_lo_dice(juzgado: Almacen) -> None:
    from moderacion.evaluacion.rehacer import rehacer

    with pytest.raises(EntradaInvalida, match="no está guardada la versión «reglamento-1»"):
        rehacer(juzgado, 1, ())
