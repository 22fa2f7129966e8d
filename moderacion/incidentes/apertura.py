"""Abre incidentes: el unico lugar que lo hace. El incidente, su cadena y los avisos que debe entran en la misma transaccion."""

from dataclasses import replace

from moderacion.almacen import Unidad
from moderacion.almacen.incidentes import IncidenteNuevo
from moderacion.incidentes import escalada
from moderacion.incidentes.clases import Clase, clases


def abrir(u: Unidad, nuevo: IncidenteNuevo) -> int | None:
    """Abre el incidente y empieza su cadena. Devuelve su id, o None si ya habia uno abierto con su clave.

    La deteccion repetida se cuenta en el que estaba y no avisa otra vez: mil detecciones desde varios procesos son
    un incidente, porque la clave es unica mientras no se cierra. Si alguien ya lo llevaba, se le dice que hay mas. Lo que `nuevo` no diga de pasos, area y plazo lo pone
    su clase (`clases.toml`).
    """
    cuenta = u.cuentas.una(nuevo.cuenta_id)
    clase = clases().get(nuevo.tipo)
    if clase:
        nuevo = _con_su_clase(u, nuevo, clase, cuenta.red)
    previo = u.incidentes.abierto(nuevo.clave)
    if previo is not None:
        # antes de tocar el incidente: su escalada se toma primero, como hace el motor
        escalada.hay_mas(u, previo)
    incidente_id, es_nuevo = u.incidentes.abrir(nuevo)
    if not es_nuevo:
        return None
    escalada.empezar(u, incidente_id, nuevo.tipo)
    return incidente_id


def abrir_de_cuenta(u: Unidad, tipo: str, cuenta_id: int, clave: str, motivo: str) -> int:
    """Abre el de algo que pasa en una cuenta y no en un comentario suyo, sin mas prueba que su motivo. Devuelve cuantos abrio."""
    nuevo = IncidenteNuevo(
        cuenta_id=cuenta_id,
        tipo=tipo,
        clave=clave,
        gravedad=clases()[tipo].gravedad,
        motivo=motivo,
        evidencia=[{"motivo": motivo, "evidencia": [], "etiqueta": tipo, "peso": 0}],
    )
    return int(abrir(u, nuevo) is not None)


def _con_su_clase(u: Unidad, nuevo: IncidenteNuevo, clase: Clase, red: str) -> IncidenteNuevo:
    return replace(
        nuevo,
        pasos=nuevo.pasos or clase.pasos(red),
        congela=nuevo.congela or clase.congela,
        area=nuevo.area or clase.area,
        vence=nuevo.vence or (u.ahora + clase.plazo if clase.plazo else None),
    )
