"""Cuantos hay de algo, con su palabra."""

from pathlib import Path

import pytest

from moderacion.cli import ejecutar
from moderacion.contado import contado

SUPERVISOR = '[[supervisor]]\nnombre = "{}"\ncanales = ["env/CANAL_DE_PRUEBA"]\n'


@pytest.mark.parametrize(
    ("cuantos", "palabras", "dice"),
    [
        (0, ("cuenta",), "0 cuentas"),
        (1, ("cuenta",), "1 cuenta"),
        (1_200, ("fila",), "1,200 filas"),
        (1, ("vez", "veces"), "1 vez"),
        (2, ("vez", "veces"), "2 veces"),
    ],
)
def test_uno_y_varios(cuantos: int, palabras: tuple[str, ...], dice: str) -> None:
    assert contado(cuantos, *palabras) == dice


@pytest.mark.parametrize(
    ("quienes", "dice"),
    [((), "0 supervisores"), (("ana",), "1 supervisor"), (("ana", "eva"), "2 supervisores")],
)
def test_config_revisar_concuerda(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    quienes: tuple[str, ...],
    dice: str,
) -> None:
    monkeypatch.setenv("CANAL_DE_PRUEBA", "json://127.0.0.1:9")
    ruta = tmp_path / "config.toml"
    ruta.write_text("".join(map(SUPERVISOR.format, quienes)), encoding="utf-8")
    ejecutar(["config", "revisar", "--config", str(ruta)])
    assert capsys.readouterr().out.endswith(f"0 cuentas, {dice}\n")
