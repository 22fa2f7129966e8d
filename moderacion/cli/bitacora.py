"""Ordenes de la bitacora: comprobarla, sacarla para quien audita, y anclarla."""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from moderacion import custodia
from moderacion.bitacora import verificador
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app_bitacora
from moderacion.config import leer_config
from moderacion.errores import EntradaInvalida
from moderacion.montaje import (
    anclar_ahora,
    programa_verificador,
    reglas_de_anclas,
    sacar_bitacora,
    verificar_bitacora,
)
from moderacion.reloj import RelojReal

Salida = Annotated[Path | None, typer.Option(help="Dónde escribirlo; si falta, por la salida.")]


@app_bitacora.command("verificar", cls=Orden)
def verificar(
    anclas: Annotated[
        Path | None, typer.Option(help="El archivo de anclas, si no es el de la configuración.")
    ] = None,
    publica: Annotated[
        str, typer.Option(help="La llave pública con que se firmaron; si hay varias, con comas.")
    ] = "",
    config: RutaConfig = CONFIG,
) -> int:
    """Recorre la cadena de sucesos, la compara con sus anclas y nombra la primera fila mala."""
    dictamen, leidas, hay = verificar_bitacora(leer_config(config), anclas, publica)
    mal = dictamen.mala is not None or bool(leidas.faltas)
    for linea in verificador.decir(dictamen, leidas, con_anclas=hay):
        print(linea, file=sys.stderr if mal else sys.stdout)
    return int(mal)


@app_bitacora.command("sacar", cls=Orden)
def sacar(salida: Salida = None, config: RutaConfig = CONFIG) -> None:
    """La cadena entera en JSONL, para comprobarla sin este programa (orden «verificador»)."""
    filas = sacar_bitacora(leer_config(config))
    if salida is None:
        sys.stdout.writelines(filas)
        return
    with _nuevo(salida).open("w", encoding="ascii") as archivo:
        archivo.writelines(filas)
    print(f"bitácora en {salida}")


@app_bitacora.command("verificador", cls=Orden)
def dar_verificador(salida: Salida = None) -> None:
    """El programa suelto con que cualquiera comprueba la bitácora: un archivo que solo necesita Python."""
    if salida is None:
        print(programa_verificador(), end="")
        return
    _nuevo(salida).write_text(programa_verificador(), "utf-8")
    print(f"verificador en {salida}")


def _nuevo(salida: Path) -> Path:
    if salida.exists():
        raise EntradaInvalida(f"{salida} ya existe: diga otro nombre")
    return salida


@app_bitacora.command("llave", cls=Orden)
def llave(
    salida: Annotated[Path | None, typer.Option(help="Un archivo nuevo para ella, que se crea 0600.")] = None,
    publica: Annotated[
        bool, typer.Option("--publica", help="Solo dice la pública de la que hay en la configuración.")
    ] = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Da una llave para «anclas.llave», con la pública que se entrega a quien audita."""
    if publica:
        reglas = reglas_de_anclas(leer_config(config))
        if reglas is None:
            raise EntradaInvalida("no hay «anclas.llave» en la configuración")
        print(reglas.firmante.publica.hex())
        return
    nueva = custodia.nueva_llave()
    escribir_secreto(nueva, salida)
    print(f"llave pública, para quien audita: {custodia.Firmante(nueva).publica.hex()}", file=sys.stderr)


def escribir_secreto(secreto: str, salida: Path | None) -> None:
    """Por la salida, o en un archivo nuevo, con su carpeta si falta, que solo su dueño lee. Lanza `EntradaInvalida` si ya existe."""
    if salida is None:
        print(secreto)
        return
    if not salida.parent.exists():
        salida.parent.mkdir(mode=0o700)
    try:
        descriptor = os.open(salida, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise EntradaInvalida(f"{salida} ya existe: una llave que se pisa no se recupera") from None
    with os.fdopen(descriptor, "w") as archivo:
        archivo.write(secreto + "\n")
    print(f"llave en {salida}", file=sys.stderr)


@app_bitacora.command("anclar", cls=Orden)
def anclar(config: RutaConfig = CONFIG) -> None:
    """Firma por dónde va la bitácora y entrega lo que se deba a los sitios de fuera, sin esperar a la vuelta."""
    escritas, enviados = anclar_ahora(leer_config(config), RelojReal())
    print(f"anclas al archivo: {escritas}; correos: {enviados}")
