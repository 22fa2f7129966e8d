"""Los rasgos: los mismos n-gramas que una cuenta a mano, iguales solos y en lote, con cualquier texto."""

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelos import rasgos
from modelos.lectura import leer

CUALQUIERA = st.text(alphabet=st.characters(exclude_categories=()), max_size=60)


def a_mano(texto: str) -> Counter[str]:
    """Los n-gramas de un texto, con su grupo, contados sin numpy."""
    palabras = texto.split()
    cuenta: Counter[str] = Counter()
    for palabra in palabras:
        bordes = f" {palabra} "
        for n in rasgos.LARGOS:
            cuenta.update(f"{n}|{bordes[i : i + n]}" for i in range(len(bordes) - n + 1))
    cuenta.update(f"1|{p}" for p in palabras)
    cuenta.update(f"par|{a} {b}" for a, b in pairwise(palabras))
    return cuenta


def por_texto(textos: list[str]) -> list[Counter[int]]:
    """Los indices de cada texto, contados, tal como salen del lote."""
    cuentas: list[Counter[int]] = []
    for bloque in rasgos.trocear(textos):
        for i in range(len(bloque.inicios)):
            suyos = bloque.indices[:, bloque.textos == i]
            cuentas.append(Counter(suyos[suyos != rasgos.NULA].tolist()))
    return cuentas


def test_son_los_n_gramas_de_la_cuenta_a_mano():
    textos = ["no hay medicina en zacamil", "a", "", "la la la", "qué  asco\tde\nsala ñandú"]
    for texto, indices in zip(textos, por_texto(textos), strict=True):
        esperada = a_mano(texto)
        assert indices.total() == esperada.total()
        # mismas repeticiones: dos n-gramas distintos de un texto corto no caen en el mismo indice
        assert sorted(indices.values()) == sorted(esperada.values())


@settings(max_examples=60, deadline=None)
@given(st.lists(CUALQUIERA, min_size=1, max_size=6))
def test_un_texto_da_lo_mismo_solo_y_acompanado(textos):
    assert por_texto(textos) == [por_texto([t])[0] for t in textos]


def test_un_n_grama_no_cruza_de_un_texto_al_siguiente():
    assert por_texto(["sala", "llena"]) == [por_texto(["sala"])[0], por_texto(["llena"])[0]]
    assert por_texto(["sala llena"])[0].total() > sum(c.total() for c in por_texto(["sala", "llena"]))


def test_un_texto_enorme_se_recorta_y_no_altera_a_los_demas():
    enorme = "hola mundo " * 20_000
    juntos = por_texto([enorme, "cita en urología"])
    assert juntos[0] == por_texto([enorme[: rasgos.MAXIMO]])[0]
    assert juntos[1] == por_texto(["cita en urología"])[0]


def test_los_indices_estan_en_rango_y_cubren_la_tabla():
    bloque = next(rasgos.trocear([f"palabra{i}" for i in range(3000)]))
    assert bloque.indices.min() >= 0
    assert bloque.indices.max() == rasgos.NULA
    validos = bloque.indices[-2][bloque.indices[-2] != rasgos.NULA]
    # 3000 palabras en 2^18 huecos: con huella uniforme chocan unas 17
    assert len(np.unique(validos)) > len(validos) - 60


def test_texto_de_anade_emojis_y_aciertos_del_lexico_al_normalizado():
    lectura = leer("Gracias 😍")
    assert rasgos.texto_de(lectura) == f"{lectura.normalizado} 😍"
    insulto = leer("sos un pendejo")
    anadido = rasgos.texto_de(insulto).removeprefix(insulto.normalizado).split()
    assert len(anadido) == 1
    assert 0xE000 <= ord(anadido[0]) < 0xE000 + 6400


@pytest.mark.parametrize("texto", ["", "   ", "\n\t", "\ud800", "\x00", "🙂" * 50, "\u202e" * 10])
def test_textos_raros_no_rompen(texto):
    assert len(por_texto([texto])) == 1
