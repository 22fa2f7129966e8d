"""Las cifras por dia: cerrar las que falten y comprobar que cuadran con los hechos."""

import sys
from datetime import date
from typing import Annotated

import typer

from moderacion.cli.comun import base_abierta
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app_cifras
from moderacion.contado import contado
from moderacion.errores import EntradaInvalida
from moderacion.informes import cierres

_PRIMERO, _ULTIMO = date(2000, 1, 1), date(2100, 12, 31)
Dia = Annotated[str, typer.Option(help="Día de El Salvador: «2026-01-31».")]


@app_cifras.command("cerrar", cls=Orden)
def cerrar(config: RutaConfig = CONFIG) -> None:
    """Cierra las cifras de todos los días que ya pasaron."""
    with base_abierta(config) as almacen:
        cuantos = cierres.asentar(almacen)
    print("no había ningún día por cerrar" if not cuantos else f"días cerrados: {cuantos}")


@app_cifras.command("cuadrar", cls=Orden)
def cuadrar(desde: Dia = "", hasta: Dia = "", config: RutaConfig = CONFIG) -> int:
    """Recuenta los días cerrados desde los hechos y dice cuáles no cuadran."""
    vistos = malos = 0
    primero, ultimo = _dia(desde, _PRIMERO), _dia(hasta, _ULTIMO)
    if ultimo < primero:
        raise EntradaInvalida("«hasta» es anterior a «desde»: no se recontó nada")
    with base_abierta(config) as almacen:
        for dia, descuadres in cierres.descuadres(almacen, primero, ultimo):
            vistos += 1
            malos += bool(descuadres)
            for d in descuadres:
                print(
                    f"{dia}: «{d.que}»: cerrado con {d.guardadas}, los hechos dan {d.contadas}",
                    file=sys.stderr,
                )
    recontados = contado(vistos, "día recontado", "días recontados")
    no_cuadran = contado(malos, "no cuadra", "no cuadran")
    print(f"{recontados}; {no_cuadran}" if malos else f"cuadra todo: {recontados}")
    return 1 if malos else 0


def _dia(escrito: str, defecto: date) -> date:
    try:
        return date.fromisoformat(escrito) if escrito else defecto
    except ValueError:
        raise EntradaInvalida(f"«{escrito}» no se entiende: se esperaba «2026-01-31»") from None
