"""Hacer copias y restaurarlas, montado: de la configuracion, que base, con que llave y que se vuelve a purgar."""

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final

from moderacion import conservacion, custodia, ejecucion
from moderacion.almacen import Almacen
from moderacion.bitacora import MAQUINA
from moderacion.config import Config
from moderacion.errores import BaseIncompatible, ErrorConfig, por_que
from moderacion.montaje.custodia import leer_anclas, reglas_de_anclas
from moderacion.montaje.olvido import reglas_de_conservacion
from moderacion.montaje.sueltos import base_abierta
from moderacion.reloj import Reloj

_SIN_ANCLAS: Final = "sin anclas no se sabe si la bitácora de la copia es la que fue, ni cuánto se perdió"
_SIN_PURGAS: Final = "lo que se purgó después de la copia ha vuelto, y hay que purgarlo otra vez"


@dataclass(frozen=True, slots=True)
class Restaurada:
    """Lo hallado al restaurar, y lo que conviene decir."""

    hallado: custodia.Hallado
    advertencias: tuple[str, ...]


def base_de(config: Config) -> custodia.Base:
    """La base de la configuracion, como la ven las copias."""
    clave, archivo = config.base.clave, config.base.archivo
    return custodia.Base(
        config.base.url,
        clave.get_secret_value() if clave else None,
        # el de verdad: si es un enlace (a otro disco), restaurar pone la copia alli y no en lugar del enlace
        archivo and archivo.resolve(),
        config.respaldo.herramientas,
    )


def _llaves(config: Config) -> custodia.Llaves:
    if config.respaldo.llave is None:
        raise ErrorConfig("falta «respaldo.llave»: «moderacion base llave» da una, y va en un secreto")
    return custodia.Llaves.de(config.respaldo.llave.get_secret_value())


def reglas_de_copias(config: Config) -> custodia.ReglasRespaldo | None:
    """Las de las copias que se hacen solas; None si no hay. Lanza `ErrorConfig` si la llave no vale."""
    return _reglas(config) if config.respaldo.cada is not None else None


def _reglas(config: Config) -> custodia.ReglasRespaldo:
    return custodia.ReglasRespaldo(
        _llaves(config), config.respaldo.guardar_dias, config.respaldo.guardar_minimo
    )


def respaldar(config: Config, reloj: Reloj, destino: Path | None = None) -> custodia.Hecha:
    """Hace una copia. Lanza `ErrorConfig` sin llave o sin carpeta, o `BaseIncompatible`."""
    carpeta, reglas = destino or config.respaldo.carpeta, _reglas(config)
    if carpeta is None:
        raise ErrorConfig("no se sabe dónde dejar la copia: diga «--destino» o «respaldo.carpeta»")
    # de otra revision, la copia valdria igual, pero no se sabe que hay en ella
    with base_abierta(config, reloj) as almacen:
        hecha = _copiar(config, almacen, carpeta, reglas, reloj)
        custodia.anotar(almacen, hecha, "orden", aparte=destino is not None)
    return hecha


def respaldar_si_toca(config: Config, almacen: Almacen, reloj: Reloj) -> custodia.Hecha | None:
    """Una pasada: hace la copia si toca. Lanza `BaseIncompatible` u `OSError`, y entonces sigue tocando."""
    cada, carpeta, reglas = config.respaldo.cada, config.respaldo.carpeta, reglas_de_copias(config)
    if cada is None or carpeta is None or reglas is None or not custodia.toca(almacen, cada):
        return None
    hecha = _copiar(config, almacen, carpeta, reglas, reloj)
    custodia.anotar(almacen, hecha, MAQUINA)
    return hecha


def _copiar(
    config: Config, almacen: Almacen, carpeta: Path, reglas: custodia.ReglasRespaldo, reloj: Reloj
) -> custodia.Hecha:
    with almacen.lectura() as u:
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
    advertencias = [f"en las anclas, {falta}" for falta in leidas.faltas]
    if not hay_anclas:
        advertencias.append(_SIN_ANCLAS)
    if not purgas.exists():
        advertencias.append(f"no está {purgas}: {_SIN_PURGAS}")
    firma = reglas_de_anclas(config)
    hallado = custodia.restaurar(
        base_de(config),
        copia,
        _llaves(config),
        reloj,
        partial(_preparar, config, purgas, reloj),
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
                    f"no se pudo anclar la restauración: {por_que(error)}; se hará al arrancar"
                )
    return Restaurada(hallado, tuple(advertencias))


def _preparar(config: Config, registro: Path, reloj: Reloj, almacen: Almacen) -> int:
    """Lo que se hace antes de que nadie la abra. Devuelve las purgas vueltas a hacer."""
    with almacen.lectura() as u:
        cuentas = [c.id for c in u.cuentas.todas()]
    for cuenta_id in cuentas:
        # quien las estaba enviando ya no existe: las que se repiten esperan a que alguien las suelte; las otras se buscan en la red
        ejecucion.recuperar(almacen, cuenta_id, reloj, timedelta())
    return conservacion.reaplicar(almacen, reglas_de_conservacion(config), registro)


def servidor_sin_disco(config: Config) -> list[str]:
    """Los ajustes de su PostgreSQL que dejan perder lo confirmado en un corte de luz. Lanza `BaseIncompatible`."""
    if config.base.archivo is not None:
        return []
    with base_abierta(config) as almacen, almacen.lectura() as u:
        return u.revision.sin_disco()


def revisar_base(config: Config, reloj: Reloj) -> list[str]:
    """Lo que esta mal en la base, en frases: por dentro, la bitacora y lo que siempre tiene que cumplirse."""
    malas = custodia.por_dentro(base_de(config))
    try:
        with base_abierta(config, reloj) as almacen:
            leidas = leer_anclas(config)[0]
            # una linea mal firmada no cuenta como ancla, pero alguien la puso
            return malas + leidas.faltas + custodia.invariantes(almacen, leidas.anclas)
    except BaseIncompatible as error:
        return [*malas, str(error)]
