"""Los tramos del texto: juntos lo rehacen, y cada evidencia cae justo donde dice, en puntos de codigo."""

from hypothesis import given
from hypothesis import strategies as st

from moderacion.web.evidencia import Tramo, marcas, tramos


def test_evidencias_que_se_pisan():
    texto = "ve a X.COM YA 😡 burro"
    assert tramos(texto, [(5, 10, 4), (5, 13, 11), (16, 21, 2)]) == [
        Tramo("ve a "),
        Tramo("X.COM", (4, 11), (4,)),
        Tramo(" YA", (11,), (11,)),
        Tramo(" 😡 "),
        Tramo("burro", (2,), (2,)),
    ]


def test_las_de_una_misma_politica_que_se_tocan_van_juntas():
    assert tramos("abcdef", [(0, 5, 2), (1, 2, 2), (5, 6, 2)]) == [Tramo("abcdef", (2,), (2,))]


def test_lo_que_se_sale_del_texto_se_recorta_o_se_ignora():
    assert tramos("abc", [(-5, 1, 1), (2, 99, 2), (7, 9, 3), (2, 1, 4), (1, 1, 5)]) == [
        Tramo("a", (1,), (1,)),
        Tramo("b"),
        Tramo("c", (2,), (2,)),
    ]
    assert tramos("", [(0, 3, 1)]) == []


def test_marcas_de_los_hallazgos():
    hallazgos = [
        {
            "politica": 2,
            "evidencia": [{"inicio": 1, "fin": 3, "texto": "bc"}, {"inicio": 4, "fin": 5, "texto": "e"}],
        },
        {"politica": 5, "evidencia": []},
    ]
    assert marcas(hallazgos) == [(1, 3, 2), (4, 5, 2)]


_LIMITES = st.integers(-3, 40)


@given(st.text(max_size=30), st.lists(st.tuples(_LIMITES, _LIMITES, st.integers(1, 13)), max_size=8))
def test_los_tramos_rehacen_el_texto_y_cubren_cada_evidencia(texto, evidencias):
    partes = tramos(texto, evidencias)
    assert "".join(t.texto for t in partes) == texto
    posicion = 0
    for t in partes:
        for i in range(posicion, posicion + len(t.texto)):
            assert set(t.politicas) == {p for a, b, p in evidencias if a <= i < b}
        posicion += len(t.texto)
