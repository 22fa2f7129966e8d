"""Cuanto cuesta el clasificador frente al TF-IDF de letras y regresion logistica de scikit-learn, y cuanto acierta.

Imprime razones; no exige tiempos absolutos. `make rendimiento` la corre. Los dos ven los mismos comentarios en lotes de
500, intercalados; el nuestro parte de la lectura ya hecha, que es de todos (politicas, parecidos, clasificador).
"""

import statistics
import time

import pytest

from modelos import datos
from modelos.clasificador import UMBRAL_COLA, Clasificador
from modelos.lectura import leer_lote
from modelos.remuestreo import macro_f1
from tests.apoyo import en_otro_proceso
from tests.rendimiento.textos import Cronometro

LOTE, TEXTOS, VUELTAS = 500, 6000, 4
TOPE_MB = 120

pytestmark = pytest.mark.lenta


@pytest.fixture(scope="module")
def ofendes():
    try:
        carpeta = datos.carpeta_de_datos()
    except datos.DatosAusentes as falta:
        pytest.skip(str(falta))
    return datos.leer_conjunto(datos.OFFENDES_TRAIN, carpeta), datos.leer_conjunto(
        datos.OFFENDES_TEST, carpeta
    )


def test_velocidad_y_acierto_frente_a_scikit_learn(ofendes):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    train, test = ofendes
    test = test[:TEXTOS]
    verdad = [f["etiqueta"] in ("OFP", "OFG") for f in test]
    vector = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    x = vector.fit_transform([f["texto"] for f in train])
    par = LogisticRegression(C=4, class_weight="balanced", max_iter=300)
    par.fit(x, [f["etiqueta"] in ("OFP", "OFG") for f in train])

    clasificador = Clasificador.cargar()
    textos = [f["texto"] for f in test]
    tandas = [textos[i : i + LOTE] for i in range(0, len(textos), LOTE)]
    lecturas = [leer_lote(t) for t in tandas]
    clasificador.puntuar(lecturas[0])
    reloj, primera = Cronometro(), Cronometro()
    nuestro: list[bool] = []
    suyo: list[bool] = []
    for vuelta in range(VUELTAS):
        for tanda, leidas in zip(tandas, lecturas, strict=True):
            with (reloj if vuelta else primera).midiendo("nuestro"):
                indicios = clasificador.puntuar(leidas)
            if vuelta == 0:
                nuestro += [x["ofensivo"] >= UMBRAL_COLA if "ofensivo" in x else False for x in indicios]
                with primera.midiendo("par"):
                    suyo += list(par.predict(vector.transform(tanda)))
    solos = []
    for leida in lecturas[-1][:300]:
        antes = time.perf_counter()
        clasificador.puntuar([leida])
        solos.append(time.perf_counter() - antes)
    par_us = primera.segundos["par"] / TEXTOS
    nuestro_us = reloj.segundos["nuestro"] / TEXTOS / (VUELTAS - 1)
    print(
        f"\nclasificador: {par_us / nuestro_us:.1f} veces el TF-IDF con las palabras ya vistas, "
        f"{par_us / (primera.segundos['nuestro'] / TEXTOS):.1f} la primera vez que ve los textos; "
        f"uno solo, mediana {statistics.median(solos) * 1000:.2f} ms\n"
        f"macro-F1 ofensivo: nuestro {macro_f1(verdad, nuestro):.3f}, TF-IDF {macro_f1(verdad, suyo):.3f}"
    )
    assert macro_f1(verdad, nuestro) >= macro_f1(verdad, suyo) - 0.01


def test_lo_que_pesa_un_proceso_que_solo_juzga():
    programa = (
        "import time; t = time.perf_counter()\n"
        "from pathlib import Path\n"
        "from modelos.clasificador import Clasificador\n"
        "from modelos.lectura import leer_lote\n"
        "from politicas.juicio import Juez\n"
        "c, j = Clasificador.cargar(), Juez()\n"
        "c.puntuar(leer_lote(['No hay medicina en Zacamil']))\n"
        "pico = Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]\n"
        "print(time.perf_counter() - t, int(pico) / 1024)\n"
    )
    segundos, megas = map(float, en_otro_proceso(programa).split())
    print(f"\nun proceso que solo juzga: {segundos:.2f} s en estar listo, {megas:.0f} MB (tope {TOPE_MB})")
    assert megas <= TOPE_MB
