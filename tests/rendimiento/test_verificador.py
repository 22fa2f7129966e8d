"""Comprobar la bitacora: filas por segundo, de un JSONL y del archivo SQLite, con sus anclas.

Se dicen las filas por segundo, junto a las pedidas (100.000); lo exigido es la razon con lo menos que puede costar, que es leer
cada fila y hacerle una SHA-256.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderacion.bitacora import GENESIS, verificador
from moderacion.bitacora.verificador import ANCLA, CAMPOS
from moderacion.custodia import Firmante, nueva_llave
from tests.ritmo import cronometrado

pytestmark = pytest.mark.lenta
FILAS, ANCLAS, PEDIDAS, VECES, PEOR = 300_000, 300, 100_000, 3, 4


@pytest.fixture(scope="module")
def cadena(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[verificador.Ancla]]:
    carpeta = tmp_path_factory.mktemp("cadena")
    firmante, inicio = Firmante(nueva_llave()), datetime(2026, 1, 1, tzinfo=UTC)
    previa, anclas, filas = GENESIS, [], []
    for n in range(1, FILAS + 1):
        fecha = inicio + timedelta(seconds=n)
        datos = (
            f'{{"accion":"ocultar","clave":"ocultar:{n}:d{n}","origen":"persona","razón":"pasó su plazo"}}'
        )
        fila = (
            n,
            fecha.isoformat(timespec="microseconds"),
            "orden:pedida",
            f"comentario/{n}",
            "usuario/3",
            datos,
            "",
        )
        previa = verificador.huella_de(previa, fila)
        filas.append((*fila[:6], previa))
        if n % (FILAS // ANCLAS) == 0:
            anclas.append(firmante.firmar(ANCLA, n, previa, fecha, n))
    with (carpeta / "c.jsonl").open("w") as archivo:
        archivo.writelines(json.dumps(dict(zip(CAMPOS, f, strict=True))) + "\n" for f in filas)
    con = sqlite3.connect(carpeta / "c.db")
    con.execute(f"CREATE TABLE suceso ({', '.join(CAMPOS)}, PRIMARY KEY (n))")
    con.executemany(
        "INSERT INTO suceso VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((f[0], f[1][:26].replace("T", " "), *f[2:]) for f in filas),
    )
    con.commit()
    con.close()
    return carpeta / "c.jsonl", carpeta / "c.db", anclas


def _octetos(ruta: Path) -> Iterator[bytes]:
    """Lo menos que hay que leer para hacerle una huella a cada fila."""
    if ruta.suffix == ".db":
        with closing(sqlite3.connect(ruta)) as con:
            for fila in con.execute(f"SELECT {', '.join(CAMPOS)} FROM suceso ORDER BY n"):
                yield "".join(map(str, fila)).encode()
    else:
        with ruta.open() as lineas:
            for linea in lineas:
                yield "".join(map(str, json.loads(linea).values())).encode()


@pytest.mark.parametrize("cual", [0, 1], ids=["jsonl", "sqlite"])
def test_filas_por_segundo(cadena: tuple[Path, Path, list[verificador.Ancla]], cual: int) -> None:
    ruta, anclas = cadena[cual], cadena[2]

    def comprobar() -> None:
        d = verificador._recorrer(str(ruta), anclas)
        assert (d.buenas, d.mala, d.ancladas) == (FILAS, None, FILAS)

    def lo_justo() -> None:
        assert sum(hashlib.sha256(o).digest_size for o in _octetos(ruta)) == FILAS * 32

    # uno tras otro y varias veces: la maquina es de todos
    tiempos = [(cronometrado(comprobar)(), cronometrado(lo_justo)()) for _ in range(VECES)]
    tarda, minimo = map(min, zip(*tiempos, strict=True))
    print(
        f"\n{ruta.suffix}: {FILAS / tarda:,.0f} filas/s, {FILAS / tarda / PEDIDAS:.2f} de las pedidas; "
        f"{tarda / minimo:.1f} veces lo que leerlas y hacerles una huella"
    )
    assert tarda / minimo < PEOR
