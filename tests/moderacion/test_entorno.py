"""La orden, en un entorno que no se parece al de quien la escribio."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.apoyo import correr, esperar

ORDEN = "from moderacion.cli import principal; principal()"


def _config(carpeta: Path) -> Path:
    config = carpeta / "config.toml"
    config.write_text(f'[base]\nurl = "sqlite:///{carpeta / "m.db"}"\n', "utf-8")
    return config


def test_una_clave_que_no_se_vera_otra_vez_se_ve_aunque_la_terminal_no_tenga_tildes(tmp_path: Path) -> None:
    """Reventaba al decirla, con la clave de antes ya cambiada."""
    config = _config(tmp_path)
    sin_tildes = {"PYTHONIOENCODING": "ascii", "MODERACION_CLAVE": "una-clave-larga-de-prueba"}
    assert correr("usuarios", "crear", "ana", config=config, **sin_tildes)[0] == 0
    codigo, salida, errores = correr("usuarios", "clave", "ana", config=config, **sin_tildes)
    assert (codigo, errores) == (0, "")
    assert re.search(r": [a-z2-9]{5}(-[a-z2-9]{5}){3}\n", salida)


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="mira los descriptores en /proc")
def test_sin_entrada_ni_salidas_el_servicio_arranca_y_sus_numeros_no_los_toma_nadie(tmp_path: Path) -> None:
    """Cerradas por quien lo arranca: la primera linea de registro lo tumbaba."""
    config = _config(tmp_path)
    config.write_text(config.read_text("utf-8") + "[web]\npuerto = 0\n", "utf-8")
    guion = (
        "import os, sys; [os.close(n) for n in (0, 1, 2)];"
        f"os.execv(sys.executable, [sys.executable, '-c', {ORDEN!r}, 'servir', '--config', {str(config)!r}])"
    )
    proceso = subprocess.Popen([sys.executable, "-c", guion])
    try:
        esperar(lambda: _escucha(proceso.pid), 60)
        abiertos = Path(f"/proc/{proceso.pid}/fd")
        assert {(abiertos / n).readlink() for n in "012"} == {Path(os.devnull)}
        proceso.send_signal(signal.SIGTERM)
        assert proceso.wait(30) == 128 + signal.SIGTERM
    finally:
        proceso.kill()
        proceso.wait()


def _escucha(pid: int) -> bool:
    """Si tiene ya sus hilos en marcha. Falla si murio."""
    estado = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    assert estado != "Z", "murio al arrancar"
    return len(list(Path(f"/proc/{pid}/task").iterdir())) > 10
