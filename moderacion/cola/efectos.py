"""Lo que una decision pide a la red y al registro de bloqueos, y lo que se pide para deshacerla."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from conectores.tipos import Accion, Capacidades, EstadoEnRed
from moderacion.almacen import EstadoBloqueo, EstadoOrden, OrigenOrden, Unidad
from moderacion.almacen.estados import ABIERTAS
from moderacion.almacen.expedientes import Caso
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.sanciones import BloqueoNuevo, FilaBloqueo
from moderacion.cola.persona import Persona

GRACIA: Final = timedelta(seconds=10)
"""Lo que espera en casa cada orden de una persona: en ese tiempo deshacer impide el efecto, no lo corrige."""
RIGEN: Final = frozenset({EstadoBloqueo.PEDIDO, EstadoBloqueo.VIGENTE, EstadoBloqueo.MANUAL})
RESTRICTIVAS: Final = frozenset(
    {a.value for a in (Accion.OCULTAR, Accion.RETENER, Accion.ELIMINAR, Accion.BLOQUEAR)}
)


def orden_de(u: Unidad, f: Caso, accion: Accion, decision_id: int) -> OrdenNueva:
    """La que pide una decision. Espera la gracia: hasta entonces se puede deshacer sin que nadie lo haya visto."""
    return OrdenNueva(
        clave=f"{accion.value}:{f.comentario['id']}:d{decision_id}",
        cuenta_id=f.comentario["cuenta_id"],
        accion=accion.value,
        origen=OrigenOrden.PERSONA,
        comentario_id=f.comentario["id"],
        autor_id=f.comentario["autor_id"],
        decision_id=decision_id,
        no_antes_de=u.ahora + GRACIA,
    )


def ordenar(u: Unidad, f: Caso, accion: Accion, decision_id: int, persona: Persona) -> None:
    """Pide a la red la de una decision."""
    u.ordenes.pedir(orden_de(u, f, accion, decision_id), persona.actor)


def se_vera(f: Caso) -> bool:
    """Si el comentario se ve, o se va a ver: un plazo que vencio pudo pedir enseñarlo, y aun no salio."""
    muestran = (o for o in f.ordenes if o["accion"] == Accion.MOSTRAR and o["estado"] in ABIERTAS)
    return f.comentario["estado_red"] == EstadoEnRed.VISIBLE or any(muestran)


def ocultar(u: Unidad, f: Caso, decision_id: int, persona: Persona, capacidades: Capacidades) -> None:
    """Pide que no se vea si la red lo deja y hace falta: se ve, o solo lo tapa ella, que puede soltarlo y no lleva registro."""
    se_puede = f.comentario["puede_ocultar"] is not False and capacidades.de(Accion.OCULTAR).por_api
    if se_puede and (se_vera(f) or u.tapados.por_la_red(f.comentario["id"])):
        ordenar(u, f, Accion.OCULTAR, decision_id, persona)


def permitir(u: Unidad, f: Caso, decision_id: int, persona: Persona, capacidades: Capacidades) -> None:
    """Deja ver el comentario: deshace lo que se hubiera hecho, o se pudo haber hecho, con el y con su autor."""
    ocultado = any(
        o["accion"] in RESTRICTIVAS and o["intentos"] and o["estado"] != EstadoOrden.FALLIDA
        for o in f.ordenes
    )
    esta, visible = f.comentario["estado_red"] != EstadoEnRed.ELIMINADO, EstadoEnRed.VISIBLE
    if esta and (ocultado or f.comentario["estado_red"] != visible):
        ordenar(u, f, Accion.MOSTRAR, decision_id, persona)
    levantar(u, f, decision_id, persona, capacidades)


def levantar(u: Unidad, f: Caso, decision_id: int, persona: Persona, capacidades: Capacidades) -> None:
    """Quita el bloqueo que este comentario causo, si sigue abierto.

    Donde la red no deja desbloquear por API queda vencido, como tarea de una persona.
    """
    b = u.sanciones.de_comentario(f.comentario["id"])
    if b is None or b.estado not in RIGEN:
        return
    if b.estado != EstadoBloqueo.VIGENTE:
        pudo = _pudo_ponerse(u, b)
        siguiente = EstadoBloqueo.VIGENTE if pudo else EstadoBloqueo.LEVANTADO
        u.sanciones.pasar(b.id, b.estado, siguiente, persona.actor)
        if not pudo:
            return
        # quiza esta en la red: se levanta como cualquiera que rige
        b = replace(b, estado=siguiente)
    u.sanciones.acortar(b, persona.actor)
    if u.sanciones.otro_espera(b):
        return  # ya vencio: la vuelta de las sanciones lo quita cuando se sepa si el otro sale
    if u.sanciones.otro_rige(b):
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, persona.actor)
        u.sanciones.pasar(b.id, EstadoBloqueo.LEVANTANDO, EstadoBloqueo.LEVANTADO, persona.actor)
    elif capacidades.de(Accion.DESBLOQUEAR).por_api:
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, persona.actor)
        ordenar(u, f, Accion.DESBLOQUEAR, decision_id, persona)


def _pudo_ponerse(u: Unidad, b: FilaBloqueo) -> bool:
    """Si uno que aun no consta en la red quiza esta en ella: su orden pudo salir, o alguien lo tenia de tarea y no lo escribio."""
    if b.estado == EstadoBloqueo.MANUAL:
        return not b.provisional
    return u.ordenes.pudo_salir(b.comentario_id, Accion.BLOQUEAR)


def bloqueo_nuevo(
    f: Caso, decision_id: int, articulo: int, motivo: str, hasta: datetime, capacidades: Capacidades
) -> BloqueoNuevo:
    """El bloqueo que pide una persona: donde no se puede por API, como tarea a mano."""
    por_api = capacidades.de(Accion.BLOQUEAR).por_api
    return BloqueoNuevo(
        cuenta_id=f.comentario["cuenta_id"],
        autor_id=f.comentario["autor_id"],
        comentario_id=f.comentario["id"],
        articulo=articulo,
        motivo=motivo,
        estado=EstadoBloqueo.PEDIDO if por_api else EstadoBloqueo.MANUAL,
        provisional=False,
        hasta=hasta,
        decision_id=decision_id,
    )


def bloquear(
    u: Unidad,
    f: Caso,
    b: BloqueoNuevo,
    persona: Persona,
    capacidades: Capacidades,
    *,
    oculta: bool,
    dura: timedelta | None = None,
) -> None:
    """Bloquea, y oculta si no lo ocultamos ya: confirma el bloqueo que hubiera, o lo pide (otra vez, si el que hubo ya no rige).

    `dura`: lo que la persona dijo, si lo dijo; al confirmar uno provisional cuenta desde que empezo.
    """
    decision_id = b.decision_id or 0
    if oculta:
        ocultar(u, f, decision_id, persona, capacidades)
    previo = u.sanciones.de_comentario(b.comentario_id)
    por_api = capacidades.de(Accion.BLOQUEAR).por_api
    if previo is None:
        u.sanciones.bloquear(b, persona.actor)
    elif previo.estado not in RIGEN or (previo.estado == EstadoBloqueo.MANUAL and por_api):
        # ya no rige, o esperaba a que una persona lo pidiera a esta red
        u.sanciones.rehacer(previo, b, persona.actor)
    else:
        u.sanciones.confirmar(previo, decision_id, persona.actor, dura)
    if por_api and not (previo and previo.estado == EstadoBloqueo.VIGENTE):
        # la orden que hubiera pudo quedar anulada arriba; bloquear se puede repetir
        ordenar(u, f, Accion.BLOQUEAR, decision_id, persona)
