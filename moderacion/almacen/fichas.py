"""Un expediente entero, con todo lo que cuelga de el: lo que se ve al abrirlo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Hallazgo,
    Orden,
    Publicacion,
    Usuario,
    Veredicto,
    tabla,
)
from moderacion.almacen.turnos import Turno
from moderacion.errores import NoExiste

_E, _K, _A, _C, _V, _H, _D, _U, _O, _P = (
    tabla(t)
    for t in (
        Expediente,
        Comentario,
        Autor,
        Cuenta,
        Veredicto,
        Hallazgo,
        Decision,
        Usuario,
        Orden,
        Publicacion,
    )
)

Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ficha:
    """Un expediente entero. Cada parte es una fila de su tabla, como datos."""

    expediente: Fila
    comentario: Fila
    cuenta: Fila
    autor: Fila | None
    veredicto: Fila
    hallazgos: Sequence[Fila]
    decisiones: Sequence[Fila]
    ordenes: Sequence[Fila]
    otros_del_autor: Sequence[Fila]
    conversacion: Sequence[Fila]
    publicacion: Fila | None


class Fichas(Repositorio):
    """La lectura de un expediente."""

    def de(self, expediente_id: int) -> Ficha:
        """Todo lo que una persona necesita para decidir. Lanza `NoExiste`.

        En una unidad, lo leido no cambia hasta su fin: se decide sobre lo que hay, no sobre lo que habia.
        """
        suyo = select(_E.c.comentario_id).where(_E.c.id == expediente_id).scalar_subquery()
        self._con.execute(self._bloqueada(select(_K.c.id).where(_K.c.id == suyo)))
        e = self._una(_E, _E.c.id == expediente_id)
        if e is None:
            raise NoExiste(f"no hay expediente {expediente_id}")
        k = self._exigir(_K, _K.c.id == e["comentario_id"])
        if k["autor_id"] is not None:
            self._turno(Turno.AUTOR, k["autor_id"])
        ordenes = select(_O).where(_O.c.comentario_id == k["id"]).order_by(_O.c.id)
        v = self._exigir(_V, _V.c.id == e["veredicto_id"])
        orden_hallazgos = (_H.c.gravedad.desc(), _H.c.politica)
        return Ficha(
            expediente=e,
            comentario=k,
            cuenta=self._exigir(_C, _C.c.id == e["cuenta_id"]),
            autor=self._una(_A, _A.c.id == k["autor_id"]) if k["autor_id"] else None,
            veredicto=v,
            hallazgos=self._varias(select(_H).where(_H.c.veredicto_id == v["id"]).order_by(*orden_hallazgos)),
            decisiones=self._varias(
                select(_D, _U.c.nombre.label("usuario"))
                .join(_U, _U.c.id == _D.c.usuario_id)
                .where(_D.c.expediente_id == expediente_id)
                .order_by(_D.c.id)
            ),
            ordenes=self._varias(self._bloqueada(ordenes)),
            otros_del_autor=self._otros(k),
            conversacion=self._conversacion(k),
            publicacion=self._publicacion(k),
        )

    def _otros(self, k: Fila) -> Sequence[Fila]:
        """Los ultimos comentarios del mismo autor, con lo que se propuso de cada uno."""
        if k["autor_id"] is None:
            return ()
        return self._varias(
            select(
                _K.c.id, _K.c.texto, _K.c.creado, _K.c.estado, _K.c.estado_red, _E.c.id.label("expediente")
            )
            .outerjoin(_E, _E.c.comentario_id == _K.c.id)
            .where(_K.c.autor_id == k["autor_id"], _K.c.id != k["id"])
            .order_by(_K.c.creado.desc(), _K.c.id)
            .limit(10)
        )

    def _conversacion(self, k: Fila) -> Sequence[Fila]:
        """El comentario al que contesta y las respuestas que tiene."""
        ids = [i for i in (k["padre_externo"],) if i]
        return self._varias(
            select(_K.c.id, _K.c.texto, _K.c.creado, _K.c.estado, _A.c.nombre.label("autor"))
            .outerjoin(_A, _A.c.id == _K.c.autor_id)
            .where(
                _K.c.cuenta_id == k["cuenta_id"],
                or_(_K.c.id_externo.in_(ids), _K.c.padre_externo == k["id_externo"]),
            )
            .order_by(_K.c.creado, _K.c.id)
            .limit(20)
        )

    def _publicacion(self, k: Fila) -> Fila | None:
        return self._una(
            _P, _P.c.cuenta_id == k["cuenta_id"], _P.c.id_externo == (k["publicacion_externa"] or "")
        )

    def _una(self, t: Any, *donde: Any) -> Fila | None:
        fila = self._con.execute(select(t).where(*donde)).mappings().first()
        return dict(fila) if fila else None

    def _exigir(self, t: Any, *donde: Any) -> Fila:
        return dict(self._con.execute(select(t).where(*donde)).mappings().one())

    def _varias(self, consulta: Any) -> list[Fila]:
        return [dict(f) for f in self._con.execute(consulta).mappings()]
