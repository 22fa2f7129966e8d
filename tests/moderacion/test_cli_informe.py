"""La orden `informe` y la de importar: sin instalar nada, con base, y con lo que no vale."""

import json
from pathlib import Path

import pytest

from moderacion import accesos
from moderacion.almacen import Almacen
from moderacion.cli import ejecutar
from moderacion.informes import formas
from moderacion.reloj import RelojReal
from tests.moderacion.test_importar_informes import PUBLICADO

CLAVE = "cuatro patos verdes nadan"


@pytest.fixture
def vacia(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Una carpeta sin configuración ni base."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def instalada(vacia: Path) -> Path:
    """Una base migrada y vacía, con alguien de gestión y alguien de auditoría."""
    (vacia / "config.toml").write_text('[base]\nurl = "sqlite:///moderacion.db"\n', "utf-8")
    almacen = Almacen("sqlite:///moderacion.db", RelojReal())
    almacen.migrar()
    for nombre, rol in (("ana", "gestion"), ("berta", "auditoria")):
        accesos.crear_usuario(almacen, nombre, CLAVE, rol)
    almacen.cerrar()
    return vacia


@pytest.mark.parametrize("formato", formas.FORMATOS)
def test_el_de_2016_sale_en_una_instalacion_vacia(vacia: Path, formato: str) -> None:
    uno, otro = vacia / "uno", vacia / "otro"
    for archivo in (uno, otro):
        orden = ["informe", "participacion", "--anio", "2016", "--formato", formato, "--salida", str(archivo)]
        assert ejecutar(orden) == 0
    assert uno.read_bytes() == otro.read_bytes()
    assert sorted(p.name for p in vacia.iterdir()) == ["otro", "uno"], "no deja ninguna base"


def test_a_la_salida_estandar_y_una_tabla_sola(
    vacia: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert ejecutar(["informe", "participacion", "--anio", "2016", "--formato", "json"]) == 0
    assert json.loads(capsysbinary.readouterr().out)["periodo"]["hasta"] == "2016-12-31"
    orden = ["informe", "participacion", "--anio", "2016", "--formato", "csv", "--tabla", "incremento"]
    assert ejecutar(orden) == 0
    assert b"5409" in capsysbinary.readouterr().out


@pytest.mark.parametrize(
    ("argumentos", "dice"),
    [
        (["nada"], "no hay informe «nada»"),
        (["seguidores", "--anio", "2016"], "sale de la base, y no hay ninguna"),
        (["participacion", "--anio", "1816"], "fuera del calendario"),
        (["participacion", "--anio", "2099"], "todavía no empieza"),
        (["participacion", "--anio", "2016", "--desde", "2016-01-01"], "las dos cosas no"),
        (["participacion", "--desde", "ayer"], "--desde no se entiende"),
        (["participacion", "--anio", "2016", "--formato", "doc"], "no hay formato «doc»"),
        (["participacion", "--anio", "2016", "--tabla", "x"], "solo vale con «--formato csv»"),
        (["participacion", "--anio", "2016", "--formato", "csv", "--tabla", "x"], "no tiene la tabla «x»"),
        (["participacion", "--anio", "2016", "--config", "otra.toml"], "no existe otra.toml"),
        (["participacion", "--anio", "2016", "--salida", "no/hay/carpeta"], "no se puede escribir"),
    ],
)
def test_lo_que_no_vale_se_dice_y_sale_con_2(
    vacia: Path, capsys: pytest.CaptureFixture[str], argumentos: list[str], dice: str
) -> None:
    assert ejecutar(["informe", *argumentos]) == 2
    assert dice in capsys.readouterr().err


def test_importar_y_ver_lo_importado(instalada: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (instalada / "hoja.csv").write_text(PUBLICADO, "utf-8")
    assert ejecutar(["importar", "hoja.csv", "--usuario", "ana"]) == 0
    dicho = capsys.readouterr()
    assert dicho.out == "2 nuevas, 0 cambiadas y 0 que ya estaban igual\n"
    assert "la fuente publica 5,409; de 15,188 a 21,097 hay 5,909" in dicho.err
    assert ejecutar(["informe", "seguidores", "--anio", "2016", "--formato", "csv"]) == 0
    assert '"De 15,188 a 21,097 = 5,909"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("usuario", "contenido", "codigo", "dice"),
    [
        ("berta", PUBLICADO.encode(), 1, "de gestión o de supervisión"),
        ("nadie", PUBLICADO.encode(), 1, "no hay ningún usuario"),
        ("ana", b"a,b\n1,2\n", 2, "no son los de ninguna"),
        ("ana", "red,año".encode("latin-1"), 2, "no está en UTF-8"),
    ],
)
def test_lo_que_no_se_puede_importar_se_dice(
    instalada: Path,
    capsys: pytest.CaptureFixture[str],
    usuario: str,
    contenido: bytes,
    codigo: int,
    dice: str,
) -> None:
    (instalada / "hoja.csv").write_bytes(contenido)
    assert ejecutar(["importar", "hoja.csv", "--usuario", usuario]) == codigo
    assert dice in capsys.readouterr().err
