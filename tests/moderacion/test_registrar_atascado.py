"""Quien recoge la salida del servicio deja de leerla: contar algo no puede dejar a nadie esperando para siempre."""

import fcntl
import io
import logging
import os
import socket
import threading
import tty
from collections.abc import Iterator
from contextlib import suppress

import pytest

from moderacion import registrar

LARGA = "ñ" * 30_000


def _tubo() -> tuple[int, int]:
    return os.pipe()


def _terminal() -> tuple[int, int]:
    lee, escribe = os.openpty()
    tty.setraw(escribe)
    return lee, escribe


def _enchufe() -> tuple[int, int]:
    lee, escribe = socket.socketpair()
    return lee.detach(), escribe.detach()


@pytest.fixture(params=[_tubo, _terminal, _enchufe])
def tubo(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[tuple[int, logging.Logger]]:
    """(por donde se lee, un registro que escribe en el)."""
    monkeypatch.setattr(registrar, "_ESPERA_MS", 20)
    lee, escribe = request.param()
    os.set_blocking(lee, False)
    with (
        os.fdopen(escribe, "wb", buffering=0) as cruda,
        io.TextIOWrapper(cruda, write_through=True) as salida,
    ):
        registro = logging.Logger("prueba")  # noqa: LOG001 (suelto: el de la raiz es de pytest)
        manejador = registrar._Manejador(salida)
        registro.addHandler(manejador)
        yield lee, registro
        manejador.close()
    os.close(lee)


def _leer(tubo: int) -> str:
    leido = b""
    try:
        while trozo := os.read(tubo, 1 << 20):
            leido += trozo
    except BlockingIOError:
        pass
    return leido.decode(errors="replace")


def _sin_esperar(registro: logging.Logger, veces: int) -> None:
    hilo = threading.Thread(
        target=lambda: [registro.error("%d %s", n, LARGA) for n in range(veces)], daemon=True
    )
    hilo.start()
    hilo.join(20)
    assert not hilo.is_alive(), "espera a que alguien lea"


def test_con_el_tubo_lleno_nadie_espera_y_al_vaciarse_se_dice_cuanto_se_perdio(
    tubo: tuple[int, logging.Logger],
) -> None:
    lee, registro = tubo
    _sin_esperar(registro, 10)
    salio = _leer(lee)
    enteras = salio.count("\n")
    assert enteras <= 9
    registro.error("ya leen")
    # lo que se quedo a medias no se pega a lo siguiente
    assert (salio + _leer(lee)).split("\n")[enteras + (not salio.endswith("\n")) :] == [
        f"líneas sin escribir, porque nadie las leía: {10 - enteras}",
        "ya leen",
        "",
    ]
    registro.error("y siguen")
    assert _leer(lee) == "y siguen\n"


def test_una_linea_mas_larga_que_el_tubo_sale_entera_si_alguien_lee(
    tubo: tuple[int, logging.Logger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registrar, "_ESPERA_MS", 10_000)
    lee, registro = tubo
    with suppress(OSError):  # solo un tubo tiene ese tamaño
        fcntl.fcntl(lee, fcntl.F_SETPIPE_SZ, 4096)
    os.set_blocking(lee, True)
    hilo = threading.Thread(target=registro.error, args=(LARGA,))
    hilo.start()
    leido = b""
    while not leido.endswith(b"\n"):
        leido += os.read(lee, 1 << 16)
    hilo.join(10)
    assert leido.decode() == f"{LARGA}\n"


def test_si_quien_leia_se_fue_no_pasa_nada(tubo: tuple[int, logging.Logger]) -> None:
    lee, registro = tubo
    otro = os.open(os.devnull, os.O_RDONLY)
    os.dup2(otro, lee)
    os.close(otro)
    registro.error("nadie")
