"""Abre incidentes: el unico lugar que lo hace. El incidente y los avisos que debe entran en la misma transaccion."""

from collections.abc import Iterator, Sequence

from moderacion.almacen import Unidad
from moderacion.almacen.incidentes import AvisoNuevo, IncidenteNuevo
from moderacion.reloj import en_local

_LARGO = 300


def abrir(u: Unidad, nuevo: IncidenteNuevo, destinos: Sequence[str] = ()) -> int | None:
    """Abre el incidente y escribe un aviso por destino. Devuelve su id, o None si ya habia uno abierto con su clave.

    La deteccion repetida se cuenta en el que estaba y no avisa otra vez: mil detecciones desde varios procesos son
    un incidente, porque la clave es unica mientras no se cierra.
    """
    cuenta = u.cuentas.una(nuevo.cuenta_id)
    asunto = f"URGENTE: posible intervención de {cuenta.nombre} en {cuenta.red}"
    cuerpo = "\n".join(_lineas(u, nuevo, f"{cuenta.nombre} ({cuenta.red})"))
    incidente_id, es_nuevo = u.incidentes.abrir(nuevo, [AvisoNuevo(d, asunto, cuerpo) for d in destinos])
    return incidente_id if es_nuevo else None


def _lineas(u: Unidad, nuevo: IncidenteNuevo, cuenta: str) -> Iterator[str]:
    """Lo que el superior necesita para decidir, en texto llano."""
    yield f"Cuenta: {cuenta}"
    yield f"Detectado: {en_local(u.ahora):%d/%m/%Y %H:%M} (hora de El Salvador)"
    yield ""
    yield "Qué se vio:"
    for senal in nuevo.evidencia:
        yield f"- {senal['motivo']}"
        yield from (f"    «{texto[:_LARGO]}»" for texto in senal["evidencia"])
    yield ""
    yield "Publicar y responder desde esta cuenta queda detenido hasta que el incidente se cierre."
    yield "Política 13: los administradores notifican a sus superiores para que tomen las decisiones pertinentes."
