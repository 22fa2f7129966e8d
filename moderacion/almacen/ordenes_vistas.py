"""Las ordenes, leidas: por hacer, por buscar en la red, pedidas por otro texto, y lo que pudo llegar a hacerse."""

from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select

from conectores.tipos import Accion
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import SALIO, EstadoOrden
from moderacion.almacen.ordenes_filas import OrdenPorHacer
from moderacion.almacen.precedencia import otro_texto
from moderacion.almacen.tablas import Autor, Bloqueo, Comentario, Orden, TareaRed, tabla

_O, _K, _A, _B, _T = (tabla(t) for t in (Orden, Comentario, Autor, Bloqueo, TareaRed))


class OrdenesVistas(Repositorio):
    """Preguntas sobre las ordenes; nada las cambia."""

    def pedida(self, clave: str) -> bool:
        """Si esa ya se pidio."""
        return self._con.execute(select(_O.c.id).where(_O.c.clave == clave)).first() is not None

    def de_otro_texto(self, cuenta_id: int) -> list[OrdenPorHacer]:
        """Las pendientes que se pidieron por un texto que ya no es el de su comentario."""
        pendientes = (_O.c.cuenta_id == cuenta_id, _O.c.estado == EstadoOrden.PENDIENTE, otro_texto())
        return self._ordenes(self._por_hacer().where(*pendientes).order_by(_O.c.id))

    def sigue_de_otro_texto(self, orden_id: int) -> bool:
        """Lo mismo de una, con su comentario retenido: nadie lo cambia hasta el fin de la unidad."""
        self._retener_comentario(orden_id)
        donde = (_O.c.id == orden_id, _O.c.estado == EstadoOrden.PENDIENTE, otro_texto())
        return self._con.execute(select(_O.c.id).where(*donde)).first() is not None

    def _retener_comentario(self, orden_id: int) -> None:
        """El comentario antes que su orden, como quien decide sobre el."""
        suyo = select(_O.c.comentario_id).where(_O.c.id == orden_id).scalar_subquery()
        self._con.execute(self._bloqueada(select(_K.c.id).where(_K.c.id == suyo)))

    def _ordenes(self, consulta: Any) -> list[OrdenPorHacer]:
        return [OrdenPorHacer(**f) for f in self._con.execute(consulta).mappings()]

    def _por_hacer(self) -> Any:
        return (
            select(
                *(
                    _O.c[n]
                    for n in (
                        "id", "cuenta_id", "accion", "texto", "intentos", "miradas", "enviada",
                        "comentario_id", "creada", "desde", "objeto", "origen", "error",
                    )
                ),
                _K.c.id_externo.label("comentario"),
                _K.c.padre_externo.label("padre"),
                _A.c.id_externo.label("autor"),
            )
            .outerjoin(_K, _K.c.id == _O.c.comentario_id)
            .outerjoin(_A, _A.c.id == _O.c.autor_id)
        )  # fmt: skip

    def desconocidas(self, cuenta_id: int) -> list[OrdenPorHacer]:
        """Las de resultado desconocido a las que ya toca mirar."""
        donde = (
            _O.c.cuenta_id == cuenta_id,
            _O.c.estado == EstadoOrden.DESCONOCIDA,
            or_(_O.c.no_antes_de.is_(None), _O.c.no_antes_de <= self._ahora),
        )
        return self._ordenes(self._por_hacer().where(*donde).order_by(_O.c.id))

    def es_nuestra(self, cuenta_id: int, id_externo: str) -> bool:
        """Si una orden nuestra produjo esa publicacion."""
        return (
            self._con.execute(
                select(_O.c.id).where(_O.c.cuenta_id == cuenta_id, _O.c.id_externo == id_externo).limit(1)
            ).first()
            is not None
        )

    def pudo_salir(self, comentario_id: int, accion: Accion) -> bool:
        """Si alguna orden asi llego a intentarse sin que la red la rechazara: pudo tener efecto."""
        return (
            self._con.execute(
                select(_O.c.id).where(_O.c.comentario_id == comentario_id, _pudo_hacerse(accion)).limit(1)
            ).first()
            is not None
        )

    def quedo_bloqueado(self, comentario_id: int) -> bool:
        """Si de los bloqueos y desbloqueos de ese comentario, lo ultimo que la red hizo, o pudo hacer, fue bloquear.

        Lo que despues quito una persona en la propia red, ya no esta.
        """
        quito = and_(_O.c.accion == Accion.DESBLOQUEAR.value, _O.c.estado.in_(SALIO))
        a_mano = exists().where(
            _B.c.comentario_id == comentario_id,
            _T.c.bloqueo_id == _B.c.id,
            _T.c.accion == Accion.DESBLOQUEAR.value,
            _T.c.hecha >= _O.c.enviada,
        )
        puso = and_(_pudo_hacerse(Accion.BLOQUEAR), ~a_mano)
        suyas = (_O.c.comentario_id == comentario_id, or_(puso, quito))
        ultima = select(_O.c.accion).where(*suyas).order_by(_O.c.id.desc()).limit(1)
        return self._con.execute(ultima).scalar() == Accion.BLOQUEAR


def _pudo_hacerse(accion: Accion) -> ColumnElement[bool]:
    """De una orden asi, que llego a intentarse sin que la red la rechazara."""
    return and_(_O.c.accion == accion.value, _O.c.intentos > 0, _O.c.estado != EstadoOrden.FALLIDA)
