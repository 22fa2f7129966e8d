"""Nada que un ciudadano pueda decir se censura a maquina; lo que el manual restringe, se propone restringir."""

from pathlib import Path

import pytest

from politicas.juicio import juzgar
from politicas.tipos import Propuesta

from .armar import DE_ACUERDO, contexto_de, lineas, pieza_de

TEXTOS = Path(__file__).parent / "textos"
CRITICAS = lineas(TEXTOS / "criticas.txt")
INSULTOS = lineas(TEXTOS / "insultos.txt")
INOCENTES = lineas(TEXTOS / "inocentes.txt")


def veredicto(texto, indicios):
    return juzgar(pieza_de(texto, indicios=indicios), contexto_de(texto))


def test_hay_textos_de_sobra():
    assert len(set(CRITICAS)) >= 60
    assert len(set(INSULTOS)) >= 60
    assert len(set(INOCENTES)) >= 40


@pytest.mark.parametrize("texto", CRITICAS)
def test_una_critica_jamas_lleva_accion_automatica(texto):
    """Ni aunque el clasificador crea que ofende."""
    v = veredicto(texto, DE_ACUERDO)
    assert not v.automatica, v.hallazgos


def test_casi_ninguna_critica_se_propone_restringir():
    restringidas = [t for t in CRITICAS if veredicto(t, {}).propuesta is Propuesta.RESTRINGIR]
    assert len(restringidas) <= 0.05 * len(CRITICAS), restringidas


def test_las_criticas_se_reconocen():
    """El indicador que las protege no depende de que no haya insultos."""
    sin_reconocer = [t for t in CRITICAS if not veredicto(t, {}).critica]
    assert len(sin_reconocer) <= 0.1 * len(CRITICAS), sin_reconocer


def test_los_insultos_se_proponen_restringir():
    pasan = [t for t in INSULTOS if veredicto(t, DE_ACUERDO).propuesta is not Propuesta.RESTRINGIR]
    assert len(pasan) <= 0.05 * len(INSULTOS), pasan


def test_los_insultos_a_una_persona_pueden_ser_automaticos_y_bloquean():
    veredictos = [veredicto(t, DE_ACUERDO) for t in INSULTOS]
    assert sum(v.automatica for v in veredictos) >= 0.6 * len(INSULTOS)
    assert all(v.bloquear for v in veredictos if v.automatica)


def test_sin_acuerdo_del_clasificador_nada_es_automatico():
    assert [t for t in INSULTOS if veredicto(t, {}).automatica] == []


@pytest.mark.parametrize("texto", INOCENTES)
def test_lo_inocente_no_se_restringe(texto):
    v = veredicto(texto, DE_ACUERDO)
    assert v.propuesta is not Propuesta.RESTRINGIR, v.hallazgos
    assert not v.automatica
