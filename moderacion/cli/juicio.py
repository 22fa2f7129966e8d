"""Ordenes que juzgan o explican sin base de datos."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.progress import Progress

from moderacion.cli.raiz import Orden, app
from moderacion.errores import EntradaInvalida
from moderacion.montaje import explicar, juzgar_archivo


@app.command(cls=Orden)
def evaluar(
    entrada: Annotated[Path, typer.Argument(help="JSONL o CSV con id y texto; «-»: la entrada estándar.")],
    salida: Annotated[
        Path | None, typer.Option(help="Dónde escribir el JSONL; si falta, a la pantalla.")
    ] = None,
    contexto: Annotated[
        Path | None, typer.Option(help="TOML con comunicados, recientes y consultas.")
    ] = None,
) -> int:
    """Juzga un archivo sin base de datos: un veredicto por línea, en el mismo orden."""
    if str(entrada) != "-" and not entrada.is_file():
        raise EntradaInvalida(f"no existe el archivo {entrada}")
    lector = sys.stdin if str(entrada) == "-" else entrada.open(encoding="utf-8-sig", errors="surrogatepass")
    formato = "csv" if entrada.suffix.lower() == ".csv" else "jsonl"
    escritor = salida.open("w", encoding="utf-8") if salida else sys.stdout
    malos = restringidos = 0
    try:
        for v in _con_avance(juzgar_archivo(lector, formato, contexto)):
            malos += "error" in v
            restringidos += v.get("propuesta") == "restringir"
            escritor.write(json.dumps(v, ensure_ascii=True) + "\n")
    finally:
        if salida:
            escritor.close()
        if lector is not sys.stdin:
            lector.close()
    return 1 if malos or restringidos else 0


def _con_avance(veredictos: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Muestra el avance si stderr es una terminal."""
    if not sys.stderr.isatty():
        yield from veredictos
        return
    from rich.console import Console

    with Progress(console=Console(stderr=True), transient=True) as avance:
        tarea = avance.add_task("juzgando", total=None)
        for v in veredictos:
            avance.advance(tarea)
            yield v


@app.command(cls=Orden)
def explica(politica: Annotated[str, typer.Argument(help="De p01 a p13.")]) -> None:
    """El artículo, lo que el código hace con él y sus ejemplos."""
    print(explicar(politica))
