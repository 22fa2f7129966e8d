"""Leer por lotes y leer uno a uno da lo mismo; y leer trozo a trozo, lo mismo que leer el texto entero."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelos.lectura import Lectura, criba, leer, leer_lote, plegar, trozos
from modelos.lectura.plegado import plegar_lote

CAMPOS = (
    "plegado", "normalizado", "palabras", "enlaces", "telefonos", "menciones", "emojis", "aciertos", "letras",
    "mayusculas", "pregunta", "senales", "firma", "anclas",
)  # fmt: skip
TEXTO = st.text(max_size=40) | st.text(alphabet="abe .,/@$ñ3\u0303\u200b?¿[]()\n", max_size=30)
FRAGMENTOS = (
    "p e n d e j o", "p.e.n", "h t t p", "http : / / a.com", "https:// x.org", "wa . me/50", "wa.me / 5", "bit ly",
    "bit . ly / z", "goo  .gl", "isss punto gob punto sv", "[.]", "a [ . ] com", "a(dot) net", "www . isss.sv",
    "www. a.com", "$ e r o t e", "@ u s", "p3nd3j0", "an\u0303o", "😂", "❤️", "pen\u200bdejo", "\n", "\t", "\xa0", "..", "?",
    "¿", "7123 4567", "+503 7123-4567", "me dijo", "pendejo", "hijo de puta", "HDP", "hdp", "NO HAY", "a", "y", "1", "t , me/ab",
    "m  .  me", "is.gd/x", "com /x", "ejemplo , com", "…", "™", "ＮＯ", "𝓱𝓸", "a@b.com", "@usuario", "#cosa", "put@", "mierd*",
    "*hola*", "$", "p-e-n-d", "a_b", "Ñ", "É", "pendejo" * 12, "https://ejemplo.example.com/" + "a" * 80,
)  # fmt: skip


def campos(lectura: Lectura) -> dict[str, object]:
    return {c: getattr(lectura, c) for c in CAMPOS} | {"mapa": tuple(lectura.mapa)}


def mezclas(cuantas: int, semilla: int) -> list[str]:
    azar = random.Random(semilla)
    separadores = (" ", " ", "", "\n", "  ", ". ", ",")
    return [
        "".join(azar.choice(FRAGMENTOS) + azar.choice(separadores) for _ in range(azar.randrange(1, 9)))
        for _ in range(cuantas)
    ]


@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTO, max_size=6))
def test_un_lote_se_lee_como_uno_a_uno(textos):
    assert [campos(x) for x in leer_lote(textos)] == [campos(leer(t)) for t in textos]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(alphabet=st.characters(), max_size=20), max_size=6))
def test_el_lote_se_pliega_como_uno_a_uno(textos):
    lote = plegar_lote(textos)
    assert lote.textos == [plegar(t)[0] for t in textos]
    assert all(alto >= sum(map(str.isupper, t)) for alto, t in zip(lote.mayusculas, textos, strict=True))


def test_trozo_a_trozo_sale_lo_mismo_que_entero(monkeypatch):
    """Los avisos de `cruces.py` no se callan ninguno: sin ellos (todo entero) sale lo mismo."""
    textos = mezclas(4_000, 7)
    a_trozos = [campos(x) for x in leer_lote(textos)]
    monkeypatch.setattr(criba, "_enteros", lambda lote: set(range(len(lote.textos))))
    enteros = [campos(x) for x in leer_lote(textos)]
    malos = [t for t, a, b in zip(textos, a_trozos, enteros, strict=True) if a != b]
    assert malos == []


def test_la_memoria_llena_no_cambia_nada(monkeypatch):
    """Ni el olvido de un trozo a mitad de un texto."""
    textos = mezclas(600, 8)
    con_todo = [campos(x) for x in leer_lote(textos)]
    monkeypatch.setattr(criba, "MEMORIA", trozos.Memoria())
    monkeypatch.setattr(trozos, "_RECORDADOS", 5)
    assert [campos(x) for x in leer_lote(textos)] == con_todo
    assert len(criba.MEMORIA) <= 5


@pytest.mark.parametrize("textos", [[], [""], ["", "a", ""], ["\n"], ["\ud800"], ["\x00"]])
def test_lotes_extremos(textos):
    assert [x.original for x in leer_lote(textos)] == textos
