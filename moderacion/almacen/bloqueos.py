"""Un bloqueo por pedir y uno guardado, como datos."""

from dataclasses import dataclass
from datetime import datetime

from moderacion.almacen.estados import EstadoBloqueo


@dataclass(frozen=True, slots=True)
class FilaBloqueo:
    """Un bloqueo con quien y donde."""

    id: int
    cuenta_id: int
    red: str
    autor_id: int
    autor: str
    autor_nombre: str
    autor_enlace: str
    comentario_id: int
    expediente_id: int | None
    articulo: int
    motivo: str
    estado: str
    provisional: bool
    desde: datetime
    hasta: datetime
    confirmar_antes: datetime | None
    revisado: datetime | None


@dataclass(frozen=True, slots=True)
class BloqueoNuevo:
    """Un bloqueo por pedir."""

    cuenta_id: int
    autor_id: int
    comentario_id: int
    articulo: int
    motivo: str
    estado: EstadoBloqueo
    provisional: bool
    hasta: datetime
    confirmar_antes: datetime | None = None
    decision_id: int | None = None
