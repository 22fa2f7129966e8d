"""Ninguna expresion regular la escribe alguien de fuera: ni la configuracion, ni la consola, ni un comentario.

Una expresion ajena puede tardar horas en un texto corto. Aqui no hay donde ponerla: cada una esta escrita en el codigo, y lo
que se le mete por medio es una constante suya o va pasado por `re.escape`.
"""

import ast
import re
from collections.abc import Iterator

import pytest
from pydantic import BaseModel

from moderacion.config import Config
from tests.arquitectura.test_paredes import archivos

FUNCIONES = frozenset(
    {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
)
APARTE = {
    "conectores/secretos.py": "los secretos conocidos, cada uno con re.escape",
    "conectores/simulador/nucleo.py": "las fallas de una red simulada: las escribe la prueba que la gobierna",
    "modelos/lectura/disfraz_indice.py": "letras y comodines de una palabra tapada, y nada mas pasa: cada comodin es un «.»",
    "modelos/patrones.py": "los patrones de amenaza: palabras de letras, escritas en el mismo archivo",
    "moderacion/conservacion/rastro.py": "las cifras de un numero, y nada mas",
    "politicas/ortografia/escrito.py": "dos signos de una tabla de signos",
}


def sueltas(arbol: ast.AST) -> Iterator[int]:
    """Lineas que arman una expresion con algo que no es una constante ni va con `re.escape`."""
    for n in ast.walk(arbol):
        if (
            not isinstance(n, ast.Call)
            or not isinstance(n.func, ast.Attribute)
            or n.func.attr not in FUNCIONES
        ):
            continue
        if getattr(n.func.value, "id", "") in ("re", "regex") and not _fija(n.args[0]):
            yield n.lineno


def _fija(n: ast.expr) -> bool:
    """Si solo la forman constantes del modulo, funciones suyas llamadas con constantes, y lo que va escapado."""
    escapado = {
        id(dentro)
        for llamada in ast.walk(n)
        if isinstance(llamada, ast.Call) and ast.unparse(llamada.func) == "re.escape"
        for dentro in ast.walk(llamada)
    }
    nombres = [x for x in ast.walk(n) if isinstance(x, ast.Name) and id(x) not in escapado]
    de_otro_modulo = {id(x.value) for x in ast.walk(n) if isinstance(x, ast.Attribute) and x.attr.isupper()}
    return all(
        x.id.isupper() or x.id.startswith("_") or x.id in ("sorted", "len") or id(x) in de_otro_modulo
        for x in nombres
    )


def test_toda_expresion_esta_escrita_en_el_codigo() -> None:
    con_sueltas = {ruta for ruta, codigo in archivos().items() if list(sueltas(ast.parse(codigo)))}
    assert con_sueltas == set(APARTE)


@pytest.mark.parametrize(
    ("linea", "vale"),
    [
        ("re.compile(rf'\\b{_UNO}(?:{_dia(1)})')", True),
        ("re.search(f'{re.escape(nombre)}x', t)", True),
        ("re.compile('|'.join(sorted(MESES, key=len)))", True),
        ("re.search(patron, t)", False),
        ("re.compile(config.patron)", False),
        ("re.sub(f'a{patron}', '', t)", False),
        ("re.compile('|'.join(palabras))", False),
        ("re.compile(_leer(ruta))", False),
    ],
)
def test_la_mirada_ve_una_de_fuera(linea: str, vale: bool) -> None:
    assert (list(sueltas(ast.parse(linea))) == []) is vale


def _modelos(modelo: type[BaseModel], vistos: set[type]) -> set[type]:
    """El modelo y los que lleva dentro."""
    if modelo not in vistos:
        vistos.add(modelo)
        for campo in modelo.model_fields.values():
            for tipo in re.findall(r"moderacion[\w.]+", str(campo.annotation)):
                modulo, _, nombre = tipo.rpartition(".")
                clase = getattr(__import__(modulo, fromlist=[nombre]), nombre, None)
                if isinstance(clase, type) and issubclass(clase, BaseModel):
                    _modelos(clase, vistos)
    return vistos


def test_en_la_configuracion_no_hay_donde_ponerla() -> None:
    modelos = _modelos(Config, set())
    assert len(modelos) > 20
    campos = [(m.__name__, c, str(f.annotation)) for m in modelos for c, f in m.model_fields.items()]
    malos = [c for c in campos if re.search(r"patron|expresion|regex|regla", c[1]) or "Pattern" in c[2]]
    assert malos == []
