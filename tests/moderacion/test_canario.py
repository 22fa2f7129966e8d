"""La persona canaria: purgada a su pedido, no queda rastro de ella en ningun sitio y la cadena sigue entera."""

import json
import logging
import shutil
from pathlib import Path

import pytest

from conectores.tipos import AutorLeido
from moderacion import conservacion
from moderacion.almacen import Almacen
from moderacion.bitacora import verificar
from tests.moderacion.canario import (
    COMENTARIO,
    EXTERNO,
    FRASE,
    NOMBRE,
    RASTROS,
    USUARIO,
    VECINO,
    Mundo,
    rastros_en,
    reglas_de,
)
from tests.moderacion.falsos import com, entrar, es_sqlite, filas, juzgar


@pytest.fixture
def mundo(almacen: Almacen, reloj) -> Mundo:
    m = Mundo(almacen, reloj)
    m.vivir()
    return m


def _cumplir(m: Mundo, tmp_path: Path, **cambios) -> int:
    numero = m.pedir_olvido()
    conservacion.cumplir(m.almacen, reglas_de(tmp_path, **cambios), numero, 3, "usuario/2")
    return numero


def test_antes_esta_en_todas_partes(mundo: Mundo) -> None:
    donde = {t for t, _ in rastros_en(mundo.almacen)}
    assert {
        "comentario",
        "autor",
        "decision",
        "nota",
        "apelacion",
        "incidente",
        "aviso",
        "peticion_api",
    } <= donde
    assert {
        "sugerencia",
        "prueba_incidente",
        "borrador",
        "revision",
        "consulta",
        "texto_previo",
    } <= donde
    assert len(donde) >= 35


@pytest.mark.los_dos
def test_despues_no_queda_nada_y_la_cadena_verifica(
    mundo: Mundo, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    con_semejanza = "SELECT DISTINCT id_externo FROM comentario c JOIN veredicto v ON v.comentario_id = c.id WHERE v.semejanza <> '' ORDER BY 1"
    assert filas(mundo.almacen, con_semejanza) == ["c1", "c2", "c3", "c4", "c5"]
    numero = _cumplir(mundo, tmp_path)
    assert rastros_en(mundo.almacen) == []
    # sale del texto: queda la del vecino, que no la nombra
    assert filas(mundo.almacen, con_semejanza) == ["c3"]
    # ni en lo que el servicio dijo mientras tanto, ni en el registro de fuera
    dicho = "".join(
        (caplog.text, *capfd.readouterr(), (tmp_path / "purgas.jsonl").read_text("utf-8"))
    ).lower()
    assert [r for r in RASTROS if r in dicho] == []
    with mundo.almacen.lectura() as u:
        vistos, mala = verificar(u.registro.recorrer())
    assert (vistos > 10, mala) == (True, None)
    assert conservacion.ver(mundo.almacen, numero).s["estado"] == "cumplida"
    # lo decidido sigue, con su sello
    assert filas(mundo.almacen, "SELECT accion, articulo FROM decision") == [("ocultar", 2)] * 2
    assert filas(mundo.almacen, "SELECT count(*) FROM sal WHERE objeto LIKE 'comentario/%'") == [0]
    # y el vecino, tal cual
    assert filas(mundo.almacen, "SELECT texto FROM comentario WHERE id_externo = 'c3'") == [VECINO]


@pytest.mark.solo_sqlite
def test_tampoco_en_los_octetos_de_la_base_ni_del_diario(mundo: Mundo, tmp_path: Path) -> None:
    base = Path(mundo.almacen._motor.url.database)
    assert any(r.encode() in base.read_bytes().lower() + _diario(base) for r in RASTROS)
    _cumplir(mundo, tmp_path)
    octetos = base.read_bytes().lower() + _diario(base)
    assert [r for r in RASTROS if r.encode() in octetos] == []
    assert mundo.almacen.asentar_en_disco([USUARIO]) == set()
    (detalle,) = filas(mundo.almacen, "SELECT detalle FROM purga")
    assert json.loads(detalle)["restos"] == 0


def _diario(base: Path) -> bytes:
    diario = base.with_name(base.name + "-wal")
    return diario.read_bytes().lower() if diario.exists() else b""


@pytest.mark.solo_sqlite
def test_si_queda_un_resto_la_base_se_escribe_entera_otra_vez(mundo: Mundo) -> None:
    base = Path(mundo.almacen._motor.url.database)
    with mundo.almacen._motor.connect() as con:
        # lo que dejaria una base de cuando no se pisaba lo borrado
        con.connection.driver_connection.execute("PRAGMA secure_delete = OFF")
        for orden in (
            "CREATE TABLE vieja (t TEXT)",
            "INSERT INTO vieja SELECT 'resto_de_canaria' || hex(randomblob(3000)) FROM suceso",
            "DELETE FROM vieja",
            "DROP TABLE vieja",
        ):
            con.connection.driver_connection.execute(orden)
        con.connection.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    assert b"resto_de_canaria" in base.read_bytes()
    assert mundo.almacen.asentar_en_disco(["resto_de_canaria"]) == set()
    assert b"resto_de_canaria" not in base.read_bytes() + _diario(base)


def test_en_registros_y_exportaciones_del_disco(mundo: Mundo, tmp_path: Path) -> None:
    carpeta = tmp_path / "salidas"
    carpeta.mkdir()
    (carpeta / "servicio.log").write_text(f"error al leer a {USUARIO}: {FRASE}\notra línea\n", "utf-8")
    (carpeta / "decisiones.csv").write_text(f"1,{FRASE}\n", "utf-8")
    (carpeta / "ajena.csv").write_text("1,nada de nadie\n", "utf-8")
    (carpeta / "informe.pdf").write_bytes(b"%PDF comprimido")
    _cumplir(mundo, tmp_path, carpetas=(carpeta,))
    quedan = {a.name: a.read_text("utf-8") for a in carpeta.iterdir()}
    assert set(quedan) == {"servicio.log", "ajena.csv"}
    assert "otra línea" in quedan["servicio.log"]
    assert not [r for r in RASTROS if r in str(quedan).lower()]


def test_una_copia_restaurada_se_vuelve_a_purgar(mundo: Mundo, tmp_path: Path, reloj, request) -> None:
    copia = _copiar(mundo.almacen, tmp_path, request)
    _cumplir(mundo, tmp_path)
    restaurada = Almacen(copia, reloj)
    try:
        assert rastros_en(restaurada)
        assert conservacion.reaplicar(restaurada, reglas_de(tmp_path)) == 1
        # la solicitud no estaba en la copia: la canaria no aparece ni ahi
        assert rastros_en(restaurada) == []
        with restaurada.lectura() as u:
            assert verificar(u.registro.recorrer())[1] is None
        assert conservacion.reaplicar(restaurada, reglas_de(tmp_path)) == 0
    finally:
        restaurada.cerrar()


def _copiar(almacen: Almacen, tmp_path: Path, request) -> str:
    """Una copia de la base como la de un respaldo: del archivo, o de la base entera del servidor."""
    if es_sqlite(almacen):
        almacen.asentar_en_disco()
        ruta = tmp_path / "respaldo.db"
        shutil.copy(almacen._motor.url.database, ruta)
        return f"sqlite:///{ruta}"
    almacen._motor.dispose()
    nueva = request.getfixturevalue("postgres").nueva(almacen._motor.url.database)
    request.addfinalizer(lambda: request.getfixturevalue("postgres").borrar(nueva))
    return nueva


def test_lo_purgado_no_vuelve_con_el_siguiente_sondeo(mundo: Mundo, tmp_path: Path, reloj) -> None:
    _cumplir(mundo, tmp_path)
    ella = AutorLeido(EXTERNO, NOMBRE, USUARIO)
    entrar(mundo.almacen, 1, com("c1", COMENTARIO, autor=ella), com("c2", FRASE, autor=ella))
    juzgar(mundo.almacen, reloj)
    assert rastros_en(mundo.almacen) == []
    # si vuelve a escribir, es alguien nuevo
    entrar(mundo.almacen, 1, com("c9", "hola otra vez", autor=ella))
    assert filas(mundo.almacen, "SELECT count(*) FROM autor WHERE id_externo = :x", x=EXTERNO) == [1]
    assert len(filas(mundo.almacen, "SELECT id FROM autor")) == 4
