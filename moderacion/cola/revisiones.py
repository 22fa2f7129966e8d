"""Si un bloqueo que rige sigue haciendo falta: se pregunta a mitad de su plazo, o cada tanto. Callar no lo alarga."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from moderacion.almacen import Almacen, EstadoBloqueo
from moderacion.almacen.sanciones import FilaBloqueo
from moderacion.cola.decidir import exigir_motivo
from moderacion.cola.persona import Persona, exigir_que_decida
from moderacion.errores import Conflicto, EntradaInvalida, NoAutorizado

_RIGEN = frozenset({EstadoBloqueo.VIGENTE, EstadoBloqueo.MANUAL})


@dataclass(frozen=True, slots=True)
class PorRevisar:
    """Un bloqueo por el que toca preguntar."""

    bloqueo: FilaBloqueo
    desde: datetime
    """Desde cuando toca."""

    @property
    def impuso(self) -> int | None:
        """Quien lo decidio, que no es quien lo mantiene."""
        return self.bloqueo.impuso


def por_revisar(almacen: Almacen, cada: timedelta) -> list[PorRevisar]:
    """Los que toca mirar, el que mas espera primero. `cada`: entre revisiones; cero, una vez, a la mitad del plazo."""
    with almacen.lectura() as u:
        tocan = [(b, _toca(b, cada)) for b in u.sanciones.abiertos() if _rige(b)]
        filas = [PorRevisar(b, toca) for b, toca in tocan if toca and toca <= u.ahora < b.hasta]
    return sorted(filas, key=lambda p: p.desde)


def _rige(b: FilaBloqueo) -> bool:
    return b.estado in _RIGEN and not b.provisional


def _toca(b: FilaBloqueo, cada: timedelta) -> datetime | None:
    """Cuando toca preguntar por el; None si ya se pregunto y no hay mas."""
    if cada:
        return max(b.revisado or b.desde, b.desde) + cada
    mitad = b.desde + (b.hasta - b.desde) / 2
    return None if b.revisado and b.revisado >= mitad else mitad


def revisar_bloqueo(almacen: Almacen, bloqueo_id: int, persona: Persona, motivo: str, *, sigue: bool) -> None:
    """Alguien dice si sigue haciendo falta. Si no, su fin pasa a ser ahora y se le quita en la red.

    Que siga lo dice otra persona que quien lo impuso, y no lo alarga. Lanza `NoAutorizado`, `Conflicto` o
    `EntradaInvalida` (sin motivo).
    """
    exigir_que_decida(persona)
    motivo = exigir_motivo(motivo)
    with almacen.unidad() as u:
        b = u.sanciones.abierto_numero(bloqueo_id)
        if b is None or not _rige(b):
            raise Conflicto("ese bloqueo ya no rige, o aún no lo ha confirmado nadie")
        if b.hasta <= u.ahora:
            raise EntradaInvalida("el plazo de ese bloqueo ya terminó: se está quitando")
        if sigue and b.impuso == persona.id:
            raise NoAutorizado("usted impuso ese bloqueo: que siga lo dice otra persona")
        u.tareas.revisar(b.id, persona.id, motivo, persona.actor, sigue=sigue)
        if sigue:
            return
        if b.estado == EstadoBloqueo.MANUAL:
            # quien lo tenia de tarea pudo bloquear y no escribirlo: darlo por no hecho lo dejaria bloqueado para siempre
            u.sanciones.pasar(b.id, b.estado, EstadoBloqueo.VIGENTE, persona.actor)
        # la proxima pasada lo quita en la red, o lo debe a una persona donde la red no deja
        u.sanciones.acortar(b, persona.actor)
