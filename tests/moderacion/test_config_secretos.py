"""Un secreto en un archivo que no se deja leer se dice en una frase, con su clave y sin enseñarlo."""

from pathlib import Path

import pytest

from moderacion.config import leer_texto
from moderacion.errores import ErrorConfig


def error(archivo: object) -> str:
    with pytest.raises(ErrorConfig) as fallo:
        leer_texto(f'[web]\nclave_maestra = "archivo/{archivo}"\n')
    return str(fallo.value)


@pytest.fixture
def secreto(tmp_path: Path) -> Path:
    ruta = tmp_path / "llave"
    ruta.write_text("canario")
    ruta.chmod(0o600)
    return ruta


@pytest.mark.parametrize("cual", ["is_file", "read_text"])
def test_el_de_otro_usuario(secreto: Path, monkeypatch: pytest.MonkeyPatch, cual: str) -> None:
    """La carpeta que no se puede abrir, y el archivo que no se puede leer. Quien es root los lee todos: se finge."""

    def negado(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(secreto))

    with monkeypatch.context() as m:
        m.setattr(Path, cual, negado)
        dicho = error(secreto)
    assert f"«web.clave_maestra»: no hay permiso para leer el archivo {secreto}" in dicho


def test_el_que_el_sistema_no_admite() -> None:
    assert "«web.clave_maestra»: no se puede leer el archivo xxx" in error("x" * 300)


def test_el_que_no_es_texto(secreto: Path) -> None:
    secreto.write_bytes(b"\xff canario")
    dicho = error(secreto)
    assert dicho.endswith("se esperaba texto en UTF-8")
    assert "canario" not in dicho
    assert "0xff" not in dicho
