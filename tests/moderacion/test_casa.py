"""Aprender de la casa: los ejemplos que dejan las decisiones y el acuerdo por politica, contados a mano."""

import json
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.cli import ejecutar as correr
from moderacion.cola import PERMITIR, Persona, Resolucion
from moderacion.evaluacion.casa import medir_acuerdo
from moderacion.evaluacion.ejemplos import reunir_ejemplos
from moderacion.reloj import RelojFijo
from politicas.tipos import Contexto, Pieza, Propuesta, Veredicto
from tests.moderacion.falsos import (
    CAPACIDADES,
    INICIO,
    alta,
    autor,
    com,
    ejecutar,
    entrar,
    filas,
    hallazgo,
    juzgar,
    persona,
    sucesos,
)

TODAS = tuple(range(1, 14))
_DICE = {
    # palabra del texto → (politica, propuesta)
    "pendejo": (2, Propuesta.RESTRINGIR),
    "feo": (2, Propuesta.REVISAR),
    "bicha": (4, Propuesta.RESTRINGIR),
    "grito": (11, Propuesta.PERMITIR),
}
_ORDEN = (Propuesta.PERMITIR, Propuesta.REVISAR, Propuesta.RESTRINGIR)


def juez(pieza: Pieza, contexto: Contexto) -> Veredicto:
    """Un hallazgo por cada palabra de `_DICE`; con «mirar», otro que la lleva a la cola sin proponer nada mas."""
    hallazgos = [
        hallazgo(pieza, palabra, politica, propuesta=propuesta)
        for palabra, (politica, propuesta) in _DICE.items()
        if palabra in pieza.texto
    ]
    if "mirar" in pieza.texto:
        hallazgos.append(hallazgo(pieza, "mirar", 12, propuesta=Propuesta.REVISAR))
    mayor = max((h.propuesta for h in hallazgos), key=_ORDEN.index, default=Propuesta.PERMITIR)
    return Veredicto(mayor, tuple(hallazgos), (), pieza.indicios)


def decidir(almacen: Almacen, quien: Persona, texto: str, accion: str, articulo: int | None = None) -> None:
    """Una persona decide sobre el comentario con ese texto."""
    ((expediente, version, red),) = filas(
        almacen,
        "SELECT e.id, e.version, c.red FROM expediente e JOIN comentario k ON k.id = e.comentario_id "
        "JOIN cuenta c ON c.id = k.cuenta_id WHERE k.texto = :t",
        t=texto,
    )
    r = Resolucion.de(accion, "asi lo veo, dice Policarpa Nubes", version, articulo)
    cola.resolver(almacen, expediente, quien, r, CAPACIDADES[Red(red)], timedelta(days=30))


def sembrar(
    almacen: Almacen, reloj: RelojFijo, decisiones: Sequence[tuple[str, str, int | None]], **cambios: Any
) -> Persona:
    """Comentarios de Facebook juzgados y decididos."""
    alta(almacen)
    entrar(
        almacen, 1, *(com(f"c{n}", t, autor=autor(n), **cambios) for n, (t, _, _) in enumerate(decisiones))
    )
    juzgar(almacen, reloj, juez=juez, modos={})
    quien = persona(almacen)
    for texto, accion, articulo in decisiones:
        decidir(almacen, quien, texto, accion, articulo)
    return quien


# --- los ejemplos


def test_un_ejemplo_dice_lo_de_la_maquina_y_lo_de_la_persona_y_nada_de_quien_es(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    sembrar(almacen, reloj, [("sos un pendejo, mi DUI es 00000000-0 y mi cel 7000-0011", "ocultar", 2)])
    r = reunir_ejemplos(almacen)
    assert (r.decididos, r.fuera) == (1, {})
    assert r.filas == (
        {
            "texto": "sos un pendejo, mi DUI es [dui] y mi cel [telefono]",
            "red": "facebook",
            "mes": "2026-11",
            "version_reglamento": "reglamento-1",
            "version_modelo": "falso-1",
            "indicios": {"ofensivo": 0.1},
            "propuesta": "restringir",
            "politicas": {"p02": "restringir"},
            "critica": False,
            "degradado": False,
            "decision": "ocultar",
            "articulo": 2,
            "coincide": True,
        },
    )


def test_el_mes_es_el_de_el_salvador(almacen: Almacen, reloj: RelojFijo) -> None:
    # las 3 de la madrugada UTC del dia 1 son las 9 de la noche del ultimo del mes anterior
    creado = INICIO.replace(month=11, day=1, hour=3)
    sembrar(almacen, reloj, [("que feo", PERMITIR, None)], creado=creado)
    (fila,) = reunir_ejemplos(almacen).filas
    assert fila["mes"] == "2026-10"


def test_coincidir_es_no_contradecirse(almacen: Almacen, reloj: RelojFijo) -> None:
    textos = [
        ("pendejo uno", "ocultar", 2),
        ("pendejo dos", PERMITIR, None),
        ("feo tres", "ocultar", 2),
        ("feo cuatro", PERMITIR, None),
    ]
    sembrar(almacen, reloj, textos)
    coinciden = {f["texto"]: f["coincide"] for f in reunir_ejemplos(almacen).filas}
    assert coinciden == {"pendejo uno": True, "pendejo dos": False, "feo tres": True, "feo cuatro": True}


def test_nada_de_twitter_sale_nunca_y_se_dice(almacen: Almacen, reloj: RelojFijo) -> None:
    quien = sembrar(almacen, reloj, [("que feo dia", PERMITIR, None)])
    alta(almacen, Red.TWITTER, "200")
    entrar(almacen, 2, com("t1", "que feo tuit", red=Red.TWITTER), com("t2", "pendejo", red=Red.TWITTER))
    juzgar(almacen, reloj, juez=juez, modos={})
    decidir(almacen, quien, "que feo tuit", PERMITIR)
    decidir(almacen, quien, "pendejo", "ocultar", 2)
    r = reunir_ejemplos(almacen)
    assert [f["texto"] for f in r.filas] == ["que feo dia"]
    assert r.decididos == 3
    assert r.fuera == {"son de Twitter (X): sus condiciones prohíben entrenar con su contenido": 2}
    assert medir_acuerdo(almacen, TODAS).todas.decididos == 3, "contar no es entrenar"


def test_una_red_que_nadie_ha_mirado_tampoco_sale(almacen: Almacen, reloj: RelojFijo) -> None:
    sembrar(almacen, reloj, [("que feo dia", PERMITIR, None)])
    ejecutar(almacen, "UPDATE cuenta SET red = 'nueva'")
    r = reunir_ejemplos(almacen)
    assert (r.filas, r.fuera) == ((), {"son de una red cuyas condiciones nadie ha mirado": 1})


def test_lo_que_no_ha_decidido_nadie_no_sale(almacen: Almacen, reloj: RelojFijo) -> None:
    alta(almacen)
    entrar(almacen, 1, com("c1", "sos un pendejo"), com("c2", "que feo"), com("c3", "gracias"))
    juzgar(almacen, reloj)  # la maquina oculta sola el primero
    assert filas(almacen, "SELECT count(*) FROM orden WHERE origen = 'maquina'") == [1]
    assert reunir_ejemplos(almacen).decididos == 0


def test_lo_que_volvio_a_la_cola_no_sale_hasta_que_se_decide_otra_vez(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    quien = sembrar(almacen, reloj, [("que feo", PERMITIR, None), ("muy feo", "ocultar", 2)])
    with almacen.unidad() as u:
        u.expedientes.devolver(2, 1)
    assert [f["texto"] for f in reunir_ejemplos(almacen).filas] == ["que feo"]
    decidir(almacen, quien, "muy feo", PERMITIR)
    assert {f["texto"]: f["decision"] for f in reunir_ejemplos(almacen).filas} == {
        "que feo": PERMITIR,
        "muy feo": PERMITIR,
    }


@pytest.mark.parametrize("nuevo", ["muy feo, editado", "gracias"])
def test_lo_que_su_autor_edito_despues_no_sale(almacen: Almacen, reloj: RelojFijo, nuevo: str) -> None:
    sembrar(almacen, reloj, [("muy feo", "ocultar", 2)])
    entrar(almacen, 1, com("c0", nuevo, autor=autor(0)))
    assert reunir_ejemplos(almacen).decididos == 0
    juzgar(almacen, reloj, juez=juez, modos={})
    assert reunir_ejemplos(almacen).decididos == 0
    assert medir_acuerdo(almacen, TODAS).vacio


def test_cambiar_de_decision_deja_solo_la_ultima(almacen: Almacen, reloj: RelojFijo) -> None:
    quien = sembrar(almacen, reloj, [("sos un pendejo", "ocultar", 2)])
    decidir(almacen, quien, "sos un pendejo", PERMITIR)
    (fila,) = reunir_ejemplos(almacen).filas
    assert (fila["decision"], fila["articulo"], fila["coincide"]) == (PERMITIR, None, False)


def test_lo_igual_una_vez_tachado_sale_una_vez_con_la_ultima_decision(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    textos = [
        (f"feo, mi cel es 7000-001{n}", a, b) for n, (a, b) in enumerate([("ocultar", 2), (PERMITIR, None)])
    ]
    sembrar(almacen, reloj, textos)
    r = reunir_ejemplos(almacen)
    assert [(f["texto"], f["decision"]) for f in r.filas] == [("feo, mi cel es [telefono]", PERMITIR)]
    assert r.fuera == {"repiten el texto de otro: vale la última decisión": 1}


def test_lo_peligroso_aun_tachado_queda_fuera_y_se_cuenta(almacen: Almacen, reloj: RelojFijo) -> None:
    sembrar(almacen, reloj, [("feo, llame al siete cero cero cero dos", PERMITIR, None)])
    r = reunir_ejemplos(almacen)
    assert (r.filas, r.fuera) == ((), {"ni tachados son seguros: puede esconder un número": 1})


def test_los_nombres_de_quienes_comentan_no_salen_en_lo_de_otros(almacen: Almacen, reloj: RelojFijo) -> None:
    # en `falsos`, quien escribe se llama «Persona 0», «Persona 1»…
    sembrar(almacen, reloj, [("persona 1 que feo lo que dice", PERMITIR, None), ("otro feo", PERMITIR, None)])
    assert [f["texto"] for f in reunir_ejemplos(almacen).filas] == [
        "[nombre] que feo lo que dice",
        "otro feo",
    ]


def test_el_orden_no_depende_de_cuando_se_decidio(almacen: Almacen, reloj: RelojFijo) -> None:
    textos = [(f"feo {p}", PERMITIR, None) for p in ("zorro", "ala", "mesa")]
    sembrar(almacen, reloj, textos)
    una = reunir_ejemplos(almacen)
    assert [f["texto"] for f in una.filas] == ["feo ala", "feo mesa", "feo zorro"]
    assert reunir_ejemplos(almacen) == una


# --- el acuerdo


def test_el_acuerdo_de_un_conjunto_contado_a_mano(almacen: Almacen, reloj: RelojFijo) -> None:
    """Diez decididos. De la 2: 3 ambas, 1 solo la maquina, 2 solo la persona, 3 ninguna; 1 por otro articulo."""
    textos = [
        *((f"pendejo {n}", "ocultar", 2) for n in range(3)),
        ("pendejo permitido", PERMITIR, None),
        ("feo a", "ocultar", 2),
        ("mirar b", "bloquear", 2),
        ("feo c", PERMITIR, None),
        ("mirar d", PERMITIR, None),
        ("mirar e", PERMITIR, None),
        ("bicha y pendejo", "ocultar", 4),
    ]
    sembrar(almacen, reloj, textos)
    r = medir_acuerdo(almacen, TODAS)
    dos, cuatro = r.politicas[2], r.politicas[4]
    assert (dos.decididos, dos.ambas, dos.solo_maquina, dos.solo_persona, dos.otro_articulo) == (
        9,
        3,
        1,
        2,
        1,
    )
    assert (dos.revisar, dos.revisar_restringidos) == (2, 1)
    assert dos.acuerdo == pytest.approx(6 / 9)
    # azar: (4/9)(5/9) + (5/9)(4/9) = 40/81; kappa = (54/81 - 40/81) / (41/81)
    assert dos.kappa == pytest.approx(14 / 41)
    # de la 4: un restringido por las dos, cuatro permitidos sin nada y cinco por la 2
    assert (cuatro.decididos, cuatro.ambas, cuatro.solo_maquina, cuatro.otro_articulo) == (5, 1, 0, 5)
    assert cuatro.kappa == pytest.approx(1)
    # de la 1 nadie dijo nada: los permitidos cuentan, y el azar lo explica todo
    assert (r.politicas[1].decididos, r.politicas[1].acuerdo, r.politicas[1].kappa) == (4, 1.0, None)
    assert not r.politicas[1].dice_algo
    # el veredicto entero: 4 ambas, 1 solo la maquina, 2 solo la persona, 3 ninguna
    assert (r.todas.decididos, r.todas.ambas, r.todas.solo_maquina, r.todas.solo_persona) == (10, 4, 1, 2)
    # azar: (5/10)(6/10) + (5/10)(4/10) = 1/2
    assert r.todas.kappa == pytest.approx((0.7 - 0.5) / 0.5)


def test_leer_no_escribe_nada(almacen: Almacen, reloj: RelojFijo) -> None:
    sembrar(almacen, reloj, [("que feo", PERMITIR, None)])
    antes = sucesos(almacen)
    reunir_ejemplos(almacen)
    medir_acuerdo(almacen, TODAS)
    assert sucesos(almacen) == antes


# --- las ordenes


def test_la_orden_ejemplos_escribe_lineas_y_resume_aparte(
    ruta_config: Path, almacen: Almacen, reloj: RelojFijo, capsys: pytest.CaptureFixture[str]
) -> None:
    quien = sembrar(almacen, reloj, [("¡qué feo!", PERMITIR, None), ("sos un pendejo", "ocultar", 2)])
    alta(almacen, Red.TWITTER, "200")
    entrar(almacen, 2, com("t1", "feo tuit", red=Red.TWITTER))
    juzgar(almacen, reloj, juez=juez, modos={})
    decidir(almacen, quien, "feo tuit", PERMITIR)
    assert correr(["modelo", "ejemplos", "--config", str(ruta_config)]) == 0
    dicho = capsys.readouterr()
    lineas = [json.loads(linea) for linea in dicho.out.splitlines()]
    assert [x["texto"] for x in lineas] == ["sos un pendejo", "¡qué feo!"]
    assert dicho.err.splitlines() == [
        "2 ejemplos de 3 comentarios decididos por personas",
        "fuera 1: son de Twitter (X): sus condiciones prohíben entrenar con su contenido",
    ]
    for secreto in ("Persona", "Policarpa", "gestora", "a0", "c0", "2026-11-20"):
        assert secreto not in dicho.out
    salida = ruta_config.with_name("ejemplos.jsonl")
    assert correr(["modelo", "ejemplos", "--salida", str(salida), "--config", str(ruta_config)]) == 0
    assert salida.read_text("utf-8") == dicho.out
    assert capsys.readouterr().out == ""


@pytest.mark.solo_sqlite
def test_la_salida_no_pisa_la_base_ni_la_configuracion(
    ruta_config: Path, almacen: Almacen, reloj: RelojFijo, capsys: pytest.CaptureFixture[str]
) -> None:
    sembrar(almacen, reloj, [("que feo", PERMITIR, None)])
    for ruta in (ruta_config, ruta_config.with_name("moderacion.db")):
        antes = ruta.read_bytes()
        assert correr(["modelo", "ejemplos", "--salida", str(ruta), "--config", str(ruta_config)]) == 2
        assert "se perdería" in capsys.readouterr().err
        assert ruta.read_bytes() == antes


def test_sin_decisiones_se_dice_y_no_se_toca_la_salida_que_habia(
    ruta_config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    salida = ruta_config.with_name("ejemplos.jsonl")
    salida.write_text("lo de antes")
    assert correr(["modelo", "ejemplos", "--salida", str(salida), "--config", str(ruta_config)]) == 1
    dicho = capsys.readouterr()
    assert (dicho.out, dicho.err) == (
        "",
        "ninguna persona ha decidido todavía sobre un comentario: no hay de qué aprender\n",
    )
    assert salida.read_text() == "lo de antes"
    assert correr(["modelo", "casa", "--config", str(ruta_config)]) == 0
    assert capsys.readouterr().out.startswith("ninguna persona ha decidido todavía")
    assert correr(["modelo", "casa", "--json", "--config", str(ruta_config)]) == 0
    r = json.loads(capsys.readouterr().out)
    assert (r["todas"]["decididos"], r["todas"]["kappa"], len(r["politicas"])) == (0, None, 13)


def test_la_orden_casa_en_tabla_y_en_json(
    ruta_config: Path, almacen: Almacen, reloj: RelojFijo, capsys: pytest.CaptureFixture[str]
) -> None:
    textos = [("pendejo", "ocultar", 2), ("feo a", "ocultar", 2), ("feo b", PERMITIR, None)]
    sembrar(almacen, reloj, textos)
    assert correr(["modelo", "casa", "--config", str(ruta_config)]) == 0
    lineas = capsys.readouterr().out.splitlines()
    assert lineas[2].split() == ["p02", "3", "1", "0", "1", "66.7%", "0.400", "2", "(1", "restringidos)"]
    assert lineas[3].startswith("sin nada que comparar: p01, p03, p04")
    assert correr(["modelo", "casa", "--json", "--config", str(ruta_config)]) == 0
    r = json.loads(capsys.readouterr().out)
    assert r["politicas"]["p02"] == {
        "decididos": 3, "ambas": 1, "solo_maquina": 0, "solo_persona": 1, "revisar": 2, "revisar_restringidos": 1,
        "otro_articulo": 0, "acuerdo": pytest.approx(2 / 3), "kappa": pytest.approx(0.4),
    }  # fmt: skip


def test_una_base_que_no_esta_se_dice_en_una_frase(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "otra.db"}"\n')
    for orden in ("ejemplos", "casa"):
        assert correr(["modelo", orden, "--config", str(ruta)]) == 1
        assert "corra «moderacion base migrar»" in capsys.readouterr().err
