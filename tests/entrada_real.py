"""Entrada real: las 1972 respuestas de ciudadanos a ayuntamientos, por las tres redes simuladas y los SDK reales.

    python -m tests.entrada_real [--lista]

Imprime cuentas y tiempos, y los propuestos para restringir con su evidencia.
"""

import csv
import os
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from moderacion import informes
from moderacion.config import leer_config
from moderacion.montaje import montar
from tests.apoyo import SECRETOS, control, escribir_config, redes

DATOS = Path(os.environ.get("MODERACION_DATOS", Path(__file__).parents[2] / "shared" / "datos"))
ARCHIVO = DATOS / "ayuntamientos.tsv"
REDES = ("facebook", "twitter", "youtube")
_LOTE = 200


def textos() -> list[str]:
    """Los textos del conjunto, en su orden."""
    with ARCHIVO.open(encoding="utf-8", newline="") as f:
        return [fila["texto"] for fila in csv.DictReader(f, delimiter="\t", quoting=csv.QUOTE_NONE)]


def inyectar(bases: dict[str, str], todos: list[str]) -> Counter[str]:
    """Reparte los textos entre las tres redes. Devuelve cuantos puso en cada una."""
    cuentas: Counter[str] = Counter()
    for i, red in enumerate(REDES):
        mios = list(enumerate(todos))[i::3]
        for desde in range(0, len(mios), _LOTE):
            comentarios = [
                {
                    "texto": t,
                    "autor": {"id": _autor(red, n), "nombre": f"Persona {n}", "usuario": f"persona_{n}"},
                }
                for n, t in mios[desde : desde + _LOTE]
            ]
            control(bases[red], "comentarios", {"comentarios": comentarios})
        cuentas[red] = len(mios)
    return cuentas


def _autor(red: str, n: int) -> str:
    return f"UCpersona{n:015d}" if red == "youtube" else str(6_000_000_000 + n)


def correr(carpeta: Path, *, listar: bool) -> dict[str, object]:
    """Todo el recorrido. Devuelve las cuentas para que una prueba las compruebe."""
    os.environ.update(SECRETOS)
    todos = textos()
    with redes() as r:
        puestos = inyectar(r.bases, todos)
        servicio = montar(leer_config(escribir_config(carpeta, r.bases)))
        antes = time.perf_counter()
        primera = {servicio.conectores[i].red.value: servicio.sondear(i) for i in servicio.conectores}
        leido = time.perf_counter() - antes
        antes = time.perf_counter()
        juzgados = 0
        while (e := servicio.evaluar()).juzgados:
            juzgados += e.juzgados
        juzgado = time.perf_counter() - antes
        segunda = sum(servicio.sondear(i).nuevos for i in servicio.conectores)
        resumen = informes.resumir(servicio.almacen)
        restringidos = list(informes.restringidos(servicio.almacen))
        servicio.cerrar()
    print(f"inyectados            {dict(puestos)} = {sum(puestos.values())}")
    print(f"leidos                {dict(resumen.por_red)} = {resumen.comentarios} en {leido:.1f} s")
    print(f"juzgados              {juzgados} en {juzgado:.1f} s ({juzgados / juzgado:.0f} por segundo)")
    print(f"por propuesta         {dict(resumen.por_propuesta)}")
    print(f"nuevos al leer otra vez: {segunda}")
    print(f"propuestos para restringir: {len(restringidos)}")
    for x in restringidos if listar else restringidos[:10]:
        pruebas = [(h["politica"], [v["texto"] for v in h["evidencia"]]) for h in x.hallazgos]
        print(f"  {x.red:8} {'sola' if x.automatica else 'cola'}  {pruebas}  {x.texto[:100]!r}")
    return {
        "inyectados": dict(puestos),
        "errores": {red: s.error for red, s in primera.items() if s.error},
        "leidos": dict(resumen.por_red),
        "juzgados": juzgados,
        "segunda": segunda,
        "restringidos": restringidos,
    }


if __name__ == "__main__":
    if not ARCHIVO.is_file():
        sys.exit(f"falta {ARCHIVO.name}: indica la carpeta con MODERACION_DATOS")
    with tempfile.TemporaryDirectory() as temporal:
        correr(Path(temporal), listar="--lista" in sys.argv)
