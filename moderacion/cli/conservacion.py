"""Dejar de guardar: purgar, volver a purgar en una copia restaurada, y lo que la gente pide sobre sus datos."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from moderacion import conservacion
from moderacion.cli.comun import EnJson, Quien, base_abierta, mostrar, persona
from moderacion.cli.raiz import CONFIG, MAYOR, Orden, RutaConfig, app_base, app_solicitudes
from moderacion.config import leer_config
from moderacion.errores import EntradaInvalida
from moderacion.montaje import purgar_base, reaplicar_purgas, reglas_de_conservacion
from moderacion.reloj import ZONA

_COLUMNAS = ("id", "derecho", "estado", "vence", "quedan")


@app_base.command("purgar", cls=Orden, rich_help_panel="La base")
def purgar(
    config: RutaConfig = CONFIG,
    ensayo: Annotated[bool, typer.Option("--ensayo", help="Solo dice qué quitaría.")] = False,
    en_json: EnJson = False,
) -> None:
    """Deja de guardar lo que cumplió su plazo, y termina lo que otra purga dejó a medias."""
    tocados = purgar_base(leer_config(config), ensayo=ensayo)
    filas = [{"clase": t.clase, "hasta": t.corte.isoformat(), "cuantos": t.cuantos} for t in tocados]
    mostrar(filas, en_json, ("clase", "hasta", "cuantos"), "nada ha cumplido su plazo")


@app_base.command("reaplicar-purgas", cls=Orden, rich_help_panel="Tras restaurar una copia, o volver atrás")
def reaplicar(
    config: RutaConfig = CONFIG,
    registro: Annotated[
        Path | None, typer.Option(help="El registro de purgas, si no es el de siempre.")
    ] = None,
) -> None:
    """En una copia recién restaurada, vuelve a purgar lo que se purgó después de hacerla."""
    if registro is not None and not registro.is_file():
        raise EntradaInvalida(f"no hay ningún registro de purgas en {registro}: no se volvió a purgar nada")
    print(f"purgas vueltas a hacer: {reaplicar_purgas(leer_config(config), registro)}")


@app_solicitudes.command("recibir", cls=Orden)
def recibir(
    derecho: Annotated[str, typer.Argument(help="acceso, rectificacion, cancelacion, oposicion…")],
    nombre: Annotated[str, typer.Option(help="Quién pide.")],
    contacto: Annotated[str, typer.Option(help="Cómo contestarle.")],
    relato: Annotated[str, typer.Option(help="Qué pide, con sus palabras.")],
    usuario: Quien,
    recibida: Annotated[str, typer.Option(help="El día que llegó, AAAA-MM-DD; si falta, hoy.")] = "",
    config: RutaConfig = CONFIG,
) -> None:
    """Apunta lo que alguien pide sobre sus datos, con su plazo legal."""
    with base_abierta(config) as almacen:
        actor = f"usuario/{persona(almacen, usuario).id}"
        pedido = conservacion.Pedido(derecho, nombre, contacto, relato, _dia(recibida))
        print(f"solicitud {conservacion.recibir(almacen, pedido, actor)}")


def _dia(escrito: str) -> datetime | None:
    try:
        return datetime.fromisoformat(escrito).replace(tzinfo=ZONA) if escrito else None
    except ValueError:
        raise EntradaInvalida(f"«{escrito}» no es una fecha AAAA-MM-DD") from None


@app_solicitudes.command("listar", cls=Orden)
def listar(config: RutaConfig = CONFIG, en_json: EnJson = False) -> None:
    """Las que esperan algo, la que antes vence primero, con los días hábiles que le quedan."""
    with base_abierta(config) as almacen:
        vivas, _ = conservacion.bandeja(almacen)
    columnas = ("id", "derecho", "estado", "vence")
    filas = [{c: s[c] for c in columnas} | {"quedan": q} for s, q in vivas]
    mostrar(filas, en_json, _COLUMNAS, "no hay solicitudes que esperen algo")


@app_solicitudes.command("paquete", cls=Orden)
def paquete(
    solicitud: Annotated[int, typer.Argument(help="Su número.", min=1, max=MAYOR)],
    usuario: Quien,
    config: RutaConfig = CONFIG,
) -> None:
    """Todo lo que se guarda de quien pidió acceso, como JSON, con los datos de los demás tapados."""
    reglas = reglas_de_conservacion(leer_config(config))
    with base_abierta(config) as almacen:
        actor = f"usuario/{persona(almacen, usuario).id}"
        print(
            json.dumps(
                conservacion.reunir(almacen, reglas.datos, solicitud, actor), ensure_ascii=False, indent=2
            )
        )
