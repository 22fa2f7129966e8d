"""Quien aprobo que huella. Una aprobacion anulada no revive."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.paso import actor
from moderacion.almacen.tablas import Aprobacion, Usuario, VistoBueno, tabla
from moderacion.errores import Conflicto

_X, _U, _V = tabla(Aprobacion), tabla(Usuario), tabla(VistoBueno)
Fila = Mapping[str, Any]


class Aprobaciones(Repositorio):
    """Las aprobaciones de los borradores. Su suceso es el paso del borrador."""

    def dar(
        self,
        borrador_id: int,
        huella: str,
        *,
        usuario_id: int | None = None,
        visto_bueno_id: int | None = None,
    ) -> None:
        """Anota que esa persona, o el area con su visto bueno, aprobo esa huella. Lanza `Conflicto` si ya lo habia hecho."""
        quien = {"usuario_id": usuario_id, "visto_bueno_id": visto_bueno_id}
        r = self._con.execute(
            insertar(self._con, _X)
            .values(borrador_id=borrador_id, huella=huella, fecha=self._ahora, **quien)
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            raise Conflicto("usted ya lo aprobó: falta otra persona")

    def vivas(self, borrador_id: int) -> list[Fila]:
        """Las que valen, por orden.

        `usuario`: el nombre de quien aprobo; `area`: la suya, o None si es de la casa; `activo`: si todavia entra aqui.
        """
        consulta = (
            select(*_X.c, func.coalesce(_U.c.nombre, _V.c.firma).label("usuario"), _V.c.area, _U.c.activo)
            .outerjoin(_U, _U.c.id == _X.c.usuario_id)
            .outerjoin(_V, _V.c.id == _X.c.visto_bueno_id)
            .where(_X.c.borrador_id == borrador_id, _X.c.anulada.is_(None))
            .order_by(_X.c.id)
        )
        return self._leidas(consulta)

    def ultima(self, borrador_id: int) -> tuple[int, str]:
        """De la ultima que vale, su id y quien la dio, como figura en la bitacora. Lanza `Conflicto` si ninguna vale."""
        vivas = self.vivas(borrador_id)
        if not vivas:
            raise Conflicto("el borrador ya no está aprobado")
        return int(vivas[-1]["id"]), actor(vivas[-1]["usuario_id"], vivas[-1]["visto_bueno_id"])

    def anular(self, borrador_id: int) -> None:
        """Ninguna de las dadas hasta ahora vale."""
        donde = (_X.c.borrador_id == borrador_id, _X.c.anulada.is_(None))
        self._con.execute(_X.update().where(*donde).values(anulada=self._ahora))
