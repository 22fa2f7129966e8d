"""Lo que dan docs/despliegue y su guía: los puertos, las rutas, el usuario y las carpetas son los mismos en todas partes."""

import re
import tomllib
from pathlib import Path, PurePosixPath
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

from moderacion.cli import ejecutar as orden
from moderacion.config import Config, leer_texto
from moderacion.web import crear_app

RAIZ = Path(__file__).parents[2]
CARPETA = RAIZ / "docs" / "despliegue"
DOCKERFILE = (CARPETA / "Dockerfile").read_text("utf-8")
GUIA = (RAIZ / "docs" / "varias_maquinas.md").read_text("utf-8")
CON_BASE, OTRAS = (
    yaml.safe_load((CARPETA / nombre).read_text("utf-8")) for nombre in ("compose.yaml", "compose.otras.yaml")
)
UNIDADES = [ruta.read_text("utf-8") for ruta in sorted(CARPETA.glob("*.service"))]
PAPELES = ("web", "planificador", "trabajador")
DATOS = PurePosixPath("/var/lib/moderacion")
ENTRAN = ("conectores", "modelos", "moderacion", "politicas")


def _numero() -> str:
    (numero,) = set(re.findall(r"\b1\d{4}\b", DOCKERFILE))
    return str(numero)


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    """La que la guia dice para Docker."""
    bloques = re.findall(r"^```toml\n(.*?)^```", GUIA, re.DOTALL | re.MULTILINE)
    (texto,) = (b for b in bloques if "[web]" in b)
    monkeypatch.chdir(tmp_path)
    for secreto in re.findall(r'"archivo/(.+?)"', texto):
        ruta = tmp_path / secreto
        ruta.parent.mkdir(exist_ok=True)
        ruta.touch(0o600)
        ruta.write_text("x" * 44)
    return leer_texto(texto)


def _montado(servicio: dict[str, Any], destino: PurePosixPath) -> dict[str, Any]:
    (uno,) = (v for v in servicio["volumes"] if isinstance(v, dict) and v["target"] == str(destino))
    return dict(uno)


def test_se_corren_ordenes_que_existen() -> None:
    pedidas = [s["command"] for c in (CON_BASE, OTRAS) for s in c["services"].values() if "build" in s]
    pedidas += [re.findall(r"ExecStart=\S+/moderacion (\S+) --config", u) for u in UNIDADES]
    assert sorted({p[0] for p in pedidas}) == ["base", "planificador", "trabajador", "web"]
    assert len(UNIDADES) == 3
    for pedida in pedidas:
        assert orden([*pedida, "--help"]) == 0


def test_en_las_demas_maquinas_no_se_levanta_otra_base() -> None:
    assert sorted(OTRAS["services"]) == sorted(PAPELES)
    for papel in PAPELES:
        aqui, alli = CON_BASE["services"][papel], OTRAS["services"][papel]
        assert "depends_on" not in alli
        # los dos archivos dicen lo mismo, menos de que depende y cuantos
        assert {k: v for k, v in aqui.items() if k not in ("depends_on", "deploy")} == {
            k: v for k, v in alli.items() if k != "deploy"
        }
    assert "docker compose -f compose.otras.yaml up -d" in GUIA


def test_la_base_y_la_consola_solo_se_publican_donde_se_dice(config: Config) -> None:
    (base,) = CON_BASE["services"]["base"]["ports"]
    assert base == "${MODERACION_BASE_EN:-127.0.0.1}:5432:5432"
    assert "MODERACION_BASE_EN=" in GUIA
    (web,) = CON_BASE["services"]["web"]["ports"]
    assert web == f"127.0.0.1:{config.web.puerto}:{config.web.puerto}"
    assert config.web.anfitrion == "0.0.0.0"
    assert config.web.puerto == Config().web.puerto


def test_se_pregunta_si_esta_sana_por_donde_contesta(config: Config) -> None:
    orden_sana = CON_BASE["services"]["web"]["healthcheck"]["test"][-1]
    (direccion,) = re.findall(r"'(http://[^']+)'", orden_sana)
    assert direccion == f"http://127.0.0.1:{config.web.puerto}/salud"
    rutas = crear_app(SimpleNamespace(config=config)).routes
    assert "/salud" in {getattr(r, "path", "") for r in rutas}


def test_los_secretos_son_del_usuario_de_la_imagen_y_llegan_a_donde_se_leen(config: Config) -> None:
    n = _numero()
    assert f"USER {n}:{n}\n" in DOCKERFILE
    assert f"chown -R {n}:{n} secretos config.toml" in GUIA
    assert f"useradd --uid {n} " in GUIA
    assert config.base.clave is not None
    assert CON_BASE["secrets"]["base"]["file"] == "./secretos/base"
    (raiz,) = re.findall(r"^WORKDIR (\S+)", DOCKERFILE, re.MULTILINE)
    for papel in (*PAPELES, "migrar"):
        montados = CON_BASE["services"][papel]["volumes"]
        assert f"./secretos:{raiz}/secretos:ro" in montados
        assert f"./config.toml:{raiz}/config.toml:ro" in montados
    assert f"MODERACION_CONFIG={raiz}/config.toml" in DOCKERFILE
    assert all(f"WorkingDirectory={raiz}\n" in u for u in UNIDADES)


def test_lo_que_se_escribe_va_donde_se_puede_escribir(config: Config) -> None:
    n = _numero()
    assert config.registro_de_purgas.parent == Path(DATOS)
    assert f'carpeta = "{DATOS}/copias"' in GUIA
    assert f"install -d -o {n} -g {n} -m 700 {DATOS}" in GUIA
    assert f"install -d -o moderacion -g moderacion -m 0700 {DATOS}" in DOCKERFILE
    for papel in PAPELES:
        datos = _montado(CON_BASE["services"][papel], DATOS)
        # si la maquina no la tiene, que no arranque: la que crea Docker es de root
        assert (datos["source"], datos["bind"]) == (str(DATOS), {"create_host_path": False})
    for unidad in UNIDADES:
        # systemd crea la suya, y no arranca si falta una de ReadWritePaths
        assert f"StateDirectory={DATOS.name}\n" in unidad
        assert "ProtectSystem=strict\n" in unidad
        assert "ReadWritePaths=" not in unidad


def test_los_toml_de_la_guia_valen() -> None:
    for bloque in re.findall(r"^ *```toml\n(.*?)^ *```", GUIA, re.DOTALL | re.MULTILINE):
        tomllib.loads(bloque)


# --- lo que no entra en la imagen ni en git


def _como_expresion(patron: str) -> re.Pattern[str]:
    """Un patron de .dockerignore: casa la ruta, o una carpeta de la que cuelga."""
    partes = re.split(r"(\*\*/|\*)", patron)
    hecho = "".join({"**/": "(?:.*/)?", "*": "[^/]*"}.get(p, re.escape(p)) for p in partes)
    return re.compile(f"{hecho}(?:/.*)?")


PATRONES = [
    (linea.lstrip("!"), linea.startswith("!"))
    for linea in (RAIZ / ".dockerignore").read_text("utf-8").splitlines()
    if linea and not linea.startswith("#")
]


def _entra(ruta: str) -> bool:
    """Manda el ultimo patron que casa."""
    return next((si for p, si in reversed(PATRONES) if _como_expresion(p).fullmatch(ruta)), True)


@pytest.mark.parametrize(
    "ruta",
    [
        "docs/despliegue/secretos/base",
        "docs/despliegue/config.toml",
        "docs/despliegue/.env",
        "secretos/llave",
        "config.toml",
        "moderacion.db",
        "moderacion.db.llave",
        "moderacion/secretos/llave",
        "moderacion/config.toml",
        "moderacion/moderacion.db-wal",
        ".git/config",
        ".venv/bin/python",
    ],
)
def test_en_la_imagen_no_entra_ningun_secreto(ruta: str) -> None:
    assert not _entra(ruta)


def test_en_la_imagen_entra_todo_el_programa() -> None:
    assert all(map(_entra, ("pyproject.toml", "requirements.lock", "README.md", "LICENSE")))
    for paquete in ENTRAN:
        for ruta in (RAIZ / paquete).rglob("*"):
            if ruta.is_file() and "__pycache__" not in ruta.parts:
                assert _entra(ruta.relative_to(RAIZ).as_posix()), ruta


def test_git_no_guarda_los_secretos_de_ninguna_carpeta() -> None:
    lineas = (RAIZ / ".gitignore").read_text("utf-8").splitlines()
    # sin barra delante: valen en cualquier carpeta
    assert {"config.toml", "secretos/", ".env", "*.llave", "*.db"} <= set(lineas)
