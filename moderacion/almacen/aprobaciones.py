"""Quien aprobo que huella. Una aprobacion anulada no revive."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import Aprobacion, Usuario, tabla
from moderacion.errores import Conflicto

_X, _U = tabla(Aprobacion), tabla(Usuario)
Fila = Mapping[str, Any]


class Aprobaciones(Repositorio):
    """Las aprobaciones de los borradores. Su suceso es el paso del borrador."""

    def dar(self, borrador_id: int, usuario_id: int, huella: str) -> None:
        """Anota que esa persona aprobo esa huella. Lanza `Conflicto` si ya lo habia hecho."""
        r = self._con.execute(
            insertar(self._con, _X)
            .values(borrador_id=borrador_id, usuario_id=usuario_id, huella=huella, fecha=self._ahora)
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            raise Conflicto("usted ya lo aprobó: falta otra persona")

    def vivas(self, borrador_id: int) -> list[Fila]:
        """Las que valen, por orden."""
        consulta = (
            select(*_X.c, _U.c.nombre.label("usuario"))
            .join(_U, _U.c.id == _X.c.usuario_id)
            .where(_X.c.borrador_id == borrador_id, _X.c.anulada.is_(None))
            .order_by(_X.c.id)
        )
        return self._leidas(consulta)

    def anular(self, borrador_id: int) -> None:
        """Ninguna de las dadas hasta ahora vale."""
        donde = (_X.c.borrador_id == borrador_id, _X.c.anulada.is_(None))
        self._con.execute(_X.update().where(*donde).values(anulada=self._ahora))
