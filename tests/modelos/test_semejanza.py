"""El parecido: firmas por lotes iguales a las de uno en uno, y Jaccard exacto en los textos cortos."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelos.lectura import (
    firmar,
    leer,
    leer_lote,
    numeros,
    parecido,
    se_parecen,
    semejanza_escrita,
    semejanza_leida,
)
from modelos.lectura.semejanza import ANCLAS, TAMANO, firmar_lote


def firma(texto: str) -> bytes:
    return leer(texto).firma


def test_firma_y_parecido():
    uno = firma("Gane $40 diarios desde su casa solo con su celular")
    assert parecido(uno, firma("💰 GANE $50 diarios desde su casa, sólo con su celular!!")) == 1
    assert parecido(uno, firma("Mi cita de cardiología es en enero")) < 0.1
    assert parecido(b"", uno) == 0
    assert firma("") == firma("🙂 123 !!") == b""
    assert not se_parecen(b"", b"", 0.7)
    larga = "palabras muy distintas " * 50 + "".join(map(chr, range(97, 123)))
    assert len(numeros(firma(larga))) <= TAMANO
    assert len(numeros(leer(larga).anclas)) <= ANCLAS


def trozos(texto: str) -> set[str]:
    return {texto[i : i + 5] for i in range(max(1, len(texto) - 4))} if texto else set()


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abcdefg ", max_size=60), st.text(alphabet="abcdefg ", max_size=60))
def test_el_parecido_de_textos_cortos_es_jaccard_exacto(uno, otro):
    uno, otro = " ".join(uno.split()), " ".join(otro.split())
    a, b = trozos(uno), trozos(otro)
    exacto = len(a & b) / len(a | b) if a and b else 0.0
    assert parecido(firmar(uno), firmar(otro)) == pytest.approx(exacto)
    assert se_parecen(firmar(uno), firmar(otro), 0.7) is (exacto >= 0.7)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=8))
def test_la_firma_no_depende_de_los_vecinos(textos):
    normales = [x.normalizado for x in leer_lote(textos)]
    assert firmar_lote(normales) == [firmar_lote([n])[0] for n in normales]
    for f, anclas in firmar_lote(normales):
        assert list(numeros(f)) == sorted(set(numeros(f)))
        assert bool(f) == bool(anclas)
        assert parecido(f, f) == (1.0 if f else 0.0)


def test_lo_que_se_guarda_de_un_texto_es_siempre_lo_mismo():
    """Si esto cambia, cambia el numero que lleva delante: lo guardado por el programa de antes no valdria."""
    (firma, anclas), (vacia, ninguna) = firmar_lote(["Muchas gracias", ""])
    escrita = semejanza_escrita(firma, anclas)
    assert escrita == "1:SZKMJUOGpi+kNYJKGqWSbVQ5aZlY6xqymPtsvoIbBb+J4tH0ymZz9w==.t2jKCjCaPfM="
    assert semejanza_leida(escrita) == (firma, anclas)
    assert semejanza_leida(semejanza_escrita(vacia, ninguna)) == (b"", b"")
    assert semejanza_leida(None) is semejanza_leida("") is semejanza_leida("0" + escrita[1:]) is None
