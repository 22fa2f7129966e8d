"""Hacer copias y restaurarlas, montado: de la configuracion, que base, con que llave y que se vuelve a purgar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from moderacion import conservacion, custodia
from moderacion.almacen import Almacen
from moderacion.config import Config
from moderacion.errores import BaseIncompatible, ErrorConfig
from moderacion.montaje.custodia import leer_anclas, reglas_de_anclas
from moderacion.montaje.olvido import reglas_de_conservacion
from moderacion.montaje.sueltos import base_abierta
from moderacion.reloj import Reloj


@dataclass(frozen=True, slots=True)
class Restaurada:
    """Lo hallado al restaurar, y lo que conviene decir."""

    hallado: custodia.Hallado
    advertencias: tuple[str, ...]


def base_de(config: Config) -> custodia.Base:
    """La base de la configuracion, como la ven las copias."""
    clave = config.base.clave
    return custodia.Base(
        config.base.url,
        clave.get_secret_value() if clave else None,
        config.base.archivo,
        config.respaldo.herramientas,
    )


def _llaves(config: Config) -> custodia.Llaves:
    if config.respaldo.llave is None:
        raise ErrorConfig("falta «respaldo.llave»: «moderacion base llave» da una, y va en un secreto")
    return custodia.Llaves.de(config.respaldo.llave.get_secret_value())


def respaldar(config: Config, reloj: Reloj, destino: Path | None = None) -> custodia.Hecha:
    """Hace una copia. Lanza `ErrorConfig` sin llave o sin carpeta, o `BaseIncompatible`."""
    r = config.respaldo
    carpeta = destino or r.carpeta
    if carpeta is None:
        raise ErrorConfig("no se sabe dónde dejar la copia: diga «--destino» o «respaldo.carpeta»")
    reglas = custodia.ReglasRespaldo(_llaves(config), r.guardar_dias, r.guardar_minimo)
    # de otra revision, la copia valdria igual, pero no se sabe que hay en ella
    with base_abierta(config, reloj) as almacen, almacen.lectura() as u:
        ancla = u.anclas.ultima()
    return custodia.respaldar(base_de(config), carpeta, reglas, reloj.ahora(), ancla.linea if ancla else "")


def restaurar(
    config: Config,
    copia: Path,
    reloj: Reloj,
    *,
    encima: bool = False,
    anclas: Path | None = None,
    publica: str = "",
    registro: Path | None = None,
) -> Restaurada:
    """Restaura una copia en la base de la configuracion. Lanza `Conflicto`, `EntradaInvalida` o `BaseIncompatible`."""
    leidas, hay_anclas = leer_anclas(config, anclas, publica)
    purgas = registro or config.registro_de_purgas
    advertencias = list(_advertir(purgas, leidas.faltas, hay_anclas=hay_anclas))
    firma = reglas_de_anclas(config)
    hallado = custodia.restaurar(
        base_de(config),
        copia,
        _llaves(config),
        reloj,
        partial(_purgar, config, purgas),
        encima=encima,
        anclas=leidas.anclas,
        firma=firma,
    )
    if firma is not None:
        with base_abierta(config, reloj) as almacen:
            try:
                custodia.escribir(almacen, firma)
            except OSError as error:
                advertencias.append(
                    f"no se pudo anclar la restauración: {error.strerror}; se hará al arrancar"
                )
    return Restaurada(hallado, tuple(advertencias))


def _advertir(purgas: Path, faltas: Iterable[str], *, hay_anclas: bool) -> Iterator[str]:
    if not hay_anclas:
        yield "sin anclas no se sabe si la bitácora de la copia es la que fue, ni cuánto se perdió"
    yield from (f"en las anclas, {falta}" for falta in faltas)
    if not purgas.exists():
        yield f"no está {purgas}: lo que se purgó después de la copia ha vuelto, y hay que purgarlo otra vez"


def _purgar(config: Config, registro: Path, almacen: Almacen) -> int:
    return conservacion.reaplicar(almacen, reglas_de_conservacion(config), registro)


def revisar_base(config: Config, reloj: Reloj) -> list[str]:
    """Lo que esta mal en la base, en frases: por dentro, la bitacora y lo que siempre tiene que cumplirse."""
    malas = custodia.por_dentro(base_de(config))
    try:
        with base_abierta(config, reloj) as almacen:
            return malas + custodia.invariantes(almacen, leer_anclas(config)[0].anclas)
    except BaseIncompatible as error:
        return [*malas, str(error)]
