"""Lo que guarda a las pruebas de salir de esta maquina alcanza tambien a los procesos que arrancan."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guardia.sitecustomize import CARPETA, de_aqui

SALIR = {
    "conectar": "import socket; socket.create_connection(('192.0.2.1', 80), 1)",
    "por udp": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    "preguntar un nombre": "import socket; socket.getaddrinfo('fuera.example.com', 443)",
    "por requests": "import requests; requests.get('http://fuera.example.com')",
    "por un proxy del entorno": "import requests; requests.get('http://127.0.0.1:9/')",
}


@pytest.mark.parametrize("como", SALIR)
def test_un_proceso_de_las_pruebas_no_puede_salir_y_queda_apuntado(tmp_path: Path, como: str) -> None:
    entorno = {**os.environ, CARPETA: str(tmp_path)}
    if "proxy" in como:
        entorno |= {"http_proxy": "http://192.0.2.7:3128", "no_proxy": ""}
    hecho = subprocess.run(
        [sys.executable, "-c", SALIR[como]],
        env=entorno,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert hecho.returncode == 1
    assert "las pruebas no salen de esta maquina" in hecho.stderr
    assert sum(len(p.read_text().splitlines()) for p in tmp_path.iterdir()) == 1


def test_lo_de_esta_maquina_no_se_estorba() -> None:
    with socket.create_server(("127.0.0.1", 0)) as s, socket.create_connection(s.getsockname(), 5):
        pass
    assert all(
        map(de_aqui, ("127.0.0.1", b"127.0.0.1", "::1", "localhost", "", None, 7, socket.gethostname()))
    )
    assert not any(map(de_aqui, ("192.0.2.1", "10.0.0.1", "example.com", b"example.com", "2001:db8::1")))
