"""Nuestro juicio entero al lado de otros moderadores, en una corrida: lo que cuesta, lo que coge disfrazado y lo que marca de mas.

Imprime; de los tiempos no exige nada. `make rendimiento` la corre (docs/comparacion.md); con `PARES_TEXTOS` van menos.
Quien no se pudo instalar se dice y no cuenta; si no se pudo ninguno, se salta.
"""

import os
from collections.abc import Iterator, Sequence

import pytest

from modelos.lectura import leer_lote
from tests.medidas.disfraces import LIMPIOS, hay_datos, limpios, llanos, restringe
from tests.politicas.disfraces import DISFRACES, disfrazar
from tests.rendimiento.pares import AJENOS, Ajeno, Banco, EnMarcha, SinInstalar
from tests.rendimiento.puesto import LOTE, caliente
from tests.rendimiento.reglas import REGLAS
from tests.rendimiento.textos import Cronometro, lotes, mezcla, otros

TEXTOS = int(os.environ.get("PARES_TEXTOS", "20000"))
PATRON, NUESTRO = "13 expresiones en bucle", "nuestro juicio entero"
pytestmark = [pytest.mark.lenta, pytest.mark.timeout(900)]
Marcas = dict[str, list[bool]]


@pytest.fixture(scope="module")
def traidos(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, EnMarcha | SinInstalar]]:
    """Cada uno, en marcha o por que no."""
    banco, hechos = Banco(tmp_path_factory.mktemp("pares")), {}
    for ajeno in AJENOS:
        try:
            hechos[ajeno.nombre] = banco.lanzar(ajeno)
        except SinInstalar as error:
            hechos[ajeno.nombre] = error
    yield hechos
    for uno in hechos.values():
        if isinstance(uno, EnMarcha):
            uno.cerrar()


@pytest.fixture
def ajenos(traidos: dict[str, EnMarcha | SinInstalar]) -> list[EnMarcha]:
    en_marcha = [uno for uno in traidos.values() if isinstance(uno, EnMarcha)]
    if not en_marcha:
        pytest.skip("no se pudo traer ninguno: ¿hay registro?")
    return en_marcha


@pytest.mark.parametrize("ajeno", AJENOS, ids=lambda a: a.nombre)
def test_se_trae_y_contesta_a_todo(ajeno: Ajeno, traidos: dict[str, EnMarcha | SinInstalar]) -> None:
    uno = traidos[ajeno.nombre]
    if isinstance(uno, SinInstalar):
        pytest.skip(f"sin {ajeno.titulo}: {uno}")
    marcas, segundos = uno.marcar(
        ["eres una puta", "gracias, muy amables", "", "\n", "¿qué? 🙂 «sí»", "fuck you"]
    )
    assert marcas[1:4] == [False] * 3
    assert marcas[0] if ajeno.en_espanol else marcas[5]
    assert segundos >= 0


def test_lo_que_cuesta_al_lado_de_otros(ajenos: list[EnMarcha]) -> None:
    puesto, textos, reloj = caliente(), mezcla(TEXTOS), Cronometro()
    vistos = dict.fromkeys((PATRON, NUESTRO), len(textos)) | {a.ajeno.titulo: 0 for a in ajenos}
    for a in ajenos:
        a.marcar(otros()[: LOTE // a.ajeno.uno_de_cada])  # que tambien lleguen calientes
    for lote in lotes(textos, LOTE):
        with reloj.midiendo(PATRON):
            [r.search(t) for t in lote for r in REGLAS]
        with reloj.midiendo(NUESTRO):
            lecturas = leer_lote(lote)
            puesto.juzgar(lecturas, puesto.clasificador.puntuar(lecturas))
        for a in ajenos:
            suyos = lote[:: a.ajeno.uno_de_cada]
            _, segundos = a.marcar(suyos)
            reloj.segundos[a.ajeno.titulo] += segundos
            vistos[a.ajeno.titulo] += len(suyos)
    por_texto = {nombre: s / vistos[nombre] * 1e6 for nombre, s in reloj.segundos.items()}
    print(f"\n{len(textos)} textos, en lotes de {LOTE}, procesador de un nucleo")
    for nombre, suyo in por_texto.items():
        razones = f"{por_texto[PATRON] / suyo:8.3f} × las 13   nosotros {suyo / por_texto[NUESTRO]:8.2f} × su velocidad"
        print(f"  {nombre:30} {suyo:9.1f} µs por texto {razones}   {vistos[nombre]} textos")
    assert all(vistos.values())


def test_lo_que_cogen_disfrazado(ajenos: list[EnMarcha]) -> None:
    casos = {"llanos": [t for t, _ in llanos()]} | {
        nombre: [disfrazar(t, list(tramos), disfraz) for t, tramos in llanos()]
        for nombre, disfraz in DISFRACES.items()
    }
    nuestras: Marcas = {n: [restringe(t) for t in textos] for n, textos in casos.items()}
    for a in ajenos:
        if not a.ajeno.en_espanol:
            cuantos = casos["llanos"][:: a.ajeno.uno_de_cada]
            marcas, _ = a.marcar(cuantos)
            print(f"\n{a.ajeno.titulo} (en inglés): coge {sum(marcas)} de {len(cuantos)} insultos llanos")
            continue
        suyas: Marcas = {n: a.marcar(textos)[0] for n, textos in casos.items()}
        comunes = [
            i
            for i, los_dos in enumerate(zip(nuestras["llanos"], suyas["llanos"], strict=True))
            if all(los_dos)
        ]
        assert comunes, f"{a.ajeno.titulo} no coge ni uno llano"
        print(
            f"\n{a.ajeno.titulo}: {sum(suyas['llanos'])} de {len(casos['llanos'])} llanos; de los comunes, disfrazados"
        )
        for nombre in DISFRACES:
            print(
                f"  {nombre:20} {_parte(suyas[nombre], comunes):7.1%}   nosotros {_parte(nuestras[nombre], comunes):7.1%}"
            )
        suyo, nuestro = (
            sum(_parte(m[n], comunes) for n in DISFRACES) / len(DISFRACES) for m in (suyas, nuestras)
        )
        print(f"  {'de media':20} {suyo:7.1%}   nosotros {nuestro:7.1%}")
        assert nuestro >= suyo


def _parte(marcas: Sequence[bool], cuales: Sequence[int]) -> float:
    return sum(marcas[i] for i in cuales) / len(cuales)


def test_lo_que_marcan_de_mas(ajenos: list[EnMarcha]) -> None:
    if not hay_datos():
        pytest.skip("sin los textos reales no se mide")
    textos = list(limpios(max(4, 20_000 // TEXTOS), LIMPIOS))
    print(f"\n{len(textos)} textos reales etiquetados como limpios; marcan")
    print(f"  {'nosotros, restringir':30} {sum(map(restringe, textos)) / len(textos):7.2%}")
    for a in ajenos:
        suyos = textos[:: a.ajeno.uno_de_cada]
        marcas, _ = a.marcar(suyos)
        print(f"  {a.ajeno.titulo:30} {sum(marcas) / len(suyos):7.2%} de {len(suyos)}")
        assert len(marcas) == len(suyos)
