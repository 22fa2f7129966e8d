"""Comprobar la bitacora: filas por segundo, de un JSONL y del archivo SQLite, con sus anclas."""

import json
import sqlite3
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from moderacion.bitacora import GENESIS, verificador
from moderacion.bitacora.verificador import ANCLA, CAMPOS, recorrer
from moderacion.custodia import Firmante, nueva_llave
from tests.ritmo import lo_menos

pytestmark = pytest.mark.lenta
FILAS, ANCLAS, MINIMO = 300_000, 300, 100_000


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


@pytest.mark.parametrize("cual", [0, 1], ids=["jsonl", "sqlite"])
def test_filas_por_segundo(cadena: tuple[Path, Path, list[verificador.Ancla]], cual: int) -> None:
    ruta, anclas = cadena[cual], cadena[2]
    tardan = []

    def recorrida() -> float:
        empieza = time.process_time()  # la maquina es de todos
        if cual:
            d = recorrer(verificador.de_sqlite(ruta), anclas)
        else:
            with ruta.open() as lineas:
                d = recorrer(verificador.de_jsonl(lineas), anclas)
        tardan.append(time.process_time() - empieza)
        assert (d.buenas, d.mala, d.ancladas) == (FILAS, None, FILAS)
        return tardan[-1]

    menos = lo_menos(recorrida, FILAS / MINIMO, intentos=3)
    print(f"\n{ruta.suffix}: {FILAS / min(tardan):,.0f} filas/s")
    assert menos <= FILAS / MINIMO
