"""Las ordenes de los incidentes y de los cambios anunciados."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from moderacion.almacen import Almacen
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.cli import ejecutar
from moderacion.incidentes import abrir
from moderacion.reloj import RelojReal, en_local
from tests.moderacion.falsos import alta, persona

pytestmark = pytest.mark.solo_sqlite


@pytest.fixture
def config(tmp_path: Path) -> Path:
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "m.db"}"\n', encoding="utf-8")
    almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", RelojReal())
    almacen.migrar()
    alta(almacen)
    persona(almacen, "jefa", "supervision")
    persona(almacen, "gestora")
    with almacen.unidad() as u:
        abrir(u, IncidenteNuevo(1, "cuenta_intervenida", "k", 3, "algo raro", []))
    almacen.cerrar()
    return ruta


def correr(capsys: pytest.CaptureFixture[str], config: Path, *argumentos: str) -> tuple[int, str]:
    codigo = ejecutar([*argumentos, "--config", str(config)])
    salida = capsys.readouterr()
    return codigo, salida.out + salida.err


def test_listar_y_sacar_el_acta(capsys, config: Path, tmp_path: Path) -> None:
    assert "cuenta_intervenida" in correr(capsys, config, "incidentes", "listar")[1]
    assert (
        json.loads(correr(capsys, config, "incidentes", "listar", "--estado", "cerrado", "--json")[1]) == []
    )
    assert correr(capsys, config, "incidentes", "listar", "--estado", "raro")[0] == 2
    salida = tmp_path / "acta.pdf"
    assert correr(capsys, config, "incidentes", "acta", "1", "--salida", str(salida))[0] == 0
    assert salida.read_bytes().startswith(b"%PDF-")
    codigo, dicho = correr(capsys, config, "incidentes", "acta", "1", "--salida", str(tmp_path))
    assert (codigo, "no se puede escribir" in dicho) == (2, True)
    assert correr(capsys, config, "incidentes", "acta", "9", "--salida", str(salida))[0] != 0


def test_anunciar_listar_y_retirar(capsys, config: Path) -> None:
    hasta = f"{en_local(RelojReal().ahora()) + timedelta(hours=2):%Y-%m-%d %H:%M}"
    base = ("incidentes", "mantenimiento")
    bien = (*base, "anunciar", "--usuario", "jefa", "--motivo", "se cambia la clave hoy", "--hasta", hasta)
    assert correr(capsys, config, *bien, "--espera", "credencial", "--espera", "perfil") == (
        0, "cambio 1 anunciado\n"
    )  # fmt: skip
    (fila,) = json.loads(correr(capsys, config, *base, "listar", "--json")[1])
    assert fila["espera"] == ["credencial", "perfil"]
    assert correr(capsys, config, *bien, "--espera", "todo")[0] == 2
    assert correr(capsys, config, *bien, "--cuenta", "9")[0] != 0
    gestora = ["gestora" if a == "jefa" else a for a in bien]
    assert "supervisión" in correr(capsys, config, *gestora)[1]
    mala = ["mañana" if a == hasta else a for a in bien]
    assert "no se entiende" in correr(capsys, config, *mala)[1]
    assert correr(capsys, config, *base, "retirar", "1", "--usuario", "jefa")[0] == 0
    assert correr(capsys, config, *base, "retirar", "1", "--usuario", "jefa")[0] != 0
    assert correr(capsys, config, *base, "listar") == (0, "no hay cambios anunciados\n")
