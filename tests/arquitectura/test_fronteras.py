"""Todo lo que sale de este proceso, o se escribe en la base, pasa por un sitio que numera sus puntos de caida (decision 0026).

Los puntos no se escriben en el programa: los ponen el motor y el camino de salida (`tests/fiabilidad/puntos.py`). Eso vale si
no hay otro camino: aqui se mira quien puede abrir uno. Una frontera nueva hace fallar esta prueba hasta que pase por los de
siempre, o se ponga en su lista con el punto que la cubre. Que en marcha es asi lo prueba `tests/fiabilidad/test_fronteras.py`.
"""

import ast
import re
from collections.abc import Callable, Iterator
from typing import Final

import pytest

from tests.arquitectura.test_paredes import archivos

_HTTP, _CORREO, _PROCESO = "HTTPAdapter.send", "smtplib.SMTP.connect y send", "Mensajeria.__call__"
SALEN: Final = {
    "conectores/http.py": _HTTP,
    "conectores/plazo.py": f"{_HTTP}: son sus conexiones",
    "moderacion/accesos/oidc.py": f"{_HTTP}: su sesion es de requests, con los limites de conectores/http.py",
    "moderacion/almacen/copia_postgres.py": "ninguno: pg_dump y pg_restore, que leen la base o llenan una vacia",
    "moderacion/almacen/disco.py": "ninguno: otro Python que busca en el archivo de la base, y solo lee",
    "moderacion/avisos/correo.py": _CORREO,
    "moderacion/avisos/envio.py": _PROCESO,
    "moderacion/avisos/mensajero.py": f"{_PROCESO}: es el proceso que esa pone en marcha",
    "moderacion/evaluacion/guardado.py": "ninguno: otro Python que juzga y no tiene efecto fuera",
    "moderacion/web/servir.py": "ninguno: escucha",
}
"""Quien puede abrir un enchufe, una sesion HTTP o un proceso, y el punto por el que pasa."""
ESCRIBEN: Final = {
    "moderacion/almacen/motor.py": "crea el motor; las pruebas lo numeran",
    "moderacion/almacen/cola_externa.py": "la cola que despierta a los trabajadores: es de usar y tirar (decision 0025)",
    "moderacion/almacen/copia_sqlite.py": "copia a otro archivo, o llena uno vacio",
    "moderacion/almacen/lider.py": "el turno consultivo del lider, en su conexion; el mandato se escribe por el motor",
    "moderacion/bitacora/verificador.py": "programa suelto: solo lee, y sin nada nuestro",
    "moderacion/planificador/cola.py": "la cola, por sus propias conexiones: lo que en ella se pierda lo vuelve a encargar el compas",
    "moderacion/almacen/disco.py": "vaciar el diario y compactar no cambian lo que la base dice",
    "moderacion/almacen/migrar.py": "una transaccion, antes de que haya servicio",
}
"""Quien puede llegar a la base sin pasar por una orden del motor, y por que se le deja."""

_ABREN: Final = {
    "socket": {"socket", "create_connection", "create_server"},
    "asyncio": {"open_connection", "create_subprocess_exec", "create_subprocess_shell"},
    "subprocess": {"Popen", "run", "call", "check_call", "check_output"},
    "os": {"system", "popen", "execv", "execve", "posix_spawn", "spawnv"},
    "requests": {"get", "post", "put", "delete", "patch", "head", "options", "request", "Session", "session"},
    "httplib2": {"Http"},
    "smtplib": {"SMTP", "SMTP_SSL", "LMTP"},
    "apprise": {"Apprise"},
}
"""Lo que abre un camino hacia fuera, por modulo. De lo que aqui no esta basta con importarlo."""
_BASTA_IMPORTARLO: Final = {
    "httpx", "aiohttp", "urllib.request", "http.client", "ftplib", "telnetlib", "paramiko", "websockets",
    "authlib.integrations.requests_client", "authlib.integrations.httpx_client", "urllib3",
}  # fmt: skip
_A_LA_BASE: Final = {"sqlite3", "psycopg", "asyncpg", "aiosqlite", "apsw", "psycopg_pool", "procrastinate"}
_SIN_MOTOR: Final = {"create_engine", "driver_connection", "raw_connection", "dbapi_connection"}
_NOMBRA: Final = re.compile(
    rf"\b({'|'.join({m.rpartition('.')[2] for m in {*_ABREN, *_BASTA_IMPORTARLO}} | _A_LA_BASE | _SIN_MOTOR)})\b"
)
_DE_PRUEBA: Final = ("conectores/simulador/", "moderacion/demo/")
"""Las redes de mentira, y la demostracion que las mueve."""


def _importados(arbol: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(modulo, nombre o vacio, linea) de cada importacion."""
    for n in ast.walk(arbol):
        if isinstance(n, ast.Import):
            yield from ((a.name, "", n.lineno) for a in n.names)
        if isinstance(n, ast.ImportFrom) and not n.level:
            yield from ((n.module or "", a.name, n.lineno) for a in n.names)


def sale(arbol: ast.AST) -> Iterator[int]:
    """Lineas que abren, o pueden abrir, un camino hacia fuera."""
    for modulo, nombre, linea in _importados(arbol):
        entero = f"{modulo}.{nombre}"
        if modulo in _BASTA_IMPORTARLO or entero in _BASTA_IMPORTARLO or nombre in _ABREN.get(modulo, ()):
            yield linea
    for n in ast.walk(arbol):
        # llamarlo, pasarlo o guardarlo; nombrar un tipo o un fallo no abre nada
        usados = (
            [n.func, *n.args, *(k.value for k in n.keywords)]
            if isinstance(n, ast.Call)
            else [n.value]
            if isinstance(n, ast.Assign | ast.Return)
            else []
        )
        for u in usados:
            if isinstance(u, ast.Attribute) and isinstance(u.value, ast.Name):
                yield from [u.lineno] if u.attr in _ABREN.get(u.value.id, ()) else []


def llega_a_la_base(arbol: ast.AST) -> Iterator[int]:
    """Lineas que llegan a la base, o pueden llegar, sin pasar por una orden del motor."""
    yield from (linea for m, _, linea in _importados(arbol) if m.partition(".")[0] in _A_LA_BASE)
    for n in ast.walk(arbol):
        nombre = n.attr if isinstance(n, ast.Attribute) else n.id if isinstance(n, ast.Name) else ""
        if nombre in _SIN_MOTOR and not isinstance(getattr(n, "ctx", None), ast.Store):
            yield n.lineno


def _quienes(regla: Callable[[ast.AST], Iterator[int]]) -> set[str]:
    return {
        ruta
        for ruta, codigo in archivos().items()
        # analizar los mil archivos tarda: solo los que nombran algo de esto
        if not ruta.startswith(_DE_PRUEBA) and _NOMBRA.search(codigo) and any(regla(ast.parse(codigo)))
    }


def test_solo_sale_quien_pasa_por_un_punto() -> None:
    assert _quienes(sale) == set(SALEN)


def test_solo_el_motor_llega_a_la_base() -> None:
    assert _quienes(llega_a_la_base) == set(ESCRIBEN)


@pytest.mark.parametrize(
    "malo",
    [
        "import requests\nrequests.post('https://x')",
        "import requests\ns = requests.Session()",
        "from requests import Session",
        "import requests\nabrir = requests.get",
        "import urllib.request",
        "from urllib import request",
        "import http.client",
        "import httpx",
        "import socket\nsocket.create_connection(('x', 1))",
        "from socket import create_connection",
        "import smtplib\nwith smtplib.SMTP('x') as s: pass",
        "import subprocess\nsubprocess.run(['x'])",
        "import os\nos.system('x')",
        "import asyncio\nasyncio.open_connection('x', 1)",
        "from authlib.integrations.requests_client import OAuth2Session",
    ],
)
def test_ve_cada_camino_hacia_fuera(malo: str) -> None:
    assert list(sale(ast.parse(malo)))


@pytest.mark.parametrize(
    "bueno",
    [
        "import requests\ntry: pass\nexcept requests.RequestException: pass",
        "import requests\ndef f(s: requests.Session) -> requests.Response: ...",
        "from http import HTTPStatus\nimport urllib.parse",
        "import os\nos.environ.get('x')",
    ],
)
def test_nombrar_un_tipo_o_un_fallo_no_es_salir(bueno: str) -> None:
    assert not list(sale(ast.parse(bueno)))


@pytest.mark.parametrize(
    "malo",
    [
        "import sqlite3",
        "from psycopg import connect",
        "from psycopg_pool import ConnectionPool",
        "from procrastinate import App, PsycopgConnector",
        "import procrastinate.contrib.aiopg",
        "from sqlalchemy import create_engine\ncreate_engine('x')",
        "con.connection.driver_connection.execute('x')",
        "motor.raw_connection()",
    ],
)
def test_ve_cada_camino_a_la_base(malo: str) -> None:
    assert list(llega_a_la_base(ast.parse(malo)))
