"""Lo que la gente pregunta o reclama y nadie ha contestado: se ve aparte de la cola, y de cada cosa se abre su caso."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from moderacion.almacen import Almacen
from moderacion.almacen.juzgados import Puesto
from moderacion.evaluacion.prioridad import puesto
from politicas.tipos import Intencion, Propuesta, Veredicto

VENTANA: Final = timedelta(days=30)
"""De antes ya no se contesta: la pregunta caduca, y la lista no tiene por que crecer."""
PAGINA: Final = 25
ESPERAN: Final = (Intencion.CONSULTA, Intencion.QUEJA, Intencion.DENUNCIA, Intencion.SUGERENCIA)
"""Lo que quien escribe busca, si espera que le contesten."""
_NADA: Final = Veredicto(Propuesta.PERMITIR)
"""Preguntar no infringe nada: en la cola va detras de lo que si."""


@dataclass(frozen=True, slots=True)
class Preguntas:
    """Una pagina. `siguiente`: desde donde sigue, o None."""

    filas: Sequence[Mapping[str, Any]]
    siguiente: int | None


def preguntas(almacen: Almacen, antes: int | None = None, intencion: Intencion | None = None) -> Preguntas:
    """Las de los ultimos dias sin contestar desde aqui, la mas nueva primero, con el area que toca si se sabe."""
    cuales = [i.value for i in ESPERAN if intencion in (None, i)]
    with almacen.lectura() as u:
        filas = u.preguntas.pagina(cuales, u.ahora - VENTANA, PAGINA + 1, antes)
    return Preguntas(filas[:PAGINA], filas[PAGINA - 1]["id"] if len(filas) > PAGINA else None)


def abrir(almacen: Almacen, comentario_id: int, usuario_id: int, toma: timedelta) -> int:
    """El caso de una pregunta, tomado por quien va a contestarla y por cuanto. Devuelve su id.

    Dos a la vez abren el mismo. Lanza `NoExiste`, o `Conflicto` si el comentario cambio entretanto.
    """
    with almacen.unidad() as u:
        return u.preguntas.abrir(comentario_id, _lugar, usuario_id, toma)


def _lugar(creado: datetime, reacciones: int) -> Puesto:
    return puesto(_NADA, creado, reacciones, lambda *_: 1.0)
