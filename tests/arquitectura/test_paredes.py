"""Las paredes que import-linter no ve: quien confirma, quien lee la hora, quien imprime y cuanto mide cada cosa."""

import ast
import inspect
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from moderacion.almacen import ABIERTAS, EstadoBloqueo, EstadoOrden
from moderacion.almacen.estados import PASOS_BLOQUEO, PASOS_ORDEN

RAIZ = Path(__file__).parents[2]
PAQUETES = ("moderacion", "conectores", "politicas", "modelos")
LINEAS_ARCHIVO, LINEAS_FUNCION = 300, 40

ARCHIVOS_LARGOS = {
    "moderacion/almacen/migraciones/versiones/0001_las_tablas_del_primer_dia.py": "una migracion no se parte: "
    "es el retrato de todas las tablas en un momento",
    "moderacion/bitacora/verificador.py": "quien audita lo corre solo, sin nada mas: es un archivo",
}
FUNCIONES_LARGAS = {
    "moderacion/almacen/migraciones/versiones/0001_las_tablas_del_primer_dia.py:upgrade": "crea todas las tablas",
    "moderacion/almacen/migraciones/versiones/0001_las_tablas_del_primer_dia.py:downgrade": "las quita",
    "conectores/simulador/nucleo.py:rutas_de_control": "cada ruta es una funcion corta que cierra sobre el mundo",
}
RELOJES = {"moderacion/reloj.py", "conectores/simulador/nucleo.py"}
IMPRIMEN = ("moderacion/cli/", "modelos/entrenar.py", "modelos/medir.py", "modelos/scripts/")

Falta = tuple[str, int]


@cache
def archivos() -> dict[str, str]:
    """Ruta desde la raiz → codigo, de todo lo que se instala."""
    rutas = (p for paquete in PAQUETES for p in (RAIZ / paquete).rglob("*.py"))
    return {p.relative_to(RAIZ).as_posix(): p.read_text("utf-8") for p in rutas}


def confirma(arbol: ast.AST) -> Iterator[int]:
    """Lineas con un `.commit(`."""
    for n in ast.walk(arbol):
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute) and n.func.attr == "commit":
            yield n.lineno


_HORA = {"now", "utcnow", "today", "fromtimestamp", "utcfromtimestamp"}
_TIEMPO = {"sleep", "time", "time_ns", "localtime", "gmtime"}


def mira_la_hora(arbol: ast.AST) -> Iterator[int]:
    """Lineas que leen la hora del sistema o esperan a ciegas, con cualquier forma de importar."""
    for n in ast.walk(arbol):
        if isinstance(n, ast.ImportFrom) and n.module == "time":
            yield from (n.lineno for a in n.names if a.name in _TIEMPO)
        if not isinstance(n, ast.Attribute):
            continue
        dueno = n.value.attr if isinstance(n.value, ast.Attribute) else getattr(n.value, "id", "")
        # fromtimestamp con un numero ajeno no lee el reloj
        if dueno in ("datetime", "date") and n.attr in _HORA - {"fromtimestamp", "utcfromtimestamp"}:
            yield n.lineno
        if dueno == "time" and n.attr in _TIEMPO:
            yield n.lineno


def imprime(arbol: ast.AST) -> Iterator[int]:
    """Lineas con un `print(`."""
    for n in ast.walk(arbol):
        if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print":
            yield n.lineno


def faltas(regla: Callable[[ast.AST], Iterator[int]], permitidos: tuple[str, ...]) -> list[str]:
    """Archivo y linea de cada falta fuera de los permitidos."""
    return [
        f"{ruta}:{linea}"
        for ruta, codigo in archivos().items()
        if not ruta.startswith(permitidos)
        for linea in regla(ast.parse(codigo))
    ]


def funciones(codigo: str) -> Iterator[tuple[str, int]]:
    """(nombre, lineas) de cada funcion, con sus decoradores fuera."""
    for n in ast.walk(ast.parse(codigo)):
        if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef):
            yield n.name, (n.end_lineno or n.lineno) - n.lineno + 1


def test_se_mira_todo_lo_que_se_instala() -> None:
    assert {ruta.partition("/")[0] for ruta in archivos()} == set(PAQUETES)
    assert len(archivos()) > 80


def test_solo_la_unidad_confirma() -> None:
    assert faltas(confirma, ("moderacion/almacen/unidad.py",)) == []


def test_solo_el_reloj_lee_la_hora_y_nadie_espera_a_ciegas() -> None:
    assert faltas(mira_la_hora, tuple(RELOJES)) == []


def test_solo_las_ordenes_imprimen() -> None:
    assert faltas(imprime, IMPRIMEN) == []


def test_ningun_archivo_pasa_de_300_lineas() -> None:
    largos = {r: len(c.splitlines()) for r, c in archivos().items() if len(c.splitlines()) > LINEAS_ARCHIVO}
    assert {r: n for r, n in largos.items() if r not in ARCHIVOS_LARGOS} == {}
    assert set(ARCHIVOS_LARGOS) <= set(largos), "una excepcion que ya no hace falta se quita"


def test_ninguna_funcion_pasa_de_40_lineas() -> None:
    largas = {
        f"{ruta}:{nombre}": lineas
        for ruta, codigo in archivos().items()
        for nombre, lineas in funciones(codigo)
        if lineas > LINEAS_FUNCION
    }
    assert {f: n for f, n in largas.items() if f not in FUNCIONES_LARGAS} == {}
    assert set(FUNCIONES_LARGAS) <= set(largas), "una excepcion que ya no hace falta se quita"


@pytest.mark.parametrize(
    ("regla", "malo"),
    [
        (confirma, "con.commit()"),
        (confirma, "self.sesion.commit()"),
        (mira_la_hora, "from datetime import datetime\ndatetime.now()"),
        (mira_la_hora, "import datetime\ndatetime.datetime.utcnow()"),
        (mira_la_hora, "from datetime import date\ndate.today()"),
        (mira_la_hora, "f = datetime.now"),
        (mira_la_hora, "import time\ntime.sleep(1)"),
        (mira_la_hora, "from time import sleep"),
        (mira_la_hora, "import time\ntime.time()"),
        (imprime, "print('x')"),
    ],
)
def test_cada_regla_ve_lo_que_prohibe(regla: Callable[[ast.AST], Iterator[int]], malo: str) -> None:
    assert list(regla(ast.parse(malo)))


@pytest.mark.parametrize(
    ("regla", "bueno"),
    [
        (confirma, "commit = 3\ncommit"),
        (mira_la_hora, "reloj.ahora()\nimport time\ntime.monotonic()"),
        (mira_la_hora, "datetime.fromisoformat(x)\nevento.wait(3)"),
        (imprime, "consola.print('x')\nimprimir('x')"),
    ],
)
def test_ninguna_regla_ve_de_mas(regla: Callable[[ast.AST], Iterator[int]], bueno: str) -> None:
    assert not list(regla(ast.parse(bueno)))


# --- los estados


@pytest.mark.parametrize(("estados", "pasos"), [(EstadoOrden, PASOS_ORDEN), (EstadoBloqueo, PASOS_BLOQUEO)])
def test_cada_estado_esta_en_su_tabla_de_pasos(estados: type, pasos: dict) -> None:
    assert set(pasos) == set(estados)
    assert all(a in set(estados) for destinos in pasos.values() for a in destinos)
    assert all(de not in destinos for de, destinos in pasos.items()), "quedarse no es un paso"


@pytest.mark.parametrize(
    ("pasos", "iniciales"),
    [
        (PASOS_ORDEN, {EstadoOrden.PENDIENTE}),
        (PASOS_BLOQUEO, {EstadoBloqueo.PEDIDO, EstadoBloqueo.MANUAL}),
    ],
)
def test_a_todo_estado_se_llega_desde_el_principio(pasos: dict, iniciales: set) -> None:
    vistos, por_mirar = set(iniciales), list(iniciales)
    while por_mirar:
        nuevos = pasos[por_mirar.pop()] - vistos
        vistos |= nuevos
        por_mirar += nuevos
    assert vistos == set(pasos)


def test_una_orden_abierta_puede_terminar_y_una_cerrada_no_se_mueve() -> None:
    assert {e for e, destinos in PASOS_ORDEN.items() if destinos} == ABIERTAS


_SE_MIRAN = (*PAQUETES, "tests", "docs", ".ci")
_A_MEDIO_UNIR = tuple(f"{c * 7} " for c in "<>|")
"""Con que empieza lo que deja una union sin resolver. En una plantilla nada falla: se ve en la pagina."""


def _a_medio_unir(texto: str) -> list[int]:
    return [n for n, linea in enumerate(texto.splitlines(), 1) if linea.startswith(_A_MEDIO_UNIR)]


def test_ningun_archivo_quedo_a_medio_unir() -> None:
    rutas = [*(p for c in _SE_MIRAN for p in (RAIZ / c).rglob("*")), *RAIZ.glob("*")]
    malos = {
        f"{p.relative_to(RAIZ)}:{n}"
        for p in rutas
        if p.is_file() and "__pycache__" not in p.parts
        for n in _a_medio_unir(p.read_text("utf-8", "ignore"))
    }
    assert malos == set()


def test_ve_lo_que_quedo_a_medio_unir() -> None:
    assert _a_medio_unir(f"<p>\n{'<' * 7} HEAD\n<p>\n{'>' * 7} otra\n") == [2, 4]


def test_cada_medida_se_pide_igual() -> None:
    """`make medidas` las corre una tras otra: una que pida algo mas la deja a medias."""
    medidas = [m.stem for m in (RAIZ / "tests/medidas").glob("[!_]*.py")]
    assert medidas
    for m in medidas:
        assert not inspect.signature(import_module(f"tests.medidas.{m}").medir).parameters, m
