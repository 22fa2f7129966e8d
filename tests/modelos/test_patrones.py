"""Amenazas: las dichas se ven, las figuras de la queja no; y lo hallado es lo que halla spaCy con los mismos patrones."""

import random

import pytest

from modelos import patrones
from modelos.lectura import leer
from modelos.patrones import GRAVE, LEVE, MEDIA, Amenazas, dispara

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


def test_halla_lo_mismo_que_el_matcher_de_spacy():
    """Textos hechos de las palabras de los patrones: casi todos rozan alguno."""
    spacy = pytest.importorskip("spacy", reason="spaCy es del extra «entrenamiento»")
    from spacy.matcher import Matcher
    from spacy.tokens import Doc

    vocabulario = spacy.blank("es").vocab
    buscador, indicio = Matcher(vocabulario), {}
    for nombre, (valor, suyos) in patrones.patrones().items():
        buscador.add(nombre, [[{"LOWER": {"IN": list(p.formas)}, "OP": p.veces} for p in s] for s in suyos])
        indicio[vocabulario.strings[nombre]] = valor
    azar, con_algo = random.Random(7), 0
    todos = [patron for _, suyos in patrones.patrones().values() for patron in suyos]
    for _ in range(3000):
        formas = []
        for patron in azar.choices(todos, k=2):
            for p in patron:
                # a veces falta una palabra, o sobra: que no todo se cumpla
                formas += [azar.choice(p.formas) for _ in range(azar.choice((0, 1, 1, 1, 1, 1, 2)))]
        if not formas:
            continue
        suyos = [(indicio[nombre], i, f) for nombre, i, f in buscador(Doc(vocabulario, words=formas))]
        esperado = max((patrones._indicio(formas, *h) for h in suyos), default=0.0)
        assert Amenazas()._uno(formas) == esperado, formas
        con_algo += esperado > 0
    assert con_algo > 500
