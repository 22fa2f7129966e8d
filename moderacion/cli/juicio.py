"""Ordenes que juzgan o explican sin base de datos."""

import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any, Final, TextIO

import typer
from rich.progress import Progress

from moderacion.cli.raiz import Orden, app
from moderacion.errores import EntradaInvalida
from moderacion.montaje import explicar, juzgar_archivo

_ESTANDAR: Final = Path("-")
_NUEVA_LINEA: Final = ""
"""Sin traducir los fines de linea: un texto de varias lineas en un CSV se juzga como viene."""


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
    if entrada != _ESTANDAR and not entrada.is_file():
        raise EntradaInvalida(f"no existe el archivo {entrada}")
    leidos = [r for r in (entrada, contexto) if r and r.exists()]
    if salida and salida.exists() and any(map(salida.samefile, leidos)):
        raise EntradaInvalida(f"«--salida» es un archivo que se va a leer ({salida}): se perdería")
    formato = "csv" if entrada.suffix.lower() == ".csv" else "jsonl"
    malos = restringidos = 0
    with ExitStack() as pila:
        veredictos = juzgar_archivo(_abrir(entrada, pila), formato, contexto)
        escritor = pila.enter_context(salida.open("w", encoding="utf-8")) if salida else sys.stdout
        for v in _con_avance(veredictos):
            malos += "error" in v
            restringidos += v.get("propuesta") == "restringir"
            escritor.write(json.dumps(v, ensure_ascii=True) + "\n")
    return 1 if malos or restringidos else 0


def _abrir(entrada: Path, pila: ExitStack) -> TextIO:
    """El archivo, o la entrada estandar, como UTF-8 con o sin marca; lo que no lo sea se dira en su linea."""
    if entrada != _ESTANDAR:
        abierto = entrada.open(encoding="utf-8-sig", errors="surrogateescape", newline=_NUEVA_LINEA)
        return pila.enter_context(abierto)
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8-sig", errors="surrogateescape", newline=_NUEVA_LINEA)
    return sys.stdin


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
