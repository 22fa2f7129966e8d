"""Órdenes sobre los avisos de incidentes: a quién, si llegan, quién vigila y el simulacro."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from moderacion.cli.comun import EnJson, Quien, base_abierta, mostrar, persona
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app_incidentes
from moderacion.config import leer_config
from moderacion.incidentes import cadenas, simulacro
from moderacion.incidentes.escrito import escribir_escalon, leer_escalones
from moderacion.montaje import Servicio, montar


@contextmanager
def _servicio(config: Path, *, pone_la_gente: bool = True) -> Iterator[Servicio]:
    """El servicio montado: la gente de la configuracion ya esta puesta, si se pide."""
    servicio = montar(leer_config(config), pone_la_gente=pone_la_gente)
    try:
        yield servicio
    finally:
        servicio.cerrar()


_PASO: Final = 2.0
"""Segundos entre vueltas mientras dura un simulacro."""
_SIN_CANALES: Final = "no hay canales: nadie a quien avisar"


@app_incidentes.command("canales", cls=Orden, rich_help_panel="A quién se avisa")
def canales(en_json: EnJson = False, config: RutaConfig = CONFIG) -> None:
    """Los canales por los que se avisa y cómo va cada uno."""
    with base_abierta(config) as almacen:
        filas = [dict(c) for c in cadenas.ver(almacen)["canales"]]
    mostrar(filas, en_json, ("destino", "persona", "tipo", "ultimo_bien", "fallos", "error"), _SIN_CANALES)


@app_incidentes.command("probar", cls=Orden, rich_help_panel="A quién se avisa")
def probar(
    destino: Annotated[str, typer.Argument(help="El canal, como jefa/1; sin decirlo, todos.")] = "",
    config: RutaConfig = CONFIG,
) -> int:
    """Envía una prueba por un canal, o por todos, y dice cómo fue."""
    with _servicio(config) as servicio:
        guardia = servicio.guardia
        vistos = {d: guardia.probar(d) for d in ([destino] if destino else guardia.destinos)}
    if not vistos:
        print(_SIN_CANALES)
    for d, como in vistos.items():
        print(f"{d}\t{'salió' if como.salio else f'no salió: {como.error}'}")
    return 0 if vistos and all(c.salio for c in vistos.values()) else 1


@app_incidentes.command("envios", cls=Orden, rich_help_panel="A quién se avisa")
def envios(
    cuantos: Annotated[int, typer.Option(help="Los últimos.", min=1, max=1000)] = 30,
    en_json: EnJson = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Los últimos envíos, el más nuevo primero."""
    with base_abierta(config) as almacen:
        filas = [dict(e) for e in cadenas.estado(almacen, envios=cuantos)["envios"]]
    mostrar(
        filas, en_json, ("id", "empezada", "destino", "clase", "avisos", "estado", "error"), "no hay envíos"
    )


@app_incidentes.command("cadenas", cls=Orden, rich_help_panel="A quién se avisa")
def ver_cadenas(
    revisar: Annotated[bool, typer.Option("--revisar", help="Mirar ahora si llegan a todos.")] = False,
    en_json: EnJson = False,
    config: RutaConfig = CONFIG,
) -> int:
    """Las cadenas guardadas y lo que impide que lleguen a alguien. Sale con 1 si alguna no llega."""
    with _servicio(config) as servicio:
        if revisar:
            cadenas.revisar(servicio.almacen)
        guardadas = cadenas.ver(servicio.almacen)["cadenas"]
    filas = [_como_fila(c) for c in guardadas]
    mostrar(filas, en_json, ("nombre", "tipos", "pasos", "vueltas", "problemas"), "no hay cadenas guardadas")
    return 1 if any(c["problemas"] for c in guardadas) else 0


def _como_fila(c: Any) -> dict[str, Any]:
    return {
        **c,
        "tipos": ", ".join(c["tipos"]) or "general",
        "pasos": " → ".join(escribir_escalon(**p) for p in c["pasos"]),
        "problemas": "; ".join(c["problemas"]),
    }


@app_incidentes.command("guardar-cadena", cls=Orden, rich_help_panel="A quién se avisa")
def guardar_cadena(
    nombre: Annotated[str, typer.Argument(help="El nombre; si ya existe, la cambia.")],
    paso: Annotated[
        list[str], typer.Option(help="«a quién, @turno | por dónde | minutos»; una vez por escalón.")
    ],
    usuario: Quien,
    tipo: Annotated[list[str] | None, typer.Option(help="Clase de incidente; ninguna: general.")] = None,
    vueltas: Annotated[int, typer.Option(help="Antes de ir más despacio.")] = 3,
    insistente: Annotated[bool, typer.Option("--insistente", help="Ni juntar ni espaciar.")] = False,
    config: RutaConfig = CONFIG,
) -> None:
    """Guarda una cadena, si se puede avisar a toda su gente."""
    with _servicio(config) as servicio:
        quien = persona(servicio.almacen, usuario)
        pedida = cadenas.CadenaPedida(
            nombre, leer_escalones("\n".join(paso)), tipo or (), vueltas, insistente=insistente
        )
        cadenas.guardar(servicio.almacen, pedida, f"usuario/{quien.id}")
    print(f"la cadena «{nombre}» se guardó: llega a toda su gente")


@app_incidentes.command("quitar-cadena", cls=Orden, rich_help_panel="A quién se avisa")
def quitar_cadena(
    nombre: Annotated[str, typer.Argument(help="El nombre.")], usuario: Quien, config: RutaConfig = CONFIG
) -> None:
    """Una cadena deja de usarse; los incidentes abiertos siguen con su copia."""
    with base_abierta(config) as almacen:
        cadenas.quitar(almacen, nombre, f"usuario/{persona(almacen, usuario).id}")
    print(f"la cadena «{nombre}» ya no se usa")


@app_incidentes.command("auditar", cls=Orden, rich_help_panel="Comprobar y ensayar")
def auditar(en_json: EnJson = False, config: RutaConfig = CONFIG) -> int:
    """Una vuelta del auditor: si algo está mal lo dice por los canales y sale con 1; si no, late hacia fuera.

    Para correrla también desde otra máquina, cada pocos minutos: no necesita que el servicio ande.
    """
    # en otra maquina la configuracion puede decir otra cosa: dejar sin gente al servicio seria callarlo
    with _servicio(config, pone_la_gente=False) as servicio:
        halladas = dict(servicio.auditar().halladas)
    if en_json:
        print(json.dumps(halladas, ensure_ascii=False))
    else:
        print("\n".join(halladas.values()) or "todo bien: ninguna alarma sin dar")
    return 1 if halladas else 0


@app_incidentes.command("simulacro", cls=Orden, rich_help_panel="Comprobar y ensayar")
def ensayar(
    usuario: Quien,
    espera: Annotated[
        float | None, typer.Option(help="Acorta cada espera de la cadena a estos minutos.", min=0.1)
    ] = None,
    maximo: Annotated[float, typer.Option(help="Minutos que se espera a que alguien conteste.", min=0)] = 60,
    salida: Annotated[Path | None, typer.Option(help="Dónde dejar el acta; si falta, a la pantalla.")] = None,
    config: RutaConfig = CONFIG,
) -> int:
    """Ensaya la cadena de una cuenta intervenida, con avisos de verdad, y acaba con un acta. Sale con 1 si algo falló."""
    with _servicio(config) as servicio:
        quien = persona(servicio.almacen, usuario)
        ensayo = simulacro.empezar(servicio.almacen, usuario, espera)
        typer.echo(f"simulacro {ensayo.numero}: los avisos están saliendo (Ctrl+C lo termina)", err=True)
        try:
            _esperar_respuesta(servicio, ensayo, timedelta(minutes=maximo))
        finally:
            institucion = servicio.config.institucion.nombre
            acta = simulacro.terminar(
                servicio.almacen, ensayo, quien.id, institucion, usuario, servicio.reloj
            )
    if salida:
        salida.write_text(acta.texto + "\n", "utf-8")
        print(f"acta del simulacro {acta.numero} en {salida}")
    else:
        print(acta.texto)
    return 1 if acta.fallos else 0


def _esperar_respuesta(servicio: Servicio, ensayo: simulacro.Ensayo, maximo: timedelta) -> None:
    """Mueve y envia, este el servicio en marcha o no, hasta que alguien acusa recibo o se acaba el tiempo."""
    fin, espera = servicio.reloj.ahora() + maximo, threading.Event()
    while True:
        servicio.guardia.escalar()
        servicio.guardia.avisar()
        if simulacro.contestado(servicio.almacen, ensayo) or servicio.reloj.ahora() >= fin:
            return
        espera.wait(_PASO)
