"""Nada que un ciudadano pueda decir se censura a maquina; lo que el manual restringe, se propone restringir."""

import pytest

from tests.medidas import critica

from .armar import DE_ACUERDO, contexto_de, pieza_de

CRITICAS = critica.textos("criticas")
INSULTOS = critica.textos("insultos")
INOCENTES = critica.textos("inocentes")


def test_hay_textos_de_sobra():
    assert len(set(CRITICAS)) >= 300
    assert len(set(INSULTOS)) >= 150
    assert len(set(INOCENTES)) >= 100


def test_ninguna_critica_lleva_accion_automatica():
    """Ni aunque el clasificador crea que ofende."""
    assert critica.automaticos("criticas") == []


def test_lo_dudoso_lo_decide_una_persona():
    """Trato entre amigos, reproche a uno mismo, apellidos, la palabra misma, avisos de estafa y ruegos de ayuda."""
    dudosos = critica.textos("nunca_sola")
    assert len(dudosos) >= 60
    con_todo = {**DE_ACUERDO, "spam": 0.95}
    solas = [t for t in dudosos if critica.juzgar(pieza_de(t, indicios=con_todo), contexto_de(t)).automatica]
    assert solas == []


def test_quien_insulta_al_contar_lo_que_le_hicieron_tampoco():
    """El juez lo promete: lo que critica y ademas insulta lo decide una persona."""
    assert len(critica.textos("criticas_con_insulto")) >= 30
    assert critica.automaticos("criticas_con_insulto") == []


def test_casi_ninguna_critica_se_propone_restringir():
    restringidas = critica.restringidos("criticas")
    assert len(restringidas) <= 0.01 * len(CRITICAS), restringidas


def test_las_criticas_se_reconocen_sin_clasificador():
    """El indicador que las protege no depende de que no haya insultos; el clasificador aun suma las que falten."""
    sin_reconocer = critica.sin_reconocer()
    assert len(sin_reconocer) <= 0.15 * len(CRITICAS), sin_reconocer


def test_los_insultos_se_proponen_restringir_sin_clasificador():
    puestos = set(critica.restringidos("insultos"))
    escapan = [t for t in INSULTOS if t not in puestos]
    assert len(escapan) <= (1 - critica.RESTRINGIDOS) * len(INSULTOS), escapan


def test_los_insultos_a_una_persona_pueden_ser_automaticos_y_bloquean():
    veredictos = [v for _, v in critica.veredictos("insultos", acuerdo=True)]
    assert sum(v.automatica for v in veredictos) >= 0.6 * len(INSULTOS)
    assert all(v.bloquear for v in veredictos if v.automatica)


def test_sin_acuerdo_del_clasificador_nada_es_automatico():
    assert [t for t, v in critica.veredictos("insultos", acuerdo=False) if v.automatica] == []


@pytest.mark.parametrize("nombre", ["inocentes", "limpios_duros"])
def test_lo_que_no_insulta_no_se_restringe_ni_con_el_clasificador_en_contra(nombre):
    assert critica.restringidos(nombre, acuerdo=True) == []
    assert critica.automaticos(nombre) == []


def test_la_critica_con_insulto_se_propone_pero_no_se_hace_sola():
    texto = "Llevo tres meses esperando la cita y el de la ventanilla es un pendejo"
    v = critica.juzgar(pieza_de(texto, indicios=DE_ACUERDO), contexto_de(texto))
    assert v.critica
    assert v.propuesta is critica.Propuesta.RESTRINGIR
    assert not v.automatica
