"""Aprender de la casa, montado: los ejemplos que dejan las decisiones y cuanto coincide la maquina con la gente."""

from moderacion.config import Config
from moderacion.evaluacion.casa import AcuerdoCasa, medir_acuerdo
from moderacion.evaluacion.ejemplos import Ejemplos, reunir_ejemplos
from moderacion.montaje.sueltos import base_abierta
from moderacion.reloj import Reloj
from politicas.registro import POLITICAS


def ejemplos_de_la_casa(config: Config, reloj: Reloj | None = None) -> Ejemplos:
    """Lo decidido por personas que puede salir como ejemplo. Lanza `BaseIncompatible`."""
    with base_abierta(config, reloj) as almacen:
        return reunir_ejemplos(almacen)


def acuerdo_de_la_casa(config: Config, reloj: Reloj | None = None) -> AcuerdoCasa:
    """Cuanto coinciden la maquina y la gente, por politica. Lanza `BaseIncompatible`."""
    with base_abierta(config, reloj) as almacen:
        return medir_acuerdo(almacen, [p.numero for p in POLITICAS])
