"""Los contratos de import-linter: el arbol los cumple todos, y cada uno se rompe con una importacion que prohibe."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

RAIZ = Path(__file__).parents[2]
PAQUETES = ("moderacion", "conectores", "politicas", "modelos")
LINT = Path(sys.executable).with_name("lint-imports")
CONTRATOS = tomllib.loads((RAIZ / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


@pytest.fixture(scope="module")
def copia(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """El codigo de los cuatro paquetes y su configuracion, para estropearlo sin tocar el de verdad."""
    carpeta = tmp_path_factory.mktemp("copia")
    for paquete in PAQUETES:
        for origen in (RAIZ / paquete).rglob("*.py"):
            destino = carpeta / origen.relative_to(RAIZ)
            destino.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(origen, destino)
    shutil.copyfile(RAIZ / "pyproject.toml", carpeta / "pyproject.toml")
    return carpeta


def rotos(carpeta: Path) -> tuple[set[int], set[int]]:
    """(contratos que se cumplen, contratos rotos), por su numero."""
    entorno = os.environ | {"COLUMNS": "400", "NO_COLOR": "1"}
    r = subprocess.run(
        [LINT, "--no-cache", "--no-logo"],
        cwd=carpeta,
        env=entorno,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    vistos = dict(re.findall(r"^(\d+)\. .* (KEPT|BROKEN)(?: \(.*\))?$", r.stdout, re.MULTILINE))
    assert vistos, r.stdout + r.stderr
    assert (r.returncode == 0) == ("BROKEN" not in vistos.values())
    return (
        {int(n) for n, v in vistos.items() if v == "KEPT"},
        {int(n) for n, v in vistos.items() if v == "BROKEN"},
    )


TODOS = set(range(1, len(CONTRATOS) + 1))

MALAS = [
    # (donde se escribe, lo que se importa, los contratos que rompe)
    ("moderacion/ingesta/__init__.py", "import moderacion.cola", {1}),
    ("moderacion/informes/salud.py", "from moderacion import evaluacion", {1}),
    ("moderacion/almacen/unidad.py", "from moderacion.cola import resolver", {1}),
    ("moderacion/redaccion/pasos.py", "from moderacion import ejecucion", {1}),
    ("moderacion/bitacora/__init__.py", "import moderacion.almacen", {1}),
    ("moderacion/reloj.py", "import moderacion.config", {1}),
    ("moderacion/cola/__init__.py", "import moderacion.montaje", {1}),
    ("moderacion/planificador/__init__.py", "import moderacion.web", {1}),
    ("moderacion/sala_nueva.py", "import json", {1}),
    ("modelos/clasificador.py", "import politicas.tipos", {2}),
    ("politicas/juicio.py", "import conectores.tipos", {2}),
    ("conectores/tipos.py", "import politicas.tipos", {2, 3}),
    ("conectores/facebook/conector.py", "import modelos.lectura", {3}),
    ("conectores/http.py", "from moderacion.reloj import RelojReal", {2, 3}),
    ("politicas/p02.py", "import modelos.clasificador", {4}),
    ("politicas/p09.py", "import random", {4}),
    ("politicas/p12.py", "import time", {4}),
    ("politicas/p04.py", "import requests", {4}),
    ("politicas/registro.py", "import sqlalchemy", {4, 8}),
    ("modelos/lectura/lectura.py", "import sklearn", {5}),
    ("modelos/lectura/plegado.py", "import random", {5}),
    ("politicas/p04.py", "import politicas.p05", {6}),
    ("politicas/p13.py", "from politicas.p01 import POLITICA as OTRA", {6}),
    ("moderacion/ingesta/__init__.py", "import tweepy", {7}),
    ("moderacion/montaje/conectores.py", "import googleapiclient", {7}),
    ("modelos/datos.py", "import facebook", {7}),
    ("moderacion/cola/__init__.py", "import sqlalchemy", {8}),
    ("moderacion/redaccion/salida.py", "import sqlalchemy", {8}),
    ("moderacion/informes/resumen.py", "from sqlmodel import select", {8}),
    ("moderacion/cli/base.py", "import sqlite3", {8}),
    ("conectores/simulador/nucleo.py", "import sqlite3", {8}),
    ("moderacion/web/consola.py", "import moderacion.almacen", {9}),
    ("moderacion/cli/servicio.py", "from moderacion.almacen import Almacen", {9}),
    ("moderacion/planificador/__init__.py", "from moderacion.almacen.unidad import Unidad", {9}),
    ("moderacion/demo/escena.py", "import moderacion.almacen", {9}),
    ("moderacion/cola/opciones.py", "import fastapi", {10}),
    ("moderacion/almacen/unidad.py", "import apscheduler", {10}),
    ("moderacion/montaje/reparto.py", "import procrastinate", {10}),
    ("moderacion/incidentes/__init__.py", "import apprise", {10}),
    ("moderacion/config/leer.py", "import typer", {10}),
]


@pytest.fixture
def escribir(copia: Path) -> Iterator[object]:
    """Añade una linea a un archivo de la copia, y lo deja como estaba al terminar."""
    previos: dict[Path, str | None] = {}

    def _escribir(donde: str, linea: str) -> None:
        ruta = copia / donde
        previos[ruta] = ruta.read_text("utf-8") if ruta.exists() else None
        ruta.write_text(f"{previos[ruta] or ''}\n{linea}\n", "utf-8")

    yield _escribir
    for ruta, previo in previos.items():
        if previo is None:
            ruta.unlink()
        else:
            ruta.write_text(previo, "utf-8")


def test_los_contratos_van_numerados_para_nombrarlos() -> None:
    assert [int(c["name"].partition(".")[0]) for c in CONTRATOS] == sorted(TODOS)


def test_el_arbol_de_verdad_cumple_todos() -> None:
    assert rotos(RAIZ) == (TODOS, set())


def test_la_copia_intacta_cumple_todos(copia: Path) -> None:
    assert rotos(copia) == (TODOS, set())


def test_hay_un_caso_por_contrato() -> None:
    assert set().union(*(m[2] for m in MALAS)) == TODOS


@pytest.mark.parametrize(("donde", "linea", "rompe"), MALAS, ids=[f"{d}: {x}" for d, x, _ in MALAS])
def test_una_importacion_prohibida_rompe_su_contrato(
    copia: Path, escribir, donde: str, linea: str, rompe: set[int]
) -> None:
    if not donde.endswith("sala_nueva.py"):
        assert (copia / donde).is_file(), "el caso apunta a un archivo que ya no esta"
    escribir(donde, linea)
    assert rotos(copia)[1] == rompe
