"""Copiar una base PostgreSQL con las herramientas del servidor, contar lo que va en la copia y ponerla en una base vacia.

Lo contado y lo volcado son la misma foto (`pg_export_snapshot`). La clave va por el entorno, que no se ve en la lista de procesos.
"""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, Final

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from moderacion.almacen.contenido import RESTAURANDO, SIN_CONTAR, Contenido, comprobar_cadena
from moderacion.almacen.motor import VIVA, crear_motor, en_frase
from moderacion.bitacora.verificador import CAMPOS, GENESIS, Ancla, Fila
from moderacion.errores import BaseIncompatible, BaseOcupada, EntradaInvalida

_TABLAS: Final = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
_OTROS: Final = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
    "AND pid <> pg_backend_pid() AND application_name LIKE 'moderacion%'"
)
_VECES: Final = 10
_COPY: Final = re.compile(rb'COPY public\."?(\w+)"? \((.*)\) FROM stdin;\n')
_ESCAPE: Final = re.compile(r"\\(.)")
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_DESORDEN: Final = 200_000
_QUITAR: Final = re.compile(
    r" (TABLE|TABLE DATA|CONSTRAINT) public alembic_version | SCHEMA - public | COMMENT - SCHEMA public "
)


class Herramientas:
    """`pg_dump` y `pg_restore`: de una carpeta, o del camino. Los del servidor o mas nuevos."""

    def __init__(self, url: str, clave: str | None, carpeta: Path | None) -> None:
        self._carpeta = carpeta
        u = make_url(url)
        u = u.set(query={**VIVA, **u.query})
        self._donde = u.set(drivername="postgresql").render_as_string(hide_password=False)
        self._entorno = {**os.environ, "PGTZ": "UTC", "PGCLIENTENCODING": "UTF8", "LC_ALL": "C"}
        self._clave = clave
        if clave is not None:
            self._entorno["PGPASSWORD"] = clave

    def _orden(self, cual: str, *argumentos: str) -> list[str]:
        ruta = str(self._carpeta / cual) if self._carpeta else shutil.which(cual)
        if ruta is None or not Path(ruta).exists():
            raise EntradaInvalida(f"no se encuentra {cual}: diga su carpeta en «respaldo.herramientas»")
        return [ruta, *argumentos]

    @contextmanager
    def volcando(self, foto: str) -> Iterator[BinaryIO]:
        """Lo que va saliendo de `pg_dump`. Lanza `BaseIncompatible` al cerrar si no acabo bien."""
        orden = self._orden(
            "pg_dump", "-Fc", "--schema=public", "--no-owner", "--no-privileges", f"--snapshot={foto}", "-d", self._donde
        )  # fmt: skip
        with tempfile.TemporaryFile() as quejas:
            with subprocess.Popen(  # noqa: S603 (la orden es nuestra)
                orden, stdout=subprocess.PIPE, stderr=quejas, env=self._entorno
            ) as proceso:
                try:
                    yield proceso.stdout  # type: ignore[misc]
                except BaseException:
                    proceso.kill()
                    raise
            self._bien("pg_dump", proceso.returncode, quejas)

    @contextmanager
    def leyendo(self, trozos: Iterable[bytes]) -> Iterator[BinaryIO]:
        """Lo de dentro de un volcado, como texto. Lanza `BaseIncompatible` al cerrar si no acabo bien."""
        orden = self._orden("pg_restore", "--data-only", "-f", "-")
        fallo: list[BaseException] = []

        def dar(a: IO[bytes]) -> None:
            try:
                with a:
                    for trozo in trozos:
                        a.write(trozo)
            except BrokenPipeError:
                pass  # se fue: lo que le paso se dice al cerrar
            except BaseException as error:  # noqa: BLE001 (se lanza en el hilo que lee)
                fallo.append(error)

        with tempfile.TemporaryFile() as quejas:
            with subprocess.Popen(  # noqa: S603
                orden, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quejas, env=self._entorno
            ) as proceso:
                hilo = threading.Thread(target=dar, args=(proceso.stdin,), daemon=True)
                hilo.start()
                try:
                    yield proceso.stdout  # type: ignore[misc]
                except BaseException:
                    proceso.kill()
                    raise
                finally:
                    hilo.join()
            if fallo:
                raise fallo[0]
            self._bien("pg_restore", proceso.returncode, quejas)

    def poner(self, volcado: Path) -> None:
        """Lo pone en una base reservada (`reservar`), todo o nada, y sin su revision: sigue sin abrirla ningun programa."""
        lista = self._correr(self._orden("pg_restore", "-l", str(volcado)))
        lineas = [x for x in lista.splitlines(keepends=True) if not _QUITAR.search(x)]
        with tempfile.NamedTemporaryFile("w", suffix=".lista", encoding="utf-8") as archivo:
            archivo.writelines(lineas)
            archivo.flush()
            opciones = ("--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges")
            self._correr(
                self._orden("pg_restore", *opciones, "-L", archivo.name, "-d", self._donde, str(volcado))
            )

    def _correr(self, orden: list[str]) -> str:
        with tempfile.TemporaryFile() as quejas:
            r = subprocess.run(  # noqa: S603
                orden, stdout=subprocess.PIPE, stderr=quejas, env=self._entorno, check=False
            )
            self._bien(Path(orden[0]).name, r.returncode, quejas)
        return r.stdout.decode("utf-8", "replace")

    def _bien(self, cual: str, codigo: int, quejas: IO[bytes]) -> None:
        if codigo:
            quejas.seek(0)
            dicho = quejas.read(2000).decode("utf-8", "replace").strip()
            if self._clave:
                dicho = dicho.replace(self._clave, "«clave»")
            raise BaseIncompatible(f"{cual} no pudo: {dicho}")


@contextmanager
def foto(url: str, clave: str | None) -> Iterator[tuple[Contenido, str]]:
    """Lo que hay, y el nombre de la foto con que otros pueden ver lo mismo mientras dura el `with`."""
    motor = crear_motor(url, clave)
    opciones: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    try:
        with en_frase(motor), motor.connect().execution_options(**opciones) as con:
            # contar tarda, y el volcado mas: quieta, pero con permiso
            con.execute(text("SET statement_timeout = 0"))
            con.execute(text("SET idle_in_transaction_session_timeout = 0"))
            nombre = con.execute(text("SELECT pg_export_snapshot()")).scalar_one()
            yield contar(con), nombre
    finally:
        motor.dispose()


def contar(con: Connection) -> Contenido:
    """Lo que hay, sin comprobarlo."""
    tablas = sorted(set(con.execute(text(_TABLAS)).scalars()) - SIN_CONTAR)
    filas = {t: int(con.execute(text(f'SELECT count(*) FROM public."{t}"')).scalar_one()) for t in tablas}  # noqa: S608
    revision = con.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    ultima = con.execute(text("SELECT n, huella FROM suceso ORDER BY n DESC LIMIT 1")).first()
    return Contenido(filas, ultima.n if ultima else 0, ultima.huella if ultima else GENESIS, revision)


def mirar(salida: BinaryIO, anclas: Sequence[Ancla] = ()) -> Contenido:
    """Lo que hay en un volcado hecho texto, sin ninguna base: filas por tabla, la revision y la bitacora comprobada."""
    filas: dict[str, int] = {}
    revision: list[str] = []
    d, mal = comprobar_cadena(_en_orden(_sucesos(salida, filas, revision)), anclas)
    # si la cadena se rompio a medias, lo que quede por contar
    for _ in _sucesos(salida, filas, revision):
        pass
    return Contenido(
        dict(sorted(filas.items())), d.buenas, d.huella, "".join(revision), tuple(mal), d.ancladas
    )


def _sucesos(salida: BinaryIO, filas: dict[str, int], revision: list[str]) -> Iterator[Fila]:
    """Lee el volcado: cuenta cada tabla y da las filas de la bitacora."""
    tabla, columnas = "", []
    for linea in salida:
        if not tabla:
            cabeza = _COPY.fullmatch(linea)
            if cabeza:
                tabla = cabeza[1].decode()
                columnas = [c.strip().strip('"') for c in cabeza[2].decode().split(",")]
                if tabla not in SIN_CONTAR:
                    filas[tabla] = 0
        elif linea == b"\\.\n":
            tabla = ""
        elif tabla in SIN_CONTAR:
            revision.append(linea.decode().strip())
        else:
            filas[tabla] += 1
            if tabla == "suceso":
                yield _fila(linea, columnas)


def _fila(linea: bytes, columnas: list[str]) -> Fila:
    campos = [
        _ESCAPE.sub(lambda m: _ESCAPES.get(m[1], m[1]), c) for c in linea.decode().rstrip("\n").split("\t")
    ]
    f: dict[str, Any] = dict(zip(columnas, campos, strict=True))
    f["n"] = int(f["n"])
    f["fecha"] = datetime.fromisoformat(f["fecha"]).astimezone(UTC).isoformat(timespec="microseconds")
    return tuple(f[c] for c in CAMPOS)


def _en_orden(filas: Iterator[Fila]) -> Iterator[Fila]:
    """Por su numero: con varios escribiendo a la vez, en el disco pueden quedar algo revueltas."""
    esperan: dict[int, Fila] = {}
    toca = 1
    for fila in filas:
        esperan[fila[0]] = fila
        while toca in esperan:
            yield esperan.pop(toca)
            toca += 1
        if len(esperan) > _DESORDEN:
            break  # falta una: la siguiente lo dira
    yield from (esperan[n] for n in sorted(esperan))


@contextmanager
def _una(url: str, clave: str | None) -> Iterator[Connection]:
    """Una transaccion, en una conexion que no queda."""
    motor = crear_motor(url, clave)
    try:
        with en_frase(motor), motor.begin() as con:
            con.execute(text("SET statement_timeout = 0"))
            yield con
    finally:
        motor.dispose()


def vacia(url: str, clave: str | None) -> bool:
    """Si no hay ninguna tabla."""
    with _una(url, clave) as con:
        return con.execute(text(_TABLAS)).first() is None


def reservar(url: str, clave: str | None, apartada: str) -> None:
    """Deja la base vacia y en la revision `restaurando`, en una transaccion: ningun programa la abre ni la estrena.

    `apartada`: el esquema que toma lo que hay; vacio, no hay nada. Lanza `BaseOcupada` si el servicio esta conectado.
    """
    with _una(url, clave) as con:
        otros = _conectados(con)
        if otros:
            raise BaseOcupada(f"hay {otros} conexiones del servicio a la base: párelo antes de restaurar")
        if apartada:
            con.execute(text(f'ALTER SCHEMA public RENAME TO "{apartada}"'))
            con.execute(text("CREATE SCHEMA public"))
        # como la hace Alembic, que luego pone en ella la revision de la copia
        con.execute(text("CREATE TABLE public.alembic_version (version_num varchar(32) PRIMARY KEY)"))
        con.execute(text("INSERT INTO public.alembic_version VALUES (:r)"), {"r": RESTAURANDO})


def _conectados(con: Connection) -> int:
    """Cuantas conexiones del servicio quedan. Una recien cerrada tarda un momento en irse del servidor: se espera un poco."""
    quedan = 0
    for _ in range(_VECES):
        quedan = con.execute(text(_OTROS)).scalar_one()
        if not quedan:
            break
        con.execute(text("SELECT pg_stat_clear_snapshot(), pg_sleep(0.2)"))
    return quedan


def recien_puesto(url: str, clave: str | None, revision: str) -> Contenido:
    """Lo que quedo puesto, de esa revision: la base aun no la dice."""
    with _una(url, clave) as con:
        return replace(contar(con), revision=revision)
