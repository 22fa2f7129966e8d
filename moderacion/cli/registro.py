"""Ordenes del registro de lo restringido: comprobar que esta entero y sacarlo para una solicitud de informacion."""

import sys
from pathlib import Path
from typing import Annotated, TextIO

import typer

from moderacion.cli.comun import Quien, base_abierta, persona
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app_registro
from moderacion.contado import contado
from moderacion.errores import EntradaInvalida, por_que
from moderacion.informes import hoja
from moderacion.informes import restricciones as libro
from moderacion.montaje import anotar_salida, tachador

_FORMATOS = ("csv", "json")


@app_registro.command("revisar", cls=Orden)
def revisar(config: RutaConfig = CONFIG) -> None:
    """Si todo lo restringido está en el registro, con sus datos. Sale con 1 si falta algo."""
    with base_abierta(config) as almacen:
        r = libro.revisar(almacen)
    if r.completo:
        print(f"el registro está entero: {contado(r.filas, 'fila')}")
        return
    for que, f in r.faltantes.items():
        if f.cuantos:
            print(f"{que}: {f.cuantos} (n.º {', '.join(map(str, f.primeros))})")
    raise typer.Exit(1)


@app_registro.command("sacar", cls=Orden)
def sacar(
    usuario: Quien,
    formato: Annotated[str, typer.Option(help="csv o json.")] = "csv",
    salida: Annotated[Path | None, typer.Option(help="Dónde escribirlo; sin decirlo, por la salida.")] = None,
    config: RutaConfig = CONFIG,
) -> None:
    """El registro entero sin datos de personas, para contestar una solicitud de información."""
    if formato not in _FORMATOS:
        raise EntradaInvalida(f"no se saca en «{formato}»: se esperaba {' o '.join(_FORMATOS)}")
    with base_abierta(config) as almacen:
        anotar_salida(almacen, f"usuario/{persona(almacen, usuario).id}", formato, {})
        filas = libro.sacar(almacen, libro.FiltroRegistro(), tachador(almacen))
        if formato == "json":
            trozos = libro.en_json(filas)
        else:
            trozos = hoja.csv_de(libro.CAMPOS.values(), (f.values() for f in filas))
        if salida is None:
            _escribir(sys.stdout, trozos)
            return
        try:
            with salida.open("w", encoding="utf-8", newline="") as archivo:
                _escribir(archivo, trozos)
        except OSError as error:
            raise EntradaInvalida(f"no se puede escribir {salida}: {por_que(error)}") from None
    print(f"registro en {salida}")


def _escribir(donde: TextIO, trozos: libro.Trozos) -> None:
    donde.writelines(trozos)
