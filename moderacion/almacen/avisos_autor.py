"""Que se dijo a quien se restringio: lo que falta por mirar, y los avisos pedidos que ya no tienen razon."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import exists, literal_column, select

from conectores.tipos import Accion
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoOrden, OrigenOrden
from moderacion.almacen.tablas import Bloqueo, Comentario, Cuenta, Expediente, Orden, Restriccion, tabla

_R, _K, _C, _E, _B, _O = (tabla(t) for t in (Restriccion, Comentario, Cuenta, Expediente, Bloqueo, Orden))


class AvisosAutor(Repositorio):
    """Lo que se dice a los autores."""

    def por_avisar(self, limite: int) -> list[Mapping[str, Any]]:
        """Las que aun no se miro si se le dicen a su autor, con como van en la red. Quedan sujetas."""
        del_comentario = (_K.c[n] for n in ("cuenta_id", "id_externo", "puede_responder", "estado_red"))
        estados = (_O.c.estado.label("orden_estado"), _B.c.estado.label("bloqueo_estado"))
        consulta = (
            select(_R, *del_comentario, *estados, _E.c.id.label("expediente_id"))
            .outerjoin(_O, _O.c.id == _R.c.orden_id)
            .outerjoin(_B, _B.c.id == _R.c.bloqueo_id)
            .join(_K, _K.c.id == _R.c.comentario_id)
            .join(_E, _E.c.comentario_id == _K.c.id)
            # escrito en la consulta: como dato, SQLite no usa el indice parcial
            .where(_R.c.aviso == literal_column("''"))
            .order_by(_R.c.id)
            .limit(limite)
        )
        return self._leidas(self._libre(consulta, de=_R))

    def avisos_sin_razon(self) -> list[int]:
        """Las ordenes de avisar que aun no salen y cuya restriccion ya no rige."""
        rige = exists().where(_R.c.comentario_id == _O.c.comentario_id, _R.c.cerrada.is_(None))
        consulta = select(_O.c.id).where(
            _O.c.cuenta_id.in_(select(_C.c.id)),
            _O.c.estado == EstadoOrden.PENDIENTE,
            _O.c.accion == Accion.RESPONDER.value,
            _O.c.origen == OrigenOrden.MAQUINA,
            ~rige,
        )
        return list(self._con.execute(self._libre(consulta, de=_O)).scalars())

    def avisada(self, restriccion_id: int, como: str) -> None:
        """Que se hizo con el aviso a su autor."""
        self._con.execute(_R.update().where(_R.c.id == restriccion_id).values(aviso=como))
