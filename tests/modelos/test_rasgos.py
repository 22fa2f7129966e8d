"""Los rasgos: los mismos n-gramas que una cuenta a mano, iguales solos y en lote, con cualquier palabra."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelos import rasgos
from modelos.lectura import leer, leer_lote

PALABRA = st.text(
    alphabet=st.characters(exclude_categories=("Zs", "Zl", "Zp")), min_size=1, max_size=30
).filter(lambda p: " " not in p)


def a_mano(palabra: str) -> Counter[str]:
    """Los n-gramas de letras de una palabra, contados sin numpy."""
    bordes = f" {palabra} "
    return Counter(bordes[i : i + n] for n in rasgos.LARGOS for i in range(len(bordes) - n + 1))


def por_palabra(palabras: list[str]) -> list[Counter[int]]:
    """Los indices de letras de cada palabra, contados, tal como salen del lote."""
    hecho = rasgos.desglosar(palabras)
    return [Counter(t.tolist()) for t in np.split(hecho.letras, hecho.inicios[1:])]


def test_son_los_n_gramas_de_la_cuenta_a_mano():
    palabras = ["no", "hay", "medicina", "a", "ñandú", "lalala", "🙏", "antialergico"]
    for palabra, indices in zip(palabras, por_palabra(palabras), strict=True):
        esperada = a_mano(palabra)
        assert indices.total() == esperada.total(), palabra
        # mismas repeticiones: dos n-gramas distintos de una palabra no caen en el mismo indice
        assert sorted(indices.values()) == sorted(esperada.values())


@settings(max_examples=80, deadline=None)
@given(st.lists(PALABRA, min_size=1, max_size=6))
def test_una_palabra_da_lo_mismo_sola_y_acompanada(palabras):
    juntas = rasgos.desglosar(palabras)
    solas = [rasgos.desglosar([p]) for p in palabras]
    assert np.array_equal(juntas.letras, np.concatenate([s.letras for s in solas]))
    assert np.array_equal(juntas.propia, np.concatenate([s.propia for s in solas]))
    assert np.array_equal(juntas.huella, np.concatenate([s.huella for s in solas]))


def test_mas_palabras_de_las_que_caben_en_una_tanda():
    palabras = [f"palabra{i}" for i in range(9000)]
    juntas = rasgos.desglosar(palabras)
    sola = rasgos.desglosar([palabras[-1]])
    assert len(juntas.propia) == len(juntas.inicios) == 9000
    assert np.array_equal(juntas.letras[juntas.inicios[-1] :], sola.letras)
    assert rasgos.desglosar([]).letras.size == 0


def test_un_par_depende_del_orden_y_solo_de_sus_dos_palabras():
    huellas = rasgos.desglosar(["hay", "medicina", "hay", "medicina"]).huella
    indices = rasgos.pares(huellas)
    assert indices[0] == indices[2] != indices[1]


def test_los_indices_estan_en_rango_y_cubren_la_tabla():
    hecho = rasgos.desglosar([f"palabra{i}" for i in range(3000)])
    assert 0 <= hecho.letras.min() <= hecho.letras.max() < rasgos.DIMENSION
    # 3000 palabras en 2^18 huecos: con huella uniforme chocan unas 17
    assert len(np.unique(hecho.propia)) > 3000 - 60


def test_las_palabras_de_una_lectura_son_sus_formas_y_sus_emojis():
    lectura = leer("Gracias p3nd3j0 😍")
    assert rasgos.palabras_de(lectura) == [*lectura.formas, "😍"]
    assert "😍" not in lectura.formas  # no se anade a lo que ya tiene la lectura


def test_un_texto_enorme_se_recorta():
    assert len(" ".join(rasgos.palabras_de(leer("hola mundo " * 20_000)))) <= rasgos.MAXIMO


def test_los_sueltos_cuentan_lexicos_y_senales():
    nombres = rasgos.nombres_sueltos()
    tabla = rasgos.sueltos(leer_lote(["sos un pendejo!!!", "¿a qué hora abren? 🙏", ""]), nombres)
    por_nombre = [dict(zip(nombres, fila.tolist(), strict=True)) for fila in tabla]
    assert sum(v for n, v in por_nombre[0].items() if n.startswith("insultos:")) >= 1
    assert por_nombre[0]["exclama"] == 1
    assert por_nombre[1]["pregunta"] == por_nombre[1]["emoji"] == 1
    assert sum(por_nombre[2].values()) == 0


def test_un_suelto_que_ya_no_existe_queda_en_cero():
    tabla = rasgos.sueltos(leer_lote(["sos un pendejo"]), ("viejo:clase", *rasgos.SENALES))
    assert tabla[0, 0] == 0


@pytest.mark.parametrize("texto", ["", "   ", "\n\t", "\ud800", "\x00", "🙂" * 50, "\u202e" * 10])
def test_textos_raros_no_rompen(texto):
    palabras = rasgos.palabras_de(leer(texto))
    assert len(rasgos.desglosar(palabras).propia) == len(palabras)
