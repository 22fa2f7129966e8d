"""Lo que se dice en publico y va a salir tarde se busca antes en la red: si ya esta, no se repite.

Una base puede volver atras sin que nadie la restaure: la maquina virtual que vuelve a una foto suya, la replica atrasada que
toma el mando, el archivo de ayer puesto encima. Lo que en ella estaba por salir pudo salir ya, y ella no lo sabe; la red si. Se
nota en que sale tarde, como lo que espero a una cuota o a un paro: a eso mirar le cuesta una lectura.
"""

from datetime import timedelta
from typing import Final

from conectores.errores import ErrorConector, NoEncontrado, Transitorio
from conectores.tipos import Conector, PublicacionLeida
from moderacion.almacen import Almacen
from moderacion.almacen.ordenes import OrdenPorHacer
from moderacion.ejecucion.conciliar import MARGEN, hallar
from moderacion.ejecucion.limites import DE_LA_CUENTA, fresca
from moderacion.reloj import Reloj

TARDE: Final = timedelta(minutes=1)
"""Lo que sale a su hora sale en segundos; una base que volvio atras tarda mas en estar otra vez en marcha."""


def ya_publicada(
    almacen: Almacen, conector: Conector, orden: OrdenPorHacer, reloj: Reloj
) -> PublicacionLeida | None:
    """Lo que la red ya tiene de una respuesta o publicacion tardia; None si no lo tiene, o si sale a su hora.

    Lanza `Transitorio`, o lo que la cuenta no deja (`DE_LA_CUENTA`), si no se pudo mirar: no se envia a ciegas.
    """
    podia = min(orden.creada, orden.desde or orden.creada)
    # por lo que espero desde el principio, y no desde que se aplazo: cada intento mira
    if reloj.ahora() - podia <= TARDE:
        return None
    try:
        propias = conector.buscar_propias(podia - MARGEN, orden.comentario)
    except NoEncontrado:
        return None  # aquello a lo que responde ya no esta: lo dira la red al responder
    except DE_LA_CUENTA:
        raise
    except ErrorConector as error:
        raise Transitorio(f"no se pudo mirar si ya había salido ({type(error).__name__})") from error
    if not fresca(orden, reloj.ahora()):
        raise Transitorio("mirar si ya había salido tardó demasiado")
    with almacen.lectura() as u:
        return hallar(u, orden, propias)
