"""Las novedades que ven las pantallas abiertas: quien tomo que, lo decidido, lo nuevo.

Se escriben al cerrar la unidad, con el turno de la cadena: asi sus numeros se confirman en orden tambien en PostgreSQL y
quien pide «lo posterior a la ultima que vi» no se salta ninguna.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, select

from moderacion.almacen.tablas import Novedad, TipoNovedad, Usuario, tabla
from moderacion.almacen.turnos import Turno, turno

_V, _U = tabla(Novedad), tabla(Usuario)
DURA: Final = timedelta(minutes=15)
"""Lo que se guarda una novedad."""
MAXIMO: Final = 200
"""Las que se dan de una vez; quien estuvo ausente mas de eso recarga la cola."""
_ULTIMA: Final = select(func.coalesce(func.max(_V.c.n), 0))
_ESCRIBIR: Final = _V.insert().returning(_V.c.n)
_BARRER: Final = 64
"""Cada cuantas se quitan las viejas."""


@dataclass(frozen=True, slots=True)
class FilaNovedad:
    """Un cambio. `n` crece siempre."""

    n: int
    tipo: str
    expediente_id: int | None
    usuario: str
    version: int | None


class Novedades:
    """Las novedades vistas desde una unidad."""

    def __init__(self, con: Connection, ahora: datetime) -> None:
        self._con = con
        self._ahora = ahora
        self._por_anunciar: list[dict[str, Any]] = []

    def avisar(
        self,
        tipo: TipoNovedad,
        expediente_id: int | None = None,
        usuario_id: int | None = None,
        version: int | None = None,
    ) -> None:
        """Apunta una novedad; se escribe al cerrar la unidad."""
        self._por_anunciar.append(
            {
                "tipo": tipo.value,
                "expediente_id": expediente_id,
                "usuario_id": usuario_id,
                "version": version,
                "fecha": self._ahora,
            }
        )

    def anunciar(self, *, con_turno: bool) -> None:
        """Escribe lo apuntado. Lo llama la unidad, lo ultimo antes de confirmar. `con_turno`: el de la cadena ya es suyo."""
        filas, self._por_anunciar = self._por_anunciar, []
        if not filas:
            return
        if not con_turno:
            turno(self._con, Turno.CADENA)
        ultima = max(self._con.execute(_ESCRIBIR, filas).scalars())
        if ultima % _BARRER < len(filas):
            self._con.execute(_V.delete().where(_V.c.fecha < self._ahora - DURA))

    def desde(self, n: int) -> list[FilaNovedad]:
        """Las posteriores a `n`, en orden."""
        filas = self._con.execute(
            select(_V.c.n, _V.c.tipo, _V.c.expediente_id, _V.c.version)
            .add_columns(func.coalesce(_U.c.nombre, "").label("usuario"))
            .outerjoin(_U, _U.c.id == _V.c.usuario_id)
            .where(_V.c.n > n)
            .order_by(_V.c.n)
            .limit(MAXIMO)
        ).mappings()
        return [FilaNovedad(**f) for f in filas]

    def ultima(self) -> int:
        """El numero de la ultima; 0 si no hay ninguna."""
        return int(self._con.execute(_ULTIMA).scalar_one())
