"""Sobre textos reales y limpios que no sirvieron para afinar el normalizador: casi nada se reescribe en insulto."""

import pytest

from tests.medidas import disfraces as medida

pytestmark = pytest.mark.skipif(not medida.hay_datos(), reason="no estan los textos reales")


def test_casi_nada_se_reescribe_de_mas_en_una_muestra():
    mirados, de_mas, _ = medida.reescritos(paso=6, archivos=medida.OTROS)
    assert len(de_mas) <= medida.REESCRITOS * mirados, de_mas


@pytest.mark.lenta
def test_casi_nada_se_reescribe_de_mas_en_todo():
    mirados, de_mas, _ = medida.reescritos(archivos=medida.OTROS)
    assert mirados > 13_000
    assert len(de_mas) <= medida.REESCRITOS * mirados, de_mas
