"""Lo que comparten las politicas: blanco de un insulto, parecido, datos, personas, anuncios y listas."""

import shutil

import pytest

from modelos.lectura import ErrorLexico, Tramo, leer
from politicas.ayudas.anuncios import es_anuncio
from politicas.ayudas.blanco import Blanco, blanco_de
from politicas.ayudas.listas import CARPETA, areas, dominios, esta_en, leer_areas, leer_dominios
from politicas.ayudas.personas import persona_nombrada
from politicas.p05 import area_de


def blanco(texto: str) -> Blanco:
    lectura = leer(texto)
    return blanco_de(lectura, next(a for a in lectura.aciertos if a.lexico in ("insultos", "soeces")))


@pytest.mark.parametrize(
    ("texto", "esperado"),
    [
        ("sos un pendejo", Blanco.PERSONA),
        ("El jefe de esa farmacia es un pendejo", Blanco.PERSONA),
        ("pendejo", Blanco.PERSONA),
        ("el que atiende es un idiota", Blanco.PERSONA),
        ("idiota", Blanco.PERSONA),
        ("la enfermera es una perra", Blanco.PERSONA),
        ("esa puta de la ventanilla", Blanco.PERSONA),
        ("ustedes son unos culeros", Blanco.GRUPO),
        ("los del seguro son unos cerotes", Blanco.GRUPO),
        ("vayanse a la mierda", Blanco.GRUPO),
        ("mierda de servicio", Blanco.COSA),
        ("el sistema es una mierda", Blanco.COSA),
        ("puto sistema", Blanco.COSA),
        ("estúpida app", Blanco.COSA),
        ("qué culero el trato", Blanco.COSA),
        ("la puta fila", Blanco.COSA),
        ("me dijo que era una pendeja", Blanco.CITADO),
        ("la doctora me gritó: «idiota»", Blanco.CITADO),
        ('"pendejo" fue lo que me dijo el guardia', Blanco.CITADO),
        ("nos tratan de imbéciles", Blanco.CITADO),
        ("me siento como un idiota", Blanco.PROPIO),
        ("nos ven cara de pendejos", Blanco.PROPIO),
        ("no soy ningún pendejo", Blanco.NEGADO),
        ("puta, otra vez lo mismo de siempre", Blanco.NADIE),
        ("los perros ladran toda la noche", Blanco.NADIE),
        ("esa mierda no la quiero ver más", Blanco.NADIE),
    ],
)
def test_blanco(texto, esperado):
    assert blanco(texto) is esperado


@pytest.mark.parametrize(
    ("texto", "nombre"),
    [
        ("La doctora Petrona Ficticia robó", "doctora Petrona Ficticia"),
        ("El Lic. Quebracho pide mordida", "Lic. Quebracho"),
        ("Todos saben que Juan Ficticio robó", "Juan Ficticio"),
        ("En San Miguel robaron", None),
        ("La clínica de Santa Ana y el Hospital Rosales", None),
        ("el doctor robó la medicina", None),
    ],
)
def test_persona_nombrada(texto, nombre):
    hallada = persona_nombrada(leer(texto), Tramo(0, len(texto)))
    assert (texto[hallada.inicio : hallada.fin] if hallada else None) == nombre


def test_un_nombre_lejos_del_delito_no_cuenta():
    texto = "robó" + " palabra" * 60 + " la doctora Petrona Ficticia"
    assert persona_nombrada(leer(texto), Tramo(0, 4)) is None


@pytest.mark.parametrize(
    ("texto", "anuncio"),
    [
        ("Vendo celulares, escríbame al 7111-2222", True),
        ("Amarres de amor, lectura de cartas", True),
        ("¿Cuánto cuesta el examen? mi teléfono es 7111-2222", False),
        ("me quitaron un descuento del salario y el precio subió", False),
        ("Pueden ver los requisitos en https://www.isss.gob.sv", False),
        ("El WhatsApp del seguro no contesta", False),
    ],
)
def test_anuncio(texto, anuncio):
    assert es_anuncio(leer(texto)) is anuncio


def test_dominios_de_la_casa():
    assert esta_en("citas.isss.gob.sv", "permitidos")
    assert esta_en("gob.sv", "permitidos")
    assert not esta_en("isss.gob.sv.example.com", "permitidos")
    assert not esta_en("malgob.sv", "permitidos")
    assert not esta_en("sv", "permitidos")
    assert dominios()["acortadores"] >= {"bit.ly", "tinyurl.com"}


@pytest.mark.parametrize(
    ("cambio", "donde"),
    [
        (("[permitidos]", "[permitido]"), "permitido"),
        (('dominios = ["gob.sv"]', 'dominios = ["GOB.SV"]'), "permitidos.dominios[0]"),
        (('dominios = ["gob.sv"]', 'dominios = ["https://gob.sv/"]'), "permitidos.dominios[0]"),
        (('dominios = ["gob.sv"]', "dominios = []"), "permitidos.dominios"),
        (('dominios = ["gob.sv"]', ""), "permitidos.dominios"),
    ],
)
def test_dominios_malos_dicen_donde(tmp_path, cambio, donde):
    ruta = tmp_path / "dominios.toml"
    ruta.write_text(
        (CARPETA / "dominios.toml").read_text(encoding="utf-8").replace(*cambio), encoding="utf-8"
    )
    with pytest.raises(ErrorLexico) as fallo:
        leer_dominios(ruta)
    assert "dominios.toml" in str(fallo.value)
    assert donde in str(fallo.value)


@pytest.mark.parametrize(
    ("cambio", "donde"),
    [
        (("[[area]]", "[[areas]]"), "area: falta"),
        (('clave = "citas"', "clave = 1"), "area[0].clave"),
        (('palabras = ["cita"', 'palabras = [3, "cita"'), "area[0].palabras[0]"),
    ],
)
def test_areas_malas_dicen_donde(tmp_path, cambio, donde):
    ruta = tmp_path / "areas.toml"
    shutil.copy(CARPETA / "areas.toml", ruta)
    ruta.write_text(ruta.read_text(encoding="utf-8").replace(*cambio), encoding="utf-8")
    with pytest.raises(ErrorLexico) as fallo:
        leer_areas(ruta)
    assert "areas.toml" in str(fallo.value)
    assert donde in str(fallo.value)


@pytest.mark.parametrize(
    ("texto", "clave"),
    [
        ("¿Hay insulina en la farmacia?", "farmacia"),
        ("quiero reprogramar mi cita con el especialista", "citas"),
        ("¿cuándo depositan el subsidio por maternidad?", "subsidios"),
        ("¿qué horario tienen?", "atencion"),
        ("¿a qué hora abren la farmacia?", "farmacia"),
        ("¿me hacen los rayos x ahí?", "laboratorio"),
        ("¿y eso?", None),
    ],
)
def test_area_de(texto, clave):
    area = area_de(leer(texto))
    assert (area.clave if area else None) == clave


def test_las_claves_de_area_no_se_repiten():
    claves = [a.clave for a in areas()]
    assert len(claves) == len(set(claves))
    assert sum(a.general for a in areas()) == 1
