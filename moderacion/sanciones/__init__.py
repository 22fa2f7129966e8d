"""Faltas y bloqueos: los pide por lo que la maquina ya oculto, y los levanta cuando toca.

Un bloqueo automatico es provisional hasta que una persona lo confirma; si nadie lo hace a tiempo, caduca y el
comentario se muestra otra vez. Ninguno carece de fin (diseno.md, seccion 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from conectores.tipos import Accion, Capacidades
from moderacion.almacen import Almacen, EstadoBloqueo, EstadoOrden, OrigenOrden, Unidad
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.por_sancionar import PorSancionar
from moderacion.almacen.sanciones import BloqueoNuevo, FilaBloqueo
from moderacion.bitacora import MAQUINA
from moderacion.reloj import dia_local
from moderacion.sanciones.avisos import Aviso, avisar_autores
from moderacion.sanciones.escalera import Escalera, Peldano, Pena
from moderacion.sanciones.faltas import anotar, contar_decisiones, retirar
from moderacion.sanciones.recordatorios import recordar

_TRAS_ORDEN: Final = {
    Accion.BLOQUEAR: {
        EstadoOrden.HECHA: EstadoBloqueo.VIGENTE,
        EstadoOrden.FALLIDA: EstadoBloqueo.FALLIDO,
        # pudo aplicarse: rige hasta que se levante, que nadie quede bloqueado sin fin
        EstadoOrden.A_PERSONA: EstadoBloqueo.VIGENTE,
        EstadoOrden.ANULADA: EstadoBloqueo.LEVANTADO,
    },
    Accion.DESBLOQUEAR: {
        EstadoOrden.HECHA: EstadoBloqueo.LEVANTADO,
        EstadoOrden.FALLIDA: EstadoBloqueo.VIGENTE,
        EstadoOrden.A_PERSONA: EstadoBloqueo.VIGENTE,
        # se anula porque se pidio otro bloqueo del autor, que quiza no salga: hasta saberlo, este no esta quitado
        EstadoOrden.ANULADA: EstadoBloqueo.VIGENTE,
    },
}
_BLOQUEAR: Final = frozenset({Accion.BLOQUEAR.value})
__all__ = [
    "Aviso",
    "Escalera",
    "Peldano",
    "Pena",
    "Plazos",
    "ResumenSanciones",
    "avisar_autores",
    "recordar",
    "sancionar",
]


@dataclass(frozen=True, slots=True)
class Plazos:
    """La escalera, los plazos, y el cupo diario de bloqueos automaticos por cuenta."""

    escalera: Escalera
    confirmar: timedelta
    cupo: int
    tarea: timedelta = timedelta(hours=24)
    """En cuanto tiene que hacerse lo que una persona hace en la propia red."""


@dataclass(frozen=True, slots=True)
class ResumenSanciones:
    """Lo que hizo una pasada."""

    faltas: int = 0
    bloqueos: int = 0
    manuales: int = 0
    terminados: int = 0
    retiradas: int = 0
    tareas: int = 0


def sancionar(almacen: Almacen, capacidades: Mapping[int, Capacidades], plazos: Plazos) -> ResumenSanciones:
    """Una pasada: recoge lo que las redes contestaron, sanciona lo nuevo y termina lo vencido.

    Cada cosa en su unidad: con filas de una retenidas se podria quedar esperando las de otra.
    """
    with almacen.unidad() as u:
        _recoger(u)
        u.apelaciones.caducar()
    with almacen.unidad() as u:
        faltas, retiradas = contar_decisiones(u, plazos.escalera)
    bloqueos = manuales = 0
    with almacen.unidad() as u:
        for s in u.sanciones.por_sancionar():
            if s.cuenta_id not in capacidades:
                continue  # la cuenta ya no está en la configuración: las demas siguen
            faltas += anotar(u, plazos.escalera, s.autor_id, s.comentario_id, s.politica)
            estado = _bloquear(u, s, capacidades[s.cuenta_id], plazos)
            bloqueos += estado is EstadoBloqueo.PEDIDO
            manuales += estado is EstadoBloqueo.MANUAL
    terminados = 0
    with almacen.unidad() as u:
        for b in u.sanciones.vencidos():
            terminados += _terminar(u, b, capacidades.get(b.cuenta_id))
    with almacen.unidad() as u:
        # despues de terminar: lo que siga rigiendo pasado su plazo es que la red no deja quitarlo sola
        tareas = u.tareas.deber(u.ahora + plazos.tarea)
    return ResumenSanciones(faltas, bloqueos, manuales, terminados, retiradas, tareas)


def _bloquear(u: Unidad, s: PorSancionar, c: Capacidades, plazos: Plazos) -> EstadoBloqueo | None:
    """Pide el bloqueo, o lo deja como tarea de una persona donde la red no deja hacerlo o deshacerlo sola."""
    dura = plazos.escalera.toca(u.faltas.puntos(s.autor_id))
    if not dura or u.sanciones.abierto(s.autor_id):
        return None
    automatica = c.de(Accion.BLOQUEAR).automatica
    if automatica and not u.cupos.gastar(s.cuenta_id, dia_local(u.ahora), Accion.BLOQUEAR.value, plazos.cupo):
        return None
    estado = EstadoBloqueo.PEDIDO if automatica else EstadoBloqueo.MANUAL
    bloqueo_id = u.sanciones.bloquear(
        BloqueoNuevo(
            cuenta_id=s.cuenta_id,
            autor_id=s.autor_id,
            comentario_id=s.comentario_id,
            articulo=s.politica,
            motivo=s.motivo,
            estado=estado,
            provisional=True,
            hasta=u.ahora + dura,
            confirmar_antes=u.ahora + plazos.confirmar,
        )
    )
    if bloqueo_id is None:
        return None
    if automatica:
        causa = f"b{bloqueo_id}"
        _ordenar(u, Accion.BLOQUEAR, s.cuenta_id, s.autor_id, s.comentario_id, causa, OrigenOrden.MAQUINA)
    return estado


def _ordenar(
    u: Unidad,
    accion: Accion,
    cuenta_id: int,
    autor_id: int,
    comentario_id: int,
    causa: str,
    origen: OrigenOrden,
) -> bool:
    return u.ordenes.pedir(
        OrdenNueva(
            clave=f"{accion.value}:{comentario_id}:{causa}",
            cuenta_id=cuenta_id,
            accion=accion.value,
            origen=origen,
            comentario_id=comentario_id,
            autor_id=autor_id,
        )
    )


def _terminar(u: Unidad, b: FilaBloqueo, c: Capacidades | None) -> bool:
    """Vencido: se levanta. Provisional sin confirmar: caduca y el comentario vuelve a verse.

    Devuelve False si hay que esperar: a una orden de bloqueo que ya salio, a mañana si la red se nego hoy, a saber
    si sale otro bloqueo del mismo autor, o a una persona donde la red no deja desbloquear por API.
    """
    terminado = _levantar(u, b, c) if b.estado == EstadoBloqueo.VIGENTE else _caducar(u, b, c)
    if b.sin_confirmar(u.ahora) and (terminado or b.estado == EstadoBloqueo.VIGENTE):
        # aunque el bloqueo lo tenga que quitar una persona: el comentario no espera por ello
        _por_termino(u, Accion.MOSTRAR, b, f"b{b.id}")
        retirar(u, b.comentario_id, "nadie lo confirmó")
    return terminado


def _levantar(u: Unidad, b: FilaBloqueo, c: Capacidades | None) -> bool:
    """Pide a la red que quite el bloqueo, como mucho una vez al dia; si el autor sigue bloqueado por otro, no."""
    if u.sanciones.otro_espera(b):
        return False
    if u.sanciones.otro_rige(b):
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, sin_confirmar=b.provisional)
        u.sanciones.pasar(b.id, EstadoBloqueo.LEVANTANDO, EstadoBloqueo.LEVANTADO)
        return True
    if c is None or not c.de(Accion.DESBLOQUEAR).por_api:
        return False
    if not _por_termino(u, Accion.DESBLOQUEAR, b, f"b{b.id}:{dia_local(u.ahora)}"):
        return False
    u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, sin_confirmar=b.provisional)
    return True


def _caducar(u: Unidad, b: FilaBloqueo, c: Capacidades | None) -> bool:
    """Termina el que aun no consta en la red. Si su orden, o quien lo tenia de tarea, pudo haberlo puesto, ademas se quita."""
    if b.estado == EstadoBloqueo.PEDIDO:
        if not u.ordenes.anular_pendientes(b.comentario_id, _BLOQUEAR, MAQUINA):
            return False
        if u.ordenes.pudo_salir(b.comentario_id, Accion.BLOQUEAR):
            u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.VIGENTE, sin_confirmar=b.provisional)
            return _levantar(u, replace(b, estado=EstadoBloqueo.VIGENTE), c)
    if b.estado == EstadoBloqueo.MANUAL and not b.provisional:
        # se pidio a una persona, que pudo bloquear y no escribirlo: darlo por no hecho lo dejaria bloqueado para siempre
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.VIGENTE)
        return _levantar(u, replace(b, estado=EstadoBloqueo.VIGENTE), c)
    u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.CADUCADO, sin_confirmar=b.provisional)
    return True


def _por_termino(u: Unidad, accion: Accion, b: FilaBloqueo, causa: str) -> bool:
    return _ordenar(u, accion, b.cuenta_id, b.autor_id, b.comentario_id, causa, OrigenOrden.TERMINO)


def _recoger(u: Unidad) -> None:
    """Pasa cada bloqueo al estado que la red confirmo."""
    for b, accion, estado in u.sanciones.ordenes_cerradas():
        siguiente = _TRAS_ORDEN[Accion(accion)][EstadoOrden(estado)]
        pedia = b.estado == EstadoBloqueo.PEDIDO and siguiente is not EstadoBloqueo.VIGENTE
        if pedia and u.ordenes.quedo_bloqueado(b.comentario_id):
            # la ultima orden no salio, o la red se nego; pero otra de antes lo bloqueo y nadie lo ha quitado
            siguiente = EstadoBloqueo.VIGENTE
        u.sanciones.pasar(b.id, b.estado, siguiente)
