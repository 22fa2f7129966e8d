"""Ordenes para varias maquinas: la consola, los trabajadores y el metronomo, cada uno en su proceso, sobre un PostgreSQL."""

import signal
from pathlib import Path
from typing import Annotated

import typer

from moderacion import registrar
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app
from moderacion.cli.servicio import consola
from moderacion.config import leer_config
from moderacion.montaje import Servicio, montar
from moderacion.montaje.reparto import exigir_postgresql, quien_soy
from moderacion.planificador.auditor import Auditor
from moderacion.planificador.metronomo import Metronomo
from moderacion.planificador.trabajador import A_LA_VEZ, Trabajador
from moderacion.web import enchufe


def _montar(config: Path, *, pone_la_gente: bool = False) -> Servicio:
    leida = leer_config(config)
    exigir_postgresql(leida)
    registrar.poner(leida.registro.formato, leida.registro.nivel)
    return montar(leida, pone_la_gente=pone_la_gente, repartido=True)


@app.command(cls=Orden)
def web(config: RutaConfig = CONFIG) -> int:
    """Solo la consola: las vueltas las dan «trabajador» y «planificador», en estas máquinas o en otras."""
    servicio = _montar(config)
    w = servicio.config.web
    return consola(servicio, enchufe(w.anfitrion, w.puerto), Auditor)


@app.command(cls=Orden)
def trabajador(
    a_la_vez: Annotated[
        int, typer.Option(min=1, max=64, help="Vueltas que da a la vez, además de juzgar.")
    ] = A_LA_VEZ,
    config: RutaConfig = CONFIG,
) -> int:
    """Lee, juzga, despacha y avisa: da las vueltas que encarga el planificador. Tantos como hagan falta."""
    servicio = _montar(config)
    servicio.asentar()
    print(f"trabajador {quien_soy()} en marcha  (Ctrl+C para parar)", flush=True)
    try:
        Trabajador(servicio, quien_soy(), a_la_vez).correr()
    finally:
        servicio.cerrar()
    return 0


@app.command(cls=Orden)
def planificador(config: RutaConfig = CONFIG) -> int:
    """Encarga cada vuelta a su hora. Se ponen dos o más: uno lleva el compás y los demás esperan el relevo."""
    servicio = _montar(config, pone_la_gente=True)
    metronomo = Metronomo(servicio, quien_soy())
    auditor = Auditor(servicio, metronomo.parar)
    for senal in (signal.SIGTERM, signal.SIGINT):
        signal.signal(senal, lambda *_: metronomo.parar())
    print(f"planificador {quien_soy()} en marcha  (Ctrl+C para parar)", flush=True)
    auditor.arrancar()
    try:
        metronomo.correr()
        return 0 if auditor.vivo() else 1
    finally:
        auditor.parar()
        servicio.cerrar()
