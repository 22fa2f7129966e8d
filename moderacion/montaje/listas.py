"""Revisar todos los lexicos y las listas: los que hay, sin nombrarlos aqui uno por uno.

Un lexico (`modelos/lexicos/*.toml`) se lee con `leer_lexico`. Una lista (`politicas/listas/`) se lee con la funcion
`leer_<nombre>` que tenga alguna de las ayudas; la que no la tenga se mira por su forma: textos llenos, listas de una sola
clase y sin repetir.
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from pathlib import Path

from modelos.lectura import CARPETA, ErrorLexico, leer_lexico, leer_toml
from moderacion.errores import por_que
from politicas import ayudas
from politicas.ayudas.listas import CARPETA as LISTAS
from politicas.ortografia.listas import REVISIONES

Lector = Callable[[Path], object]


def revisar_listas(lexicos: Path = CARPETA, listas: Path = LISTAS) -> list[str]:
    """Lo que esta mal en los lexicos y las listas: una frase por archivo, con el archivo y la clave."""
    malas = []
    for leer, ruta in [*_lexicos(lexicos), *_listas(listas)]:
        try:
            leer(ruta)
        except ErrorLexico as error:
            malas.append(str(error))
    return malas


def _lexicos(carpeta: Path) -> Iterator[tuple[Lector, Path]]:
    yield from ((leer_lexico, ruta) for ruta in sorted(carpeta.rglob("*.toml")))


def _listas(carpeta: Path) -> Iterator[tuple[Lector, Path]]:
    propios = _lectores()
    for ruta in sorted(r for r in carpeta.rglob("*") if r.is_file()):
        por_forma = _leer_por_forma if ruta.suffix == ".toml" else _leer_renglones
        yield propios.get(ruta.stem, por_forma), ruta


def _lectores() -> dict[str, Lector]:
    """Nombre de lista → la funcion `leer_<nombre>` de alguna ayuda, o la que dice la ortografia."""
    nombres = [m.name for m in pkgutil.walk_packages(ayudas.__path__, f"{ayudas.__name__}.")]
    modulos = [importlib.import_module(nombre) for nombre in nombres]
    return {Path(lista).stem: leer for leer, lista in REVISIONES} | {
        nombre.removeprefix("leer_"): funcion
        for modulo in modulos
        for nombre, funcion in vars(modulo).items()
        if nombre.startswith("leer_") and getattr(funcion, "__module__", "") == modulo.__name__
    }


def _leer_por_forma(ruta: Path) -> None:
    datos = leer_toml(ruta)
    if not datos:
        raise ErrorLexico(f"{ruta.name}: está vacío")
    for clave, valor in datos.items():
        _mirar(f"{ruta.name}: {clave}", valor)


def _mirar(donde: str, valor: object) -> None:
    """Lanza `ErrorLexico` si dentro de `valor` hay un texto vacio, una lista mezclada o algo repetido."""
    if isinstance(valor, str) and not valor.strip():
        raise ErrorLexico(f"{donde}: se esperaba un texto, está vacío")
    if isinstance(valor, dict):
        for clave, dentro in valor.items():
            _mirar(f"{donde}.{clave}", dentro)
    if not isinstance(valor, list):
        return
    if len({type(v) for v in valor}) > 1:
        raise ErrorLexico(f"{donde}: se esperaba una lista de una sola clase de cosas")
    vistos: list[object] = []
    for i, dentro in enumerate(valor):
        _mirar(f"{donde}[{i}]", dentro)
        if isinstance(dentro, str) and dentro in vistos:
            raise ErrorLexico(f"{donde}[{i}]: {dentro!r} está repetido")
        vistos.append(dentro)


def _leer_renglones(ruta: Path) -> None:
    """Una lista que no es TOML: texto en UTF-8, sin caracteres de control."""
    try:
        texto = ruta.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ErrorLexico(f"{ruta.name}: no se puede leer ({por_que(error)})") from error
    for n, renglon in enumerate(texto.splitlines(), 1):
        if not renglon.replace("\t", "").isprintable():
            raise ErrorLexico(f"{ruta.name}: renglón {n}: tiene caracteres que no se ven")
