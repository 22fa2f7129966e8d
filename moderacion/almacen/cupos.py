"""El cupo diario de acciones automaticas: el freno de una maquina desbocada."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import CupoDia, tabla
from moderacion.bitacora import Suceso

_Q = tabla(CupoDia)


class Cupos(Repositorio):
    """Lo gastado por cuenta, dia local y accion."""

    def gastar(self, cuenta_id: int, dia: date, accion: str, tope: int) -> bool:
        """Gasta una unidad del cupo del dia si queda. El freno de la automatizacion."""
        fila = {"cuenta_id": cuenta_id, "dia": dia, "accion": accion}
        self._con.execute(insertar(self._con, _Q).values(**fila, usadas=0).on_conflict_do_nothing())
        r = self._con.execute(
            _Q.update()
            .where(*(_Q.c[c] == v for c, v in fila.items()), _Q.c.usadas < tope)
            .values(usadas=_Q.c.usadas + 1)
        )
        if not r.rowcount:
            self._avisar_agotado(fila | {"accion": f"{accion}:agotado"}, accion, tope)
        return bool(r.rowcount)

    def _avisar_agotado(self, fila: Mapping[str, Any], accion: str, tope: int) -> None:
        """Asienta una vez al dia que el cupo se acabo, no una por comentario."""
        nueva = insertar(self._con, _Q).values(**fila, usadas=tope).on_conflict_do_nothing()
        if self._con.execute(nueva).rowcount:
            self._registro.asentar(
                Suceso("cupo:agotado", f"cuenta/{fila['cuenta_id']}", datos={"accion": accion, "tope": tope})
            )
