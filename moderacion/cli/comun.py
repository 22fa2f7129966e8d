"""Lo que comparten las ordenes que miran o cambian la base: abrirla, saber quien es y mostrar filas."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer

from moderacion import accesos
from moderacion.cli.raiz import RutaConfig
from moderacion.config import leer_config
from moderacion.errores import NoAutorizado, NoExiste
from moderacion.montaje import abrir_base
from moderacion.reloj import en_local

EnJson = Annotated[bool, typer.Option("--json", help="El resultado, como JSON.")]
Quien = Annotated[str, typer.Option(help="Nombre del usuario que lo hace: queda en la bitácora.")]
Motivo = Annotated[str, typer.Option(help="Por qué; queda escrito.")]


@contextmanager
def base_abierta(config: RutaConfig) -> Iterator[Any]:
    """La base de la configuracion, que se suelta al terminar."""
    almacen = abrir_base(leer_config(config))
    try:
        yield almacen
    finally:
        almacen.cerrar()


def persona(almacen: Any, nombre: str) -> Any:
    """El usuario activo de ese nombre: lo que se hace aqui lo hace alguien. Lanza `NoExiste` o `NoAutorizado`."""
    usuario = next((u for u in accesos.listar(almacen) if u.nombre == nombre), None)
    if usuario is None:
        raise NoExiste(f"no hay ningún usuario «{nombre}»")
    if not usuario.activo:
        raise NoAutorizado(f"el usuario «{nombre}» está desactivado")
    return usuario


def mostrar(filas: list[dict[str, Any]], en_json: bool, columnas: tuple[str, ...], vacio: str) -> None:
    """Una fila por linea, o todas como JSON. `vacio`: lo que se dice si no hay ninguna; como JSON, `[]`."""
    if en_json:
        print(json.dumps(filas, ensure_ascii=False, default=str))
        return
    if not filas:
        print(vacio)
    for f in filas:
        print("\t".join(celda(f.get(c)) for c in columnas))


def celda(valor: object) -> str:
    """Un valor en una linea."""
    if isinstance(valor, datetime):
        return f"{en_local(valor):%d/%m/%Y %H:%M}"
    return " ".join(str("" if valor is None else valor).split())
