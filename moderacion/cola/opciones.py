"""Lo que se puede decidir sobre un expediente, con la razon de lo que no: sirve a la pantalla y a la guarda."""

from dataclasses import dataclass
from typing import Final

from conectores.tipos import Accion, Alcance, Capacidades, EstadoEnRed
from moderacion.almacen.expedientes import Caso

PERMITIR: Final = "permitir"
_NOMBRES: Final = {
    Accion.OCULTAR: "Ocultar",
    Accion.RETENER: "Retener",
    Accion.ELIMINAR: "Eliminar",
    Accion.BLOQUEAR: "Ocultar y bloquear al autor",
}


@dataclass(frozen=True, slots=True)
class Opcion:
    """Una decision posible: que hara de verdad y, si no se puede, por que."""

    accion: str
    nombre: str
    nota: str
    disponible: bool = True
    definitiva: bool = False
    porque_no: str = ""


def opciones(f: Caso, capacidades: Capacidades) -> list[Opcion]:
    """Las decisiones sobre `f`, ofrecidas o no, en el orden en que se muestran."""
    salida = [Opcion(PERMITIR, "Permitir", _al_permitir(f))]
    for accion, nombre in _NOMBRES.items():
        c = capacidades.de(accion)
        porque_no = c.nota if c.alcance is Alcance.NO_HAY else _impide(f, accion)
        salida.append(
            Opcion(
                accion.value,
                nombre,
                c.nota,
                disponible=not porque_no,
                definitiva=c.alcance is Alcance.DEFINITIVA,
                porque_no=porque_no,
            )
        )
    return salida


def _al_permitir(f: Caso) -> str:
    """Lo que hara permitir, segun como esta el comentario en la red."""
    en_red = f.comentario["estado_red"]
    if en_red == EstadoEnRed.ELIMINADO:
        return "Ya no está en la red: solo se cierra el expediente."
    if f.expediente["actuado"]:
        return "Deshace lo que hizo la máquina: muestra el comentario y quita el bloqueo que causó."
    if f.tapado_por_la_red:
        return "En la red no se ve y aquí nadie lo pidió: se pide que lo muestre."
    return "Queda a la vista, sin más." if en_red == EstadoEnRed.VISIBLE else "Vuelve a mostrarse en la red."


def _impide(f: Caso, accion: Accion) -> str:
    """Por que no se puede, o vacio."""
    if f.comentario["estado_red"] == EstadoEnRed.ELIMINADO and accion is not Accion.BLOQUEAR:
        return "Ya no está en la red."
    if accion is Accion.BLOQUEAR and f.comentario["autor_id"] is None:
        return "La red no dice quién lo escribió: no hay a quién bloquear."
    if accion in (Accion.OCULTAR, Accion.RETENER) and f.comentario["puede_ocultar"] is False:
        return "La red no deja ocultar este comentario."
    if accion is Accion.ELIMINAR and f.comentario["puede_eliminar"] is False:
        return "La red no deja eliminar este comentario."
    return ""
