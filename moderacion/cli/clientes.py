"""Órdenes para los programas que usan la API."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from moderacion.accesos import clientes
from moderacion.accesos.clientes import ALCANCES, POR_MINUTO, FilaCliente, Pedido
from moderacion.accesos.repeticion import Almacen
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app_clientes
from moderacion.config import leer_config
from moderacion.errores import EntradaInvalida, NoExiste
from moderacion.montaje import abrir_base
from moderacion.reloj import RelojReal, en_local


@contextmanager
def _base(config: Path, *, migrar: bool = False) -> Iterator[Almacen]:
    almacen = abrir_base(leer_config(config), migrar=migrar)
    try:
        yield almacen
    finally:
        almacen.cerrar()


@app_clientes.command("crear", cls=Orden)
def crear(
    nombre: Annotated[str, typer.Argument(help="Qué programa es.")],
    alcance: Annotated[
        list[str] | None, typer.Option(help=f"Lo que puede hacer; se repite. {', '.join(ALCANCES)}.")
    ] = None,
    usuario: Annotated[str, typer.Option(help="En nombre de quién decide o atiende.")] = "",
    cuenta: Annotated[
        list[str] | None, typer.Option(help="Solo esas cuentas, como red/id; se repite. Sin ninguna, todas.")
    ] = None,
    dias: Annotated[int, typer.Option(help="Cuántos días vale.")] = 365,
    por_minuto: Annotated[int, typer.Option(help="Peticiones por minuto.")] = POR_MINUTO,
    config: RutaConfig = CONFIG,
) -> None:
    """Crea un cliente y escribe su testigo, que no se podrá volver a ver."""
    with _base(config, migrar=True) as almacen:
        cuentas = _cuentas(almacen, cuenta or [])
        pedido = Pedido(nombre, tuple(alcance or ()), usuario, dias, cuentas, por_minuto)
        _, testigo = clientes.crear(almacen, pedido)
    print(testigo)
    if clientes.actua(pedido.alcances):
        aviso = f"solo leerá hasta que «{usuario}» acepte, en «Mi cuenta», que actúe en su nombre"
        typer.echo(aviso, err=True)


def _cuentas(almacen: Almacen, pedidas: list[str]) -> tuple[int, ...]:
    hay = {f"{red}/{externo}": i for i, red, externo, _ in clientes.cuentas(almacen)}
    desconocida = next((p for p in pedidas if p not in hay), None)
    if desconocida is not None:
        raise EntradaInvalida(
            f"no hay cuenta «{desconocida}»: se esperaba {', '.join(sorted(hay)) or 'ninguna'}"
        )
    return tuple(hay[p] for p in pedidas)


@app_clientes.command("listar", cls=Orden)
def listar(config: RutaConfig = CONFIG) -> None:
    """Muestra los clientes: nombre, principio del testigo, estado, vencimiento, último uso, persona y alcances."""
    with _base(config) as almacen:
        lineas = ["\t".join(_linea(c)) for c in clientes.listar(almacen)]
    print("\n".join(lineas) or "no hay clientes")


def _linea(c: FilaCliente) -> tuple[str, ...]:
    vencido = c.caduca <= RelojReal().ahora()
    vive = "por aceptar" if clientes.por_aceptar(c) else "vigente"
    estado = "revocado" if not c.activo else "vencido" if vencido else vive
    usado = f"{en_local(c.usado):%d/%m/%Y %H:%M}" if c.usado else "sin usar"
    vence = f"{en_local(c.caduca):%d/%m/%Y}"
    return c.nombre, f"{c.prefijo}…", estado, vence, usado, c.usuario or "-", ",".join(c.alcances)


@app_clientes.command("revocar", cls=Orden)
def revocar(
    nombre: Annotated[str, typer.Argument(help="El nombre del cliente.")], config: RutaConfig = CONFIG
) -> None:
    """El testigo del cliente deja de valer al momento."""
    with _base(config) as almacen:
        ids = {c.nombre: c.id for c in clientes.listar(almacen)}
        if nombre not in ids:
            raise NoExiste(f"no hay cliente «{nombre}»")
        clientes.revocar(almacen, ids[nombre])
    print(f"cliente «{nombre}» revocado")
