"""Los hechos de un texto: cada clase en sus muchas escrituras, con su sitio exacto y en tiempo lineal."""

import gc
from datetime import date
from decimal import Decimal
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modelos.lectura import leer
from politicas.ayudas.hechos import Clase, leer_hechos, mismo_asunto, sustituye
from politicas.p03 import evaluar
from politicas.tipos import Contexto, Pieza, Sentido

from .armar import AHORA
from .test_hostiles import UNIDADES

HOY = date(2026, 11, 20)  # viernes


def valores(texto: str, clase: Clase) -> list[object]:
    return [h.valor for h in leer_hechos(texto, HOY).hechos if h.clase is clase]


def horas(texto: str) -> list[tuple[str, str]]:
    hechos = [h for h in leer_hechos(texto, HOY).hechos if h.clase is Clase.HORA]
    return [(f"{h.valor.minutos // 60}:{h.valor.minutos % 60:02}", h.papel) for h in hechos]


@pytest.mark.parametrize(
    ("texto", "esperadas"),
    [
        ("atiende de 7:00 a. m. a 4:00 p. m.", [("7:00", "inicio"), ("16:00", "fin")]),
        ("cierra a las cuatro de la tarde", [("16:00", "fin")]),
        ("abre a las 16:30 horas", [("16:30", "inicio")]),
        ("de 8 a 12 del mediodía atendemos", [("8:00", "inicio"), ("12:00", "fin")]),
        ("atención las 24 horas", [("0:00", "inicio"), ("24:00", "fin")]),
        ("se entrega en 48 horas", []),
        ("vacunas para niños de 9 a 14 años", []),
    ],
)
def test_horas(texto, esperadas):
    assert horas(texto) == esperadas


@pytest.mark.parametrize(
    ("texto", "desde", "hasta"),
    [
        ("será el 5 de diciembre de 2026", date(2026, 12, 5), date(2026, 12, 5)),
        ("será el 05/12/2026", date(2026, 12, 5), date(2026, 12, 5)),
        ("del 3 al 7 de marzo de 2027", date(2027, 3, 3), date(2027, 3, 7)),
        ("mañana es la jornada", date(2026, 11, 21), date(2026, 11, 21)),
        ("pasado mañana es la jornada", date(2026, 11, 22), date(2026, 11, 22)),
        ("este lunes es la jornada", date(2026, 11, 23), date(2026, 11, 23)),
        ("hasta el 14 de diciembre", None, date(2026, 12, 14)),
        ("a partir del 1 de diciembre", date(2026, 12, 1), None),
        ("la fecha límite para pagar es el 14 de diciembre", None, date(2026, 12, 14)),
    ],
)
def test_fechas(texto, desde, hasta):
    (intervalo,) = valores(texto, Clase.FECHA)
    assert (intervalo.desde, intervalo.hasta) == (desde, hasta)


@pytest.mark.parametrize(
    ("texto", "clase", "esperado"),
    [
        ("llame al +503 2222-0001", Clase.TELEFONO, ["2222-0001"]),
        ("WhatsApp (503) 7000 00 31", Clase.TELEFONO, ["7000-0031"]),
        ("marque el 127", Clase.TELEFONO, ["127"]),
        ("escriba a citas@example.org", Clase.CORREO, ["citas@example.org"]),
        ("cuesta US$ 1,500.50", Clase.MONTO, [Decimal("1500.50")]),
        ("son cuarenta y dos dólares", Clase.MONTO, [Decimal(42)]),
        ("el 7.50 % del salario", Clase.PORCENTAJE, [Decimal("7.50")]),
        ("el tres por ciento", Clase.PORCENTAJE, [Decimal(3)]),
        ("de lunes a viernes", Clase.DIAS, [frozenset(range(5))]),
        ("los martes y jueves", Clase.DIAS, [frozenset((1, 3))]),
        ("fines de semana", Clase.DIAS, [frozenset((5, 6))]),
        ("acuda al segundo nivel", Clase.LUGAR, ["2"]),
        ("debe presentar su DUI", Clase.REQUISITO, [True]),
        ("no necesita DUI", Clase.REQUISITO, [False]),
        ("se atiende sin cita", Clase.ESTADO, [False]),
        ("el examen es gratuito", Clase.ESTADO, [False]),
        ("permanecerá cerrada", Clase.ESTADO, [False]),
        ("no está disponible", Clase.ESTADO, [False]),
        ("atiende con normalidad", Clase.ESTADO, [True]),
    ],
)
def test_los_demas_datos(texto, clase, esperado):
    assert valores(texto, clase) == esperado


@pytest.mark.parametrize(
    ("uno", "otro"),
    [("vence en 3 días hábiles", "su vigencia es de 72 horas"), ("durará dos semanas", "durará 14 días")],
)
def test_los_plazos_van_en_una_sola_unidad(uno, otro):
    assert valores(uno, Clase.CANTIDAD) == valores(otro, Clase.CANTIDAD)


@pytest.mark.parametrize(
    ("texto", "que"),
    [
        ("el lunes 22 de noviembre de 2026", "semana"),
        ("el 31 de noviembre de 2026", "imposible"),
        ("el 03/04/2027", "ambigua"),
        ("del 9 al 3 de marzo de 2027", "al_reves"),
        ("el domingo 22 de noviembre de 2026", None),
    ],
)
def test_dudas(texto, que):
    assert next((d.que for *_, d in leer_hechos(texto, HOY).dudas), None) == que


def test_mismo_asunto():
    oficial = leer_hechos("La farmacia de Zacamil atiende de 7 a 4", HOY)
    assert mismo_asunto(oficial, leer_hechos("En Zacamil la farmacia cierra a las 6", HOY))
    assert not mismo_asunto(oficial, leer_hechos("El laboratorio de Zacamil cierra a las 6", HOY))
    assert not mismo_asunto(oficial, leer_hechos("El ISSS informa la fecha de la rendición de cuentas", HOY))


def test_sustituye():
    assert sustituye(leer_hechos("Este comunicado sustituye al 12-2026.", HOY))
    assert not sustituye(leer_hechos("La farmacia atiende hasta las 4.", HOY))


PIEZAS = st.text(max_size=60) | st.lists(
    st.sampled_from(
        [
            "el 5 de mayo",
            "de 7 a 4 p. m.",
            "2222-0000",
            "$5.00",
            "lunes a viernes",
            "Hospital San Juan",
            "no necesita DUI",
            "cerrado",
            "31/02/2026",
            "mañana",
            "3 días hábiles",
            "a",
            ",",
            ".",
            "\n",
            "¿",
            "30 de febrero",
            "9999",
            "dos mil",
            "hasta el",
            "ñ",
            "🙂",
            "24 horas",
            "%",
        ]
    ),
    max_size=12,
).map(" ".join)


@settings(max_examples=200, deadline=None)
@given(PIEZAS, st.dates())
def test_todo_texto_se_lee_con_sitios_exactos(texto, hoy):
    leido = leer_hechos(texto, hoy)
    for h in leido.hechos:
        assert 0 <= h.inicio < h.fin <= len(texto)
    for inicio, fin, _ in leido.dudas:
        assert 0 <= inicio <= fin <= len(texto)


HOSTILES = UNIDADES | {
    "fechas": "5 de mayo de 2026, ", "tramos de fechas": "del 3 al 7 de marzo ", "horas": "de 7 a 4 p. m. ", "montos": "$5.00 ",
    "dias de la semana": "lunes a viernes ", "numeros en letras": "dos mil ", "hospitales": "Hospital San Juan ", "requisitos": "no necesita DUI ",
    "estados": "cerrado ", "barras": "12/", "plazos": "3 dias habiles ", "iniciales": "A. ",
}  # fmt: skip


@pytest.mark.parametrize("nombre", HOSTILES)
def test_diez_mil_letras_hostiles_se_contrastan_en_un_parpadeo(nombre):
    unidad = HOSTILES[nombre]
    pieza = Pieza(Sentido.SALIENTE, lectura=leer((unidad * 10_000)[:10_000]), tipo="publicacion")
    leer_hechos("a las 3 en Zacamil", HOY)
    tiempos = []
    gc.disable()
    for _ in range(3):
        leer_hechos.cache_clear()
        antes = process_time()
        list(evaluar(pieza, Contexto(AHORA)))
        tiempos.append(process_time() - antes)
    gc.enable()
    assert min(tiempos) < 0.075, "crece mas que el texto, o los topes no acotan"
