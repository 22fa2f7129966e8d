"""Un insulto disfrazado se restringe como el llano."""

import pytest

from politicas.juicio import juzgar
from politicas.tipos import Propuesta

from .armar import DE_ACUERDO, contexto_de, pieza_de
from .disfraces import DISFRACES, INSULTOS

PLANTILLAS = ("Sos un {}", "el vigilante es un {} y lo saben todos", "{}!!")


def restringe(texto: str) -> bool:
    return juzgar(pieza_de(texto, indicios=DE_ACUERDO), contexto_de(texto)).propuesta is Propuesta.RESTRINGIR


def test_los_insultos_llanos_se_restringen_todos():
    assert [t for i in INSULTOS for p in PLANTILLAS if not restringe(t := p.format(i))] == []


@pytest.mark.parametrize("nombre", DISFRACES)
def test_recuerdo_por_disfraz(nombre, capsys):
    textos = [plantilla.format(DISFRACES[nombre](i)) for i in INSULTOS for plantilla in PLANTILLAS]
    pasan = [t for t in textos if not restringe(t)]
    recuerdo = 1 - len(pasan) / len(textos)
    with capsys.disabled():
        print(f"\n{nombre}: {recuerdo:.2f} {pasan[:4] if pasan else ''}", end="")
    assert recuerdo >= 0.9, pasan


@pytest.mark.parametrize("nombre", DISFRACES)
def test_la_evidencia_es_lo_que_se_escribio(nombre):
    escrito = DISFRACES[nombre]("pendejo")
    texto = f"Sos un {escrito}, fíjese"
    pieza = pieza_de(texto, indicios=DE_ACUERDO)
    fragmentos = {e.texto for h in juzgar(pieza, contexto_de(texto)).hallazgos for e in h.evidencia}
    assert escrito in fragmentos


def test_la_version_sobre_palabras_inocentes_no_da_insultos():
    """Los mismos disfraces sobre palabras corrientes no encuentran nada."""
    inocentes = (
        "perdido",
        "carretera",
        "cultura",
        "hijita",
        "comprada",
        "cabrito",
        "marimba",
        "pediatra",
        "cobrador",
    )
    malas = [
        (nombre, palabra)
        for nombre, disfraz in DISFRACES.items()
        for palabra in inocentes
        if restringe(f"La {disfraz(palabra)} es de San Miguel")
    ]
    assert malas == []
