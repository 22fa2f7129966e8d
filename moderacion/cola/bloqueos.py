"""Los bloqueos vistos por quien decide: antecedentes de un autor y lo que una persona tiene que hacer a mano."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from conectores.tipos import Accion, Capacidades
from moderacion.almacen import Almacen, EstadoBloqueo
from moderacion.almacen.expedientes import Ficha
from moderacion.almacen.sanciones import FilaBloqueo
from moderacion.cola.persona import Persona, exigir_que_decida
from moderacion.errores import Conflicto, EntradaInvalida, NoExiste


@dataclass(frozen=True, slots=True)
class Antecedentes:
    """Las faltas de un autor y su bloqueo abierto, si lo tiene."""

    faltas: int = 0
    bloqueo: FilaBloqueo | None = None


@dataclass(frozen=True, slots=True)
class Tarea:
    """Un bloqueo abierto. `falta`: lo que espera de una persona (confirmar, bloquear, desbloquear) o vacio.

    `a_mano`: en esa red lo levanta una persona, tambien antes de su termino.
    """

    bloqueo: FilaBloqueo
    falta: str
    a_mano: bool


def antecedentes(almacen: Almacen, f: Ficha) -> Antecedentes:
    """Lo que se sabe del autor de un expediente."""
    autor_id = f.comentario["autor_id"]
    if autor_id is None:
        return Antecedentes()
    with almacen.lectura() as u:
        return Antecedentes(u.sanciones.faltas(autor_id), u.sanciones.abierto(autor_id))


def bloqueos_abiertos(
    almacen: Almacen, capacidades: Mapping[int, Capacidades], ahora: datetime
) -> list[Tarea]:
    """Los que no han terminado: primero los que esperan a una persona, y de esos el que antes vence."""
    with almacen.lectura() as u:
        tareas = [_tarea(b, capacidades, ahora) for b in u.sanciones.abiertos()]
    return sorted(tareas, key=lambda t: (not t.falta, t.bloqueo.confirmar_antes or t.bloqueo.hasta))


def _tarea(b: FilaBloqueo, capacidades: Mapping[int, Capacidades], ahora: datetime) -> Tarea:
    a_mano = b.estado == EstadoBloqueo.VIGENTE and not _desbloquea(capacidades, b)
    if b.provisional:
        falta = "confirmar"
    elif b.estado == EstadoBloqueo.MANUAL:
        falta = "bloquear"
    else:
        falta = "desbloquear" if a_mano and b.hasta <= ahora else ""
    return Tarea(b, falta, a_mano)


def _desbloquea(capacidades: Mapping[int, Capacidades], b: FilaBloqueo) -> bool:
    c = capacidades.get(b.cuenta_id)
    return c is not None and c.de(Accion.DESBLOQUEAR).por_api


def hecho_a_mano(
    almacen: Almacen, bloqueo_id: int, estado: str, persona: Persona, capacidades: Mapping[int, Capacidades]
) -> None:
    """Una persona ya lo hizo en la red: lo manual queda vigente; lo vigente, levantado.

    `estado` es el que vio. Lanza `NoAutorizado`, `NoExiste`, `Conflicto` o `EntradaInvalida`.
    """
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        b = next((b for b in u.sanciones.abiertos() if b.id == bloqueo_id), None)
        if b is None:
            raise NoExiste(f"no hay un bloqueo abierto {bloqueo_id}")
        if b.estado != estado:
            raise Conflicto("el bloqueo cambió mientras lo miraba: este es su estado de ahora")
        if b.provisional:
            raise EntradaInvalida("primero confirme el bloqueo en su expediente")
        if b.estado == EstadoBloqueo.MANUAL:
            u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.VIGENTE, persona.actor)
        elif b.estado == EstadoBloqueo.VIGENTE and not _desbloquea(capacidades, b):
            u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, persona.actor)
            u.sanciones.pasar(b.id, EstadoBloqueo.LEVANTANDO, EstadoBloqueo.LEVANTADO, persona.actor)
        else:
            raise EntradaInvalida("de este bloqueo se encarga el servicio, no hace falta hacerlo a mano")
