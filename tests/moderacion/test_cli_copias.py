"""Copiar, restaurar y soltar desde la linea de ordenes."""

import json
import os
import stat
from pathlib import Path

import pytest

from moderacion.almacen import Almacen, OrigenOrden
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.cli import ejecutar as correr
from moderacion.config import leer_config
from moderacion.reloj import RelojReal
from tests.moderacion.falsos import alta, com, entrar, filas, persona


@pytest.fixture
def config(tmp_path: Path, base_migrada: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "m.db").write_bytes(base_migrada.read_bytes())
    almacen = Almacen("sqlite:///m.db", RelojReal())
    alta(almacen)
    entrar(almacen, 1, com("c1"), com("c2"))
    persona(almacen, "jefa", "supervision")
    with almacen.unidad() as u:
        for n in (1, 2):
            u.ordenes.pedir(OrdenNueva(f"o{n}", 1, "ocultar", OrigenOrden.PERSONA, comentario_id=n))
    almacen.cerrar()
    assert correr(["base", "llave", "--salida", "llave"]) == 0
    Path("config.toml").write_text(
        '[base]\nurl = "sqlite:///m.db"\n[respaldo]\nllave = "archivo/llave"\ncarpeta = "copias"\n', "utf-8"
    )
    return "config.toml"


def test_de_la_copia_a_cerrar_la_restauracion(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert correr(["base", "respaldar", "--json"]) == 0
    m = json.loads(capsys.readouterr().out)
    copia = f"copias/{m['archivo']}"
    assert m["filas"]["comentario"] == 2
    assert correr(["base", "restaurar", copia]) == 1
    assert "no está vacía" in capsys.readouterr().err
    assert correr(["base", "cuarentena"]) == 0
    assert capsys.readouterr().out == "no hay ninguna restauración abierta\n"
    assert correr(["base", "restaurar", copia, "--encima"]) == 0
    dicho = capsys.readouterr().out
    assert "lo que había se llama ahora m.db.antes_de_restaurar_" in dicho
    assert "retenido hasta que alguien lo suelte («moderacion base cuarentena»): 2 de orden" in dicho
    assert correr(["base", "cuarentena", "--json"]) == 0
    assert [f["id"] for f in json.loads(capsys.readouterr().out)] == [1, 2]
    assert correr(["base", "soltar", "orden/1", "--usuario", "nadie"]) == 1
    assert correr(["base", "soltar", "orden/x", "--usuario", "jefa"]) == 2
    assert correr(["base", "soltar", "orden/1", "--usuario", "jefa"]) == 0
    assert correr(["base", "cerrar-restauracion", "--usuario", "jefa", "--motivo", "vista"]) == 1
    assert correr(["base", "descartar", "todo", "--usuario", "jefa"]) == 0
    assert correr(["base", "cerrar-restauracion", "--usuario", "jefa", "--motivo", "vista"]) == 0
    assert correr(["base", "revisar"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "la base está bien"
    almacen = Almacen("sqlite:///m.db", RelojReal())
    assert filas(almacen, "SELECT estado FROM orden ORDER BY id") == ["pendiente", "anulada"]
    almacen.cerrar()


def test_si_la_base_es_un_enlace_la_copia_se_pone_donde_apunta(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cambiar el enlace dejaba dos bases, y a otro disco no se podia: fallaba al final de restaurar."""
    Path("datos").mkdir()
    de_verdad = Path("datos/otra.db")
    Path("m.db").rename(de_verdad)
    Path("m.db").symlink_to(de_verdad)
    assert correr(["base", "respaldar", "--json"]) == 0
    copia = json.loads(capsys.readouterr().out)["archivo"]
    antes = de_verdad.stat().st_ino
    assert correr(["base", "restaurar", f"copias/{copia}", "--encima"]) == 0
    assert Path("m.db").readlink() == de_verdad
    (apartada,) = Path("datos").glob("otra.db.antes_de_restaurar_*")
    assert apartada.stat().st_ino == antes != de_verdad.stat().st_ino
    assert not list(Path().glob("m.db.*"))


def test_revisar_dice_lo_malo_y_sale_con_uno(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    octetos = bytearray(Path("m.db").read_bytes())
    for i in range(40 * 4096, 44 * 4096):
        octetos[i] ^= 0x55
    Path("m.db").write_bytes(octetos)
    assert correr(["base", "revisar"]) == 1
    assert capsys.readouterr() != ("la base está bien\n", "")


def test_la_configuracion_dice_lo_que_falta(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert correr(["config", "revisar"]) == 0
    dicho = capsys.readouterr().out
    assert "no hay [anclas]" in dicho
    assert "no hay [respaldo]" not in dicho
    assert "no hay copias programadas: ponga «respaldo.cada_horas»" in dicho
    suya = Path(config)
    suya.write_text(suya.read_text("utf-8") + "cada_horas = 6\n", "utf-8")
    assert correr(["config", "revisar"]) == 0
    assert "copias programadas" not in capsys.readouterr().out
    correr(["bitacora", "llave", "--salida", "ancla"])
    with Path(config).open("a") as f:
        f.write('[anclas]\nllave = "archivo/ancla"\narchivo = "a.jsonl"\n')
    assert leer_config(Path(config)).anclas.sitios == 1
    capsys.readouterr()
    correr(["config", "revisar"])
    assert "las anclas van a un solo sitio" in capsys.readouterr().out


def test_la_base_nace_y_se_restaura_sin_que_la_lea_otro(config: str) -> None:
    """Con la mascara de costumbre (0022): lo que escribe la gente no lo lee cualquier cuenta de la maquina."""
    antes = os.umask(0o022)
    try:
        Path("m.db").unlink()
        assert correr(["base", "migrar"]) == 0
        assert stat.S_IMODE(Path("m.db").stat().st_mode) == 0o600
        assert correr(["base", "respaldar"]) == 0
        (copia,) = Path("copias").glob("*.copia")
        assert correr(["base", "restaurar", str(copia), "--encima"]) == 0
    finally:
        os.umask(antes)
    assert {stat.S_IMODE(p.stat().st_mode) for p in Path().glob("m.db*")} == {0o600}


def test_la_configuracion_dice_lo_que_esta_a_la_vista(
    config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("m.db").chmod(0o600)
    correr(["config", "revisar"])
    assert "sin cifrar" not in (antes := capsys.readouterr().out)
    assert "cualquiera de esta máquina" not in antes
    Path("m.db").chmod(0o644)
    suya = Path(config)
    suya.write_text(suya.read_text("utf-8") + '[web]\nanfitrion = "0.0.0.0"\n', "utf-8")
    correr(["config", "revisar"])
    dicho = capsys.readouterr().out
    assert "m.db lo puede leer cualquiera de esta máquina" in dicho
    assert "la consola escucha en 0.0.0.0 sin «web.https»" in dicho


@pytest.mark.parametrize("grupo", ["base", "bitacora"])
def test_la_carpeta_de_la_llave_se_hace_si_falta_y_solo_la_abre_su_dueno(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, grupo: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert correr([grupo, "llave", "--salida", "secretos/una"]) == 0
    assert [stat.S_IMODE(Path(p).stat().st_mode) for p in ("secretos", "secretos/una")] == [0o700, 0o600]
    assert correr([grupo, "llave", "--salida", "secretos/otra"]) == 0
    assert correr([grupo, "llave", "--salida", "secretos/otra"]) == 2
