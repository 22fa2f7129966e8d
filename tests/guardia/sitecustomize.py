"""Ningun proceso de las pruebas sale de esta maquina: quien lo intenta no puede, y queda apuntado.

pytest-socket guarda el proceso de las pruebas; esto, ademas, a los que arrancan ellas. Python lo carga solo al empezar
porque esta carpeta va en PYTHONPATH (`poner`): solo usa lo que ya esta cargado. Los intentos van a la carpeta que dice
`GUARDIA_RED`, un archivo por proceso, y `tests/conftest.py` los cuenta al final.
"""

import os
import socket
import sys

CARPETA = "GUARDIA_RED"
AQUI = ("127.", "::1", "::ffff:127.")
NOMBRES = {"", "localhost", "0.0.0.0", "::"}
_CONEXION = {"socket.connect": 1, "socket.sendto": 1}
_NOMBRE = {"socket.getaddrinfo", "socket.gethostbyname"}
_puesta = False


def de_aqui(anfitrion: object) -> bool:
    """Si una direccion o un nombre es de esta maquina."""
    if isinstance(anfitrion, bytes):
        anfitrion = anfitrion.decode("latin-1")
    if not isinstance(anfitrion, str):
        return True
    return anfitrion in NOMBRES or anfitrion.startswith(AQUI) or anfitrion == socket.gethostname()


def _mirar(suceso: str, datos: tuple) -> None:
    if suceso in _CONEXION:
        # lo que no es (anfitrion, puerto) es un enchufe de la propia maquina: un archivo, o el nucleo
        a_donde = datos[1] if isinstance(datos[1], tuple) else ("",)
        que, anfitrion = "conexion", a_donde[0]
    elif suceso in _NOMBRE:
        que, anfitrion = "nombre", datos[0]
    else:
        return
    carpeta = os.environ.get(CARPETA)
    if carpeta and not de_aqui(anfitrion):
        # sin pathlib: cargarlo en cada proceso cuesta mas que mirar
        with open(f"{carpeta}/{os.getpid()}", "a", encoding="utf-8") as f:  # noqa: PTH123
            f.write(f"{que} {anfitrion!r} {sys.argv[:3] if hasattr(sys, 'argv') else ''}\n")
        raise PermissionError(f"las pruebas no salen de esta maquina: {anfitrion!r}")


def poner() -> None:
    """Mira lo que haga este proceso desde ahora. No se puede quitar: asi lo quiere Python."""
    global _puesta  # noqa: PLW0603 (una vez por proceso)
    if not _puesta:
        _puesta = True
        sys.addaudithook(_mirar)


if os.environ.get(CARPETA):
    poner()
