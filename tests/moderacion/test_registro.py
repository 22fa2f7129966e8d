"""El registro en la linea de ordenes y en las migraciones: se comprueba, se saca, y lo de antes se anota."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command

from moderacion import accesos, cola, sanciones
from moderacion.almacen import Almacen
from moderacion.almacen.migrar import _config
from moderacion.cli import ejecutar as correr
from moderacion.informes import restricciones
from moderacion.reloj import RelojFijo, RelojReal
from tests.moderacion.falsos import ejecutar, filas
from tests.moderacion.test_escalera import PLAZOS, Mesa


@pytest.fixture
def mesa(almacen: Almacen, reloj: RelojFijo) -> Mesa:
    """Uno que la maquina oculto y bloqueo y una persona confirmo, y otro que se permitio."""
    m = Mesa(almacen, reloj)
    e = m.escribe()
    m.pasar()
    m.decide(e, "bloquear")
    m.pasar()
    otro = m.escribe("que feo todo")
    m.decide(otro, "ocultar")
    m.pasar()
    m.decide(otro, "permitir", m.otra)
    m.pasar()
    return m


RIGEN = "SELECT comentario_id, accion, decidio FROM restriccion WHERE cerrada IS NULL ORDER BY id"
DATOS = (
    "SELECT comentario_id, articulo, motivo, estado, hasta FROM bloqueo ORDER BY id",
    "SELECT autor_id, comentario_id, politica, fecha FROM falta ORDER BY id",
    "SELECT expediente_id, accion, motivo, fecha FROM decision ORDER BY id",
)


@pytest.mark.los_dos
def test_bajar_y_subir_la_migracion_con_datos_no_pierde_nada_y_anota_lo_de_antes(mesa: Mesa) -> None:
    almacen = mesa.almacen
    rigen, datos = filas(almacen, RIGEN), [filas(almacen, d) for d in DATOS]
    config = _config()
    with almacen._motor.begin() as con:
        config.attributes["conexion"] = con
        command.downgrade(config, "0013")
    assert [filas(almacen, d) for d in DATOS] == datos
    almacen.migrar()
    assert [filas(almacen, d) for d in DATOS] == datos
    assert filas(almacen, RIGEN) == rigen, "lo que regía consta otra vez"
    r = restricciones.revisar(almacen)
    assert r.completo, r.faltantes
    assert filas(almacen, "SELECT DISTINCT aviso FROM restriccion") == ["anterior"], "y a nadie se le avisa"
    assert filas(almacen, "SELECT count(*) FROM decision WHERE contada IS NULL") == [0]
    ((puntos, plazo),) = filas(almacen, "SELECT count(*), count(vence) FROM falta")
    assert puntos == plazo, "las de antes también vencen"
    assert sanciones.sancionar(almacen, {1: mesa.cap}, PLAZOS) == sanciones.ResumenSanciones()


def test_lo_que_se_deshizo_dice_por_que_dejo_de_regir(mesa: Mesa) -> None:
    assert filas(mesa.almacen, "SELECT accion, cierre FROM restriccion ORDER BY id") == [
        ("ocultar", None), ("bloquear", "sustituida"), ("bloquear", None), ("ocultar", "decision"),
    ]  # fmt: skip


def test_deshacer_en_el_momento_vuelve_a_lo_que_decia_el_registro(mesa: Mesa) -> None:
    antes = filas(mesa.almacen, RIGEN)
    d = mesa.decide(1, "permitir", mesa.otra)
    cola.deshacer(mesa.almacen, d, mesa.otra, mesa.cap)
    mesa.pasar()
    assert filas(mesa.almacen, RIGEN) == antes
    e = mesa.escribe("que feo todo")
    d = mesa.decide(e, "ocultar")
    cola.deshacer(mesa.almacen, d, mesa.una, mesa.cap)
    assert filas(mesa.almacen, "SELECT cierre FROM restriccion ORDER BY id DESC LIMIT 1") == ["anulada"]
    assert restricciones.revisar(mesa.almacen).completo


def test_confirmar_un_ocultar_de_la_maquina_lo_firma_una_persona_y_deshacerlo_lo_devuelve(
    almacen: Almacen, reloj: RelojFijo
) -> None:
    mesa = Mesa(almacen, reloj)
    e = mesa.escribe()
    sanciones.sancionar(almacen, {1: mesa.cap}, PLAZOS)
    mesa.pasar()
    d = mesa.decide(e, "ocultar")
    ocultos = "SELECT decidio, cierre FROM restriccion WHERE accion = 'ocultar' ORDER BY id"
    assert filas(almacen, ocultos) == [("maquina", "sustituida"), (f"usuario/{mesa.una.id}", None)]
    cola.deshacer(almacen, d, mesa.una, mesa.cap)
    assert filas(almacen, ocultos) == [("maquina", None), (f"usuario/{mesa.una.id}", "anulada")]


def test_los_catorce_datos_de_la_maquina_y_los_de_una_persona(mesa: Mesa) -> None:
    with mesa.almacen.lectura() as u:
        todas = u.restringido.pagina(restricciones.FiltroRegistro(), 9)[::-1]
    maquina, persona = todas[0], todas[3]
    assert (maquina["deteccion"], maquina["automatizada"], maquina["decidio"]) == (
        "regla_y_modelo",
        True,
        "maquina",
    )
    assert (maquina["modelo"], maquina["puntuacion"]) == ("falso-1", "ofensivo 0.10")
    assert (maquina["hechos"], maquina["aprobo"]) == ("insulta: pendejo", "reglamento/reglamento-1")
    assert (persona["automatizada"], persona["hechos"]) == (False, "porque sí")
    assert persona["decidio"] == persona["aprobo"] == f"usuario/{mesa.una.id}"
    for f in todas:
        assert f["fundamento"].endswith("artículo 2.")
        assert len(f["huella_extracto"]) == 64
        assert (f["hasta"] is not None) == (f["accion"] == "bloquear")
    assert len({f["huella_extracto"] for f in todas}) == 4, "con sal: dos filas de lo mismo no se reconocen"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "sqlite:///{tmp_path / "m.db"}"\n', "utf-8")
    almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", RelojReal())
    almacen.migrar()
    accesos.crear_usuario(almacen, "ana", "patos verdes nadan", "auditoria", "prueba")
    reloj = RelojFijo(RelojReal().ahora() - timedelta(days=1))
    almacen.cerrar()
    almacen = Almacen(f"sqlite:///{tmp_path / 'm.db'}", reloj)
    m = Mesa(almacen, reloj)
    m.escribe()
    m.pasar()
    almacen.cerrar()
    return ruta


def test_la_orden_revisa_y_falla_si_falta_algo(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert correr(["registro", "revisar", "-c", str(config)]) == 0
    assert "el registro está entero: 2 filas" in capsys.readouterr().out
    almacen = Almacen(f"sqlite:///{config.parent / 'm.db'}", RelojReal())
    ejecutar(almacen, "DELETE FROM restriccion WHERE accion = 'ocultar'")
    almacen.cerrar()
    assert correr(["registro", "revisar", "-c", str(config)]) == 1
    assert "órdenes que restringen y no están en el registro: 1 (n.º 1)" in capsys.readouterr().out


def test_la_orden_lo_saca_y_dice_lo_que_no_entiende(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    salida = config.parent / "registro.json"
    orden = ["registro", "sacar", "--usuario", "ana", "-c", str(config)]
    assert correr([*orden, "--formato", "json", "--salida", str(salida)]) == 0
    sacadas = json.loads(salida.read_text("utf-8"))
    assert [f["accion"] for f in sacadas] == ["bloquear", "ocultar"]
    assert correr(orden) == 0
    assert capsys.readouterr().out.count("\n") >= 3
    assert correr([*orden, "--formato", "docx"]) == 2
    assert correr([*orden, "--salida", "/no/hay/tal"]) == 2
    assert correr(["registro", "sacar", "--usuario", "nadie", "-c", str(config)]) == 1
