"""La voz propia (politica 7): lo que diria una persona y no la institucion, con `clase|texto` por linea."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from modelos.lectura import leer
from politicas.p07 import evaluar
from politicas.tipos import Contexto, Pieza, Propuesta, Sentido

TEXTOS = Path(__file__).parent / "textos"
FUERA = [linea.split("|", 1) for linea in (TEXTOS / "voz.txt").read_text("utf-8").splitlines()]
BIEN = (
    "Lamentamos mucho lo ocurrido y daremos seguimiento a su caso.",
    "Esperamos que se mejore pronto.",
    "Si su familiar está ingresado, puede llamar al 127.",
    "El medicamento que indica su diagnóstico se entrega en la farmacia.",
    "Durante su embarazo, asista a sus controles prenatales.",
    "Con gusto le atenderemos en ventanilla.",
)


def pesos(texto: str) -> set[Propuesta]:
    pieza = Pieza(Sentido.SALIENTE, lectura=leer(texto), tipo="respuesta")
    return {h.propuesta for h in evaluar(pieza, Contexto(datetime(2026, 11, 20, 15, tzinfo=UTC)))}


@pytest.mark.parametrize(("clase", "texto"), FUERA)
def test_lo_que_no_dice_una_institucion_se_senala(clase: str, texto: str) -> None:
    frena = (
        {Propuesta.RESTRINGIR}
        if clase in ("primera", "privado")
        else {Propuesta.RESTRINGIR, Propuesta.REVISAR}
    )
    assert pesos(texto) & frena


@pytest.mark.parametrize("texto", BIEN)
def test_lo_que_si_dice_no(texto: str) -> None:
    assert pesos(texto) <= {Propuesta.PERMITIR}
