"""El proceso que busca textos, octeto por octeto, en los archivos de una base SQLite: lo arranca `disco.py`.

Va aparte porque abrir y cerrar el archivo de una base en el proceso que la usa le quita los candados que SQLite tiene
puestos en el (son del proceso y no del descriptor: sqlite.org/howtocorrupt.html, 2.2). Sin ellos, el primer programa que
abriera y cerrara la base se creeria solo, borraria el diario, y lo que el servicio escribiera despues se perderia.

Recibe por la entrada un JSON con los archivos y las formas buscadas, en hexadecimal (son de alguien, y por eso no van en los
argumentos), y deja por la salida otro con las que encontro. Se corre por su ruta y no importa nada de la casa: arranca deprisa.
"""

import json
import sys
from collections.abc import Collection
from pathlib import Path
from typing import Final

_TROZO: Final = 1 << 22


def en_archivo(ruta: Path, formas: Collection[bytes]) -> set[bytes]:
    """Las formas que estan en un archivo, que puede no caber en la memoria. Lanza `OSError`."""
    halladas: set[bytes] = set()
    solape = max(map(len, formas)) - 1
    resto = b""
    with ruta.open("rb") as archivo:
        while trozo := archivo.read(_TROZO):
            bloque = resto + trozo
            halladas |= {f for f in formas if f in bloque}
            resto = bloque[-solape:] if solape else b""
    return halladas


def _buscar() -> None:
    pedido = json.loads(sys.stdin.buffer.read())
    formas = {bytes.fromhex(f) for f in pedido["formas"]}
    halladas: set[bytes] = set()
    for ruta in map(Path, pedido["archivos"]):
        # el diario puede irse entre que se pide y que se mira
        if ruta.exists():
            halladas |= en_archivo(ruta, formas)
    json.dump([f.hex() for f in halladas], sys.stdout)


if __name__ == "__main__":
    _buscar()
