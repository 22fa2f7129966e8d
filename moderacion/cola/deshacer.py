"""Volver atras: deshacer en el momento lo propio, o revertir despues con su motivo."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from conectores.tipos import Accion, Capacidades
from moderacion.almacen import Almacen, EstadoBloqueo, EstadoOrden, OrigenOrden, Unidad
from moderacion.almacen.decisiones import DecisionNueva, FilaDecision
from moderacion.almacen.estados import ACABADOS, NO_SALIO
from moderacion.almacen.expedientes import Ficha
from moderacion.cola.companeros import TOMA
from moderacion.cola.decidir import NO_BLOQUEA, Resolucion, decidir_en
from moderacion.cola.efectos import GRACIA, levantar, orden_de, ordenar
from moderacion.cola.opciones import PERMITIR
from moderacion.cola.persona import Persona, exigir_que_decida
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado

DESHACER: Final = "deshacer"
_MOTIVO: Final = "Se deshizo en el momento."
_SE_VE: Final = frozenset({Accion.OCULTAR.value, Accion.RETENER.value, Accion.MOSTRAR.value})
"""Lo que cambia si el comentario se ve."""
_SIN_VUELTA: Final = "eliminar no se puede deshacer: la red ya no tiene el comentario"
_POR_DESHACER: Final = {"error": "se deshizo la decisión"}
_NO_CONSTABA: Final = (*ACABADOS, EstadoBloqueo.MANUAL, EstadoBloqueo.LEVANTANDO)
"""El bloqueo que ninguna orden pendiente o hecha ponia en la red."""
_FECHAS: Final = ("desde", "hasta", "confirmar_antes")


def decision(almacen: Almacen, decision_id: int) -> FilaDecision:
    """Una decision. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.decisiones.una(decision_id)


def deshacer(almacen: Almacen, decision_id: int, persona: Persona, capacidades: Capacidades) -> int:
    """Deshace la decision que `persona` acaba de tomar; el expediente vuelve a la cola, suyo. Devuelve el id del deshacer.

    Solo su autor, dentro de la gracia y si sigue siendo la ultima. Lo que aun no salio se anula; lo que salio se pide
    al reves. Lanza `NoExiste`, `NoAutorizado`, `Conflicto` o `EntradaInvalida` (ya se elimino de la red).
    """
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        d = u.decisiones.una(decision_id)
        _exigir_a_tiempo(u, d, persona)
        f = u.expedientes.ficha(d.expediente_id)
        _exigir_ultima(u, d, f)
        if u.apelaciones.resuelta_con(d.expediente_id, d.id):
            raise Conflicto("esa decisión resolvió una apelación, y quien apeló ya puede leer la respuesta")
        anuladas, salieron = _ordenes(f, d.id)
        if any(o["accion"] == Accion.ELIMINAR for o in salieron):
            raise EntradaInvalida(_SIN_VUELTA)
        for o in anuladas:
            u.ordenes.pasar(o["id"], EstadoOrden.PENDIENTE, EstadoOrden.ANULADA, _POR_DESHACER)
        # lo de la maquina que la decision anulo sin salir ya no oculta nada: vuelve como cualquiera que se ve
        actuado = f.expediente["actuado"] and any(
            o["origen"] == "maquina" and o["intentos"] for o in f.ordenes
        )
        version = d.version + 1
        u.expedientes.reabrir(d.expediente_id, version, persona.id, u.ahora + TOMA, actuado=actuado)
        nueva = DecisionNueva(
            d.expediente_id, version, persona.id, DESHACER, _MOTIVO, f.comentario["huella"], revierte_id=d.id
        )
        deshacer_id = u.decisiones.guardar(nueva, persona.actor)
        _devolver_bloqueo(u, f, d, salieron, deshacer_id, persona, capacidades)
        _devolver_vista(u, f, d, salieron, deshacer_id, persona)
        u.senales.desanotar(d.id)
        return deshacer_id


def revertir(
    almacen: Almacen, decision_id: int, persona: Persona, motivo: str, capacidades: Capacidades
) -> int:
    """Permite lo que otra decision restringio, con su motivo: vuelve a mostrar y quita el bloqueo que se puso.

    Lanza `NoExiste`, `NoAutorizado`, `Conflicto` o `EntradaInvalida` (no restringio nada, o se elimino de la red).
    """
    with almacen.unidad() as u:
        d = u.decisiones.una(decision_id)
        f = u.expedientes.ficha(d.expediente_id)
        if d.accion in (PERMITIR, DESHACER):
            raise EntradaInvalida("esa decisión no restringió nada: decida otra vez el expediente")
        _exigir_ultima(u, d, f)
        if Accion.ELIMINAR in d.acciones and any(
            o["accion"] == Accion.ELIMINAR and o["intentos"] and o["estado"] not in NO_SALIO
            for o in f.ordenes
        ):
            raise EntradaInvalida(_SIN_VUELTA)
        r = Resolucion((PERMITIR,), motivo, f.expediente["version"], d.articulo)
        return decidir_en(u, d.expediente_id, persona, r, capacidades, NO_BLOQUEA, revierte_id=d.id)


def _exigir_a_tiempo(u: Unidad, d: FilaDecision, persona: Persona) -> None:
    """Que sea suya y este en la gracia. Lanza `NoAutorizado` o `Conflicto`."""
    if d.usuario_id != persona.id:
        raise NoAutorizado("solo quien decidió puede deshacerlo en el momento; los demás pueden revertirlo")
    if u.ahora > d.fecha + GRACIA or d.accion == DESHACER:
        raise Conflicto("ya pasaron los diez segundos para deshacerla: se puede revertir con su motivo")


def _exigir_ultima(u: Unidad, d: FilaDecision, f: Ficha) -> None:
    """Que nada haya pasado despues con ese expediente. Lanza `Conflicto`."""
    ultima = u.decisiones.ultima(d.expediente_id)
    sigue = f.expediente["estado"] == "resuelto" and f.expediente["version"] == d.version + 1
    if ultima is None or ultima.id != d.id or not sigue:
        raise Conflicto("el expediente cambió después de esa decisión: este es su estado de ahora")


def _ordenes(f: Ficha, decision_id: int) -> tuple[list[Any], list[Any]]:
    """Las ordenes de una decision: las que aun no salen y las que pudieron salir."""
    suyas = [o for o in f.ordenes if o["decision_id"] == decision_id]
    quietas = [o for o in suyas if o["estado"] == EstadoOrden.PENDIENTE and not o["intentos"]]
    return quietas, [o for o in suyas if o not in quietas and o["estado"] not in NO_SALIO]


def _devolver_vista(
    u: Unidad, f: Ficha, d: FilaDecision, salieron: list[Any], deshacer_id: int, persona: Persona
) -> None:
    """Pide lo que deja el comentario como se veia antes de la decision, si ella lo cambio.

    Antes de ella lo pudo ocultar la maquina u otra decision: deshacer no lo enseña. Y lo que se iba a enseñar, o se intento
    ocultar sin saberse si se hizo, se pide otra vez: anulado, nadie responderia de como quedo. Lo que antes tapaba la red se deja a
    la vista: aqui nadie lo restringio.
    """
    suyas = [o["accion"] for o in salieron if o["accion"] in _SE_VE]
    previas = [
        o
        for o in f.ordenes
        if o["decision_id"] != d.id and o["accion"] in _SE_VE and (
            _estorbada(o, d) or (o["intentos"] and o["estado"] != EstadoOrden.FALLIDA)
        )
    ]  # fmt: skip
    previa = previas[-1]["accion"] if previas else Accion.MOSTRAR.value
    lo_cambio = suyas[-1] != previa if suyas else bool(previas and _estorbada(previas[-1], d))
    if not lo_cambio:
        return
    if previa == Accion.MOSTRAR:
        ordenar(u, f, Accion.MOSTRAR, deshacer_id, persona)
    else:
        _pedir_otra_vez(u, f, previas[-1], deshacer_id, persona)


def _pedir_otra_vez(u: Unidad, f: Ficha, o: Any, deshacer_id: int, persona: Persona) -> None:
    """La misma orden, de quien fue: quien deshace lo suyo no restringe a nadie."""
    nueva = orden_de(u, f, Accion(o["accion"]), deshacer_id)
    suya = {
        "origen": OrigenOrden(o["origen"]),
        "decision_id": o["decision_id"],
        "veredicto_id": o["veredicto_id"],
    }
    u.ordenes.pedir(replace(nueva, **suya), persona.actor)


def _estorbada(o: Any, d: FilaDecision) -> bool:
    """Si la decision la anulo cuando iba a enseñar el comentario, o cuando ya se habia intentado ocultarlo."""
    anulada = o["estado"] == EstadoOrden.ANULADA and o["cerrada"] >= d.fecha
    return bool(anulada and (o["accion"] == Accion.MOSTRAR or o["intentos"]))


def _devolver_bloqueo(
    u: Unidad,
    f: Ficha,
    d: FilaDecision,
    salieron: list[Any],
    deshacer_id: int,
    persona: Persona,
    capacidades: Capacidades,
) -> None:
    """El bloqueo de ese comentario vuelve a como estaba antes de la decision."""
    b = u.sanciones.de_comentario(f.comentario["id"])
    if b is None:
        return
    fueron = {o["accion"] for o in salieron}
    no_regia = d.antes is None or d.antes["estado"] in ACABADOS
    if no_regia and Accion.BLOQUEAR in fueron:
        levantar(u, f, deshacer_id, persona, capacidades)
        return
    if d.antes is None:
        if b.estado in (EstadoBloqueo.PEDIDO, EstadoBloqueo.MANUAL):
            u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTADO, persona.actor)
        return
    antes = dict(d.antes)
    if antes["estado"] in _NO_CONSTABA and Accion.BLOQUEAR in fueron:
        # se pidio, y pudo salir: no basta con escribir que ya no rige
        levantar(u, f, deshacer_id, persona, capacidades)
        return
    if antes["estado"] in ACABADOS and b.estado in ACABADOS:
        return  # ya no regia, y la decision no lo toco
    if Accion.DESBLOQUEAR in fueron and antes["estado"] in (EstadoBloqueo.PEDIDO, EstadoBloqueo.VIGENTE):
        # «pedido» tambien: la red pudo ponerlo sin que se hubiera recogido aun, y quitarlo ya salio
        antes["estado"] = EstadoBloqueo.PEDIDO.value
        ordenar(u, f, Accion.BLOQUEAR, deshacer_id, persona)
    fechas = {n: antes[n] and datetime.fromisoformat(antes[n]) for n in _FECHAS}
    u.sanciones.restaurar(b, {**antes, **fechas}, d.id, persona.actor)
