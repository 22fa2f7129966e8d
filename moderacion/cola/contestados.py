"""Lo contestado que sigue en la cola: si no hay nada que decidir, se permite al salir la respuesta; si lo hay, se ofrece.

Enviar la respuesta es el gesto de quien la escribe, y la pantalla se lo dice: la decision va a su nombre.
"""

import logging

from conectores.tipos import Capacidades
from moderacion.almacen import Almacen
from moderacion.almacen.contestadas import CasoEnCola
from moderacion.cola.decidir import NO_BLOQUEA, Resolucion, resolver
from moderacion.cola.opciones import PERMITIR
from moderacion.cola.persona import DECIDEN, Persona
from moderacion.errores import Conflicto, EntradaInvalida

__all__ = ["CasoEnCola", "en_cola", "permitir_contestados"]
_registro = logging.getLogger(__name__)


def en_cola(almacen: Almacen, expediente_id: int) -> CasoEnCola | None:
    """El caso, si sigue esperando que alguien lo decida."""
    with almacen.lectura() as u:
        return u.contestadas.caso(expediente_id)


def permitir_contestados(almacen: Almacen, cuenta_id: int, capacidades: Capacidades) -> int:
    """Permite, a nombre de quien contesto, los casos sin nada señalado cuya respuesta ya salio. Devuelve cuantos.

    Deja a una persona lo que otra tiene tomado o asignado, lo que lleva algun hallazgo, lo que alguien ya decidio y lo
    que contesto quien ya no decide.
    """
    with almacen.lectura() as u:
        contestadas = u.contestadas.por_cerrar(cuenta_id)
    cuantos = 0
    for c in contestadas:
        if c.rol not in DECIDEN:
            continue
        persona = Persona(c.usuario_id, c.usuario, c.rol)
        r = Resolucion.de(PERMITIR, f"Se le contestó (respuesta {c.borrador_id}).", c.version)
        try:
            resolver(almacen, c.expediente_id, persona, r, capacidades, NO_BLOQUEA)
        except (Conflicto, EntradaInvalida) as error:
            # cambio mientras se miraba: se queda en la cola, a la vista
            _registro.info("caso %s contestado y sin permitir: %s", c.expediente_id, error)
            continue
        cuantos += 1
    return cuantos
