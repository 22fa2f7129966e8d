"""Los hechos de cualquier texto: no lanzan, su sitio es exacto y el tiempo esta acotado."""

import gc
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelos.lectura import leer
from politicas.ayudas.hechos import leer_hechos
from politicas.p03 import evaluar
from politicas.tipos import Contexto, Pieza, Sentido
from tests.ritmo import cronometrado, lo_menos
from tests.tandas import alguna

from .armar import AHORA
from .test_hostiles import UNIDADES

HOY = date(2026, 11, 20)


PIEZAS = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            "el 5 de mayo",
            "de 7 a 4 p. m.",
            "2222-0000",
            "$5.00",
            "lunes a viernes",
            "Hospital San Juan",
            "no necesita DUI",
            "cerrado",
            "31/02/2026",
            "mañana",
            "3 días hábiles",
            "a",
            ",",
            ".",
            "\n",
            "¿",
            "30 de febrero",
            "9999",
            "dos mil",
            "hasta el",
            "ñ",
            "🙂",
            "24 horas",
            "%",
        ]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(PIEZAS, st.dates())
def test_todo_texto_se_lee_con_sitios_exactos(texto, hoy):
    leido = leer_hechos(texto, hoy)
    for h in leido.hechos:
        assert 0 <= h.inicio < h.fin <= len(texto)
    for inicio, fin, _ in leido.dudas:
        assert 0 <= inicio < fin <= len(texto)


HOSTILES = UNIDADES | {
    "fechas": "5 de mayo de 2026, ", "tramos de fechas": "del 3 al 7 de marzo ", "horas": "de 7 a 4 p. m. ", "montos": "$5.00 ",
    "dias de la semana": "lunes a viernes ", "numeros en letras": "dos mil ", "hospitales": "Hospital San Juan ", "requisitos": "no necesita DUI ",
    "estados": "cerrado ", "barras": "12/", "plazos": "3 dias habiles ", "iniciales": "A. ",
}  # fmt: skip


@pytest.mark.parametrize("nombre", alguna(HOSTILES))
def test_diez_mil_letras_hostiles_se_contrastan_en_un_parpadeo(nombre):
    unidad = HOSTILES[nombre]
    pieza = Pieza(Sentido.SALIENTE, lectura=leer((unidad * 10_000)[:10_000]), tipo="publicacion")
    leer_hechos("a las 3 en Zacamil", HOY)

    def evaluada() -> None:
        leer_hechos.cache_clear()
        list(evaluar(pieza, Contexto(AHORA)))

    gc.disable()
    try:
        assert lo_menos(cronometrado(evaluada), 0.05) <= 0.05, "crece mas que el texto, o los topes no acotan"
    finally:
        gc.enable()
