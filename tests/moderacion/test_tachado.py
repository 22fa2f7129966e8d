"""Tachar: ningun dato de una persona sobrevive, y lo que no es dato se queda. Todos los datos son inventados."""

import pytest

from moderacion.evaluacion.nombres import Nombres
from moderacion.evaluacion.tachado import tachar

NOMBRES = Nombres(["Policarpa Nubes", "Juan Flores", "San Salvador", "@fulano-x", "ISSS"])


@pytest.mark.parametrize(
    ("texto", "queda"),
    [
        ("mi DUI 00000000-0 no lo aceptan", "mi DUI [dui] no lo aceptan"),
        ("mi dui es 000000000 y no sale", "mi dui es [dui] y no sale"),
        ("NIT 0000-000000-000-0 no sirve aquí", "NIT [nit] no sirve aquí"),
        ("mi afiliación: 000000000 y no me hallan", "mi [afiliacion] y no me hallan"),
        ("llámeme al 7000-0011 por favor", "llámeme al [telefono] por favor"),
        ("llámeme al ７０００-００１１ por favor", "llámeme al [telefono] por favor"),
        ("llámeme al 7000\u200b-0011 por favor", "llámeme al [telefono] por favor"),
        ("escríbame al 7 0 0 0 0 0 1 1 por favor", "escríbame al [telefono] por favor"),
        ("mi correo es ana.nube@correo.test gracias", "mi correo es [correo] gracias"),
        (
            "es ana.nube (arroba) correo . com gracias a todos ustedes",
            "es [correo] gracias a todos ustedes",
        ),
        ("mi correo es toñito@correo.test gracias", "mi correo es [correo] gracias"),
        ("es ana arroba correo punto com para ustedes", "es [correo] para ustedes"),
        ("miren https://x.example.com/a?b=00000000-0 qué barbaridad", "miren [enlace] qué barbaridad"),
        ("entren a t . me / grupo hola amigos", "entren a [enlace] hola amigos"),
        ("@fulano.nube gracias por todo", "[mencion] gracias por todo"),
        ("mi cuenta 0000-1111-2222-3333 del banco", "mi cuenta [cuenta] del banco"),
        ("mi expediente 45678 no aparece", "mi expediente [numero] no aparece"),
        ("nací el 3/4/1980 en la capital", "nací el [fecha] en la capital"),
        ("me citaron el 12 de noviembre de 2025 y nada", "me citaron el [fecha] y nada"),
        ("La doctora Policarpa Cirros me trató mal", "La [nombre] me trató mal"),
        ("qué mal trato del doctor perez en emergencias", "qué mal trato del doctor [nombre] en emergencias"),
        ("me atendió Policarpa y fue muy grosera", "me atendió [nombre] y fue muy grosera"),
        ("policarpa nubes sí es cierto lo que dice", "[nombre] sí es cierto lo que dice"),
        ("juan flores, lo mismo digo yo", "[nombre], lo mismo digo yo"),
        ("Juan Flores Nubes lo mismo digo yo", "[nombre] lo mismo digo yo"),
    ],
)
def test_cada_dato_se_cambia_por_su_marca(texto: str, queda: str) -> None:
    t = tachar(texto, NOMBRES)
    assert (t.texto, t.riesgo) == (queda, "")


@pytest.mark.parametrize(
    "texto",
    [
        "sos un pendejo",
        "gracias",
        "En el Hospital Rosales de San Salvador no hay medicina",
        "llevo 3 meses esperando, 2025 y 2026 igual",
        "a las 7:00 y a las 8:30 no atienden; son 24/7",
        "pagan $150000 y deben 1,500,000 dólares",
        "el doctor no atendio a nadie ese dia",
        "¿qué papeles llevo además del DUI?",
    ],
)
def test_lo_que_no_es_de_nadie_se_queda(texto: str) -> None:
    t = tachar(texto, NOMBRES)
    assert (t.texto, t.riesgo) == (texto, "")


@pytest.mark.parametrize(
    ("texto", "riesgo"),
    [
        ("llame al siete cero cero cero dos", "puede esconder un número"),
        ("7~0~0~0~0~0~1~1 es mi número", "puede esconder un número"),
        ("vivo en la colonia Inventada y no llega nadie", "puede decir dónde vive alguien"),
        ("búsqueme en el pasaje 3 de siempre", "puede decir dónde vive alguien"),
        ("mi casa es la 22 de la misma cuadra", "puede decir dónde vive alguien"),
        ("final calle del pozo número 8, ahí me hallan", "puede decir dónde vive alguien"),
        ("me mandan a pedir en el barrio El Huezontle", "puede decir dónde vive alguien"),
        ("https://x.example.com", "no queda texto que leer"),
        ("Juan Flores", "no queda texto que leer"),
        ("", "no queda texto que leer"),
        ("dice Alba Rosa que no " * 45, "queda un nombre sin tachar"),
    ],
)
def test_lo_que_aun_tachado_es_peligroso_se_dice(texto: str, riesgo: str) -> None:
    assert tachar(texto, NOMBRES).riesgo == riesgo


def test_el_nombre_de_quien_escribe_no_sale_aunque_lo_firme_a_medias() -> None:
    texto = "Así no se puede. Atte. Rosa, o sea cirros, una derechohabiente"
    assert tachar(texto, NOMBRES, "Rosa Cirros").texto == (
        "Así no se puede. Atte. [nombre], o sea [nombre], una derechohabiente"
    )
    assert tachar("se ve de color rosa", NOMBRES, "Rosa Cirros").texto == "se ve de color rosa"


def test_lo_que_se_pisa_se_tacha_junto() -> None:
    t = tachar("escriban ya a wa.me/50370000011?x=ana@correo.test si pueden", NOMBRES)
    assert t.texto.startswith("escriban ya a [")
    assert t.texto.endswith("] si pueden")
    assert not any(c.isdigit() for c in t.texto)


def test_un_texto_hostil_no_se_atasca() -> None:
    for trozo in ("1 ", "a@", "ana arroba ", "Juan ", "doctor ", "[", "dui "):
        tachar(trozo * (4000 // len(trozo)), NOMBRES)
