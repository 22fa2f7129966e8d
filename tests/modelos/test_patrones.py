"""Amenazas: las dichas se ven, las figuras de la queja no; spaCy solo entra si hace falta."""

import pytest

from modelos.lectura import leer
from modelos.patrones import GRAVE, LEVE, MEDIA, Amenazas, dispara
from tests.apoyo import en_otro_proceso

pytest.importorskip("spacy", reason="spaCy es del extra «entrenamiento»")

CASOS = [
    ("Te voy a matar perro", GRAVE),
    ("los vamos a quemar a todos", GRAVE),
    ("ya sé dónde vivís vos", GRAVE),
    ("Ya se a que hora salis del trabajo", GRAVE),
    ("Vamos a quemar ese hospital con todo y ustedes", GRAVE),
    ("te voy a partir la cara cuando te vea", GRAVE),
    ("Vamos a matarlos uno por uno", GRAVE),
    ("les vamos a meter un balazo", GRAVE),
    ("hay que matarlos a todos esos", MEDIA),
    ("quémenlos vivos", MEDIA),
    ("vas a amanecer embolsado", MEDIA),
    ("que no te encuentre en la calle", MEDIA),
    ("el vigilante me dijo te voy a matar si volvés", MEDIA),
    ("ojalá te mueras", LEVE),
    ("ojala y se pudran en la carcel", LEVE),
    ("te vas a arrepentir", LEVE),
    # figuras de la queja, bromas y lo que no es de quien escribe
    ("nos van a matar de tanto esperar", 0.0),
    ("esta espera me va a matar", 0.0),
    ("te voy a matar a besos", 0.0),
    ("no sé dónde vive el doctor", 0.0),
    ("a mi mamá la van a operar mañana", 0.0),
    ("voy a quemar las grasas en el gimnasio", 0.0),
    ("vamos a esperar la cita en la casa", 0.0),
    ("mi tío quedó muerto en la sala de espera, se los denuncio", 0.0),
    ("¿a qué hora sale el doctor?", 0.0),
    ("", 0.0),
]


@pytest.mark.parametrize(("texto", "indicio"), CASOS)
def test_indicio_de_amenaza(texto, indicio):
    assert Amenazas().puntuar([leer(texto)]) == [indicio]


def test_el_lote_conserva_el_orden():
    textos = [t for t, _ in CASOS]
    assert Amenazas().puntuar([leer(t) for t in textos]) == [v for _, v in CASOS]


def test_ningun_patron_queda_fuera_de_los_disparadores():
    assert all(dispara(leer(t).normalizado.split()) for t, v in CASOS if v)


def test_spacy_entra_solo_con_un_texto_que_lo_pide():
    programa = (
        "import sys\n"
        "from modelos.lectura import leer\n"
        "from modelos.patrones import Amenazas\n"
        "a = Amenazas()\n"
        "a.puntuar([leer('Llevo tres horas esperando en la casa y nadie me dice nada')])\n"
        "assert 'spacy' not in sys.modules\n"
        "assert a.puntuar([leer('te voy a matar')])[0] > 0\n"
        "assert 'spacy' in sys.modules\n"
    )
    en_otro_proceso(programa)
