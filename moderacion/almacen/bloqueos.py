"""Un bloqueo por pedir y uno guardado, como datos, y cuando se da por terminado."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_

from moderacion.almacen.estados import EstadoBloqueo
from moderacion.almacen.tablas import Bloqueo, tabla

_B: Final = tabla(Bloqueo)
ATASCO: Final = timedelta(hours=24)
"""Lo que se espera a que la red quite uno terminado. La orden espera mas (una credencial revocada, una cuenta que ya no
esta); su autor, no: pasado esto lo quita una persona."""


def terminados(ahora: datetime) -> ColumnElement[bool]:
    """Lo que dice `FilaBloqueo.terminado`, en la base."""
    return or_(_B.c.hasta <= ahora, and_(_B.c.provisional, _B.c.confirmar_antes <= ahora))


def atascados(ahora: datetime) -> ColumnElement[bool]:
    """Los que se pidio quitar y siguen sin quitarse."""
    return and_(_B.c.estado == EstadoBloqueo.LEVANTANDO, terminados(ahora - ATASCO))


def espera_a_otro(ahora: datetime) -> ColumnElement[bool]:
    """Si se pidio otro bloqueo de su autor y aun no se sabe si la red lo toma: quitar este lo quitaria tambien."""
    otro = _B.alias()
    return exists().where(
        otro.c.autor_id == _B.c.autor_id,
        otro.c.id != _B.c.id,
        otro.c.estado == EstadoBloqueo.PEDIDO,
        otro.c.hasta > ahora,
    )


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
    decision_id: int | None
    impuso: int | None
    """Quien lo decidio o lo confirmo, si fue una persona."""

    def sin_confirmar(self, ahora: datetime) -> bool:
        """Que es provisional y nadie lo confirmo a tiempo."""
        return self.provisional and self.confirmar_antes is not None and self.confirmar_antes <= ahora

    def terminado(self, ahora: datetime) -> bool:
        """Que su plazo se cumplio, o nadie lo confirmo a tiempo."""
        return self.hasta <= ahora or self.sin_confirmar(ahora)

    def por_quitar(self, ahora: datetime) -> bool:
        """Que termino y lo quita una persona: la red no deja, o se nego, o lleva un dia sin hacerlo (`atascados`)."""
        if self.estado == EstadoBloqueo.VIGENTE:
            return self.terminado(ahora)
        return self.estado == EstadoBloqueo.LEVANTANDO and self.terminado(ahora - ATASCO)


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
