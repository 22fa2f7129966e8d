"""La orden, en un entorno que no se parece al de quien la escribio."""

import re
from pathlib import Path

from tests.apoyo import correr


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
