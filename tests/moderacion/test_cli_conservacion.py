"""Purgar, volver a purgar y llevar las solicitudes desde la linea de ordenes."""

import json
from pathlib import Path

import pytest

from moderacion.almacen import Almacen
from moderacion.cli import ejecutar as correr
from moderacion.reloj import RelojReal
from tests.moderacion.falsos import alta, com, ejecutar, entrar, filas, persona


@pytest.fixture
def config(tmp_path: Path, base_migrada: Path) -> Path:
    base = tmp_path / "m.db"
    base.write_bytes(base_migrada.read_bytes())
    almacen = Almacen(f"sqlite:///{base}", RelojReal())
    alta(almacen)
    entrar(almacen, 1, com("c1", "el zopilote violeta"))
    ejecutar(almacen, "UPDATE comentario SET leido = '2020-01-01 00:00:00', estado = 'limpio'")
    persona(almacen, "jefa", "supervision")
    almacen.cerrar()
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "sqlite:///{base}"\n', "utf-8")
    return ruta


def test_ensayar_purgar_y_otra_vez(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert correr(["base", "purgar", "--ensayo", "--json", "-c", str(config)]) == 0
    diria = {f["clase"]: f["cuantos"] for f in json.loads(capsys.readouterr().out)}
    assert diria == {"limpios": 1, "crudo": 1}
    assert correr(["base", "purgar", "-c", str(config)]) == 0
    assert capsys.readouterr().out.startswith("limpios\t")
    assert b"zopilote" not in (config.parent / "m.db").read_bytes()
    assert (config.parent / "m.purgas.jsonl").exists()
    assert correr(["base", "purgar", "-c", str(config)]) == 0
    assert capsys.readouterr().out == "nada ha cumplido su plazo\n"


def test_una_copia_restaurada_se_vuelve_a_purgar(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = config.parent / "m.db"
    copia = base.read_bytes()
    assert correr(["base", "purgar", "-c", str(config)]) == 0
    base.write_bytes(copia)
    assert b"zopilote" in base.read_bytes()
    capsys.readouterr()
    assert correr(["base", "reaplicar-purgas", "-c", str(config)]) == 0
    assert capsys.readouterr().out == "purgas vueltas a hacer: 1\n"
    assert b"zopilote" not in base.read_bytes()


def test_las_solicitudes(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pedir = [
        "solicitudes",
        "recibir",
        "acceso",
        "--nombre",
        "Ana Nube",
        "--contacto",
        "ana@casa.test",
        "-c",
        str(config),
    ]
    relato = ["--relato", "Quiero saber qué guardan"]
    assert correr([*pedir, *relato, "--usuario", "jefa"]) == 0
    assert capsys.readouterr().out == "solicitud 1\n"
    assert correr([*pedir, *relato, "--usuario", "nadie"]) == 1
    assert correr([*pedir, "--relato", "no", "--usuario", "jefa"]) == 2
    assert correr([*pedir, *relato, "--usuario", "jefa", "--recibida", "ayer"]) == 2
    assert "no es una fecha" in capsys.readouterr().err
    assert correr(["solicitudes", "listar", "--json", "-c", str(config)]) == 0
    (fila,) = json.loads(capsys.readouterr().out)
    assert (fila["id"], fila["derecho"], fila["estado"], fila["quedan"]) == (1, "acceso", "recibida", 20)
    assert correr(["solicitudes", "paquete", "1", "--usuario", "jefa", "-c", str(config)]) == 1
    assert "cuando la solicitud está concedida" in capsys.readouterr().err
    almacen = Almacen(f"sqlite:///{config.parent / 'm.db'}", RelojReal())
    assert filas(almacen, "SELECT count(*) FROM solicitud") == [1]
    almacen.cerrar()


@pytest.mark.parametrize(
    ("orden", "dice"),
    [
        (["base", "reaplicar-purgas", "--registro", "/no/hay"], "no hay ningún registro de purgas en /no/hay"),
        (["solicitudes", "paquete", "9" * 30, "--usuario", "jefa"], "valor no válido para solicitud"),
        (["incidentes", "acta", "9" * 30, "--salida", "x.pdf"], "valor no válido para incidente"),
        (["cifras", "cuadrar", "--desde", "2026-02-01", "--hasta", "2026-01-01"], "no se recontó nada"),
        (["importar", "/no/hay.csv", "--usuario", "jefa"], "/no/hay.csv: no existe"),
        (["importar", "/", "--usuario", "jefa"], "/: es una carpeta"),
        (
            ["solicitudes", "recibir", "acceso", "--nombre", "Ana Nube", "--contacto", "a@example.test", "--relato",
             "Quiero saber qué guardan", "--usuario", "jefa", "--recibida", "0026-11-02"],
            "revise el año",
        ),
    ],
)  # fmt: skip
def test_lo_absurdo_se_dice_en_una_frase(
    config: Path, capsys: pytest.CaptureFixture[str], orden: list[str], dice: str
) -> None:
    assert correr([*orden, "-c", str(config)]) in (1, 2)
    dicho = capsys.readouterr().err
    assert dice in dicho
    assert dicho.count("\n") == 1
