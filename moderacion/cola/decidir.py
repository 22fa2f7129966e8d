"""Decidir un expediente: la decision, el cambio de estado, las ordenes y los sucesos, en una transaccion."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from conectores.tipos import Accion, Capacidades, EstadoEnRed
from moderacion.almacen import Almacen, Unidad
from moderacion.almacen.decisiones import DecisionNueva
from moderacion.almacen.estados import NO_SALIO
from moderacion.almacen.expedientes import Caso
from moderacion.almacen.senales import senal
from moderacion.cola import dos_firmas
from moderacion.cola.efectos import (
    RESTRICTIVAS,
    RIGEN,
    bloquear,
    bloqueo_nuevo,
    levantar,
    ocultar,
    ordenar,
    permitir,
)
from moderacion.cola.opciones import PERMITIR, opciones
from moderacion.cola.persona import Persona, exigir_que_decida
from moderacion.config.sanciones import DIAS_MAXIMOS
from moderacion.errores import EntradaInvalida

NO_BLOQUEA: Final = timedelta(days=1)
"""La duracion que se pasa cuando no se bloquea a nadie: no se usa."""
MOTIVO_MINIMO: Final = 3
MOTIVO_MAXIMO: Final = 2000
ARTICULOS: Final = range(1, 14)
_PESO: Final = (Accion.BLOQUEAR.value, Accion.ELIMINAR.value, Accion.RETENER.value, Accion.OCULTAR.value)
"""De lo decidido a la vez, lo que da nombre a la decision: lo que mas pesa."""
_SOLA: Final = frozenset({Accion.OCULTAR.value, Accion.RETENER.value, Accion.ELIMINAR.value})
"""De estas, una como mucho."""


@dataclass(frozen=True, slots=True)
class Resolucion:
    """Lo que la persona decidio. `acciones`: `permitir` sola, o una de ocultar, retener y eliminar, y bloquear."""

    acciones: tuple[str, ...]
    motivo: str
    version: int
    articulo: int | None = None
    lote: str = ""
    dias: int | None = None
    """Cuanto se bloquea, si la persona lo dijo; si no, lo que se proponga."""

    @classmethod
    def de(cls, accion: str, motivo: str, version: int, articulo: int | None = None) -> "Resolucion":
        """La de una sola accion."""
        return cls((accion,), motivo, version, articulo)


def resolver(
    almacen: Almacen,
    expediente_id: int,
    persona: Persona,
    r: Resolucion,
    capacidades: Capacidades,
    duracion: timedelta,
) -> int:
    """T3: decision, cambio de estado, ordenes y sucesos en una transaccion. Devuelve el id de la decision.

    Lanza `NoAutorizado`, `EntradaInvalida` (sin motivo, o accion que esta red no permite) o `Conflicto`.
    """
    with almacen.unidad() as u:
        return decidir_en(u, expediente_id, persona, r, capacidades, duracion)


def decidir_en(
    u: Unidad,
    expediente_id: int,
    persona: Persona,
    r: Resolucion,
    capacidades: Capacidades,
    duracion: timedelta,
    apelacion_id: int | None = None,
    revierte_id: int | None = None,
) -> int:
    """Lo que hace `resolver`, dentro de una unidad ya abierta. `apelacion_id`: la que se acepta con esta decision."""
    exigir_que_decida(persona)
    motivo = exigir_motivo(r.motivo)
    f = u.expedientes.caso(expediente_id)
    acciones = _acciones(r.acciones, f, capacidades)
    accion = next((a for a in _PESO if a in acciones), PERMITIR)
    articulo = _articulo(f, r.articulo, restringe=accion != PERMITIR)
    if accion != PERMITIR:
        dos_firmas.exigir(u, f, persona, articulo)
    decision_id = guardar(
        u, f, persona, r, accion, motivo, articulo, apelacion_id=apelacion_id, revierte_id=revierte_id
    )
    # lo que la maquina habia pedido y no salio deja de valer: manda la persona
    u.ordenes.anular_pendientes(f.comentario["id"], RESTRICTIVAS, persona.actor)
    if accion == PERMITIR:
        permitir(u, f, decision_id, persona, capacidades)
    for sola in acciones & _SOLA:
        ordenar(u, f, Accion(sola), decision_id, persona)
    if Accion.BLOQUEAR in acciones:
        dura = _dura(r.dias)
        hasta = u.ahora + (dura or duracion)
        nuevo = bloqueo_nuevo(f, decision_id, articulo or 0, motivo, hasta, capacidades)
        bloquear(u, f, nuevo, persona, capacidades, oculta=not acciones & _SOLA, dura=dura)
    elif accion != PERMITIR:
        levantar(u, f, decision_id, persona, capacidades)
    # al final, como al juzgar: el contador es de todos y se retiene lo menos posible
    u.conteos.decidir(f.hallazgos, accion, articulo)
    return decision_id


def guardar(
    u: Unidad,
    f: Caso,
    persona: Persona,
    r: Resolucion,
    accion: str,
    motivo: str,
    articulo: int | None,
    *,
    apelacion_id: int | None = None,
    revierte_id: int | None = None,
) -> int:
    """Cierra el expediente y escribe la decision con lo que dice de cada señal. Devuelve su id."""
    expediente_id = f.expediente["id"]
    huella = u.expedientes.cerrar(expediente_id, r.version, persona.id, apelacion_id)
    decision_id = u.decisiones.guardar(
        DecisionNueva(
            expediente_id=expediente_id,
            version=r.version,
            usuario_id=persona.id,
            accion=accion,
            motivo=motivo,
            huella=huella,
            articulo=articulo,
            acciones=r.acciones,
            revierte_id=revierte_id,
            lote=r.lote,
            antes=bloqueo_antes(u, f),
        ),
        persona.actor,
    )
    u.senales.anotar(decision_id, juicio_de_senales(f, accion))
    return decision_id


def mantener_en(
    u: Unidad,
    expediente_id: int,
    persona: Persona,
    r: Resolucion,
    capacidades: Capacidades,
    apelacion_id: int,
) -> int:
    """Otra persona mantiene la restriccion apelada (`r.acciones`), dentro de una unidad abierta.

    Confirma el bloqueo provisional que hubiera y oculta el comentario si volvio a verse. Un bloqueo que ya termino
    no empieza otra vez, ni se elimina lo que no llego a eliminarse: apelar no puede salir peor que no apelar. Lanza lo
    mismo que `resolver`.
    """
    exigir_que_decida(persona)
    f = u.expedientes.caso(expediente_id)
    if Accion.ELIMINAR in r.acciones and not _se_elimina(f):
        r = replace(r, acciones=(Accion.OCULTAR.value,))
    accion = next((a for a in _PESO if a in r.acciones), r.acciones[0])
    decision_id = guardar(
        u, f, persona, r, accion, exigir_motivo(r.motivo), r.articulo, apelacion_id=apelacion_id
    )
    b = u.sanciones.de_comentario(f.comentario["id"])
    if b and b.provisional and b.estado in RIGEN:
        u.sanciones.confirmar(b, decision_id, persona.actor)
    ocultar(u, f, decision_id, persona, capacidades)
    u.conteos.decidir(f.hallazgos, accion, r.articulo)
    return decision_id


def _se_elimina(f: Caso) -> bool:
    """Si ya no esta en la red, o la orden de quitarlo salio o aun puede salir."""
    return f.comentario["estado_red"] == EstadoEnRed.ELIMINADO or any(
        o["accion"] == Accion.ELIMINAR and o["estado"] not in NO_SALIO for o in f.ordenes
    )


def juicio_de_senales(f: Caso, accion: str) -> dict[str, bool]:
    """De cada señal que pidio mirarlo, si acerto: acierta la que señalo algo que una persona restringio.

    No cuentan las que solo anotan (proponen permitir): no dijeron que hubiera nada que hacer.
    """
    return {
        senal(h["politica"], h["etiqueta"]): accion != PERMITIR
        for h in f.hallazgos
        if h["propuesta"] != PERMITIR
    }


def bloqueo_antes(u: Unidad, f: Caso) -> Mapping[str, Any] | None:
    """Como esta el bloqueo que causo este comentario, para poder volver a ello."""
    b = u.sanciones.de_comentario(f.comentario["id"])
    if b is None:
        return None
    return {
        "id": b.id,
        "estado": b.estado,
        "provisional": b.provisional,
        "desde": b.desde.isoformat(),
        "hasta": b.hasta.isoformat(),
        "articulo": b.articulo,
        "motivo": b.motivo,
        "decision_id": b.decision_id,
        "confirmar_antes": b.confirmar_antes and b.confirmar_antes.isoformat(),
    }


def exigir_motivo(motivo: str) -> str:
    """El motivo sin espacios alrededor. Lanza `EntradaInvalida` si no llega o se pasa."""
    motivo = motivo.strip()
    if not MOTIVO_MINIMO <= len(motivo) <= MOTIVO_MAXIMO:
        raise EntradaInvalida(f"escriba el motivo: de {MOTIVO_MINIMO} a {MOTIVO_MAXIMO} caracteres")
    return motivo


def _acciones(pedidas: tuple[str, ...], f: Caso, capacidades: Capacidades) -> frozenset[str]:
    """Lo pedido, si cada cosa se ofrece y juntas tienen sentido. Lanza `EntradaInvalida`."""
    if not any(pedidas):
        raise EntradaInvalida("elija qué hacer con el comentario")
    ofrecidas = {o.accion: o for o in opciones(f, capacidades)}
    for accion in pedidas:
        elegida = ofrecidas.get(accion)
        if elegida is None or not elegida.disponible:
            raise EntradaInvalida(elegida.porque_no if elegida else f"«{accion}» no es una acción")
    acciones = frozenset(pedidas)
    if PERMITIR in acciones and len(acciones) > 1:
        raise EntradaInvalida("permitir va solo: lo que se permite no se restringe a la vez")
    if len(acciones & _SOLA) > 1:
        raise EntradaInvalida("elija solo una de ocultar, retener y eliminar")
    return acciones


def _dura(dias: int | None) -> timedelta | None:
    """El plazo que dijo la persona. Lanza `EntradaInvalida`: ningun bloqueo es para siempre."""
    if dias is not None and not 1 <= dias <= DIAS_MAXIMOS:
        raise EntradaInvalida(f"un bloqueo dura de 1 a {DIAS_MAXIMOS} días")
    return timedelta(days=dias) if dias is not None else None


def _articulo(f: Caso, articulo: int | None, *, restringe: bool) -> int | None:
    """El articulo que se cita: el dicho, o el del hallazgo mas grave. Restringir sin ninguno no se admite."""
    if articulo is None and restringe and f.hallazgos:
        articulo = f.hallazgos[0]["politica"]
    if articulo is None and restringe:
        raise EntradaInvalida("diga qué artículo del manual incumple el comentario")
    if articulo is not None and articulo not in ARTICULOS:
        raise EntradaInvalida(f"no hay artículo {articulo}: el manual tiene 13")
    return articulo
