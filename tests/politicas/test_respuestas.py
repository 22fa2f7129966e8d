"""Lo que contesta la institucion: la cortesia sale sin estorbo, y lo que contesta de lleno no sale solo."""

from pathlib import Path

import pytest

from modelos.lectura import leer
from politicas.juicio import juzgar
from politicas.tipos import Contexto, Pieza, Propuesta, Sentido

from .armar import AHORA, lineas

TEXTOS = Path(__file__).parent / "textos"
CORTESIAS = lineas(TEXTOS / "cortesias.txt")
DE_LLENO = lineas(TEXTOS / "respuestas_de_lleno.txt")
SE_FRENA = 0.6
"""Parte de las que contestan de lleno que son un alto; las demas avisan (una promesa, o una respuesta muy breve)."""


def propuesta(texto: str) -> Propuesta:
    pieza = Pieza(Sentido.SALIENTE, lectura=leer(texto), tipo="respuesta")
    return juzgar(pieza, Contexto(AHORA)).propuesta


@pytest.mark.parametrize("texto", CORTESIAS)
def test_la_cortesia_no_molesta(texto):
    assert propuesta(texto) is Propuesta.PERMITIR


@pytest.mark.parametrize("texto", DE_LLENO)
def test_lo_que_contesta_no_sale_solo(texto):
    assert propuesta(texto) is not Propuesta.PERMITIR


def test_casi_todo_lo_que_contesta_se_frena():
    frenadas = sum(propuesta(t) is Propuesta.RESTRINGIR for t in DE_LLENO)
    assert frenadas >= SE_FRENA * len(DE_LLENO)


def test_hay_textos_de_sobra():
    assert len(CORTESIAS) >= 40
    assert len(DE_LLENO) >= 20
