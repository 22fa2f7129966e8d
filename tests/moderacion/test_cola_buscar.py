"""Buscar en lo que esta en cola y pasar sus paginas: lo mismo en los dos motores, y nunca sintaxis."""

from datetime import timedelta

import pytest

from conectores.tipos import Red
from moderacion import cola
from moderacion.almacen import Almacen
from moderacion.cola import PERMITIR, Filtros, Resolucion
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import CAPACIDADES, alta, autor, com, entrar, juzgar, persona

TEXTOS = {
    1: "feo: el Señor de la VENTANILLA no atendió",
    2: "feo año, ¡qué pingüino!",
    3: "feo, vea www.isss.gob.sv/citas o escriba a quejas@isss.gob.sv",
    4: "feo bien-hecho y 7777-1234 o 3.50 o and/or",
    5: 'feo O\'Brien dijo "NEAR" (así) foo_bar *',
}


@pytest.fixture
def cinco(almacen: Almacen, reloj: RelojFijo) -> Almacen:
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", t, autor=autor(n)) for n, t in TEXTOS.items()))
    juzgar(almacen, reloj)
    assert cola.contar(almacen) == 5
    return almacen


def hallados(almacen: Almacen, texto: str, **filtros: object) -> list[int]:
    f = Filtros(texto=texto, **filtros)  # type: ignore[arg-type]
    ids = sorted(f.id for f in cola.listar(almacen, filtros=f))
    assert cola.contar(almacen, f) == len(ids)
    return ids


@pytest.mark.parametrize(
    ("pedido", "quienes"),
    [
        ("feo", [1, 2, 3, 4, 5]),
        ("senor", [1]),
        ("SEÑOR", [1]),
        ("atendio", [1]),
        ("ATENDIÓ", [1]),
        ("ventan", [1]),
        ("entanilla", []),
        ("ano", [2]),
        ("pinguino que", [2]),
        ("señor pingüino", []),
        ("isss", [3]),
        ("gob", [3]),
        ("isss.gob.sv", [3]),
        ("citas", [3]),
        ("quejas", [3]),
        ("quejas@isss.gob.sv", [3]),
        ("bien", [4]),
        ("hecho", [4]),
        ("7777", [4]),
        ("1234", [4]),
        ("7777-1234", [4]),
        ("50", [4]),
        ("or", [4]),
        ("and", [4]),
        ("near", [5]),
        ('"NEAR"', [5]),
        ("(asi)", [5]),
        ("brien", [5]),
        ("o'brien", [5]),
        ("bar", [5]),
        ("foo_bar", [5]),
        ("feo _", [1, 2, 3, 4, 5]),
        ("_", []),
        ("___", []),
    ],
)
def test_se_halla_por_el_principio_de_cada_palabra(cinco: Almacen, pedido: str, quienes: list[int]) -> None:
    assert hallados(cinco, pedido) == quienes


@pytest.mark.parametrize(
    "pedido",
    [
        '" OR NOT *',
        '"',
        "''",
        "feo*",
        "feo AND",
        "NOT feo",
        "NEAR(feo año, 2)",
        "((((",
        "texto:feo",
        "-feo",
        "^feo",
        "{feo}",
        "feo & | ! <->",
        "feo:*",
        "\\",
        "'; DROP TABLE texto_cola; --",
        "%_",
        "\x00feo\x00",
        "\x00",
        "😀",
        "ﷺ ½ ² Ⅷ",
        "́",
        "x" * 100_000,
        "a " * 10_000,
    ],
)
def test_ningun_pedido_es_sintaxis_ni_falla(cinco: Almacen, pedido: str) -> None:
    hallados(cinco, pedido)
    assert hallados(cinco, "feo") == [1, 2, 3, 4, 5]


def test_un_operador_se_busca_como_palabra(cinco: Almacen) -> None:
    assert hallados(cinco, "NOT feo") == [], "ninguno dice «not»"
    assert hallados(cinco, "feo OR señor") == [], "or es otra palabra que debe estar"


def test_lo_editado_se_halla_por_lo_nuevo_y_no_por_lo_viejo(cinco: Almacen, reloj: RelojFijo) -> None:
    entrar(cinco, 1, com("c1", "feo y ya", autor=autor(1)))
    juzgar(cinco, reloj)
    assert hallados(cinco, "ya") == [1]
    assert hallados(cinco, "ventanilla") == []
    assert hallados(cinco, "feo") == [1, 2, 3, 4, 5]
    entrar(cinco, 1, com("c1", "ahora es amable", autor=autor(1)))
    juzgar(cinco, reloj)
    assert hallados(cinco, "amable") == [1], "lo que entró en la cola sale solo por decisión"
    assert hallados(cinco, "ya") == []


def test_buscar_con_filtros_y_por_paginas(cinco: Almacen) -> None:
    uno = next(f for f in cola.listar(cinco) if f.id == 1)
    assert hallados(cinco, "feo", autor=uno.autor_id) == [1]
    assert hallados(cinco, "feo", red="facebook", politica=2, edad="nuevo") == [1, 2, 3, 4, 5]
    assert hallados(cinco, "feo", red="twitter") == []
    vistos: list[int] = []
    tras = None
    while pagina := cola.listar(cinco, 2, tras, Filtros(texto="feo")):
        vistos += [f.id for f in pagina]
        tras = (-pagina[-1].prioridad, pagina[-1].id)
    assert vistos == [f.id for f in cola.listar(cinco)]


@pytest.mark.parametrize(
    "filtros", [Filtros(), Filtros(red="facebook"), Filtros(red="facebook", edad="nuevo")]
)
@pytest.mark.parametrize("de_a", [1, 3, 7])
def test_las_paginas_ni_repiten_ni_saltan(
    almacen: Almacen, reloj: RelojFijo, filtros: Filtros, de_a: int
) -> None:
    """Muchos con la misma prioridad: el desempate tambien cuenta. Y decidir lo ya visto no corre la pagina."""
    alta(almacen)
    entrar(almacen, 1, *(com(f"c{n}", f"que feo {n}", autor=autor(n)) for n in range(20)))
    juzgar(almacen, reloj)
    quien, debe = persona(almacen), [f.id for f in cola.listar(almacen, 100, None, filtros)]
    assert len(debe) == 20
    vistos: list[int] = []
    tras = None
    while pagina := cola.listar(almacen, de_a, tras, filtros):
        vistos += [f.id for f in pagina]
        tras = (-pagina[-1].prioridad, pagina[-1].id)
        r = Resolucion.de(PERMITIR, "visto ya", 1)
        cola.resolver(almacen, pagina[0].id, quien, r, CAPACIDADES[Red.FACEBOOK], timedelta(days=1))
    assert vistos == debe
