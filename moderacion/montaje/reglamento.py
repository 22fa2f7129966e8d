"""El reglamento montado: guardar la version con que se juzga, repasar, rehacer un veredicto y la compuerta."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from moderacion.almacen import Almacen
from moderacion.config import Config
from moderacion.errores import EntradaInvalida
from moderacion.evaluacion import compuerta, guardado
from moderacion.evaluacion.paquete import de_este_programa
from moderacion.evaluacion.rehacer import JuzgarLote, Rehecho, juzgar_aqui, rehacer
from moderacion.evaluacion.repaso import PeticionRepaso, ResultadoRepaso
from moderacion.evaluacion.repaso import repasar as _repasar
from moderacion.montaje.sueltos import base_abierta
from moderacion.reloj import Reloj
from politicas.juicio import juzgar
from politicas.registro import POLITICAS
from politicas.tipos import Modo

_TOPE: Final = 2**63
"""El mayor numero que cabe en la base."""


@dataclass(frozen=True, slots=True)
class Repasado:
    """Lo que se pide repasar desde una puerta. `reglamento` vacio: el de este programa."""

    desde: datetime
    hasta: datetime | None = None
    reglamento: str = ""
    politica: str = ""
    muestra: int = 5
    actor: str = "cli"


def guardar_version(almacen: Almacen) -> None:
    """Guarda el reglamento de este programa si es la primera vez que esta base lo ve."""
    p = de_este_programa()
    with almacen.unidad() as u:
        u.reglamentos.guardar(p.version, p.octetos, p.politicas, p.entorno)


def como_estan(almacen: Almacen, modos: Mapping[int, Modo]) -> tuple[compuerta.EstadoPolitica, ...]:
    """Cada politica hoy. `modos`: los configurados."""
    with almacen.lectura() as u:
        return compuerta.estados(u, modos, de_este_programa().politicas)


def retenidas(config: Config) -> list[compuerta.EstadoPolitica]:
    """Las que la configuracion deja actuar y la compuerta no. Sin base todavia, ninguna."""
    modos = {p.numero: Modo(config.modo(p.numero).value) for p in POLITICAS}
    archivo = config.base.archivo
    if Modo.ACTUAR not in modos.values() or (archivo is not None and not archivo.is_file()):
        return []
    with base_abierta(config) as almacen:
        return [e for e in como_estan(almacen, modos) if e.retenida]


def repasar(
    config: Config,
    pedido: Repasado,
    reloj: Reloj | None = None,
    avance: Callable[[int], None] = lambda _: None,
) -> ResultadoRepaso:
    """Repasa y lo anota. Lanza `EntradaInvalida` o `ReglamentoInvalido`."""
    peticion = _peticion(pedido)
    with base_abierta(config, reloj) as almacen:
        guardar_version(almacen)
        with _juez(almacen, pedido.reglamento) as (juez, version, versiones):
            return _repasar(almacen, peticion, juez, version, versiones, config.institucion.nombres, avance)


def rehacer_veredicto(config: Config, veredicto_id: int) -> Rehecho:
    """Juzga otra vez lo de un veredicto. Lanza `EntradaInvalida` o `ReglamentoInvalido`."""
    if not 0 < veredicto_id < _TOPE:
        raise EntradaInvalida(f"no hay ningún veredicto {veredicto_id}")
    with base_abierta(config) as almacen:
        return rehacer(almacen, veredicto_id, config.institucion.nombres)


def _peticion(p: Repasado) -> PeticionRepaso:
    """Lo pedido, revisado."""
    if p.hasta is not None and p.hasta <= p.desde:
        raise EntradaInvalida("«hasta» es anterior a «desde»: no hay nada que repasar")
    if p.muestra < 0:
        raise EntradaInvalida("«muestra» se esperaba de 0 en adelante")
    numeros = {f"p{x.numero:02d}": x.numero for x in POLITICAS}
    if p.politica and p.politica not in numeros:
        raise EntradaInvalida(f"no existe la política «{p.politica}»: se esperaba de p01 a p13")
    elegidas = (numeros[p.politica],) if p.politica else tuple(numeros.values())
    return PeticionRepaso(p.desde, p.hasta, elegidas, p.muestra, p.actor)


@contextmanager
def _juez(almacen: Almacen, version: str) -> Iterator[tuple[JuzgarLote, str, Mapping[int, str]]]:
    """Con que se juzga: el de este programa, o uno guardado."""
    propio = de_este_programa()
    if version:
        with almacen.lectura() as u:
            politicas = {v.version: v.politicas for v in u.reglamentos.versiones()}.get(version, {})
        with guardado.abrir(almacen, version) as juez:
            yield juez.juzgar, version, politicas
        return
    yield juzgar_aqui(juzgar), propio.version, propio.politicas
