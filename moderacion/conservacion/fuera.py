"""Lo purgado que vive fuera de la base: el registro que una copia restaurada vuelve a aplicar, y las carpetas del servicio.

El registro es un archivo al que solo se añade. Cada purga se apunta aqui, en el disco, antes de empezar: si el proceso muere
despues, volver a purgar lo mismo no hace nada; al reves, una copia restaurada traeria de vuelta lo purgado sin que nadie lo
supiera. No lleva textos ni nombres: la red, nuestra cuenta y el id del comentario.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from moderacion.almacen.estados_conservacion import CausaPurga
from moderacion.almacen.purgas import PurgaNueva
from moderacion.almacen.rastros import Tapador
from moderacion.cuaderno import anadir
from moderacion.errores import EntradaInvalida

_DE_TEXTO: Final = frozenset(
    {".csv", ".html", ".json", ".jsonl", ".log", ".md", ".svg", ".tsv", ".txt", ".xml"}
)
"""Lo que se puede mirar por dentro; de lo demas (PDF, hojas, comprimidos) no se sabe que dice."""
_SE_TAPA: Final = frozenset({".log", ".txt"})
"""Los registros del servicio se tapan; una exportacion con rastro se borra: se vuelve a generar."""
_ASTERISCO: Final = b"*"


def apuntar(registro: Path, n: PurgaNueva, ahora: datetime) -> None:
    """Añade una purga y espera a que este en el disco."""
    fila = {
        "clave": n.clave,
        "fecha": ahora.isoformat(),
        "causa": n.causa.value,
        "clase": n.clase,
        "corte": n.corte.isoformat() if n.corte else None,
        "claves": None if n.claves is None else [list(c) for c in n.claves],
        "solicitud": n.solicitud_id,
    }
    anadir(registro, [json.dumps(fila, ensure_ascii=True)])


def apuntadas(registro: Path) -> Iterator[PurgaNueva]:
    """Todas, en orden. Lo que no se entienda se dice: callarlo seria no volver a purgarlo. Lanza `EntradaInvalida`."""
    try:
        lineas = registro.read_bytes().split(b"\n")
    except FileNotFoundError:
        return
    for n, linea in enumerate(lineas, 1):
        if not linea.strip():
            continue
        try:
            yield _purga(json.loads(linea))
        except (ValueError, KeyError, TypeError):
            if n == len(lineas):
                return  # se murio escribiendola: esa purga no llego a empezar
            raise EntradaInvalida(
                f"{registro}: la línea {n} no es una purga; corríjala a mano antes de seguir"
            ) from None


def _purga(f: dict[str, Any]) -> PurgaNueva:
    return PurgaNueva(
        str(f["clave"]),
        CausaPurga(f["causa"]),
        str(f["clase"]),
        datetime.fromisoformat(f["corte"]) if f["corte"] else None,
        None if f["claves"] is None else [tuple(map(str, c)) for c in f["claves"]],
        f["solicitud"],
    )


@dataclass(frozen=True, slots=True)
class EnCarpetas:
    """Lo que se hizo con los archivos."""

    borrados: int = 0
    tapados: int = 0


def _archivos(carpetas: Sequence[Path]) -> Iterator[Path]:
    for carpeta in carpetas:
        # ni enlaces ni lo que cuelgue de otra carpeta: solo lo que el servicio escribio en ella
        yield from (a for a in sorted(carpeta.rglob("*")) if a.is_file() and not a.is_symlink())


def viejos(carpetas: Sequence[Path], corte: datetime) -> list[Path]:
    """Los archivos escritos antes de una fecha."""
    return [a for a in _archivos(carpetas) if a.stat().st_mtime < corte.timestamp()]


def borrar_viejos(carpetas: Sequence[Path], corte: datetime) -> int:
    """Los borra y dice cuantos."""
    cuales = viejos(carpetas, corte)
    for archivo in cuales:
        archivo.unlink(missing_ok=True)
    return len(cuales)


def limpiar_carpetas(carpetas: Sequence[Path], tapador: Tapador, desde: datetime) -> EnCarpetas:
    """Quita el rastro de alguien: tapa los registros y borra toda exportacion que lo lleve.

    `desde`: cuando se supo de esa persona. Lo que no se puede mirar por dentro y se escribio despues, se borra.
    """
    borrados = tapados = 0
    for archivo in _archivos(carpetas):
        if archivo.suffix.lower() not in _DE_TEXTO:
            if archivo.stat().st_mtime >= (desde - timedelta(seconds=1)).timestamp():
                archivo.unlink()
                borrados += 1
            continue
        texto = archivo.read_bytes().decode("utf-8", "surrogateescape")
        tapado = tapador.tapar(texto)
        if tapado == texto:
            continue
        if archivo.suffix.lower() in _SE_TAPA:
            tapados += _tapar_en_su_sitio(archivo, texto, tapado)
        else:
            archivo.unlink()
            borrados += 1
    return EnCarpetas(borrados, tapados)


def _tapar_en_su_sitio(archivo: Path, texto: str, tapado: str) -> bool:
    """Pisa lo tapado octeto por octeto, en el mismo archivo y sin que cambie de largo. Dice si piso algo.

    Quien lo tiene abierto sigue escribiendo en el mientras tanto: ni se recorta, ni se toca nada que no se leyera.
    """
    donde, piso = 0, False
    with archivo.open("r+b") as abierto:
        for antes, ahora in zip(texto.split("\n"), tapado.split("\n"), strict=True):
            octetos = _octetos(antes)
            if antes != ahora:
                abierto.seek(donde)
                # si ya no esta lo que se leyo, es que alguien lo recorto al rotarlo
                if abierto.read(len(octetos)) == octetos:
                    abierto.seek(donde)
                    abierto.write(b"".join(_igual_de_largo(*par) for par in zip(antes, ahora, strict=True)))
                    piso = True
            donde += len(octetos) + 1
    return piso


def _igual_de_largo(antes: str, ahora: str) -> bytes:
    octetos = _octetos(antes)
    return octetos if antes == ahora else _ASTERISCO * len(octetos)


def _octetos(texto: str) -> bytes:
    return texto.encode("utf-8", "surrogateescape")
