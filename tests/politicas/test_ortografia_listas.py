"""Las listas de la ortografia se revisan al cargarlas: dicen el archivo y la clave."""

import pytest

from modelos.lectura import ErrorLexico
from politicas.ayudas.listas import CARPETA
from politicas.ortografia.diccionario import en_diccionario
from politicas.ortografia.listas import (
    REVISIONES,
    leer_generos,
    leer_trato,
    leer_vocabulario,
    reglas,
    vocabulario,
)
from politicas.ortografia.reglas import leer_reglas

REGLA = '[[regla]]\nescrita = ["esta"]\ncorrecta = ["está"]\ngravedad = "grave"\nmotivo = "m"\n'
GRUPO = '[[grupo]]\nclase = "comun"\nque_es = "q"\npalabras = ["a"]\n'


@pytest.mark.parametrize(("lector", "nombre"), REVISIONES)
def test_las_de_la_casa_estan_bien(lector, nombre):
    assert lector(CARPETA / nombre)


@pytest.mark.parametrize(
    ("lector", "texto", "dice"),
    [
        (leer_vocabulario, "x = 1", "[[grupo]]"),
        (leer_vocabulario, GRUPO.replace('"comun"', '"rara"'), "grupo[0].clase"),
        (leer_vocabulario, GRUPO + "sobra = 1", "grupo[0].sobra"),
        (leer_vocabulario, GRUPO.replace('["a"]', "[]"), "grupo[0].palabras"),
        (leer_vocabulario, GRUPO.replace('que_es = "q"\n', ""), "grupo[0].que_es"),
        (leer_vocabulario, GRUPO + "exige_mayuscula = true", "exige mayúscula"),
        (leer_vocabulario, GRUPO + "exige_mayuscula = 3", "exige_mayuscula"),
        (leer_reglas, "regla = []", "[[regla]]"),
        (leer_reglas, REGLA.replace("grave", "gravisima"), "gravedad"),
        (leer_reglas, REGLA.replace('["está"]', '["está", "x"]'), "1 escritas y 2 correctas"),
        (leer_reglas, REGLA.replace('"está"', '"esta"'), "cambiar"),
        (leer_reglas, REGLA + 'antes = ["@rara"]', "@rara"),
        (leer_reglas, REGLA + 'pregunta = "si"', "pregunta"),
        (leer_reglas, REGLA + "sobra = 1", "sobra"),
        (leer_reglas, REGLA + '[clases]\nverbo = ["a"]', "clases.verbo"),
        (leer_trato, '[usted]\na = "b"', "tu_al_empezar"),
        (leer_generos, "rara = 1", "rara"),
        (leer_generos, "masculino = 1", "masculino"),
        (leer_generos, "[masculino]\npalabras = ['Día']", "masculino.palabras[0]"),
    ],
)
def test_lo_mal_escrito_se_dice(tmp_path, lector, texto, dice):
    ruta = tmp_path / "lista.toml"
    ruta.write_text(texto, encoding="utf-8")
    with pytest.raises(ErrorLexico, match=r"lista\.toml") as fallo:
        lector(ruta)
    assert dice in str(fallo.value)


def test_las_correcciones_no_son_faltas():
    """Lo que una regla da por correcto se escribe asi: cada palabra esta en el diccionario o en el vocabulario."""
    sueltas = {p for r in reglas() for p in r.correcta.lower().split()}
    assert [
        p for p in sorted(sueltas) if len(p) > 1 and not en_diccionario(p) and p not in vocabulario().palabras
    ] == []
