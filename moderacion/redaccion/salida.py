"""De aprobado a publicado: la orden se escribe una vez, y el borrador sigue lo que le pase.

Nada aqui llama a la red: la orden la hace `ejecucion`, que no la repite a ciegas y concilia lo que quede en duda.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from conectores.tipos import Accion
from moderacion.almacen import SALIO, Almacen, EstadoOrden, OrigenOrden, Unidad
from moderacion.almacen.estados_redaccion import EstadoBorrador
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.paso import Paso
from moderacion.errores import Conflicto, ErrorModeracion
from moderacion.redaccion.juicio import PorJuzgar, Reglas, por_juzgar
from moderacion.redaccion.pasos import a_revision, entrega_de
from moderacion.redaccion.salir import (
    programar_escritos,
    recoger_escritos,
    sin_quien_aprobo,
    ya_no_vale,
)
from moderacion.redaccion.tipos import Fila, Persona, exigir_que_redacte, huella_de

_ESPERA: Final = timedelta(minutes=2)
"""Lo corriente es que salga antes: solo lo que espera mas se juzga otra vez, en cada pasada."""
_registro = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ResumenRedaccion:
    """Cuantos borradores recibieron su orden, cuantos volvieron a revision y cuantos se cerraron."""

    programados: int = 0
    devueltos: int = 0
    cerrados: int = 0


def programar(almacen: Almacen, reglas: Reglas, cuenta_id: int, limite: int = 50) -> ResumenRedaccion:
    """Escribe la orden de cada aprobado de la cuenta. Con un incidente sin cerrar, o un paro, esperan.

    Se juzga otra vez justo antes: lo que ya no vale (consulta vencida o retirada, comentario editado) vuelve a
    revision en lugar de salir.
    """
    programados, devueltos = programar_escritos(almacen, reglas, cuenta_id, limite)
    devueltos += _revisar_lo_que_espera(almacen, reglas, cuenta_id)
    with almacen.lectura() as u:
        if u.borradores.congelada(cuenta_id):
            return ResumenRedaccion(programados, devueltos)
        pendientes = u.borradores.aprobados(cuenta_id, limite)
        vistos = [_mirar(u, reglas, b) for b in pendientes]
    for b, visto in zip(pendientes, vistos, strict=True):
        motivo = ya_no_vale(reglas, b, visto)
        if motivo:
            devueltos += _intentar(almacen, b, "al programarlo", partial(a_revision, b=b, motivo=motivo))
        else:
            programados += _intentar(almacen, b, "al programarlo", partial(_pedir, b=b))
    return ResumenRedaccion(programados, devueltos)


def _intentar(almacen: Almacen, b: Fila, cuando: str, hacer: Callable[[Unidad], None]) -> bool:
    """Lo hace en su unidad, y dice si pudo: si alguien movio el borrador mientras se miraba, sera en la siguiente pasada."""
    try:
        with almacen.unidad() as u:
            hacer(u)
    except ErrorModeracion as error:
        _registro.info("el borrador %s cambió %s: %s", b["id"], cuando, error)
        return False
    return True


def _revisar_lo_que_espera(almacen: Almacen, reglas: Reglas, cuenta_id: int) -> int:
    """Lo que espera horas a la red, o a que pase un paro, se juzga otra vez: un comunicado de entretanto puede contradecirlo."""
    with almacen.lectura() as u:
        esperan = u.borradores.esperan(cuenta_id, u.ahora - _ESPERA)
        vistos = [_mirar(u, reglas, b) for b in esperan]
    return sum(
        _intentar(almacen, b, "mientras esperaba", partial(a_revision, b=b, motivo=motivo))
        for b, visto in zip(esperan, vistos, strict=True)
        if (motivo := ya_no_vale(reglas, b, visto))
    )


def _mirar(u: Unidad, reglas: Reglas, b: Fila) -> str | PorJuzgar:
    """Por que lo aprobado no puede salir, o lo que falta juzgar para saberlo."""
    if b["huella_aprobada"] != huella_de(b):
        return "lo guardado no es lo que se aprobó"
    if b["aprobado_hasta"] is not None and b["aprobado_hasta"] < u.ahora:
        return "la aprobación venció"
    if motivo := sin_quien_aprobo(u, b):
        return motivo
    return por_juzgar(u, reglas, b, entrega_de(b), por_publicar=True)


def _pedir(u: Unidad, b: Fila) -> None:
    """La orden y el paso a PROGRAMADO, juntos: pedirlo dos veces choca con la version, y con la clave.

    La clave lleva la version aprobada: si la orden se anulo sin salir y el mismo texto se aprueba de nuevo, es otra.
    """
    clave = f"responder:{b['id']}:{b['huella_aprobada']}:{b['version']}"
    consulta = u.areas.una(b["consulta_id"]) if b["consulta_id"] else None
    nueva = OrdenNueva(
        clave=clave,
        cuenta_id=b["cuenta_id"],
        accion=Accion.RESPONDER,
        origen=OrigenOrden.PERSONA,
        comentario_id=b["comentario_id"],
        texto=b["texto"],
        huella=b["comentario_huella"],
        desde=b["aprobado"],
        no_despues_de=min(
            (p for p in (consulta and consulta["vence"], b["aprobado_hasta"]) if p), default=None
        ),
    )
    if not u.ordenes.pedir(nueva, u.aprobaciones.ultima(b["id"])[1]):
        raise Conflicto("su orden ya estaba pedida")
    valores = {"orden_id": u.borradores.orden_de(clave)}
    u.borradores.pasar(b, EstadoBorrador.PROGRAMADO, Paso("programado"), valores)


def recoger(almacen: Almacen, cuenta_id: int) -> ResumenRedaccion:
    """Lleva al borrador lo que paso con su orden.

    Salio → PUBLICADO; la red la rechazo → FALLIDO; se anulo sin salir (vencio) → a revision. La que espera a una persona
    no se toca: sigue PROGRAMADO y a la vista hasta que alguien diga si salio.
    """
    with almacen.lectura() as u:
        terminados = u.borradores.con_orden_terminada(cuenta_id)
    cerrados, devueltos = recoger_escritos(almacen, cuenta_id)
    for b in terminados:
        anulada = b["orden_estado"] == EstadoOrden.ANULADA
        hacer: Callable[[Unidad], None]
        if anulada:
            motivo = f"no llegó a salir: {b['orden_error'] or 'la orden se anuló'}"
            hacer = partial(a_revision, b=b, motivo=motivo)
        else:
            salio = b["orden_estado"] in SALIO
            paso = Paso("publicado" if salio else "fallido", motivo=b["orden_error"])
            hacer = partial(_cerrar, b=b, paso=paso, salio=salio)
        if _intentar(almacen, b, "al recogerlo", hacer):
            devueltos += anulada
            cerrados += not anulada
    return ResumenRedaccion(devueltos=devueltos, cerrados=cerrados)


def _cerrar(u: Unidad, b: Fila, paso: Paso, *, salio: bool) -> None:
    if salio:
        u.borradores.pasar(b, EstadoBorrador.PUBLICADO, paso, {"publicado": b["orden_cerrada"] or u.ahora})
    else:
        u.borradores.pasar(b, EstadoBorrador.FALLIDO, paso, {"motivo_devolucion": paso.motivo})


def cerrar_a_mano(almacen: Almacen, borrador_id: int, version: int, persona: Persona, *, salio: bool) -> None:
    """Una persona miro la red y dice si la respuesta salio, cuando la maquina no pudo saberlo.

    Lanza `NoAutorizado`, `NoExiste` o `Conflicto` (la orden no espera a una persona).
    """
    exigir_que_redacte(persona)
    with almacen.unidad() as u:
        b = u.borradores.uno(borrador_id)
        if b["version"] != version or b["orden_estado"] != EstadoOrden.A_PERSONA:
            raise Conflicto("este borrador no espera que una persona mire la red")
        motivo = "una persona la vio en la red" if salio else "una persona miró la red y no estaba"
        _cerrar(
            u, b, Paso("visto_publicado" if salio else "visto_sin_publicar", persona.id, motivo), salio=salio
        )
