"""Lo que decidio la gente y sigue en pie, y los nombres de quienes escriben. Solo lee."""

from typing import NamedTuple

from sqlalchemy import and_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoComentario, EstadoExpediente
from moderacion.almacen.tablas import Autor, Comentario, Cuenta, Decision, Expediente, Veredicto, tabla

_E, _D, _K, _C, _V, _A = (tabla(t) for t in (Expediente, Decision, Comentario, Cuenta, Veredicto, Autor))


class Decidido(NamedTuple):
    """El veredicto que una persona tenia delante al decidir, y de que red es el comentario."""

    veredicto_id: int
    red: str


class Decididos(Repositorio):
    """Decisiones de personas."""

    def vigentes(self) -> list[Decidido]:
        """Las que siguen en pie, segun se decidieron.

        En pie: la decision que cerro el expediente (la de su version anterior), sin que nada lo haya vuelto a abrir, y
        sobre el mismo texto que se juzgo y que hoy tiene el comentario. Lo que hace sola la maquina no es una decision.
        """
        filas = self._con.execute(
            select(_V.c.id, _C.c.red)
            .select_from(_E)
            .join(_D, and_(_D.c.expediente_id == _E.c.id, _D.c.version == _E.c.version - 1))
            .join(_K, and_(_K.c.id == _E.c.comentario_id, _K.c.huella == _D.c.huella))
            .join(_V, and_(_V.c.id == _E.c.veredicto_id, _V.c.huella == _D.c.huella))
            .join(_C, _C.c.id == _K.c.cuenta_id)
            .where(_E.c.estado == EstadoExpediente.RESUELTO, _K.c.estado == EstadoComentario.RESUELTO)
            .order_by(_D.c.id)
        )
        return [Decidido(int(f.id), str(f.red)) for f in filas]

    def autores(self) -> list[str]:
        """Los nombres con que se firma la gente, sin repetir y en orden."""
        filas = self._con.execute(select(_A.c.nombre).where(_A.c.nombre != "").distinct()).scalars()
        return sorted(filas)
