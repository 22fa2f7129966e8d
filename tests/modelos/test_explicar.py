"""La explicacion senala lo que peso, con tramos del original."""

from itertools import pairwise

import pytest

from modelos import rasgos
from modelos.clasificador import UMBRAL_COLA, Clasificador
from modelos.explicar import FRAGMENTOS, MAXIMO_TAPADOS, explicar
from modelos.lectura import leer


@pytest.fixture(scope="module")
def clasificador():
    return Clasificador.cargar()


@pytest.mark.parametrize(
    ("texto", "etiqueta", "pesa"),
    [
        ("La cita era a las ocho y sos un gran pendejo", "insulto_persona", "pendejo"),
        ("mirá vos, p3nd3j0 de la ventanilla", "insulto_persona", "p3nd3j0"),
        ("Buenos días, ¿a qué hora abren la farmacia?", "consulta", "hora"),
        ("Préstamos sin fiador, escríbame al 7000-0015", "spam", "Préstamos"),
    ],
)
def test_senala_lo_que_peso(clasificador, texto, etiqueta, pesa):
    fragmentos = explicar(clasificador, texto)[etiqueta]
    assert any(pesa in texto[f.inicio : f.fin] for f in fragmentos)
    assert 0 < sum(f.peso for f in fragmentos) <= 1 + 1e-6


def test_explica_las_que_estan_en_cola_y_ninguna_mas(clasificador):
    texto = "Sos un pendejo, ¿a qué hora abren?"
    (indicios,) = clasificador.puntuar([leer(texto)])
    assert set(explicar(clasificador, texto)) == {e for e, v in indicios.items() if v >= UMBRAL_COLA}


def test_los_tramos_van_en_orden_y_sin_solaparse(clasificador):
    texto = "😀 sos un pendejo hijueputa, malparido y cerote de mierda 😀"
    for fragmentos in explicar(clasificador, texto).values():
        assert len(fragmentos) <= FRAGMENTOS
        for f, g in pairwise(fragmentos):
            assert f.inicio < f.fin <= g.inicio


def test_tapar_lo_senalado_baja_el_indicio(clasificador):
    texto = "La cita era a las ocho y sos un gran pendejo"
    tapado = texto
    for f in explicar(clasificador, texto)["insulto_persona"]:
        tapado = tapado[: f.inicio] + " " * (f.fin - f.inicio) + tapado[f.fin :]
    antes, despues = (clasificador.puntuar([leer(t)])[0]["insulto_persona"] for t in (texto, tapado))
    assert despues < antes / 2


@pytest.mark.parametrize("texto", ["", "👍", "\ud800", "thank you so much for the help"])
def test_sin_nada_que_explicar(clasificador, texto):
    assert all(f == () for f in explicar(clasificador, texto).values())


def test_un_texto_muy_largo_se_tapa_por_partes(clasificador, monkeypatch):
    lotes = []
    margenes = Clasificador.margenes
    monkeypatch.setattr(Clasificador, "margenes", lambda c, ls: lotes.append(len(ls)) or margenes(c, ls))
    explicar(clasificador, "sos un pendejo, no hay medicina " * 100)
    assert max(lotes) <= MAXIMO_TAPADOS + 1


def test_de_un_texto_enorme_no_se_lee_mas_que_el_principio(clasificador, monkeypatch):
    largos = []
    margenes = Clasificador.margenes
    monkeypatch.setattr(
        Clasificador,
        "margenes",
        lambda c, ls: largos.append([len(x.original) for x in ls]) or margenes(c, ls),
    )
    explicar(clasificador, "sos un pendejo, no hay medicina " * 20_000)
    assert max(max(lote) for lote in largos if len(lote) > 1) <= rasgos.MAXIMO


def test_lo_que_solo_ve_un_patron_va_sin_fragmentos(clasificador, monkeypatch):
    """Los pesos no lo pusieron en cola: senalar lo que les baja el margen seria inventar el porque."""
    texto = "Gracias por la cita"
    puntuar = Clasificador.puntuar
    monkeypatch.setattr(Clasificador, "puntuar", lambda c, ls: [x | {"amenaza": 0.9} for x in puntuar(c, ls)])
    explicado = explicar(clasificador, texto)
    assert explicado["amenaza"] == ()
    assert explicado["felicitacion"]
