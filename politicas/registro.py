"""El reglamento: las 13 politicas, en orden, y su version."""

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


def _archivos() -> list[tuple[str, Path]]:
    """Todo lo que puede cambiar un juicio: politicas, sus listas, la lectura y los lexicos."""
    propia = Path(__file__).resolve().parent
    lectura = CARPETA.parent / "lectura"
    rutas = [*propia.rglob("*.py"), *propia.rglob("*.toml"), *lectura.rglob("*.py"), *CARPETA.glob("*.toml")]
    raiz = propia.parent
    return sorted((r.relative_to(raiz).as_posix() if r.is_relative_to(raiz) else r.name, r) for r in rutas)


@lru_cache(maxsize=1)
def version_reglamento() -> str:
    """Huella (12 cifras hexadecimales) del codigo y las listas con que se juzga. Igual en toda maquina."""
    huella = sha256()
    for nombre, ruta in _archivos():
        contenido = ruta.read_bytes().replace(b"\r\n", b"\n")
        huella.update(nombre.encode() + b"\0" + sha256(contenido).digest())
    return huella.hexdigest()[:12]
