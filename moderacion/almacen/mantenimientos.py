"""Los cambios anunciados en nuestras cuentas: quien, cuando, por que y que se espera ver."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import Cuenta, Mantenimiento, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

_M, _C = tabla(Mantenimiento), tabla(Cuenta)
Fila = Mapping[str, Any]


class Mantenimientos(Repositorio):
    """Anunciar, ver y retirar ventanas."""

    def anunciar(
        self,
        cuenta_id: int | None,
        desde: datetime,
        hasta: datetime,
        espera: Sequence[str],
        motivo: str,
        actor: str,
    ) -> int:
        """Anuncia una ventana y devuelve su id. Lanza `NoExiste` si no hay tal cuenta."""
        if (
            cuenta_id is not None
            and self._con.execute(select(_C.c.id).where(_C.c.id == cuenta_id)).first() is None
        ):
            raise NoExiste(f"no hay cuenta {cuenta_id}")
        r = self._con.execute(
            insertar(self._con, _M).values(
                cuenta_id=cuenta_id,
                desde=desde,
                hasta=hasta,
                espera=list(espera),
                motivo=motivo,
                anunciado=self._ahora,
                anunciado_por=actor,
            )
        )
        ventana_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        datos = {
            "cuenta": cuenta_id,
            "desde": desde.isoformat(),
            "hasta": hasta.isoformat(),
            "espera": list(espera),
            "motivo": self._registro.sellar(f"mantenimiento/{ventana_id}", motivo),
        }
        self._registro.asentar(Suceso("mantenimiento:anunciado", f"mantenimiento/{ventana_id}", actor, datos))
        return ventana_id

    def retirar(self, ventana_id: int, actor: str) -> None:
        """Deja de valer desde ahora. Lanza `NoExiste`, o `Conflicto` si ya habia terminado."""
        if self._con.execute(select(_M.c.id).where(_M.c.id == ventana_id)).first() is None:
            raise NoExiste(f"no hay mantenimiento {ventana_id}")
        r = self._con.execute(
            _M.update()
            .where(_M.c.id == ventana_id, _M.c.retirado.is_(None), _M.c.hasta > self._ahora)
            .values(retirado=self._ahora)
        )
        if not r.rowcount:
            raise Conflicto("ese mantenimiento ya había terminado")
        self._registro.asentar(Suceso("mantenimiento:retirado", f"mantenimiento/{ventana_id}", actor))

    def de(self, cuenta_id: int, hasta_despues_de: datetime) -> list[Fila]:
        """Los de una cuenta (o de todas) ya empezados y que terminaron despues de esa fecha."""
        fin = _M.c.retirado.is_(None) | (_M.c.retirado > hasta_despues_de)
        return self._leidas(
            select(_M)
            .where(_M.c.hasta > hasta_despues_de, _M.c.desde <= self._ahora, fin)
            .where(or_(_M.c.cuenta_id.is_(None), _M.c.cuenta_id == cuenta_id))
            .order_by(_M.c.desde)
        )

    def por_terminar(self) -> list[Fila]:
        """Los que rigen o regiran, con el nombre de su cuenta, el que antes empieza primero."""
        return self._con_cuenta(_M.c.hasta > self._ahora, _M.c.retirado.is_(None), orden=_M.c.desde)

    def ultimos(self, limite: int) -> list[Fila]:
        """Los ultimos anunciados, el ultimo primero."""
        return self._con_cuenta(orden=_M.c.id.desc(), limite=limite)

    def _con_cuenta(self, *donde: Any, orden: Any, limite: int | None = None) -> list[Fila]:
        consulta = (
            select(*_M.c, _C.c.nombre.label("cuenta"), _C.c.red)
            .outerjoin(_C, _C.c.id == _M.c.cuenta_id)
            .where(*donde)
            .order_by(orden)
            .limit(limite)
        )
        return self._leidas(consulta)
