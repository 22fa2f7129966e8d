"""Los bloqueos vistos por quien decide: antecedentes de un autor y lo que una persona tiene que hacer a mano."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from conectores.tipos import Accion, Capacidades
from moderacion.almacen import Almacen, EstadoBloqueo
from moderacion.almacen.expedientes import Ficha
from moderacion.almacen.sanciones import FilaBloqueo
from moderacion.cola.persona import Persona, exigir_que_decida
from moderacion.errores import Conflicto, EntradaInvalida, NoExiste

CONSTANCIA_MINIMA: Final = 5
CONSTANCIA_MAXIMA: Final = 1000
_DESBLOQUEA: Final = frozenset({Accion.DESBLOQUEAR.value})


@dataclass(frozen=True, slots=True)
class Antecedentes:
    """Las faltas de un autor y su bloqueo abierto, si lo tiene."""

    faltas: int = 0
    bloqueo: FilaBloqueo | None = None
    puntos: int = 0
    """Los que suman las faltas que aun cuentan."""


@dataclass(frozen=True, slots=True)
class Tarea:
    """Un bloqueo abierto. `falta`: lo que espera de una persona (confirmar, bloquear, desbloquear) o vacio.

    `a_mano`: en esa red lo levanta una persona, tambien antes de su termino. `vence`: para cuando tiene que estar hecha
    la tarea en la red; `recordatorios`, las veces que se dijo que ya paso.
    """

    bloqueo: FilaBloqueo
    falta: str
    a_mano: bool
    vence: datetime | None = None
    recordatorios: int = 0


def antecedentes(almacen: Almacen, f: Ficha) -> Antecedentes:
    """Lo que se sabe del autor de un expediente."""
    autor_id = f.comentario["autor_id"]
    if autor_id is None:
        return Antecedentes()
    with almacen.lectura() as u:
        return Antecedentes(
            u.faltas.cuantas(autor_id), u.sanciones.abierto(autor_id), u.faltas.puntos(autor_id)
        )


def bloqueos_abiertos(
    almacen: Almacen, capacidades: Mapping[int, Capacidades], ahora: datetime
) -> list[Tarea]:
    """Los que no han terminado: primero los que esperan a una persona, y de esos el que antes vence."""
    with almacen.lectura() as u:
        debidas = u.tareas.pendientes()
        abiertos = u.sanciones.abiertos()
        # quitar uno por alguien de quien se pidio otro, que aun no sale, quitaria tambien ese
        con_otro = u.sanciones.esperan_a_otro()
    tareas = [_tarea(b, capacidades, ahora, debidas.get(b.id), con_otro) for b in abiertos]
    return sorted(tareas, key=lambda t: (not t.falta, _para_cuando(t)))


def _para_cuando(t: Tarea) -> datetime:
    por_confirmar = t.bloqueo.confirmar_antes if t.bloqueo.provisional else None
    return t.vence or por_confirmar or t.bloqueo.hasta


def hechas_a_mano(almacen: Almacen) -> list[Mapping[str, Any]]:
    """Las ultimas tareas que alguien hizo en la propia red, con su constancia."""
    with almacen.lectura() as u:
        return u.tareas.hechas()


def _tarea(
    b: FilaBloqueo,
    capacidades: Mapping[int, Capacidades],
    ahora: datetime,
    debida: Mapping[str, Any] | None,
    con_otro: Collection[int],
) -> Tarea:
    a_mano = b.estado == EstadoBloqueo.VIGENTE and not _desbloquea(capacidades, b)
    if b.terminado(ahora):
        falta = "desbloquear" if b.por_quitar(ahora) and b.id not in con_otro else ""
    else:
        falta = "confirmar" if b.provisional else "bloquear" if b.estado == EstadoBloqueo.MANUAL else ""
    if debida is None:
        return Tarea(b, falta, a_mano)
    return Tarea(b, debida["accion"], a_mano, debida["vence"], debida["recordatorios"])


def _desbloquea(capacidades: Mapping[int, Capacidades], b: FilaBloqueo) -> bool:
    c = capacidades.get(b.cuenta_id)
    return c is not None and c.de(Accion.DESBLOQUEAR).por_api


def hecho_a_mano(
    almacen: Almacen,
    bloqueo_id: int,
    estado: str,
    persona: Persona,
    capacidades: Mapping[int, Capacidades],
    constancia: str,
) -> None:
    """Una persona ya lo hizo en la red, y dice que o donde consta: lo manual queda vigente; lo vigente, levantado.

    `estado` es el que vio. Lanza `NoAutorizado`, `NoExiste`, `Conflicto` o `EntradaInvalida`.
    """
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        b = u.sanciones.abierto_numero(bloqueo_id)
        if b is None:
            raise NoExiste(f"no hay un bloqueo abierto {bloqueo_id}")
        if b.estado != estado:
            raise Conflicto("el bloqueo cambió mientras lo miraba: este es su estado de ahora")
        por_quitar = b.por_quitar(u.ahora) and not u.sanciones.otro_espera(b)
        if b.provisional and not por_quitar:
            raise EntradaInvalida("primero confirme el bloqueo en su expediente")
        if b.estado == EstadoBloqueo.MANUAL:
            # primero la tarea: al dejar de esperarla, la que nadie hizo se anula
            u.tareas.hacer(b.id, "bloquear", persona.id, _exigir(constancia), persona.actor)
            u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.VIGENTE, persona.actor)
        elif por_quitar or (b.estado == EstadoBloqueo.VIGENTE and not _desbloquea(capacidades, b)):
            u.tareas.hacer(b.id, "desbloquear", persona.id, _exigir(constancia), persona.actor)
            # lo que aun espera a la red ya no hace falta
            u.ordenes.anular_pendientes(b.comentario_id, _DESBLOQUEA, persona.actor)
            if b.estado == EstadoBloqueo.VIGENTE:
                u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, persona.actor)
            u.sanciones.pasar(b.id, EstadoBloqueo.LEVANTANDO, EstadoBloqueo.LEVANTADO, persona.actor)
        else:
            raise EntradaInvalida("de este bloqueo se encarga el servicio, no hace falta hacerlo a mano")


def _exigir(constancia: str) -> str:
    """Lo que se hizo o donde consta. Lanza `EntradaInvalida` si no llega o se pasa."""
    constancia = constancia.strip()
    if not CONSTANCIA_MINIMA <= len(constancia) <= CONSTANCIA_MAXIMA:
        raise EntradaInvalida(
            f"diga qué se hizo o dónde consta: de {CONSTANCIA_MINIMA} a {CONSTANCIA_MAXIMA} caracteres"
        )
    return constancia
