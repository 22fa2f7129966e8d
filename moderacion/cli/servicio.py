"""Ordenes del servicio: ponerlo en marcha, o dar una sola pasada de una sala."""

import json
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Protocol

import typer

from conectores.simulador.redes import Redes
from moderacion import accesos, registrar
from moderacion.cli.raiz import CONFIG, Orden, RutaConfig, app
from moderacion.config import leer_config
from moderacion.contado import contado
from moderacion.demo import leer_guion
from moderacion.demo.practica import escribir_de_practica
from moderacion.demo.siembra import Siembra
from moderacion.errores import EntradaInvalida
from moderacion.montaje import Servicio, montar
from moderacion.planificador import Planificador
from moderacion.reloj import RelojReal
from moderacion.web import crear_app, enchufe
from moderacion.web.servir import servidor

_TERMINADO = 128 + signal.SIGTERM
_ESPERA = 10.0
"""Segundos que se da, al parar, a lo que se estaba calentando."""
_CIERRE = 35.0
"""Los que se da a todo lo que este en curso; menos de lo que espera un supervisor (docs/despliegue)."""


@app.command(cls=Orden)
def servir(config: RutaConfig = CONFIG) -> int:
    """Pone en marcha el servicio: consola web, planificador y salas en un proceso."""
    leida = leer_config(config)
    registrar.poner(leida.registro.formato, leida.registro.nivel)
    puerta = enchufe(leida.web.anfitrion, leida.web.puerto)
    servicio = montar(leida)
    return consola(servicio, puerta)


class Compas(Protocol):
    """Lo que corre junto a la consola mientras atiende."""

    def arrancar(self) -> None:
        """Empieza, en sus hilos."""

    def parar(self) -> None:
        """Acaba lo que tenga en curso."""


def consola(
    servicio: Servicio,
    puerta: socket.socket,
    compas: Callable[[Servicio, Callable[[], None]], Compas] = Planificador,
) -> int:
    """Dice donde escucha y atiende hasta que se pida parar. Lanza `ErrorConfig` si la llave de los factores no vale."""
    # mejor al arrancar que la primera vez que alguien ingresa
    accesos.cofre_de(servicio.config)
    anfitrion, puerto = puerta.getsockname()[:2]
    print(f"consola en http://{anfitrion}:{puerto}  (Ctrl+C para parar)", flush=True)
    return atender(servicio, puerta, compas)


def atender(
    servicio: Servicio,
    puerta: socket.socket,
    compas: Callable[[Servicio, Callable[[], None]], Compas] = Planificador,
) -> int:
    """La web, con su `compas`, hasta que se pida parar. 1 si el compas murio: que un supervisor lo reinicie."""
    anfitrion, puerto = puerta.getsockname()[:2]
    web = servidor(crear_app(servicio), anfitrion, puerto, [str(p) for p in servicio.config.web.proxy])
    murio = threading.Event()

    def al_morir() -> None:
        murio.set()
        web.should_exit = True

    # uvicorn vuelve a lanzar la señal al acabar: sin esto, SIGTERM se saltaria el cierre ordenado
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINADO))
    al_lado = compas(servicio, al_morir)
    al_lado.arrancar()
    calienta = threading.Thread(target=servicio.calentar, name="calentar", daemon=True)
    calienta.start()
    try:
        web.run(sockets=[puerta])
    finally:
        with _con_plazo():
            al_lado.parar()
            # a mitad de leer un diccionario, el interprete no se cierra bien
            calienta.join(_ESPERA)
            servicio.cerrar()
    return 1 if murio.is_set() else 0


@contextmanager
def _con_plazo() -> Iterator[None]:
    """Lo que se haga dentro tiene `_CIERRE` segundos; despues se acaba el proceso."""
    ultimo = threading.Timer(_CIERRE, _cortar)
    ultimo.daemon = True
    ultimo.start()
    try:
        yield
    finally:
        ultimo.cancel()


def _cortar() -> None:
    """Algo en curso no acaba: morir a mitad no pierde nada, y seguir sin consola ni vueltas es callar para siempre."""
    # decirlo tampoco puede retenerlo: quien no acaba puede tener el registro tomado
    registro = logging.getLogger(__name__)
    dicho = "algo en curso no acaba: el proceso se corta sin esperarlo"
    decirlo = threading.Thread(target=registro.critical, args=(dicho,), daemon=True)
    decirlo.start()
    decirlo.join(1)
    os._exit(1)


@app.command(cls=Orden)
def simulador(
    puerto_base: Annotated[
        int,
        typer.Option(
            help="Facebook aquí, Twitter en el siguiente y YouTube en el otro; 0: libres.", min=0, max=65_533
        ),
    ] = 0,
    guion: Annotated[Path | None, typer.Option(help="Guion que sembrar (TOML); «demo»: el incluido.")] = None,
    escribir_config: Annotated[
        Path | None, typer.Option(help="Carpeta donde dejar un config.toml listo para estas redes.")
    ] = None,
) -> None:
    """Pone las tres redes simuladas en 127.0.0.1 e imprime sus direcciones en una línea de JSON."""
    fin = threading.Event()
    for senal in (signal.SIGINT, signal.SIGTERM):
        signal.signal(senal, lambda *_: fin.set())
    redes = Redes(puerto_base=puerto_base).arrancar()
    try:
        if guion is not None:
            _sembrar(redes, guion)
        if escribir_config is not None:
            escribir_de_practica(escribir_config, redes.bases)
        print(json.dumps(redes.bases), flush=True)
        fin.wait()
    finally:
        redes.parar()


def _sembrar(redes: Redes, ruta: Path) -> None:
    """Todo el guion de una vez, con las fechas que le tocan contando hacia atras desde ahora."""
    leido = leer_guion(None if str(ruta) == "demo" else ruta)
    inicio = RelojReal().ahora() - timedelta(minutes=leido.minutos)
    minuto = 0.0
    siembra = Siembra(redes.bases, leido, lambda: inicio + timedelta(minutes=minuto))
    siembra.antecedentes()
    # sin el intruso: seria anterior al alta de la cuenta, y lo que ya estaba no es una intervencion
    for minuto, hacer in siembra.sucesos(con_intruso=False):  # noqa: B007 (la hora lee `minuto`)
        hacer()
    siembra.cerrar()


@app.command(cls=Orden)
def sondear(config: RutaConfig = CONFIG) -> int:
    """Una pasada de lectura de todas las cuentas."""
    servicio = _montar_con_cuentas(config)
    fallos = 0
    for cuenta_id, conector in servicio.conectores.items():
        r = servicio.sondear(cuenta_id)
        fallos += bool(r.error)
        detalle = f"no se pudo: {r.error}" if r.error else contado(r.paginas, "página")
        print(
            f"{conector.red.value}\t{contado(r.nuevos, 'nuevo')}\t{contado(r.cambiados, 'editado')}\t"
            f"{contado(r.publicaciones, 'publicación', 'publicaciones')}\t{detalle}"
        )
    servicio.cerrar()
    return 1 if fallos else 0


@app.command("evaluar-pendientes", cls=Orden)
def evaluar_pendientes(config: RutaConfig = CONFIG) -> int:
    """Juzga todo lo pendiente y pide las sanciones que correspondan."""
    servicio = montar(leer_config(config))
    total = 0
    while (r := servicio.evaluar()).juzgados:
        total += r.juzgados
        print(
            f"{contado(r.juzgados, 'juzgado')}\t{contado(r.limpios, 'limpio')}\t{r.en_cola} a la cola\t"
            f"{contado(r.actuados, 'ocultado', 'ocultados')} por orden de la máquina\t{contado(r.degradados, 'degradado')}"
        )
    s = servicio.sancionar()
    bloqueos = contado(s.bloqueos, "bloqueo pedido", "bloqueos pedidos")
    print(f"{total} en total\t{contado(s.faltas, 'falta')}\t{bloqueos}\t{s.manuales} a mano")
    servicio.cerrar()
    return 0


@app.command(cls=Orden)
def despachar(config: RutaConfig = CONFIG) -> int:
    """Hace en las redes las órdenes pendientes y envía los avisos que se deben."""
    servicio = _montar_con_cuentas(config)
    fallidas = 0
    for cuenta_id, conector in servicio.conectores.items():
        r = servicio.despachar(cuenta_id)
        fallidas += r.fallidas
        print(f"{conector.red.value}\t{r.hechas} hechas\t{r.fallidas} fallidas\t{r.aplazadas} aplazadas")
    servicio.sancionar()
    a = servicio.avisar()
    servicio.escribir()
    print(f"avisos\t{a.enviados} enviados\t{a.fallidos} fallidos")
    servicio.cerrar()
    return 1 if fallidas or a.fallidos else 0


def _montar_con_cuentas(config: Path) -> Servicio:
    servicio = montar(leer_config(config))
    if not servicio.conectores:
        raise EntradaInvalida(f"{config} no tiene ninguna [[cuenta]]")
    return servicio
