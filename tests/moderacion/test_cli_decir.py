"""Las ordenes sobre lo que decimos."""

import json
from pathlib import Path

import pytest

from moderacion.almacen import Almacen
from moderacion.cli import ejecutar
from moderacion.reloj import RelojFijo, RelojReal, dia_local
from tests.moderacion.prensa import AVISO, FB, OTRO, Prensa, SalidaNueva, prensa

pytestmark = pytest.mark.solo_sqlite


@pytest.fixture
def config(tmp_path: Path) -> Path:
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "m.db"}"\n', encoding="utf-8")
    return ruta


@pytest.fixture
def p(config: Path, tmp_path: Path) -> Prensa:
    almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", RelojReal())
    almacen.migrar()
    almacen.cerrar()
    reloj = RelojFijo(RelojReal().ahora())
    return prensa(Almacen(f"sqlite:///{tmp_path / 'm.db'}", reloj), reloj)


def correr(capsys: pytest.CaptureFixture[str], config: Path, *argumentos: str) -> tuple[int, str]:
    codigo = ejecutar([*argumentos, "--config", str(config)])
    salida = capsys.readouterr()
    return codigo, salida.out + salida.err


def test_el_calendario_y_los_comunicados(capsys, config, p: Prensa) -> None:
    hoy = dia_local(p.reloj.ahora())
    b = p.comunicado(desde=hoy, hasta=hoy.replace(year=hoy.year + 1))
    p.aprobado(b)
    p.pasadas(3)
    p.aprobado(p.crear(OTRO, SalidaNueva(FB, hora=p.en(hours=30))))
    assert OTRO in correr(capsys, config, "programado")[1]
    (fila,) = json.loads(correr(capsys, config, "programado", "--json")[1])
    assert (fila["tipo"], fila["red"]) == ("publicacion", "facebook")
    assert correr(capsys, config, "programado", "--dias", "1") == (0, "no hay nada programado en esos días\n")
    numero = f"1-{hoy.year}"
    codigo, salida = correr(capsys, config, "comunicados", "listar")
    assert codigo == 0
    assert salida.startswith(f"{numero}\trige\t")
    assert f"Comunicado N.º {numero}" in correr(capsys, config, "comunicados", "ver", numero)[1]
    assert correr(capsys, config, "comunicados", "ver", "9-1999")[0] == 1
    assert correr(capsys, config, "sugerencias") == (0, "no hay sugerencias abiertas\n")


def test_parar_y_seguir(capsys, config, p: Prensa) -> None:
    poner = ("paro", "poner", "--motivo", "alerta por sismo", "--usuario")
    assert correr(capsys, config, *poner, "nadie") == (1, "moderacion: no hay ningún usuario «nadie»\n")
    assert correr(capsys, config, *poner, "audita")[0] == 1
    codigo, salida = correr(capsys, config, *poner, "ana")
    assert (codigo, salida.split(":")[0]) == (0, "paro 1 puesto")
    assert "alerta por sismo" in correr(capsys, config, "paro", "ver")[1]
    p.aprobado(p.crear())
    p.pasadas(3)
    assert p.salieron() == []
    levantar = ("paro", "levantar", "1", "--motivo", "ya pasó la alerta", "--usuario")
    codigo, salida = correr(capsys, config, *levantar, "ana")
    assert (codigo, salida) == (1, "moderacion: un paro lo levanta supervisión\n")
    assert correr(capsys, config, *levantar, "sofia") == (0, "paro 1 levantado\n")
    p.pasadas(3)
    assert p.salieron() == [AVISO]
