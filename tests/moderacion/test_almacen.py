"""La base: migraciones, fechas, textos dificiles y turno de escritura."""

import json
import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy.exc import IntegrityError, StatementError

from moderacion.almacen import Almacen
from moderacion.almacen.columnas import limpiar
from moderacion.almacen.migrar import _config, migrar, revision
from moderacion.almacen.tablas import METADATOS
from moderacion.errores import BaseIncompatible
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import INICIO, alta, com, ejecutar, entrar, filas

pytestmark = pytest.mark.los_dos


@pytest.fixture
def nueva(tmp_path: Path, reloj: RelojFijo):
    almacenes = []

    def _nueva(nombre: str = "nueva.db") -> Almacen:
        almacenes.append(Almacen(f"sqlite:///{tmp_path / nombre}", reloj))
        return almacenes[-1]

    yield _nueva
    for a in almacenes:
        a.cerrar()


@pytest.mark.solo_sqlite
def test_migrar_desde_vacia_y_otra_vez_deja_lo_mismo(nueva) -> None:
    almacen = nueva()
    with pytest.raises(BaseIncompatible, match="vacía"):
        almacen.exigir_revision()
    almacen.migrar()
    forma = "SELECT sql FROM sqlite_master ORDER BY name"
    antes = filas(almacen, forma)
    almacen.migrar()
    almacen.exigir_revision()
    assert filas(almacen, forma) == antes
    assert any("CREATE TABLE suceso" in (s or "") for s in antes)


@pytest.mark.parametrize("orden", ["migrar", "exigir_revision"])
def test_una_base_de_otra_revision_se_rechaza_con_una_frase(almacen: Almacen, orden: str) -> None:
    ejecutar(almacen, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BaseIncompatible, match=r"«9999».*espera «\d{4}»"):
        getattr(almacen, orden)()


@pytest.mark.solo_sqlite
def test_lo_que_no_es_una_base_se_rechaza_con_una_frase(nueva, tmp_path: Path) -> None:
    (tmp_path / "texto.db").write_text("esto no es una base de datos, es una carta muy larga" * 50)
    almacen = nueva("texto.db")
    with pytest.raises(BaseIncompatible, match=r"no se puede abrir la base .*texto\.db: no es una base"):
        almacen.migrar()
    sin_carpeta = nueva("no/existe/base.db")
    with pytest.raises(
        BaseIncompatible, match=r"no se puede abrir la base .*: ahí no se puede leer ni escribir"
    ):
        sin_carpeta.exigir_revision()


def _propia(nombre: str | None, clase: str, _padres: object) -> bool:
    """Las tablas de busqueda son de cada motor (FTS5 o GIN): no tienen modelo."""
    return clase != "table" or not str(nombre).startswith("texto_cola")


def test_las_migraciones_dan_las_mismas_tablas_que_el_codigo(almacen: Almacen) -> None:
    with almacen._motor.connect() as con:
        contexto = MigrationContext.configure(con, opts={"compare_type": True, "include_name": _propia})
        assert compare_metadata(contexto, METADATOS) == []


@pytest.mark.solo_sqlite
def test_las_restricciones_de_las_migraciones_son_las_del_codigo(almacen: Almacen) -> None:
    """Alembic no compara los CHECK ni los indices parciales: se comparan aqui por su texto."""
    escritas = " ".join(
        " ".join(filas(almacen, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")).split()
    )
    for tabla in METADATOS.sorted_tables:
        for restriccion in tabla.constraints:
            if hasattr(restriccion, "sqltext"):
                assert f"CONSTRAINT {restriccion.name} CHECK ({restriccion.sqltext})" in escritas
        for indice in tabla.indexes:
            donde = indice.dialect_options["sqlite"]["where"]
            unico = "UNIQUE " if indice.unique else ""
            columnas = ", ".join(c.name for c in indice.columns)
            fin = f" WHERE {donde.text}" if donde is not None else ""
            assert f"CREATE {unico}INDEX {indice.name} ON {tabla.name} ({columnas}){fin}" in escritas


@pytest.mark.solo_sqlite
def test_bajar_y_subir_la_migracion_deja_lo_mismo(almacen: Almacen) -> None:
    forma = "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name"
    antes = filas(almacen, forma)
    config = _config()
    with almacen._motor.begin() as con:
        config.attributes["conexion"] = con
        command.downgrade(config, "base")
    assert filas(almacen, forma) == ["alembic_version"]
    assert revision(almacen._motor) is None
    almacen.migrar()
    assert filas(almacen, forma) == antes


@pytest.mark.solo_sqlite
def test_rehacer_una_tabla_conserva_lo_que_apunta_a_ella(nueva) -> None:
    """La 0011 cambia restricciones de «borrador»: sus revisiones, salidas y aprobaciones siguen siendo suyas."""
    almacen = nueva()
    migrar(almacen._motor, "0010")
    hora = "2026-11-20 15:00:00.000000"
    for orden in (
        "INSERT INTO cuenta (id, red, id_externo, nombre, alta) VALUES (1, 'facebook', '1', 'x', :f)",
        (
            "INSERT INTO usuario (id, nombre, clave, rol, activo, creado) VALUES (1, 'ana', 'x', 'gestion', 1, :f), "
            "(2, 'berta', 'x', 'gestion', 1, :f)"
        ),
        (
            "INSERT INTO borrador (id, tipo, cuenta_id, comentario_huella, texto, huella, impacto, advertencias, estado, "
            "version, autor_id, creado, cambiado, aprobado_por, aprobado, huella_aprobada, motivo_devolucion) "
            "VALUES (1, 'publicacion', 1, '', 'hola', 'h', '', '[]', 'aprobado', 2, 1, :f, :f, 2, :f, 'h', '')"
        ),
        (
            "INSERT INTO revision (borrador_id, version, paso, estado, huella, texto, motivo, usuario_id, fecha) "
            "VALUES (1, 1, 'creado', 'borrador', 'h', 'hola', '', 1, :f)"
        ),
        "INSERT INTO salida (borrador_id, cuenta_id, texto, descartada) VALUES (1, 1, '', '')",
    ):
        ejecutar(almacen, orden, f=hora)
    almacen.migrar()
    assert filas(almacen, "SELECT id, texto, aprobado_por, aprobado_area FROM borrador") == [
        (1, "hola", 2, None)
    ]
    for tabla in ("revision", "salida"):
        assert filas(almacen, f"SELECT borrador_id FROM {tabla}") == [1]
    dada = filas(almacen, "SELECT usuario_id, visto_bueno_id, huella FROM aprobacion")
    assert dada == [(2, None, "h")], "lo aprobado antes de que se anotara aparte tambien consta"
    # y las claves ajenas vuelven a exigirse, tambien hacia la tabla rehecha
    assert filas(almacen, "PRAGMA foreign_keys") == [1]
    for mala in ("DELETE FROM borrador", "UPDATE salida SET borrador_id = 9"):
        with pytest.raises(IntegrityError, match="FOREIGN KEY"):
            ejecutar(almacen, mala)


@pytest.mark.solo_sqlite
def test_una_migracion_que_deja_algo_suelto_no_se_confirma(nueva) -> None:
    almacen = nueva()
    migrar(almacen._motor, "0010")
    with almacen._motor.connect() as con:
        dbapi = con.connection.driver_connection
        dbapi.execute("PRAGMA foreign_keys = OFF")
        dbapi.execute("INSERT INTO salida (borrador_id, cuenta_id, texto, descartada) VALUES (7, 1, '', '')")
        dbapi.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(BaseIncompatible, match="«salida» apuntaría a algo que no existe"):
        almacen.migrar()
    assert revision(almacen._motor) == "0010"


@pytest.mark.solo_sqlite
def test_subir_desde_la_0001_conserva_lo_juzgado(nueva) -> None:
    almacen = nueva()
    migrar(almacen._motor, "0001")
    cuenta = "INSERT INTO cuenta (id, red, id_externo, nombre, alta) VALUES (1, 'facebook', '1', 'x', :f)"
    comentario = (
        "INSERT INTO comentario (id, cuenta_id, id_externo, texto, huella, creado, leido, estado, estado_red, enlace, "
        "adjuntos, crudo) VALUES (1, 1, 'c', 'hola', 'h', :f, :f, 'limpio', 'visible', '', '[]', '{}')"
    )
    veredicto = (
        "INSERT INTO veredicto (id, comentario_id, huella, version_reglamento, version_modelo, propuesta, bloquear, "
        "critica, automatica, degradado, razon_degradado, intencion, indicios, fecha) "
        "VALUES (1, 1, 'h', 'r', 'm', 'permitir', 0, 0, 0, 0, '', '[]', '{}', :f)"
    )
    for orden in (cuenta, comentario, veredicto):
        ejecutar(almacen, orden, f="2026-11-20 15:00:00.000000")
    almacen.migrar()
    almacen.exigir_revision()
    with almacen.lectura() as u:
        (j,) = u.por_repasar.de(u.por_repasar.ids(INICIO, None))
        assert (j.texto, j.contexto, u.reglamentos.hay_juzgados()) == ("hola", None, True)


@pytest.mark.solo_sqlite
def test_los_pragmas_de_cada_conexion(con_disco, nueva) -> None:
    almacen = nueva()
    valores = {p: filas(almacen, f"PRAGMA {p}") for p in ("journal_mode", "synchronous", "foreign_keys")}
    assert valores == {"journal_mode": ["wal"], "synchronous": [2], "foreign_keys": [1]}
    assert filas(almacen, "PRAGMA busy_timeout") == [5000]


def test_una_fecha_sin_zona_se_rechaza(almacen: Almacen) -> None:
    cuenta = alta(almacen)
    ingenua = datetime(2026, 11, 20, 9, 0)  # noqa: DTZ001 (es lo que se prueba)
    with pytest.raises((StatementError, ValueError), match="fecha sin zona"):
        entrar(almacen, cuenta, com("c1", creado=ingenua))
    assert filas(almacen, "SELECT count(*) FROM comentario") == [0]


def test_una_fecha_de_otra_zona_vuelve_en_utc_con_sus_microsegundos(almacen: Almacen) -> None:
    cuenta = alta(almacen)
    local = datetime(2026, 11, 20, 9, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-6)))
    entrar(almacen, cuenta, com("c1", creado=local))
    with almacen.unidad() as u:
        (leido,) = u.comentarios.reclamar(1, u.ahora)
    assert leido.creado == local
    assert leido.creado.tzinfo is UTC
    assert leido.creado.microsecond == 123456


DIFICILES = {
    "nul": "hola\x00mundo",
    "sustituto": "roto \ud83d aqui",
    "derecha": "\u202eotxet\u202c عربي \u200f texto",
    "largo": "ñ" * 100_000,
    "vacio": "",
    "astral": "😀" * 10 + "\x00",
}


@pytest.mark.parametrize("texto", DIFICILES.values(), ids=DIFICILES)
def test_un_texto_dificil_se_guarda_con_sus_posiciones_y_el_crudo_entero(
    almacen: Almacen, texto: str
) -> None:
    cuenta = alta(almacen)
    crudo = {"message": texto, "id": "c1"}
    entrar(almacen, cuenta, com("c1", texto, crudo=crudo))
    with almacen.unidad() as u:
        (leido,) = u.comentarios.reclamar(1, u.ahora)
    assert len(leido.texto) == len(texto)
    assert leido.texto == limpiar(texto)
    assert all(visto in (puesto, "\ufffd") for puesto, visto in zip(texto, leido.texto, strict=True))
    (guardado,) = filas(almacen, "SELECT crudo FROM comentario")
    assert guardado.isascii()
    assert json.loads(guardado) == crudo


def test_el_mismo_texto_dificil_leido_otra_vez_no_cuenta_como_cambio(almacen: Almacen) -> None:
    cuenta = alta(almacen)
    raro = com("c1", "a\x00b\ud800")
    entrar(almacen, cuenta, raro)
    with almacen.unidad() as u:
        assert u.comentarios.guardar(cuenta, [raro]).cambiados == 0


def test_las_claves_ajenas_se_exigen(almacen: Almacen) -> None:
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        entrar(almacen, 999, com("c1"))


def test_lo_que_falla_dentro_de_una_unidad_se_deshace_entero(almacen: Almacen) -> None:
    def romper() -> None:
        with almacen.unidad() as u:
            u.cuentas.dar_de_alta("facebook", "1", "uno")
            raise RuntimeError("a mitad")

    with pytest.raises(RuntimeError):
        romper()
    assert filas(almacen, "SELECT count(*) FROM cuenta") == [0]
    assert filas(almacen, "SELECT count(*) FROM suceso") == [0]


def test_leer_y_escribir_a_la_vez_no_pierde_ninguna_suma(almacen: Almacen) -> None:
    """BEGIN IMMEDIATE: quien lee para escribir espera su turno, no falla a la mitad (trampa 16)."""
    cuenta = alta(almacen)
    vueltas, errores = 200, []

    def sumar() -> None:
        try:
            for _ in range(vueltas):
                with almacen.unidad() as u:
                    leido = int(u.cuentas.una(cuenta).cursor or 0)
                    u.cuentas.avanzar(cuenta, str(leido + 1))
        except Exception as error:
            errores.append(error)

    hilos = [threading.Thread(target=sumar) for _ in range(2)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    assert errores == []
    assert filas(almacen, "SELECT cursor FROM sondeo") == [str(2 * vueltas)]


def test_leer_no_espera_a_quien_escribe(almacen: Almacen) -> None:
    alta(almacen)
    with almacen.unidad() as u:
        u.cuentas.dar_de_alta("twitter", "2", "dos")
        with almacen.lectura() as otra:
            assert [c.red for c in otra.cuentas.todas()] == ["facebook"]


@pytest.mark.solo_sqlite
def test_una_lectura_no_deja_nada_escrito(almacen: Almacen) -> None:
    with almacen.lectura() as u:
        u.cuentas.dar_de_alta("facebook", "1", "uno")
    assert filas(almacen, "SELECT count(*) FROM cuenta") == [0]


@pytest.mark.solo_sqlite
def test_lo_confirmado_se_ve_desde_otro_proceso(almacen: Almacen, tmp_path: Path) -> None:
    alta(almacen)
    with sqlite3.connect(tmp_path / "moderacion.db") as otra:
        assert otra.execute("SELECT id_externo, alta FROM cuenta").fetchall() == [
            ("100", INICIO.replace(tzinfo=None).isoformat(" ", "microseconds"))
        ]
    otra.close()
