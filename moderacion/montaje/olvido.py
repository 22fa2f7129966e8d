"""Con que se purga: los plazos de la configuracion y los detectores de datos de personas, que son de otra sala."""

from pathlib import Path

from moderacion import conservacion
from moderacion.config import Config
from moderacion.evaluacion.tapado import tramos_personales
from moderacion.montaje.sueltos import base_abierta
from moderacion.reloj import Reloj


def reglas_de_conservacion(config: Config) -> conservacion.Reglas:
    """Las de un servicio."""
    return conservacion.Reglas(config, tramos_personales)


def purgar_base(config: Config, *, ensayo: bool, reloj: Reloj | None = None) -> list[conservacion.Tocado]:
    """Purga lo que cumplio su plazo, o dice que quitaria. Lanza `BaseIncompatible`."""
    reglas = reglas_de_conservacion(config)
    with base_abierta(config, reloj) as almacen:
        if ensayo:
            return [t for t in conservacion.ensayo(almacen, reglas) if t.cuantos]
        conservacion.soltar_retenidas(almacen, reglas)
        return conservacion.purgar(almacen, reglas)


def reaplicar_purgas(config: Config, registro: Path | None = None, reloj: Reloj | None = None) -> int:
    """En una copia restaurada, vuelve a hacer lo purgado despues de ella. Lanza `BaseIncompatible` o `EntradaInvalida`.

    La usa quien restaura, antes de que nadie abra la base.
    """
    with base_abierta(config, reloj) as almacen:
        return conservacion.reaplicar(almacen, reglas_de_conservacion(config), registro)
