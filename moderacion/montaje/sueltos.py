"""Lo que se puede pedir sin montar el servicio entero: juzgar un archivo, explicar una politica, ver la base."""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from moderacion.almacen import Almacen
from moderacion.config import Config
from moderacion.errores import EntradaInvalida
from moderacion.evaluacion.archivo import juzgar_filas, leer_contexto
from moderacion.evaluacion.filas import leer_filas
from moderacion.montaje.clasificador import cargar_clasificador
from moderacion.reloj import Reloj, RelojReal
from politicas.juicio import juzgar
from politicas.registro import POLITICAS


def abrir_base(config: Config, reloj: Reloj | None = None, *, migrar: bool = False) -> Almacen:
    """La base de la configuracion. Lanza `BaseIncompatible` si su revision es otra."""
    clave = config.base.clave
    almacen = Almacen(config.base.url, reloj or RelojReal(), clave.get_secret_value() if clave else None)
    try:
        if migrar:
            almacen.migrar()
        almacen.exigir_revision()
    except BaseException:
        almacen.cerrar()
        raise
    return almacen


@contextmanager
def base_abierta(config: Config, reloj: Reloj | None = None) -> Iterator[Almacen]:
    """La base mientras dura un `with`. Lanza `BaseIncompatible` si su revision es otra."""
    almacen = abrir_base(config, reloj)
    try:
        yield almacen
    finally:
        almacen.cerrar()


def juzgar_archivo(archivo: TextIO, formato: str, contexto: Path | None) -> Iterator[dict[str, Any]]:
    """Un veredicto por fila. Lanza `EntradaInvalida` si el contexto no vale."""
    leido = leer_contexto(contexto, RelojReal().ahora())
    return juzgar_filas(leer_filas(archivo, formato), juzgar, cargar_clasificador(), leido)


def explicar(politica: str) -> str:
    """El articulo y la documentacion de una politica. Lanza `EntradaInvalida`."""
    for p in POLITICAS:
        if politica.lower() in (f"p{p.numero:02d}", f"p{p.numero}", str(p.numero)):
            modulo = sys.modules[p.evaluar.__module__]
            return inspect.getdoc(modulo) or p.articulo
    raise EntradaInvalida(f"no existe la política «{politica}»: se esperaba de p01 a p13")
