"""La evidencia es siempre el fragmento exacto del original, y juzgar no lanza nada, sea cual sea el texto."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from politicas.juicio import juzgar
from politicas.p13 import PESOS
from politicas.registro import POLITICAS
from politicas.tipos import (
    Contexto,
    Observacion,
    Pieza,
    Propuesta,
    Rafaga,
    SenalPrevia,
    Sentido,
    Ventana,
)

from .armar import AHORA, DE_ACUERDO, contexto_de, faltas_de_forma, pieza_de
from .disfraces import DISFRACES

TROZOS = st.sampled_from(
    ["sos un", "pendejo", "p3nd3jo", "ñandú", "nin\u0303o", "mierda", "https://bit.ly/x", "hxxp://a[.]com", "@yo", "«me dijo",
     "Comunicado N.º 31-2026", "Asunto: la farmacia.", "Vigente del 31 al 30 de febrero de 2026", "Firma: Dirección", "su DUI 00000000-0",
     "su celular 7000-0000", "le garantizamos", "su biopsia salió", "yo creo", "tú", "vos podés", "clínica privada", "a las 25:99 p. m.",
     "$1,500.00", "quince", "no despierta", "ya no quiero vivir", "ＮＯ ＨＡＹ", "🅿️endejo", "ﬁn", "\u202e", "\u200b", "👩\u200d⚕️", "ﷺ", "7890-1234", "TE VOY A MATAR", "?", "¡", "vendo", "\ud800", "\x00"]
)  # fmt: skip
CUALQUIERA = st.one_of(
    st.text(alphabet=st.characters(), max_size=80),
    st.lists(st.one_of(TROZOS, st.text(alphabet=st.characters(), max_size=6)), max_size=12).map(" ".join),
    st.lists(TROZOS, max_size=8).map("".join),
)
SENTIDOS = st.sampled_from(["entrante", "saliente"])
TIPOS = st.sampled_from(["comentario", "publicacion", "respuesta", "comunicado"])


EXTRAS = st.fixed_dictionaries(
    {},
    optional={
        "consulta": st.sampled_from(["C-7", "C-8", "\x00"]),
        "impacto": st.text(max_size=12),
        "redactor": st.text(max_size=6),
        "aprobador": st.text(max_size=6),
        "por_publicar": st.booleans(),
        "comunicado": st.text(max_size=20),
        "hora": st.integers(0, 23),
        "red": st.sampled_from(["facebook", "twitter", "youtube", "otra", ""]),
        "mejores_horas": st.sampled_from(["", "9", "20-23"]),
    },
)


def _revisar(politica, pieza, contexto):
    """Una politica sola, sin la red del juez: si lanza, se ve."""
    hallazgos = list(politica.evaluar(pieza, contexto))
    assert faltas_de_forma(politica.numero, pieza, hallazgos) == []
    assert list(politica.evaluar(pieza, contexto)) == hallazgos


@settings(max_examples=300, deadline=None)
@given(CUALQUIERA, SENTIDOS, TIPOS)
def test_la_evidencia_es_el_fragmento_exacto(texto, sentido, tipo):
    """Las 13 a la vez, por el juez."""
    pieza = pieza_de(texto, sentido=sentido, tipo=tipo, indicios=DE_ACUERDO)
    v = juzgar(pieza, contexto_de(texto, copias=3, comunicado=texto))
    assert not v.degradado, v.razon_degradado
    for hallazgo in v.hallazgos:
        for e in hallazgo.evidencia:
            assert 0 <= e.inicio <= e.fin <= len(texto)
            assert texto[e.inicio : e.fin] == e.texto


@pytest.mark.parametrize("sentido", ["entrante", "saliente"])
@pytest.mark.parametrize("politica", POLITICAS, ids=lambda p: f"p{p.numero:02d}")
@settings(max_examples=40, deadline=None)
@given(texto=CUALQUIERA, tipo=TIPOS, extras=EXTRAS)
def test_cada_politica_sola(politica, sentido, texto, tipo, extras):
    datos = {"sentido": sentido, "tipo": tipo, "indicios": DE_ACUERDO, **extras}
    _revisar(politica, pieza_de(texto, **datos), contexto_de(texto, copias=3, **datos))


FECHAS = st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31)).map(  # noqa: DTZ001
    lambda f: f.replace(tzinfo=AHORA.tzinfo)
) | st.just(datetime(2026, 1, 1))  # noqa: DTZ001 - sin zona tambien llega
NUMEROS = st.floats() | st.integers(-5, 10_000).map(float)
CLASES = st.sampled_from(sorted(PESOS))
PUBLICADAS = st.lists(st.tuples(st.text(max_size=3), CUALQUIERA, FECHAS), max_size=4).map(tuple)
VISTAS = st.builds(
    Observacion,
    red=st.sampled_from(["facebook", "twitter", "youtube", ""]),
    cuenta=st.just("1"),
    fecha=FECHAS,
    ajenas=PUBLICADAS,
    cambios=st.dictionaries(
        st.sampled_from(["nombre", "foto", "x"]), st.tuples(st.text(), st.text()), max_size=3
    ),
    administradores_nuevos=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    token_valido=st.sampled_from([True, False, None]),
    token_motivo=st.text(max_size=10),
    ultima_publicacion=st.none() | FECHAS,
    publicadas_24h=st.integers(0, 10**9),
    rafagas=st.lists(
        st.builds(
            Rafaga,
            st.text(max_size=20),
            st.integers(0, 10**6),
            NUMEROS,
            st.lists(CUALQUIERA, max_size=3).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    ritmo_habitual=st.none() | NUMEROS,
    intervalo_mediano=st.none() | st.timedeltas(),
    borradas=PUBLICADAS,
    editadas=st.lists(st.tuples(st.text(max_size=3), CUALQUIERA, CUALQUIERA, FECHAS), max_size=3).map(tuple),
    horas_habituales=st.frozensets(st.integers(0, 23), max_size=4),
    dominios_habituales=st.frozensets(st.text(max_size=5), max_size=2),
    seguidores=st.none() | st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)),
    siguiendo=st.none() | st.tuples(st.integers(0, 10**12), st.integers(0, 10**12)),
    asuntos_habituales=st.frozensets(st.text(max_size=5), max_size=2),
    aplicaciones_ajenas=st.lists(st.tuples(st.text(max_size=3), CUALQUIERA), max_size=3).map(tuple),
    permisos_perdidos=st.lists(st.text(max_size=5), max_size=3).map(tuple),
    token_vencido=st.booleans(),
    ventanas=st.lists(
        st.builds(Ventana, st.text(max_size=5), FECHAS, FECHAS, st.frozensets(CLASES, max_size=2)), max_size=3
    ).map(tuple),
    previas=st.lists(
        st.builds(SenalPrevia, CLASES | st.text(max_size=3), st.floats(0, 10), st.text(max_size=9)),
        max_size=3,
    ).map(tuple),
)


@settings(max_examples=200, deadline=None)
@given(VISTAS, FECHAS)
def test_una_observacion_cualquiera(vista, ahora):
    """Ninguna lanza con ninguna fecha ni numero, y la evidencia son textos de la cuenta."""
    pieza = Pieza(Sentido.SALIENTE, observacion=vista, tipo="observacion", red=vista.red)
    for politica in POLITICAS:
        _revisar(politica, pieza, Contexto(ahora))


@settings(max_examples=60, deadline=None)
@given(VISTAS)
def test_una_cuenta_solo_la_juzgan_la_6_la_9_y_la_13(vista):
    pieza = Pieza(Sentido.SALIENTE, observacion=vista)
    for politica in POLITICAS:
        if politica.numero not in (6, 9, 13):
            assert list(politica.evaluar(pieza, Contexto(AHORA))) == []


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
