"""Abre incidentes: el unico lugar que lo hace. El incidente y los avisos que debe entran en la misma transaccion."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from moderacion.almacen import Unidad
from moderacion.almacen.cuentas import FilaCuenta
from moderacion.almacen.incidentes import AvisoNuevo, IncidenteNuevo
from moderacion.incidentes.clases import Clase, clases
from moderacion.reloj import en_local

_LARGO = 300
_GRAVE = 3


def abrir(u: Unidad, nuevo: IncidenteNuevo, destinos: Sequence[str] = ()) -> int | None:
    """Abre el incidente y escribe un aviso por destino. Devuelve su id, o None si ya habia uno abierto con su clave.

    La deteccion repetida se cuenta en el que estaba y no avisa otra vez: mil detecciones desde varios procesos son
    un incidente, porque la clave es unica mientras no se cierra. Lo que `nuevo` no diga de pasos, area y plazo lo pone
    su clase (`clases.toml`).
    """
    cuenta = u.cuentas.una(nuevo.cuenta_id)
    clase = clases().get(nuevo.tipo)
    if clase:
        nuevo = _con_su_clase(u, nuevo, clase, cuenta.red)
    avisos = [AvisoNuevo(d, _asunto(nuevo, clase, cuenta), _cuerpo(u, nuevo, cuenta)) for d in destinos]
    incidente_id, es_nuevo = u.incidentes.abrir(nuevo, avisos)
    return incidente_id if es_nuevo else None


def _con_su_clase(u: Unidad, nuevo: IncidenteNuevo, clase: Clase, red: str) -> IncidenteNuevo:
    return replace(
        nuevo,
        pasos=nuevo.pasos or clase.pasos(red),
        congela=nuevo.congela or clase.congela,
        area=nuevo.area or clase.area,
        vence=nuevo.vence or (u.ahora + clase.plazo if clase.plazo else None),
    )


def _asunto(nuevo: IncidenteNuevo, clase: Clase | None, cuenta: FilaCuenta) -> str:
    dicho = clase.asunto.format(cuenta=cuenta.nombre, red=cuenta.red) if clase else nuevo.tipo
    return f"URGENTE: {dicho}" if nuevo.gravedad >= _GRAVE else dicho[:1].upper() + dicho[1:]


def _cuerpo(u: Unidad, nuevo: IncidenteNuevo, cuenta: FilaCuenta) -> str:
    return "\n".join(_lineas(u, nuevo, f"{cuenta.nombre} ({cuenta.red})"))


def _lineas(u: Unidad, nuevo: IncidenteNuevo, cuenta: str) -> Iterator[str]:
    """Lo que el superior necesita para decidir, en texto llano. De un comentario no se cita nada: puede traer datos."""
    yield f"Cuenta: {cuenta}"
    yield f"Detectado: {en_local(u.ahora):%d/%m/%Y %H:%M} (hora de El Salvador)"
    if nuevo.vence:
        yield f"Alguien debe hacerse cargo antes de las {en_local(nuevo.vence):%H:%M}."
    yield ""
    yield "Qué se vio:"
    for senal in nuevo.evidencia:
        yield f"- {senal['motivo']}"
        if nuevo.comentario_id is None:
            yield from (f"    «{texto[:_LARGO]}»" for texto in senal["evidencia"])
    yield ""
    if nuevo.congela:
        yield "Publicar y responder desde esta cuenta queda detenido hasta que el incidente se cierre."
    yield "Política 13: los administradores notifican a sus superiores para que tomen las decisiones pertinentes."
