"""Hacer una copia: de una sola foto, cifrada, y abierta y comprobada antes de darla por hecha.

Una copia que no se ha abierto nunca no es una copia. Hasta que se comprueba lleva otro nombre, y las viejas no se quitan.
"""

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from moderacion.almacen import copia_postgres, copia_sqlite
from moderacion.almacen.contenido import Contenido, diferencias
from moderacion.cuaderno import asentar_carpeta
from moderacion.custodia import sobre
from moderacion.errores import BaseIncompatible, EntradaInvalida, por_que

SUFIJO: Final = ".copia"
_NOMBRE: Final = re.compile(r"moderacion-(\d{8}T\d{6}Z)(-\d+)?\.copia")
_A_MEDIAS: Final = ".a-medias"
_ABIERTA: Final = ".abierta-"
_FORMATO: Final = 1
_MUERTA: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Base:
    """La base que se copia. `archivo`: el de SQLite; None, PostgreSQL."""

    url: str
    clave: str | None
    archivo: Path | None
    herramientas: Path | None = None

    @property
    def motor(self) -> str:
        """Como se llama en un manifiesto."""
        return "postgresql" if self.archivo is None else "sqlite"

    @property
    def con_que(self) -> copia_postgres.Herramientas:
        """Con que se copia PostgreSQL."""
        return copia_postgres.Herramientas(self.url, self.clave, self.herramientas)


@dataclass(frozen=True, slots=True)
class Reglas:
    """Con que se cifran las copias y cuanto se guardan."""

    llaves: sobre.Llaves
    guardar_dias: int
    guardar_minimo: int


@dataclass(frozen=True, slots=True)
class Hecha:
    """Una copia hecha y comprobada."""

    archivo: Path
    manifiesto: Mapping[str, Any]
    quitadas: int
    """Copias viejas que se quitaron despues."""


def respaldar(base: Base, carpeta: Path, reglas: Reglas, ahora: datetime, ancla: str = "") -> Hecha:
    """Hace una copia en la carpeta. `ancla`: la linea de la ultima. Lanza `BaseIncompatible`, `EntradaInvalida` u `OSError`."""
    carpeta.mkdir(parents=True, exist_ok=True, mode=0o700)
    quitar_muertas(carpeta, ahora)
    if base.archivo is not None:
        # junto a la base se abre lo que se restaura
        quitar_muertas(base.archivo.resolve().parent, ahora)
    final = _nombre_libre(carpeta, ahora)
    parcial = final.with_name(final.name + _A_MEDIAS)
    comunes = {
        "formato": _FORMATO,
        "hecha": ahora.isoformat(timespec="seconds"),
        "motor": base.motor,
        "programa": metadata.version("moderacion"),
        "ancla": ancla,
    }
    try:
        hacer = _de_postgres if base.archivo is None else _de_sqlite
        cabecera, huella = hacer(base, parcial, reglas.llaves, comunes)
        comprobar(parcial, reglas.llaves, base, cabecera)
        manifiesto = {**cabecera, "archivo": final.name, "octetos": parcial.stat().st_size, "sha256": huella}
        parcial.rename(final)
        # antes de decir a nadie que la copia existe
        asentar_carpeta(carpeta)
    except BaseException:
        parcial.unlink(missing_ok=True)
        raise
    nota = final.with_name(final.name + ".json")
    nota.write_text(json.dumps(manifiesto, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    return Hecha(final, manifiesto, podar(carpeta, reglas, ahora))


def _nombre_libre(carpeta: Path, ahora: datetime) -> Path:
    base = f"moderacion-{ahora.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for n in range(100):
        nombre = carpeta / f"{base}{f'-{n}' if n else ''}{SUFIJO}"
        if not nombre.exists() and not nombre.with_name(nombre.name + _A_MEDIAS).exists():
            return nombre
    raise EntradaInvalida(f"ya hay cien copias de este segundo en {carpeta}")


def _de_sqlite(
    base: Base, parcial: Path, llaves: sobre.Llaves, comunes: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    assert base.archivo is not None  # noqa: S101 (lo dice quien llama)
    if not base.archivo.exists():
        raise BaseIncompatible(f"no existe {base.archivo}")
    with carpeta_privada(parcial.parent) as privada:
        copia = privada / "copia.db"
        copia_sqlite.sacar(base.archivo, copia)
        cabecera = {**comunes, **copia_sqlite.contar(copia).como_dict()}
        with copia.open("rb") as origen:
            return cabecera, sobre.cerrar(origen, parcial, cabecera, llaves)


def _de_postgres(
    base: Base, parcial: Path, llaves: sobre.Llaves, comunes: Mapping[str, Any]
) -> tuple[dict[str, Any], str]:
    with copia_postgres.foto(base.url, base.clave) as (contenido, foto):
        cabecera = {**comunes, **contenido.como_dict()}
        with base.con_que.volcando(foto) as origen:
            huella = sobre.cerrar(origen, parcial, cabecera, llaves)
    return cabecera, huella


@contextmanager
def carpeta_privada(junto_a: Path) -> Iterator[Path]:
    """Una carpeta solo de quien corre (0700) que no queda: dentro va la base sin cifrar."""
    privada = Path(tempfile.mkdtemp(prefix=_ABIERTA, dir=junto_a))
    try:
        yield privada
    finally:
        shutil.rmtree(privada, ignore_errors=True)


def quitar_muertas(carpeta: Path, ahora: datetime) -> None:
    """Lo que otro dejo a medias al morir, hace mas de un dia: sin cifrar no se queda, ni lo purgado vuelve por ahi."""
    antes = (ahora - _MUERTA).timestamp()
    for resto in (*carpeta.glob(f"{_ABIERTA}*"), *carpeta.glob(f"*{SUFIJO}{_A_MEDIAS}")):
        if resto.stat().st_mtime < antes:
            if resto.is_dir():
                shutil.rmtree(resto, ignore_errors=True)
            else:
                resto.unlink(missing_ok=True)


# --- abrirla


def leer_manifiesto(copia: Path) -> dict[str, Any]:
    """La cabecera de una copia. Lanza `EntradaInvalida` si no es una copia que este programa entienda."""
    try:
        with copia.open("rb") as archivo:
            datos, _ = sobre.cabecera_de(archivo)
    except OSError as error:
        raise EntradaInvalida(f"no se puede leer {copia}: {por_que(error)}") from None
    esperadas = {"filas", "n", "huella", "revision", "motor", "hecha"}
    if datos.get("formato") != _FORMATO or not esperadas <= datos.keys():
        raise EntradaInvalida("la copia es de un formato que este programa no conoce")
    return datos


def huella_de(copia: Path) -> str:
    """SHA-256 del archivo."""
    with copia.open("rb") as archivo:
        return hashlib.file_digest(archivo, "sha256").hexdigest()


def abrir_en(copia: Path, destino: Path, llaves: sobre.Llaves) -> None:
    """Deja lo de dentro en un archivo nuevo, que solo su dueño lee. Lanza `EntradaInvalida` si no se abre."""
    # sera la base: el permiso con que nace aqui es el que tendra alli
    descriptor = os.open(destino, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with copia.open("rb") as archivo, os.fdopen(descriptor, "wb") as abierta:
        for trozo in sobre.abrir(archivo, llaves):
            abierta.write(trozo)


def comprobar(copia: Path, llaves: sobre.Llaves, base: Base, esperado: Mapping[str, Any]) -> Contenido:
    """Abre la copia entera y mira que sea lo que dice: paginas, claves ajenas, filas y bitacora. Lanza `BaseIncompatible`."""
    if esperado["motor"] == "sqlite":
        with carpeta_privada(copia.parent) as privada:
            abrir_en(copia, privada / "copia.db", llaves)
            return exigir(copia_sqlite.mirar(privada / "copia.db"), esperado)
    with copia.open("rb") as archivo, base.con_que.leyendo(sobre.abrir(archivo, llaves)) as texto:
        hallado = copia_postgres.mirar(texto)
    return exigir(hallado, esperado)


def exigir(hallado: Contenido, esperado: Mapping[str, Any]) -> Contenido:
    """Lanza `BaseIncompatible` con lo que no cuadre."""
    malas = [*hallado.faltas, *diferencias(esperado, hallado)]
    if malas:
        raise BaseIncompatible("la copia no es lo que dice ser: " + "; ".join(malas[:5]))
    return hallado


# --- las viejas


def copias(carpeta: Path) -> list[tuple[datetime, Path]]:
    """Las que hay, la mas nueva primero: cuando se hizo y cual es."""
    halladas = []
    for ruta in carpeta.glob(f"moderacion-*{SUFIJO}"):
        nombre = _NOMBRE.fullmatch(ruta.name)
        if nombre:
            halladas.append((datetime.strptime(nombre[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC), ruta))
    return sorted(halladas, reverse=True)


def podar(carpeta: Path, reglas: Reglas, ahora: datetime) -> int:
    """Quita las que pasaron de sus dias, menos las ultimas. Devuelve cuantas."""
    corte = ahora - timedelta(days=reglas.guardar_dias)
    viejas = [r for fecha, r in copias(carpeta)[reglas.guardar_minimo :] if fecha < corte]
    for ruta in viejas:
        ruta.unlink(missing_ok=True)
        ruta.with_name(ruta.name + ".json").unlink(missing_ok=True)
    return len(viejas)
