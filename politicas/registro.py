"""El reglamento: las 13 politicas, en orden, y sus versiones.

La version del reglamento es la huella de todo lo que puede cambiar un juicio. La de una politica es la huella de su
propio archivo y de todo lo comun (ayudas, listas, lectura, lexicos, juez): tocar un lexico cambia la version de las 13,
porque nadie puede prometer que a una no la toca; tocar `p04.py` solo cambia la de la 4.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from modelos.lectura import CARPETA
from politicas import p01, p02, p03, p04, p05, p06, p07, p08, p09, p10, p11, p12, p13
from politicas.tipos import Politica

POLITICAS: tuple[Politica, ...] = (
    p01.POLITICA,
    p02.POLITICA,
    p03.POLITICA,
    p04.POLITICA,
    p05.POLITICA,
    p06.POLITICA,
    p07.POLITICA,
    p08.POLITICA,
    p09.POLITICA,
    p10.POLITICA,
    p11.POLITICA,
    p12.POLITICA,
    p13.POLITICA,
)


_AJENOS = re.compile(r"(^|/)(__pycache__/|\.)|\.pyc$|\.md$|~$")
"""Lo que hay en esas carpetas y no puede cambiar un juicio."""
_PROPIO = re.compile(r"politicas/p(\d\d)\.py")
Archivo = tuple[str, bytes]
"""Ruta desde la raiz del proyecto y contenido, con los fines de linea de Unix."""


def _archivos() -> list[tuple[str, Path]]:
    """Todo lo que puede cambiar un juicio: politicas, sus listas, la lectura y los lexicos."""
    propia, modelos = Path(__file__).resolve().parent, CARPETA.parent
    rutas = [(propia.parent, r) for r in propia.rglob("*")]
    rutas += [(modelos.parent, r) for c in (modelos / "lectura", CARPETA) for r in c.rglob("*")]
    rutas.append((modelos.parent, modelos / "__init__.py"))
    nombres = [(r.relative_to(raiz).as_posix(), r) for raiz, r in rutas if r.is_file()]
    return sorted((n, r) for n, r in nombres if not _AJENOS.search(n))


def leer_archivos() -> tuple[Archivo, ...]:
    """El contenido de todo lo que puede cambiar un juicio, por orden de nombre. Lanza `OSError`."""
    return tuple((nombre, ruta.read_bytes().replace(b"\r\n", b"\n")) for nombre, ruta in _archivos())


def version_de(archivos: Iterable[Archivo]) -> str:
    """Huella (12 cifras hexadecimales) de unos archivos. No depende de la maquina ni de su orden."""
    huella = sha256()
    for nombre, contenido in sorted(archivos):
        huella.update(nombre.encode() + b"\0" + sha256(contenido).digest())
    return huella.hexdigest()[:12]


def versiones_de(archivos: Iterable[Archivo]) -> dict[int, str]:
    """La version de cada politica: la de su archivo con todo lo comun a las 13."""
    comunes: list[Archivo] = []
    propios: dict[int, Archivo] = {}
    for archivo in archivos:
        if propio := _PROPIO.fullmatch(archivo[0]):
            propios[int(propio[1])] = archivo
        else:
            comunes.append(archivo)
    return {numero: version_de([*comunes, propios[numero]]) for numero in sorted(propios)}


@lru_cache(maxsize=1)
def version_reglamento() -> str:
    """Huella del codigo y las listas con que se juzga. Igual en toda maquina."""
    return version_de(leer_archivos())
