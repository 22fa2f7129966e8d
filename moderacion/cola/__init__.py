"""La cola: listar, tomar y resolver. Lo que se ofrece es lo que se permite; quien llega segundo lo sabe."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from conectores.tipos import Accion, Capacidades, EstadoEnRed
from moderacion.almacen import Almacen, EstadoBloqueo, EstadoOrden, OrigenOrden, Unidad
from moderacion.almacen.expedientes import Ficha, FilaCola
from moderacion.almacen.ordenes import OrdenNueva
from moderacion.almacen.sanciones import BloqueoNuevo
from moderacion.cola.bloqueos import Antecedentes, Tarea, antecedentes, bloqueos_abiertos, hecho_a_mano
from moderacion.cola.opciones import PERMITIR, Opcion, opciones
from moderacion.cola.persona import DECIDEN, Persona, exigir_que_decida
from moderacion.errores import EntradaInvalida

TOMA: Final = timedelta(minutes=5)
MOTIVO_MINIMO: Final = 3
MOTIVO_MAXIMO: Final = 2000
ARTICULOS: Final = range(1, 14)
_RIGEN: Final = frozenset({EstadoBloqueo.PEDIDO, EstadoBloqueo.VIGENTE, EstadoBloqueo.MANUAL})
_RESTRICTIVAS: Final = frozenset(
    {a.value for a in (Accion.OCULTAR, Accion.RETENER, Accion.ELIMINAR, Accion.BLOQUEAR)}
)

__all__ = [
    "DECIDEN",
    "PERMITIR",
    "Antecedentes",
    "Ficha",
    "FilaCola",
    "Opcion",
    "Persona",
    "Resolucion",
    "Tarea",
    "antecedentes",
    "bloqueos_abiertos",
    "decidir_en",
    "exigir_que_decida",
    "hecho_a_mano",
    "mantener_en",
    "opciones",
]


@dataclass(frozen=True, slots=True)
class Resolucion:
    """Lo que la persona decidio: `accion` es `permitir` o el valor de una `Accion`."""

    accion: str
    motivo: str
    version: int
    articulo: int | None = None


def listar(
    almacen: Almacen, limite: int = 50, tras: tuple[int, int] | None = None, red: str = ""
) -> Sequence[FilaCola]:
    """Una pagina de la cola, por prioridad."""
    with almacen.lectura() as u:
        return u.expedientes.listar(limite, tras, red)


def contar(almacen: Almacen) -> int:
    """Cuantos esperan."""
    with almacen.lectura() as u:
        return u.expedientes.contar()


def ficha(almacen: Almacen, expediente_id: int) -> Ficha:
    """Un expediente entero. Lanza `NoExiste`."""
    with almacen.lectura() as u:
        return u.expedientes.ficha(expediente_id)


def tomar(almacen: Almacen, expediente_id: int, persona: Persona) -> None:
    """Toma el expediente 5 minutos, o renueva la toma. Lanza `Conflicto` o `NoAutorizado`."""
    exigir_que_decida(persona)
    with almacen.unidad() as u:
        u.expedientes.tomar(expediente_id, persona.id, u.ahora + TOMA)


def soltar(almacen: Almacen, expediente_id: int, persona: Persona) -> None:
    """Lo deja para otro."""
    with almacen.unidad() as u:
        u.expedientes.soltar(expediente_id, persona.id)


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
) -> int:
    """Lo que hace `resolver`, dentro de una unidad ya abierta. `apelacion_id`: la que se acepta con esta decision."""
    exigir_que_decida(persona)
    motivo = _motivo(r)
    f = u.expedientes.ficha(expediente_id)
    ofrecidas = {o.accion: o for o in opciones(f, capacidades)}
    elegida = ofrecidas.get(r.accion)
    if elegida is None or not elegida.disponible:
        raise EntradaInvalida(elegida.porque_no if elegida else f"«{r.accion}» no es una acción")
    articulo = _articulo(f, r)
    decision_id = u.expedientes.decidir(
        expediente_id, r.version, persona.id, r.accion, motivo, articulo, persona.actor, apelacion_id
    )
    # lo que la maquina habia pedido y no salio deja de valer: manda la persona
    u.ordenes.anular_pendientes(f.comentario["id"], _RESTRICTIVAS, persona.actor)
    if r.accion == PERMITIR:
        _permitir(u, f, decision_id, persona, capacidades)
    elif r.accion == Accion.BLOQUEAR:
        hasta = u.ahora + duracion
        bloqueo = _bloqueo(f, decision_id, articulo or 0, motivo, hasta, capacidades)
        _bloquear(u, f, bloqueo, persona, capacidades)
    else:
        _ordenar(u, f, Accion(r.accion), decision_id, persona)
        _levantar(u, f, decision_id, persona, capacidades)
    # al final, como al juzgar: el contador es de todos y se retiene lo menos posible
    u.conteos.decidir(f.hallazgos, r.accion, articulo)
    return decision_id


def mantener_en(
    u: Unidad,
    expediente_id: int,
    persona: Persona,
    r: Resolucion,
    capacidades: Capacidades,
    apelacion_id: int,
) -> int:
    """Otra persona mantiene la restriccion apelada (`r.accion`), dentro de una unidad abierta.

    Confirma el bloqueo provisional que hubiera y oculta el comentario si volvio a verse. Un bloqueo que ya termino
    no empieza otra vez: apelar no puede salir peor que no apelar. Lanza lo mismo que `resolver`.
    """
    exigir_que_decida(persona)
    f = u.expedientes.ficha(expediente_id)
    decision_id = u.expedientes.decidir(
        expediente_id, r.version, persona.id, r.accion, _motivo(r), r.articulo, persona.actor, apelacion_id
    )
    b = u.sanciones.de_comentario(f.comentario["id"])
    if b and b.provisional and b.estado in _RIGEN:
        u.sanciones.confirmar(b.id, decision_id, persona.actor)
    if f.comentario["estado_red"] == EstadoEnRed.VISIBLE and capacidades.de(Accion.OCULTAR).por_api:
        _ordenar(u, f, Accion.OCULTAR, decision_id, persona)
    u.conteos.decidir(f.hallazgos, r.accion, r.articulo)
    return decision_id


def _motivo(r: Resolucion) -> str:
    motivo = r.motivo.strip()
    if not MOTIVO_MINIMO <= len(motivo) <= MOTIVO_MAXIMO:
        raise EntradaInvalida(f"escribe el motivo: de {MOTIVO_MINIMO} a {MOTIVO_MAXIMO} caracteres")
    return motivo


def _articulo(f: Ficha, r: Resolucion) -> int | None:
    """El articulo que se cita: el dicho, o el del hallazgo mas grave. Restringir sin ninguno no se admite."""
    articulo: int | None = r.articulo
    if articulo is None and r.accion != PERMITIR and f.hallazgos:
        articulo = f.hallazgos[0]["politica"]
    if articulo is None and r.accion != PERMITIR:
        raise EntradaInvalida("diga qué artículo del manual incumple el comentario")
    if articulo is not None and articulo not in ARTICULOS:
        raise EntradaInvalida(f"no hay artículo {articulo}: el manual tiene 13")
    return articulo


def _ordenar(u: Unidad, f: Ficha, accion: Accion, decision_id: int, persona: Persona) -> None:
    u.ordenes.pedir(
        OrdenNueva(
            clave=f"{accion.value}:{f.comentario['id']}:d{decision_id}",
            cuenta_id=f.comentario["cuenta_id"],
            accion=accion.value,
            origen=OrigenOrden.PERSONA,
            comentario_id=f.comentario["id"],
            autor_id=f.comentario["autor_id"],
            decision_id=decision_id,
        ),
        persona.actor,
    )


def _permitir(u: Unidad, f: Ficha, decision_id: int, persona: Persona, capacidades: Capacidades) -> None:
    """Deja ver el comentario: deshace lo que se hubiera hecho, o se pudo haber hecho, con el y con su autor."""
    ocultado = any(
        o["accion"] in _RESTRICTIVAS and o["intentos"] and o["estado"] != EstadoOrden.FALLIDA
        for o in f.ordenes
    )
    esta, visible = f.comentario["estado_red"] != EstadoEnRed.ELIMINADO, EstadoEnRed.VISIBLE
    if esta and (ocultado or f.comentario["estado_red"] != visible):
        _ordenar(u, f, Accion.MOSTRAR, decision_id, persona)
    _levantar(u, f, decision_id, persona, capacidades)


def _levantar(u: Unidad, f: Ficha, decision_id: int, persona: Persona, capacidades: Capacidades) -> None:
    """Quita el bloqueo que este comentario causo, si sigue abierto.

    Donde la red no deja desbloquear por API queda vencido, como tarea de una persona.
    """
    b = u.sanciones.de_comentario(f.comentario["id"])
    if b is None or b.estado not in _RIGEN:
        return
    if b.estado != EstadoBloqueo.VIGENTE:
        salio = b.estado == EstadoBloqueo.PEDIDO and u.ordenes.pudo_salir(b.comentario_id, Accion.BLOQUEAR)
        siguiente = EstadoBloqueo.VIGENTE if salio else EstadoBloqueo.LEVANTADO
        u.sanciones.pasar(b.id, b.estado, siguiente, persona.actor)
        if not salio:
            return
        # la orden pudo aplicarse: se levanta como cualquiera que rige
        b = replace(b, estado=siguiente)
    u.sanciones.acortar(b, persona.actor)
    if u.sanciones.otro_rige(b):
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, persona.actor)
        u.sanciones.pasar(b.id, EstadoBloqueo.LEVANTANDO, EstadoBloqueo.LEVANTADO, persona.actor)
    elif capacidades.de(Accion.DESBLOQUEAR).por_api:
        u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.LEVANTANDO, persona.actor)
        _ordenar(u, f, Accion.DESBLOQUEAR, decision_id, persona)


def _bloqueo(
    f: Ficha, decision_id: int, articulo: int, motivo: str, hasta: datetime, capacidades: Capacidades
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


def _bloquear(u: Unidad, f: Ficha, b: BloqueoNuevo, persona: Persona, capacidades: Capacidades) -> None:
    """Oculta y bloquea: confirma el bloqueo que hubiera, o lo pide (otra vez, si el que hubo ya no rige)."""
    decision_id = b.decision_id or 0
    if f.comentario["estado_red"] == "visible" and capacidades.de(Accion.OCULTAR).por_api:
        _ordenar(u, f, Accion.OCULTAR, decision_id, persona)
    previo = u.sanciones.de_comentario(b.comentario_id)
    por_api = capacidades.de(Accion.BLOQUEAR).por_api
    if previo is None:
        u.sanciones.bloquear(b, persona.actor)
    elif previo.estado not in _RIGEN or (previo.estado == EstadoBloqueo.MANUAL and por_api):
        # ya no rige, o esperaba a que una persona lo pidiera a esta red
        u.sanciones.rehacer(previo, b, persona.actor)
    else:
        u.sanciones.confirmar(previo.id, decision_id, persona.actor)
    if por_api and not (previo and previo.estado == EstadoBloqueo.VIGENTE):
        # la orden que hubiera pudo quedar anulada arriba; bloquear se puede repetir
        _ordenar(u, f, Accion.BLOQUEAR, decision_id, persona)
