"""Un insulto disfrazado se restringe como el llano."""

import pytest

from politicas.juicio import juzgar
from tests.medidas import disfraces as medida

from .armar import DE_ACUERDO, contexto_de, pieza_de
from .disfraces import DISFRACES, INSULTOS, MEZCLAS, disfrazar

PLANTILLAS = ("Sos un {}", "el vigilante es un {} y lo saben todos", "{}!!")
PALABRAS_LIMPIAS = (
    "perdido", "carretera", "cultura", "hijita", "comprada", "cabrito", "marimba", "pediatra", "cobrador", "maternidad",
    "cardiologo", "consulta", "puntual", "culebrilla", "mercado", "camilla", "pendiente", "estudio", "cirugia",
)  # fmt: skip


def test_los_insultos_llanos_se_restringen_todos():
    assert [t for i in INSULTOS for p in PLANTILLAS if not medida.restringe(t := p.format(i))] == []


def test_son_trece_y_cada_uno_cambia_la_palabra():
    assert len(DISFRACES) == 13
    assert [n for n, disfraz in (DISFRACES | MEZCLAS).items() if disfraz("cerotes") == "cerotes"] == []


@pytest.mark.parametrize("nombre", DISFRACES)
def test_recuerdo_por_disfraz_sobre_los_insultos_llanos(nombre):
    parte, pasan = medida.recuerdo(DISFRACES[nombre])
    assert parte >= medida.RECUERDO, pasan


@pytest.mark.parametrize("nombre", MEZCLAS)
def test_dos_disfraces_a_la_vez(nombre):
    parte, pasan = medida.recuerdo(MEZCLAS[nombre])
    assert parte >= 0.88, pasan


@pytest.mark.parametrize("nombre", DISFRACES)
def test_recuerdo_por_disfraz_sobre_palabras_y_plantillas(nombre):
    textos = [plantilla.format(DISFRACES[nombre](i)) for i in INSULTOS for plantilla in PLANTILLAS]
    pasan = [t for t in textos if not medida.restringe(t)]
    assert len(pasan) <= 0.1 * len(textos), pasan


@pytest.mark.parametrize("nombre", DISFRACES)
def test_la_evidencia_es_lo_que_se_escribio(nombre):
    escrito = DISFRACES[nombre]("pendejo")
    texto = f"Sos un {escrito}, fíjese"
    pieza = pieza_de(texto, indicios=DE_ACUERDO)
    fragmentos = {e.texto for h in juzgar(pieza, contexto_de(texto)).hallazgos for e in h.evidencia}
    assert escrito in fragmentos


@pytest.mark.parametrize("nombre", [n for n in DISFRACES if n != "muchos asteriscos"])
def test_los_mismos_disfraces_sobre_palabras_corrientes_no_dan_insultos(nombre):
    """Con solo la primera y la ultima letra no se puede saber: «p*****o» es «perdido» y es lo otro."""
    textos = [f"La {DISFRACES[nombre](p)} es de San Miguel" for p in PALABRAS_LIMPIAS]
    assert [t for t in textos if medida.restringe(t)] == []


def test_disfrazar_toca_la_palabra_que_insulta():
    texto = "Sos un hijo de puta"
    assert disfrazar(texto, [(7, len(texto))], DISFRACES["puntos"]) == "Sos un hijo de p.u.t.a"


def test_casi_nada_limpio_se_reescribe_en_insulto_en_una_muestra():
    if not medida.hay_datos():
        pytest.skip(f"no estan los textos reales en {medida.DATOS}")
    mirados, de_mas, _ = medida.reescritos(paso=6)
    assert len(de_mas) <= medida.REESCRITOS * mirados, de_mas


@pytest.mark.lenta
def test_casi_nada_limpio_se_reescribe_en_insulto():
    if not medida.hay_datos():
        pytest.skip(f"no estan los textos reales en {medida.DATOS}")
    mirados, de_mas, _ = medida.reescritos()
    assert mirados > 17_000
    assert len(de_mas) <= medida.REESCRITOS * mirados, de_mas
