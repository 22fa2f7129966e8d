"""Ordenes de los incidentes: los que hay, su acta, y los cambios que se anuncian antes de hacerlos."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from moderacion import incidentes as sala
from moderacion.cli.comun import EnJson, Motivo, Quien, base_abierta, mostrar, persona
from moderacion.cli.raiz import CONFIG, MAYOR, Orden, RutaConfig, app_incidentes, app_mantenimiento
from moderacion.config import leer_config
from moderacion.errores import EntradaInvalida, NoAutorizado, por_que
from moderacion.evaluacion.tapado import tapar
from moderacion.incidentes import mantenimiento
from moderacion.incidentes.acta import acta
from moderacion.reloj import ZONA, RelojReal

_CIERRA = "supervision"
_FORMA = "%Y-%m-%d %H:%M"
Hora = Annotated[str, typer.Option(help="Hora de El Salvador: «2026-11-30 14:00».")]


@app_incidentes.command("listar", cls=Orden, rich_help_panel="Verlos")
def listar(
    estado: Annotated[str, typer.Option(help="abierto, atendido o cerrado; sin decirlo, todos.")] = "",
    en_json: EnJson = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Los incidentes, el último primero."""
    if estado and estado not in sala.ESTADOS:
        raise EntradaInvalida(f"no hay incidentes «{estado}»: {', '.join(sala.ESTADOS)}")
    filas: list[dict[str, Any]] = []
    antes = None
    with base_abierta(config) as almacen:
        while True:
            pagina = sala.pagina(almacen, estado, antes)
            filas += [dict(f) for f in pagina.filas]
            antes = pagina.siguiente
            if antes is None:
                break
    mostrar(filas, en_json, ("id", "estado", "abierto", "tipo", "red", "cuenta", "veces"), _ninguno(estado))


def _ninguno(estado: str) -> str:
    return f"no hay incidentes {estado}s" if estado else "no hay incidentes"


@app_incidentes.command("acta", cls=Orden, rich_help_panel="Verlos")
def sacar_acta(
    incidente: Annotated[int, typer.Argument(help="El número del incidente.", min=1, max=MAYOR)],
    salida: Annotated[Path, typer.Option(help="Dónde escribir el PDF.")],
    config: RutaConfig = CONFIG,
) -> None:
    """El acta de un incidente en PDF, con los datos de personas tapados."""
    institucion = leer_config(config).institucion.nombre
    with base_abierta(config) as almacen:
        cuerpo = acta(sala.ficha(almacen, incidente), institucion, RelojReal().ahora(), tapar)
    try:
        salida.write_bytes(cuerpo)
    except OSError as error:
        raise EntradaInvalida(f"no se puede escribir {salida}: {por_que(error)}") from None
    print(f"acta del incidente {incidente} en {salida}")


@app_mantenimiento.command("anunciar", cls=Orden)
def anunciar(
    usuario: Quien,
    motivo: Motivo,
    hasta: Hora,
    desde: Annotated[str, typer.Option(help="Cuándo empieza; sin decirlo, ahora.")] = "",
    espera: Annotated[
        list[str] | None,
        typer.Option(help=f"Lo que se va a ver ({', '.join(mantenimiento.ESPERAS)}); se puede repetir."),
    ] = None,
    cuenta: Annotated[
        int | None, typer.Option(help="Solo esta cuenta; sin decirla, todas.", min=1, max=MAYOR)
    ] = None,
    config: RutaConfig = CONFIG,
) -> None:
    """Avisa de cambios que se van a hacer a mano: pesan menos si se ven, y no se callan."""
    empieza = _hora(desde, "--desde") if desde else None
    termina = _hora(hasta, "--hasta")
    with base_abierta(config) as almacen:
        quien = _supervision(almacen, usuario)
        n = mantenimiento.anunciar(almacen, cuenta, empieza, termina, espera or [], motivo, quien)
    print(f"cambio {n} anunciado")


@app_mantenimiento.command("listar", cls=Orden)
def anunciados(en_json: EnJson = False, config: RutaConfig = CONFIG) -> None:
    """Los anunciados que rigen o regirán."""
    with base_abierta(config) as almacen:
        filas = [dict(f) for f in mantenimiento.por_terminar(almacen)]
    mostrar(
        filas,
        en_json,
        ("id", "desde", "hasta", "red", "cuenta", "espera", "motivo"),
        "no hay cambios anunciados",
    )


@app_mantenimiento.command("retirar", cls=Orden)
def retirar(
    cambio: Annotated[int, typer.Argument(help="El número del cambio anunciado.", min=1, max=MAYOR)],
    usuario: Quien,
    config: RutaConfig = CONFIG,
) -> None:
    """Deja de valer desde ahora."""
    with base_abierta(config) as almacen:
        mantenimiento.retirar(almacen, cambio, _supervision(almacen, usuario))
    print(f"cambio {cambio} retirado")


def _supervision(almacen: Any, nombre: str) -> str:
    """Quien lo hace, que como en la consola tiene que ser de supervision. Lanza `NoAutorizado`."""
    quien = persona(almacen, nombre)
    if quien.rol != _CIERRA:
        raise NoAutorizado("los cambios los anuncia alguien de supervisión")
    return f"usuario/{quien.id}"


def _hora(escrita: str, opcion: str) -> datetime:
    try:
        return datetime.strptime(escrita, _FORMA).replace(tzinfo=ZONA)
    except ValueError:
        raise EntradaInvalida(f"{opcion} no se entiende: se esperaba «2026-11-30 14:00»") from None
