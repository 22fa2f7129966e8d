"""La evidencia es siempre el fragmento exacto del original, y juzgar no lanza nada, sea cual sea el texto."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from politicas.juicio import juzgar
from politicas.tipos import Propuesta

from .armar import DE_ACUERDO, contexto_de, pieza_de
from .disfraces import DISFRACES

TROZOS = st.sampled_from(
    ["sos un", "pendejo", "p3nd3jo", "ñandú", "nin\u0303o", "mierda", "https://bit.ly/x", "hxxp://a[.]com", "@yo", "«me dijo",
     "ＮＯ ＨＡＹ", "🅿️endejo", "ﬁn", "\u202e", "\u200b", "👩\u200d⚕️", "ﷺ", "7890-1234", "TE VOY A MATAR", "?", "¡", "vendo", "\ud800", "\x00"]
)  # fmt: skip
CUALQUIERA = st.one_of(
    st.text(alphabet=st.characters(), max_size=80),
    st.lists(st.one_of(TROZOS, st.text(alphabet=st.characters(), max_size=6)), max_size=12).map(" ".join),
    st.lists(TROZOS, max_size=8).map("".join),
)
SENTIDOS = st.sampled_from(["entrante", "saliente"])
TIPOS = st.sampled_from(["comentario", "publicacion", "respuesta", "comunicado"])


@settings(max_examples=400, deadline=None)
@given(CUALQUIERA, SENTIDOS, TIPOS)
def test_la_evidencia_es_el_fragmento_exacto(texto, sentido, tipo):
    pieza = pieza_de(texto, sentido=sentido, tipo=tipo, indicios=DE_ACUERDO)
    v = juzgar(pieza, contexto_de(texto, copias=3))
    assert not v.degradado, v.razon_degradado
    for hallazgo in v.hallazgos:
        for e in hallazgo.evidencia:
            assert 0 <= e.inicio <= e.fin <= len(texto)
            assert texto[e.inicio : e.fin] == e.texto


@settings(max_examples=100, deadline=None)
@given(CUALQUIERA)
def test_mismo_texto_mismo_veredicto(texto):
    una, otra = (juzgar(pieza_de(texto), contexto_de(texto, copias=2)) for _ in range(2))
    assert una == otra


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="abcdefghilmnoprstuvñ ÁÉ.,🙂", max_size=30), st.sampled_from(sorted(DISFRACES)))
def test_el_insulto_se_halla_donde_esta(relleno, nombre):
    escrito = DISFRACES[nombre]("pendejo")
    texto = f"{relleno}\n{escrito}\n{relleno[::-1]}"
    v = juzgar(pieza_de(texto), contexto_de(texto))
    assert v.propuesta is not Propuesta.PERMITIR
    assert any(escrito in e.texto for h in v.hallazgos for e in h.evidencia)


@pytest.mark.parametrize("sentido", ["entrante", "saliente"])
def test_texto_vacio(sentido):
    v = juzgar(pieza_de("", sentido=sentido), contexto_de(""))
    assert v.propuesta is Propuesta.PERMITIR
    assert v.hallazgos == ()
