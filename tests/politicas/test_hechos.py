"""Los hechos de un texto: cada clase en sus muchas escrituras."""

from datetime import date
from decimal import Decimal

import pytest

from politicas.ayudas.hechos import Clase, leer_hechos, mismo_asunto, sustituye

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
        ("de siete de la mañana a tres y media de la tarde", [("7:00", "inicio"), ("15:30", "fin")]),
        ("horario de 7 a 4", [("7:00", "inicio"), ("16:00", "fin")]),
        ("entre las 8 y las 11 de la mañana", [("8:00", "inicio"), ("11:00", "fin")]),
        ("7am-3pm", [("7:00", "inicio"), ("15:00", "fin")]),
        ("a las 7.30 a.m.", [("7:30", "")]),
        ("a las 19:45 hrs", [("19:45", "")]),
        ("abre al mediodía", [("12:00", "inicio")]),
        ("cierra a medianoche", [("24:00", "fin")]),
        ("abre a las 12 de la noche", [("0:00", "inicio")]),
        ("se entrega en 48 horas", []),
        ("lleva 25 horas de espera", []),
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
        ("será el viernes 27 de noviembre de 2026", date(2026, 11, 27), date(2026, 11, 27)),
        ("será el 2026-12-05", date(2026, 12, 5), date(2026, 12, 5)),
        ("será el 5-12-2026", date(2026, 12, 5), date(2026, 12, 5)),
        ("será el 05/12", date(2026, 12, 5), date(2026, 12, 5)),
        ("será el primero de diciembre", date(2026, 12, 1), date(2026, 12, 1)),
        ("será el 5 de enero", date(2027, 1, 5), date(2027, 1, 5)),
        ("el día 28 se entrega", date(2026, 11, 28), date(2026, 11, 28)),
        ("en diciembre hay jornada", date(2026, 12, 1), date(2026, 12, 31)),
        ("del 28 de diciembre al 3 de enero", date(2026, 12, 28), date(2027, 1, 3)),
        ("desde el 3 de marzo hasta el 7 de abril de 2027", date(2027, 3, 3), date(2027, 4, 7)),
        ("ayer fue la jornada", date(2026, 11, 19), date(2026, 11, 19)),
        ("hoy es la jornada", HOY, HOY),
        ("el próximo lunes es la jornada", date(2026, 11, 23), date(2026, 11, 23)),
        ("el viernes que viene es la jornada", date(2026, 11, 27), date(2026, 11, 27)),
        ("la próxima semana es la jornada", date(2026, 11, 23), date(2026, 11, 29)),
        ("este fin de semana es la jornada", date(2026, 11, 21), date(2026, 11, 22)),
        ("dentro de dos semanas inicia la campaña", date(2026, 12, 4), date(2026, 12, 4)),
        ("a fin de mes es la jornada", date(2026, 11, 24), date(2026, 11, 30)),
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


def test_una_lista_de_fechas_da_cada_una():
    dias = [v.desde.day for v in valores("los días 3, 4 y 5 de diciembre", Clase.FECHA)]
    assert dias == [3, 4, 5]


@pytest.mark.parametrize(
    "texto",
    ["por la mañana atendemos", "San Salvador, 20 de noviembre de 2026.", "el Hospital 1.º de Mayo", "24/7"],
)
def test_lo_que_no_es_una_fecha(texto):
    assert valores(texto, Clase.FECHA) == []


@pytest.mark.parametrize(
    ("texto", "clase", "esperado"),
    [
        ("llame al +503 2222-0001", Clase.TELEFONO, ["2222-0001"]),
        ("WhatsApp (503) 7000 00 31", Clase.TELEFONO, ["7000-0031"]),
        ("llame al 22220001", Clase.TELEFONO, ["2222-0001"]),
        ("llame al 50322220001", Clase.TELEFONO, ["2222-0001"]),
        ("llame al 2222 00 01", Clase.TELEFONO, ["2222-0001"]),
        ("llame al 800-1234", Clase.TELEFONO, ["800-1234"]),
        ("marque el 127", Clase.TELEFONO, ["127"]),
        ("marque 127 o 129", Clase.TELEFONO, ["127", "129"]),
        ("el código 2222-0001-5", Clase.TELEFONO, []),
        ("será el 2026-12-05", Clase.TELEFONO, []),
        ("con 127 personas", Clase.TELEFONO, []),
        ("escriba a citas@example.org", Clase.CORREO, ["citas@example.org"]),
        ("cuesta US$ 1,500.50", Clase.MONTO, [Decimal("1500.50")]),
        ("son cuarenta y dos dólares", Clase.MONTO, [Decimal(42)]),
        ("son $2 millones", Clase.MONTO, [Decimal(2_000_000)]),
        ("cuesta 5 dólares con 25 centavos", Clase.MONTO, [Decimal("5.25")]),
        ("son 75 centavos", Clase.MONTO, [Decimal("0.75")]),
        ("dos mil quinientos dólares", Clase.MONTO, [Decimal(2500)]),
        ("atendió a 12,345 personas", Clase.CANTIDAD, [Decimal(12_345)]),
        ("treinta y cinco plazas", Clase.CANTIDAD, [Decimal(35)]),
        ("lleve dos copias", Clase.CANTIDAD, [Decimal(2)]),
        ("en el año 2026 hubo 30 cupos", Clase.CANTIDAD, [Decimal(30)]),
        ("el 7.50 % del salario", Clase.PORCENTAJE, [Decimal("7.50")]),
        ("el tres por ciento", Clase.PORCENTAJE, [Decimal(3)]),
        ("de lunes a viernes", Clase.DIAS, [frozenset(range(5))]),
        ("los martes y jueves", Clase.DIAS, [frozenset((1, 3))]),
        ("fines de semana", Clase.DIAS, [frozenset((5, 6))]),
        ("de viernes a lunes", Clase.DIAS, [frozenset((4, 5, 6, 0))]),
        ("días hábiles", Clase.DIAS, [frozenset(range(5))]),
        ("sábados: 8 a 12", Clase.DIAS, [frozenset((5,))]),
        ("todos los días", Clase.DIAS, [frozenset(range(7))]),
        ("diríjase a la ventanilla 5", Clase.LUGAR, ["5"]),
        ("será en el parque Cuscatlán", Clase.LUGAR, ["parque cuscatlan"]),
        ("la jornada en El Salvador", Clase.LUGAR, []),
        ("acuda al segundo nivel", Clase.LUGAR, ["2"]),
        ("debe presentar su DUI", Clase.REQUISITO, [True]),
        ("no necesita DUI", Clase.REQUISITO, [False]),
        ("sin DUI no se atiende", Clase.REQUISITO, [True]),
        ("la receta no es necesaria", Clase.REQUISITO, [False]),
        ("lleve fotocopia de su DUI y su NIT", Clase.REQUISITO, [True, True]),
        ("se atiende con cita previa", Clase.ESTADO, [True]),
        ("por orden de llegada", Clase.ESTADO, [False]),
        ("el examen tiene costo", Clase.ESTADO, [True]),
        ("el trámite es obligatorio", Clase.ESTADO, [True]),
        ("el trámite es opcional", Clase.ESTADO, [False]),
        ("reanudamos la atención", Clase.ESTADO, [True]),
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


def test_excepto_y_solo_marcan_los_dias():
    todos, menos = leer_hechos("todos los días excepto los domingos", HOY).hechos
    assert (todos.marcas.abierto, menos.marcas.abierto) == (None, False)
    assert [h.solo for h in leer_hechos("atendemos solo los martes", HOY).hechos] == [True]


@pytest.mark.parametrize(
    ("texto", "lugar"),
    [
        ("la farmacia de Santa Ana", ("santa ana", "")),
        ("la Clínica Comunal San Antonio", ("san antonio", "clínica")),
        ("la Unidad Médica de Ilopango", ("unidad medica de ilopango", "")),
        ("la jornada en El Salvador", None),
        ("la clínica de siempre", None),
    ],
)
def test_lugares(texto, lugar):
    assert leer_hechos(texto, HOY).lugares == ({lugar} if lugar else set())


@pytest.mark.parametrize(
    ("texto", "que"),
    [
        ("el lunes 22 de noviembre de 2026", "semana"),
        ("el 31 de noviembre de 2026", "imposible"),
        ("el 30 de febrero", "imposible"),
        ("el 03/04/2027", "ambigua"),
        ("el 25/04/2027", None),
        ("este lunes 22 de noviembre", "semana_supuesta"),
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
