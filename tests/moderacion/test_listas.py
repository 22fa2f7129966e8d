"""`config revisar` mira todas las listas que haya, y de la mala dice el archivo y la clave."""

import shutil
from pathlib import Path

import pytest

from modelos.lectura import CARPETA
from moderacion.cli import ejecutar as correr
from moderacion.montaje import listas
from moderacion.montaje.listas import revisar_listas
from politicas.ayudas.listas import CARPETA as LISTAS


@pytest.fixture
def copia(tmp_path: Path) -> tuple[Path, Path]:
    return (
        shutil.copytree(CARPETA, tmp_path / "lexicos"),
        shutil.copytree(LISTAS, tmp_path / "listas"),
    )


def test_las_de_verdad_estan_bien() -> None:
    assert revisar_listas() == []


def test_cada_archivo_que_hay_se_mira(copia: tuple[Path, Path]) -> None:
    archivos = [r for carpeta in copia for r in sorted(carpeta.rglob("*")) if r.is_file()]
    for ruta in archivos:
        ruta.write_bytes(b"\xff = [")
    malas = revisar_listas(*copia)
    assert len(malas) == len(archivos)
    assert {r.name for r in archivos} == {m.partition(":")[0] for m in malas}


@pytest.mark.parametrize(
    ("donde", "nombre", "contenido", "dice"),
    [
        (0, "nuevo.toml", '[lexico]\nque_es = "x"\nclases = ["a"]\n', "nuevo.toml: grupo: falta"),
        (1, "dominios.toml", "[permitidos]\ndominios = [3]\n", "dominios.toml: permitidos.dominios[0]"),
        (1, "areas.toml", '[[area]]\nclave = "a"\n', "areas.toml: area[0].nombre"),
        (1, "otra.toml", "", "otra.toml: está vacío"),
        (1, "otra.toml", 'a = ["x", ""]', "otra.toml: a[1]: se esperaba un texto"),
        (1, "otra.toml", '[t]\na = ["x", 3]', "otra.toml: t.a: se esperaba una lista de una sola clase"),
        (1, "otra.toml", '[[t]]\na = "x"\n[[t]]\na = ["y", "y"]', "otra.toml: t[1].a[1]: 'y' está repetido"),
        (1, "otra.toml", '[t]\na = " "', "otra.toml: t.a: se esperaba un texto"),
        (1, "hondo/otra.txt", "bien\nm\x00al\n", "otra.txt: renglón 2"),
    ],
)
def test_lo_malo_se_dice_con_su_archivo_y_su_clave(
    copia: tuple[Path, Path], donde: int, nombre: str, contenido: str, dice: str
) -> None:
    ruta = copia[donde] / nombre
    ruta.parent.mkdir(exist_ok=True)
    ruta.write_text(contenido, "utf-8")
    (frase,) = revisar_listas(*copia)
    assert dice in frase
    assert "\n" not in frase


def test_la_orden_lo_dice_y_sale_con_2(
    copia: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (copia[1] / "areas.toml").write_text("area = 3")
    monkeypatch.setattr("moderacion.cli.base.revisar_listas", lambda: listas.revisar_listas(*copia))
    config = tmp_path / "config.toml"
    config.write_text("")
    assert correr(["config", "revisar", "--config", str(config)]) == 2
    assert "moderacion: areas.toml: area: falta" in capsys.readouterr().err
