"""Ordenes sobre lo que decimos: el calendario, lo que espera, los comunicados, las sugerencias y el paro."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from moderacion import accesos, redaccion
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app, app_comunicados, app_paro
from moderacion.config import leer_config
from moderacion.errores import NoAutorizado, NoExiste
from moderacion.montaje import abrir_base
from moderacion.reloj import RelojReal, en_local

EnJson = Annotated[bool, typer.Option("--json", help="El resultado, como JSON.")]
Quien = Annotated[str, typer.Option(help="Nombre del usuario que lo hace: queda en la bitácora.")]
Motivo = Annotated[str, typer.Option(help="Por qué; queda escrito.")]


@contextmanager
def _base(config: RutaConfig) -> Iterator[Any]:
    almacen = abrir_base(leer_config(config))
    try:
        yield almacen
    finally:
        almacen.cerrar()


def _persona(almacen: Any, nombre: str) -> Any:
    """El usuario activo de ese nombre: lo que se hace aqui lo hace alguien. Lanza `NoExiste` o `NoAutorizado`."""
    usuario = next((u for u in accesos.listar(almacen) if u.nombre == nombre), None)
    if usuario is None:
        raise NoExiste(f"no hay ningún usuario «{nombre}»")
    if not usuario.activo:
        raise NoAutorizado(f"el usuario «{nombre}» está desactivado")
    return usuario


def _mostrar(filas: list[dict[str, Any]], en_json: bool, columnas: tuple[str, ...]) -> None:
    """Una fila por linea, o todas como JSON."""
    if en_json:
        print(json.dumps(filas, ensure_ascii=False, default=str))
        return
    for f in filas:
        print("\t".join(_celda(f.get(c)) for c in columnas))


def _celda(valor: object) -> str:
    if isinstance(valor, datetime):
        return f"{en_local(valor):%d/%m/%Y %H:%M}"
    return " ".join(str("" if valor is None else valor).split())


@app.command("programado", cls=Orden)
def programado(
    dias: Annotated[int, typer.Option(help="Días hacia delante.", min=1, max=366)] = 7,
    en_json: EnJson = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Lo que saldrá, por hora, y lo que espera a que una persona mire la red."""
    ahora = RelojReal().ahora()
    with _base(config) as almacen:
        filas = [dict(f) for f in redaccion.calendario(almacen, ahora, ahora + timedelta(days=dias))]
        esperan = [dict(f) for f in redaccion.por_mirar(almacen)]
    columnas = ("hora", "red", "cuenta", "tipo", "borrador_id", "estado", "texto_comun")
    _mostrar([*filas, *esperan], en_json, columnas)


@app.command("sugerencias", cls=Orden)
def sugerencias(en_json: EnJson = False, config: RutaConfig = CONFIG) -> None:
    """Temas sin comunicado y cuentas que callan o inundan."""
    with _base(config) as almacen:
        filas = [dict(f) for f in redaccion.sugerencias(almacen)]
    _mostrar(filas, en_json, ("id", "tipo", "ultima", "veces", "motivo"))


@app_comunicados.command("listar", cls=Orden)
def listar(en_json: EnJson = False, config: RutaConfig = CONFIG) -> None:
    """Los publicados, el último primero, y en qué quedó cada uno."""
    filas: list[dict[str, Any]] = []
    antes = None
    with _base(config) as almacen:
        while True:
            pagina = redaccion.archivo(almacen, antes)
            filas += [asdict(c) for c in pagina.comunicados]
            antes = pagina.siguiente
            if antes is None:
                break
    _mostrar(filas, en_json, ("numero", "estado", "desde", "hasta", "asunto"))


@app_comunicados.command("ver", cls=Orden)
def ver(
    numero: Annotated[str, typer.Argument(help="El número, como 12-2026.")], config: RutaConfig = CONFIG
) -> None:
    """Uno, entero, como se publicó."""
    with _base(config) as almacen:
        c = redaccion.comunicado(almacen, numero)
    print(f"[{c.estado}] publicado el {_celda(c.publicado)}\n\n{c.texto}")


@app_paro.command("ver", cls=Orden)
def ver_paros(en_json: EnJson = False, config: RutaConfig = CONFIG) -> None:
    """Los paros que rigen."""
    with _base(config) as almacen:
        filas = [dict(f) for f in redaccion.paros(almacen).vigentes]
    _mostrar(filas, en_json, ("id", "ambito", "puesto", "puso", "motivo"))


@app_paro.command("poner", cls=Orden)
def poner(
    usuario: Quien,
    motivo: Motivo,
    cuenta: Annotated[int | None, typer.Option(help="Solo esta cuenta; sin decirla, todas.")] = None,
    config: RutaConfig = CONFIG,
) -> None:
    """Que no salga nada: ni publicaciones ni respuestas. Lo que ya está saliendo no se puede parar."""
    with _base(config) as almacen:
        paro = redaccion.parar(almacen, _persona(almacen, usuario), motivo, cuenta)
    print(f"paro {paro} puesto: no sale nada hasta que supervisión lo levante")


@app_paro.command("levantar", cls=Orden)
def levantar(
    paro: Annotated[int, typer.Argument(help="El número del paro.")],
    usuario: Quien,
    motivo: Motivo,
    config: RutaConfig = CONFIG,
) -> None:
    """Se vuelve a publicar. Lo que perdió su hora o su aprobación vuelve a revisión, no sale tarde."""
    with _base(config) as almacen:
        redaccion.levantar(almacen, paro, _persona(almacen, usuario), motivo)
    print(f"paro {paro} levantado")
