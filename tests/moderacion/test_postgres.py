"""Lo propio de PostgreSQL: como se conecta, lo que no dice, lo que la base niega y lo que se hace ante un choque."""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import psycopg
import pytest
from alembic import command
from alembic.runtime.migration import MigrationContext
from sqlalchemy import event, inspect
from sqlalchemy.exc import DatabaseError, DBAPIError

from moderacion.almacen import Almacen
from moderacion.almacen.migrar import _config, revision
from moderacion.almacen.motor import VIVA
from moderacion.almacen.tablas import METADATOS
from moderacion.bitacora import Suceso, verificar
from moderacion.cli import ejecutar as correr
from moderacion.config import Config
from moderacion.errores import BaseIncompatible, BaseOcupada
from moderacion.montaje import abrir_base
from moderacion.reloj import RelojFijo
from tests.moderacion.falsos import alta, com, ejecutar, entrar, filas
from tests.postgres import Servidor

CANARIO = "canario-7hJ2"
NADIE = "postgresql+psycopg://moderacion@127.0.0.1:9/moderacion"


@pytest.fixture
def vacia(postgres: Servidor) -> Iterator[str]:
    url = postgres.nueva("template0")
    yield url
    postgres.borrar(url)


@pytest.fixture
def abrir(postgres: Servidor, reloj: RelojFijo) -> Iterator[Callable[[], Almacen]]:
    """Varias veces la misma base: cada una, como otro proceso."""
    url, abiertos = postgres.nueva(), []

    def _abrir() -> Almacen:
        abiertos.append(Almacen(url, reloj))
        return abiertos[-1]

    yield _abrir
    for a in abiertos:
        a.cerrar()
    postgres.borrar(url)


@pytest.fixture
def almacen(abrir: Callable[[], Almacen]) -> Almacen:
    return abrir()


def test_migrar_desde_vacia_y_otra_vez_deja_lo_mismo(vacia: str, reloj: RelojFijo) -> None:
    almacen = Almacen(vacia, reloj)
    try:
        with pytest.raises(BaseIncompatible, match="vacía"):
            almacen.exigir_revision()
        almacen.migrar()
        antes = sorted(inspect(almacen._motor).get_table_names())
        almacen.migrar()
        almacen.exigir_revision()
        assert sorted(inspect(almacen._motor).get_table_names()) == antes
    finally:
        almacen.cerrar()


def test_cuatro_procesos_que_migran_a_la_vez_la_dejan_una_vez(vacia: str, reloj: RelojFijo) -> None:
    almacenes, errores = [Almacen(vacia, reloj) for _ in range(4)], []

    def migrar(a: Almacen) -> None:
        try:
            a.migrar()
            a.exigir_revision()
        except BaseException as error:
            errores.append(error)

    hilos = [threading.Thread(target=migrar, args=(a,)) for a in almacenes]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join()
    for a in almacenes:
        a.cerrar()
    assert errores == []


def test_las_restricciones_y_los_indices_parciales_estan_en_la_base(almacen: Almacen) -> None:
    """Los CHECK se comparan por su nombre: PostgreSQL reescribe su texto. De los indices, tambien si son parciales."""
    checks = set(filas(almacen, "SELECT conname FROM pg_constraint WHERE contype = 'c'"))
    indices = dict(filas(almacen, "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"))
    for tabla in METADATOS.sorted_tables:
        for restriccion in tabla.constraints:
            if hasattr(restriccion, "sqltext"):
                assert restriccion.name in checks
        for indice in tabla.indexes:
            escrito = indices[str(indice.name)]
            assert ("UNIQUE" in escrito) == indice.unique
            assert (" WHERE " in escrito) == (indice.dialect_options["postgresql"]["where"] is not None)


def test_bajar_y_subir_la_migracion_deja_lo_mismo(almacen: Almacen) -> None:
    forma = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal UNION ALL SELECT indexname FROM pg_indexes "
        "WHERE schemaname = 'public' UNION ALL SELECT proname FROM pg_proc WHERE proname LIKE 'moderacion%' ORDER BY 1"
    )
    antes = filas(almacen, forma)
    assert "suceso_sin_truncate" in antes
    config = _config()
    with almacen._motor.begin() as con:
        config.attributes["conexion"] = con
        command.downgrade(config, "base")
    assert filas(almacen, forma) == ["alembic_version_pkc"]
    assert revision(almacen._motor) is None
    almacen.migrar()
    assert filas(almacen, forma) == antes


@pytest.mark.parametrize("tabla", ["suceso", "reglamento", "repaso"])
def test_lo_que_es_prueba_no_se_vacia(almacen: Almacen, tabla: str) -> None:
    with almacen.unidad() as u:
        u.registro.asentar(Suceso("prueba:hecha", "x"))
    with pytest.raises(DatabaseError, match="no se cambia ni se borra"):
        ejecutar(almacen, f"TRUNCATE {tabla} CASCADE")
    assert filas(almacen, "SELECT count(*) FROM suceso") == [1]


def test_los_ajustes_de_cada_conexion(almacen: Almacen) -> None:
    valores = {
        a: filas(almacen, f"SHOW {a}")[0]
        for a in (
            "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout", "timezone",
            "application_name", "transaction_isolation", "client_encoding",
        )
    }  # fmt: skip
    assert valores == {
        "lock_timeout": "5s", "statement_timeout": "1min", "idle_in_transaction_session_timeout": "5min",
        "timezone": "UTC", "application_name": "moderacion", "transaction_isolation": "read committed",
        "client_encoding": "UTF8",
    }  # fmt: skip


def test_un_servidor_que_se_apaga_se_nota_en_un_minuto(reloj: RelojFijo) -> None:
    """Su maquina sin luz no cierra la conexion: sin decirle al sistema que pregunte, se la espera dos horas."""
    almacen = Almacen(f"{NADIE}?keepalives_idle=5", reloj)
    conexion = almacen.conexion()
    assert {n: conexion[n] for n in VIVA} == VIVA | {"keepalives_idle": "5"}, "lo que alguien puso, manda"
    with socket.create_server(("127.0.0.1", 0)) as calla:
        puerto = calla.getsockname()[1]
        cerca = Almacen(f"postgresql+psycopg://m@127.0.0.1:{puerto}/m", reloj)
        opciones: list[int] = []

        @event.listens_for(cerca._motor, "do_connect")
        def _mirar(_: object, __: object, ___: object, dados: dict[str, Any]) -> None:
            dicho = psycopg.conninfo.make_conninfo(**{n: v for n, v in dados.items() if n != "context"})
            con = psycopg.pq.PGconn.connect_start(dicho.encode())
            with socket.socket(fileno=os.dup(con.socket)) as s:
                assert con.status != psycopg.pq.ConnStatus.BAD
                calla.accept()[0].close()
                con.connect_poll()
                nombres = ("TCP_KEEPIDLE", "TCP_KEEPINTVL", "TCP_KEEPCNT", "TCP_USER_TIMEOUT")
                opciones.extend(s.getsockopt(socket.IPPROTO_TCP, getattr(socket, n)) for n in nombres)
            raise psycopg.OperationalError("no hace falta mas")

        with pytest.raises(BaseIncompatible):
            alta(cerca)
    assert opciones == [30, 10, 3, 60_000]


def test_leer_es_una_sola_foto_y_no_escribe(abrir: Callable[[], Almacen]) -> None:
    uno, otro = abrir(), abrir()
    alta(uno)
    with uno.lectura() as u:
        assert len(u.cuentas.todas()) == 1
        with otro.unidad() as v:
            v.cuentas.dar_de_alta("twitter", "2", "dos")
        assert len(u.cuentas.todas()) == 1
    with pytest.raises(DBAPIError, match="read-only"), uno.lectura() as u:
        u.cuentas.dar_de_alta("youtube", "3", "tres")
    assert filas(uno, "SELECT count(*) FROM cuenta") == [2]


def test_la_cadena_espera_a_quien_la_tiene_y_sigue_su_ultimo_eslabon(abrir: Callable[[], Almacen]) -> None:
    uno, otro = abrir(), abrir()
    llego, hecho = threading.Event(), []

    def segundo() -> None:
        with otro.unidad() as u:
            u.registro.asentar(Suceso("prueba:segunda", "x"))
            llego.set()
        hecho.append(True)

    hilo = threading.Thread(target=segundo)
    with uno.unidad() as u:
        u.registro.asentar(Suceso("prueba:primera", "x"))
        u.registro.encadenar()
        hilo.start()
        assert llego.wait(10)
        hilo.join(0.3)
        assert not hecho, "espera a que la primera confirme"
    hilo.join(10)
    assert filas(uno, "SELECT tipo FROM suceso ORDER BY n") == ["prueba:primera", "prueba:segunda"]
    with uno.lectura() as u:
        assert verificar(u.registro.recorrer()) == (2, None)


def test_un_abrazo_se_dice_en_una_frase_y_no_deja_nada_a_medias(abrir: Callable[[], Almacen]) -> None:
    """Nuestro codigo bloquea en orden; si algo de fuera no lo hace, la unidad se pierde entera y se puede repetir."""
    almacenes = abrir(), abrir()
    for n in (1, 2):
        alta(almacenes[0], id_externo=str(n))
    barrera, dicho = threading.Barrier(2), []

    def cruzar(n: int) -> None:
        try:
            with almacenes[n].unidad() as u:
                u.cuentas.una(n + 1)
                u.registro.asentar(Suceso("prueba:cruzada", f"hilo/{n}"))
                barrera.wait(10)
                u.cuentas.una(2 - n)
        except BaseOcupada as error:
            dicho.append(str(error))

    hilos = [threading.Thread(target=cruzar, args=(n,)) for n in (0, 1)]
    for h in hilos:
        h.start()
    for h in hilos:
        h.join(20)
    assert dicho == ["otra operación tenía ocupado lo mismo: no se guardó nada, vuelva a intentarlo"]
    assert filas(almacenes[0], "SELECT count(*) FROM suceso WHERE tipo = 'prueba:cruzada'") == [1]


def test_el_servidor_corta_las_conexiones_y_la_siguiente_unidad_sale(almacen: Almacen) -> None:
    alta(almacen)
    with psycopg.connect(
        almacen._motor.url.render_as_string().replace("+psycopg", ""), autocommit=True
    ) as con:
        con.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    entrar(almacen, 1, com("c1"))
    assert filas(almacen, "SELECT count(*) FROM comentario") == [1]


def test_una_sesion_que_se_quedo_en_un_servidor_que_ya_solo_lee_se_cambia_por_otra(
    abrir: Callable[[], Almacen], postgres: Servidor
) -> None:
    """Tras un relevo del principal, el de antes sigue contestando a quien ya estaba: solo reiniciar el servicio lo arreglaba."""
    almacen = abrir()
    (base,) = filas(almacen, "SELECT current_database()")
    postgres._con.execute(f"ALTER DATABASE {base} SET default_transaction_read_only = on")
    almacen.cerrar()
    assert filas(almacen, "SHOW default_transaction_read_only") == ["on"]
    postgres._con.execute(f"ALTER DATABASE {base} RESET default_transaction_read_only")
    with pytest.raises(BaseOcupada, match="se cortó la conexión con la base"):
        alta(almacen)
    alta(almacen)


def test_una_base_que_no_es_utf8_no_se_estrena(postgres: Servidor, reloj: RelojFijo) -> None:
    """En LATIN1 se deja crear, y el primer comentario con un emoji no entra nunca: la cuenta no se leeria mas."""
    postgres._con.execute("CREATE DATABASE latina TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    url = postgres.url("latina")
    almacen = Almacen(url, reloj)
    try:
        with pytest.raises(BaseIncompatible, match="no guarda UTF-8"):
            almacen.migrar()
    finally:
        almacen.cerrar()
        postgres.borrar(url)


@pytest.mark.parametrize("que", ["migrar", "exigir_revision", "unidad", "lectura"])
def test_sin_servidor_se_dice_en_una_frase_sin_la_clave(
    reloj: RelojFijo, que: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    almacen = Almacen(NADIE, reloj, CANARIO)

    def abrir() -> None:
        dio = getattr(almacen, que)()
        with dio or nullcontext():
            pass

    with pytest.raises(BaseIncompatible) as visto:
        abrir()
    almacen.cerrar()
    frase = str(visto.value)
    assert frase.startswith(
        "no se puede abrir la base postgresql+psycopg://moderacion@127.0.0.1:9/moderacion: "
    )
    assert visto.value.__suppress_context__ or visto.value.__cause__ is None
    assert CANARIO not in frase + caplog.text + repr(almacen._motor) + repr(almacen._motor.url)


def test_la_clave_tampoco_sale_si_la_repite_el_error(
    reloj: RelojFijo, monkeypatch: pytest.MonkeyPatch
) -> None:
    def negar(*_: object, **__: object) -> None:
        raise psycopg.OperationalError(f"clave «{CANARIO}» rechazada")

    monkeypatch.setattr(psycopg, "connect", negar)
    monkeypatch.setattr(psycopg.Connection, "connect", negar)
    almacen = Almacen(NADIE, reloj, CANARIO)
    with pytest.raises(BaseIncompatible, match="rechazada") as visto:
        almacen.exigir_revision()
    assert CANARIO not in str(visto.value)


def test_la_clave_de_la_configuracion_llega_a_la_base_y_no_se_ve(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path
) -> None:
    monkeypatch.setenv("PRUEBA_CLAVE", CANARIO)
    config = Config.model_validate({"base": {"url": NADIE, "clave": "env/PRUEBA_CLAVE"}})
    assert CANARIO not in repr(config)
    with pytest.raises(BaseIncompatible):
        abrir_base(config)
    ruta = tmp_path / "config.toml"
    ruta.write_text(f'[base]\nurl = "{NADIE}"\nclave = "env/PRUEBA_CLAVE"\n')
    assert correr(["bitacora", "verificar", "--config", str(ruta)]) == 1
    dicho = capsys.readouterr()
    assert "no se puede abrir la base" in dicho.err
    assert CANARIO not in dicho.out + dicho.err


def test_una_base_postgresql_trabaja_desde_la_configuracion(vacia: str) -> None:
    config = Config.model_validate({"base": {"url": vacia, "clave": None}})
    almacen = abrir_base(config, migrar=True)
    try:
        alta(almacen)
        with almacen._motor.connect() as con:
            assert MigrationContext.configure(con).get_current_revision()
    finally:
        almacen.cerrar()
