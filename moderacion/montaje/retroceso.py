"""Al arrancar, si la base volvio atras: se declara, se purga otra vez lo purgado y no sale nada sin que alguien lo suelte."""

import logging
from typing import Final

from moderacion import conservacion, custodia
from moderacion.almacen import Almacen
from moderacion.bitacora import MAQUINA
from moderacion.bitacora.verificador import Leidas
from moderacion.config import Config
from moderacion.errores import Conflicto, EntradaInvalida, ErrorModeracion, por_que
from moderacion.montaje.custodia import leer_anclas, reglas_de_anclas
from moderacion.montaje.olvido import reglas_de_conservacion

_registro = logging.getLogger(__name__)
_POR_ANCLAS: Final = "un ancla de fuera llega a la fila {alta}"


def si_volvio_atras(config: Config, almacen: Almacen) -> bool:
    """Si las anclas del archivo llegan mas lejos que la base, lo declara. Devuelve si lo hizo.

    Unas anclas, o un registro de purgas, que no se dejan leer no impiden arrancar: quedan dichos en el registro.
    """
    try:
        leidas, hay = leer_anclas(config, ultimas=True)
    except EntradaInvalida as error:
        _registro.warning("no se sabe si la base volvió atrás: %s", error)
        return False
    if not hay and config.anclas.archivo is not None and custodia.se_anclo(almacen):
        _registro.warning("no está %s: no se sabe si la base volvió atrás", config.anclas.archivo)
    alta = custodia.falta_hasta(almacen, leidas.anclas) if hay else 0
    if alta:
        try:
            _declarar(config, almacen, leidas, MAQUINA, _POR_ANCLAS.format(alta=alta))
        except Conflicto as error:
            # otro proceso llego antes, o se restauro una copia y aun no se ha cerrado: lo de antes ya esta retenido
            _registro.warning("la base volvió atrás (%s), y %s", _POR_ANCLAS.format(alta=alta), error)
            alta = 0
    try:
        _purgar_otra_vez(config, almacen)
    except (ErrorModeracion, OSError) as error:
        # sin arrancar no se avisaria de nada; lo retenido sigue retenido
        _registro.error(
            "lo que se purgó ha vuelto con la base y no se pudo purgar otra vez: %s", por_que(error)
        )
    return alta > 0


def declarar_retroceso(config: Config, almacen: Almacen, por: str, motivo: str) -> None:
    """Lo dice una persona. Lanza `Conflicto` si ya hay una abierta, o `EntradaInvalida` si las anclas no se leen."""
    if not motivo.strip():
        raise EntradaInvalida("diga cómo se supo: queda escrito")
    _declarar(config, almacen, leer_anclas(config, ultimas=True)[0], por, motivo.strip())
    _purgar_otra_vez(config, almacen)


def _declarar(config: Config, almacen: Almacen, leidas: Leidas, por: str, motivo: str) -> None:
    firma = reglas_de_anclas(config)
    custodia.declarar(almacen, leidas.anclas, firma, por, motivo)
    _registro.error(
        "la base volvió atrás (%s): no sale nada de lo de antes sin que alguien lo suelte", motivo
    )
    if firma is not None:
        try:
            custodia.escribir(almacen, firma)
        except OSError as error:
            _registro.warning("no se pudo anclar el retroceso: %s; se hará en su vuelta", por_que(error))


def _purgar_otra_vez(config: Config, almacen: Almacen) -> None:
    """Lo purgado despues volvio con ella. Mientras siga abierta se repasa al arrancar: la vez anterior pudo morir a medias."""
    with almacen.lectura() as u:
        abierta = u.restauraciones.abierta()
    if abierta is not None:
        conservacion.reaplicar(almacen, reglas_de_conservacion(config), config.registro_de_purgas)
