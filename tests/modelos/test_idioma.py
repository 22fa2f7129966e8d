"""Lo que escribe la gente de aqui es espanol aunque lleve «nos», «dos», risas o alguna palabra inglesa."""

import pytest

from modelos import corpus, idioma
from modelos.lectura import leer, leer_lote

AQUI = """
Dos horas nos dijeron
nos atienden dos doctores
No nos dan cita, dos meses esperando
Urgente ambulancia, nos accidentamos, dos heridos
San Miguel sur, tres horas esperando
Malditos nos roban dos veces
pelo, uñas, dos
Doctora Dos Santos atendió excelente, nos salvó
ja ja ja
ja ja ja pendejo
je je je que risa
please please atiendan
citas on line, on line nada
by pass gástrico on time
nuestro seguro so bad
thank you doctora
in vitro, in situ
no das cita dos veces
fijate nos dejaron dos horas paradas
""".strip().splitlines()

AJENOS = """
How can I get an appointment at the hospital?
where is the emergency room
nobody answers the phone here, this is bullshit
obrigado pela ajuda, muito bom
não consigo marcar minha consulta
bonjour, où est l'hôpital? merci pour votre aide
医院在哪里
""".strip().splitlines()


@pytest.mark.parametrize("texto", AQUI)
def test_lo_de_aqui_es_espanol(texto):
    assert not idioma.es_otro(leer(texto))


@pytest.mark.parametrize("texto", AJENOS)
def test_lo_de_fuera_no(texto):
    assert idioma.es_otro(leer(texto))


def test_ningun_comentario_del_corpus_pasa_por_otro_idioma():
    textos = [c.texto for c in corpus.cargar()]
    for desde in range(0, len(textos), 500):
        tanda = textos[desde : desde + 500]
        assert [tanda[i] for i in idioma.ajenos(leer_lote(tanda))] == []


def test_ninguna_palabra_es_de_aqui_y_de_fuera():
    for nombre, suyas in idioma._AJENAS.items():
        assert not idioma._ESPANOL & suyas, nombre
