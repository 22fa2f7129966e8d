"""Casos que siguen en la cola y cuyo comentario ya se contesto: los que no tienen nada que decidir se pueden cerrar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import and_, exists, false, or_, select

from conectores.tipos import EstadoEnRed
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoComentario, EstadoExpediente
from moderacion.almacen.estados_redaccion import EstadoBorrador, TipoBorrador
from moderacion.almacen.tablas import (
    Borrador,
    Comentario,
    Decision,
    Expediente,
    Hallazgo,
    Nota,
    TipoNota,
    Usuario,
    Veredicto,
    tabla,
)
from politicas.tipos import Propuesta

_E, _K, _V, _H, _D, _B, _U, _N = (
    tabla(t) for t in (Expediente, Comentario, Veredicto, Hallazgo, Decision, Borrador, Usuario, Nota)
)
_ULTIMAS: Final = 200
"""Cuantas respuestas publicadas se miran: la pasada es cada pocos segundos, y las de antes ya se miraron."""
_SE_MIRA: Final = _H.c.propuesta != Propuesta.PERMITIR.value
_SENALADO: Final = exists().where(_H.c.veredicto_id == _V.c.id, _SE_MIRA)
_DECIDIDO: Final = exists().where(_D.c.expediente_id == _E.c.id)
_CONSULTADO: Final = exists().where(_N.c.expediente_id == _E.c.id, _N.c.tipo == TipoNota.PIDE_OPINION)
_SIN_NADA_QUE_DECIDIR: Final = and_(
    _E.c.actuado == false(),
    _K.c.estado_red == EstadoEnRed.VISIBLE,
    _V.c.propuesta == Propuesta.PERMITIR.value,
    _V.c.degradado == false(),
    ~_SENALADO,
    # si alguien ya decidio, deshizo lo decidido o pidio opinion, quiere mirarlo
    ~_DECIDIDO,
    ~_CONSULTADO,
)
_EN_COLA: Final = select(_E.c.id, _E.c.version, _E.c.veredicto_id).where(
    _E.c.estado == EstadoExpediente.EN_COLA
)
# en el WHERE, no como columna: PostgreSQL leeria enteras las decisiones y las notas para una sola fila
_LIMPIO: Final = (
    select(_E.c.id)
    .join(_K, _K.c.id == _E.c.comentario_id)
    .join(_V, _V.c.id == _E.c.veredicto_id)
    .where(_E.c.estado == EstadoExpediente.EN_COLA, _SIN_NADA_QUE_DECIDIR)
)
_PUBLICADAS: Final = (
    select(*(_B.c[n] for n in ("id", "expediente_id", "autor_id", "comentario_huella")))
    .where(_B.c.estado == EstadoBorrador.PUBLICADO, _B.c.tipo == TipoBorrador.RESPUESTA)
    .order_by(_B.c.id.desc())
    .limit(_ULTIMAS)
    .subquery()
)


@dataclass(frozen=True, slots=True)
class CasoEnCola:
    """Un caso que espera. `limpio`: la maquina no señalo nada, el comentario se ve y nadie decidio nada de el."""

    id: int
    version: int
    limpio: bool
    politicas: Sequence[int]
    """Las que piden que alguien lo mire."""


@dataclass(frozen=True, slots=True)
class Contestada:
    """Un caso limpio cuya respuesta ya salio, con quien la escribio."""

    expediente_id: int
    version: int
    borrador_id: int
    usuario_id: int
    usuario: str
    rol: str


class Contestadas(Repositorio):
    """Lo contestado que sigue en la cola."""

    def caso(self, expediente_id: int) -> CasoEnCola | None:
        """El caso, si sigue en la cola."""
        fila = self._con.execute(_EN_COLA.where(_E.c.id == expediente_id)).first()
        if fila is None:
            return None
        suyas = select(_H.c.politica).where(_H.c.veredicto_id == fila.veredicto_id, _SE_MIRA)
        politicas = self._con.execute(suyas.distinct().order_by(_H.c.politica)).scalars()
        return CasoEnCola(fila.id, fila.version, self.limpio(expediente_id), tuple(politicas))

    def limpio(self, expediente_id: int) -> bool:
        """Si sigue en la cola y no hay nada que decidir de el."""
        return self._con.execute(_LIMPIO.where(_E.c.id == expediente_id)).first() is not None

    def por_cerrar(self, cuenta_id: int) -> Sequence[Contestada]:
        """Los limpios de una cuenta con su respuesta publicada a lo que dicen hoy, y que nadie mas tiene ni espera."""
        p = _PUBLICADAS
        consulta = (
            select(_E.c.id, _E.c.version, p.c.id.label("borrador_id"), p.c.autor_id, _U.c.nombre, _U.c.rol)
            .select_from(p)
            .join(_E, _E.c.id == p.c.expediente_id)
            .join(_K, _K.c.id == _E.c.comentario_id)
            .join(_V, _V.c.id == _E.c.veredicto_id)
            .join(_U, _U.c.id == p.c.autor_id)
            .where(
                _E.c.estado == EstadoExpediente.EN_COLA,
                _E.c.cuenta_id == cuenta_id,
                _K.c.estado == EstadoComentario.EN_COLA,
                _K.c.huella == p.c.comentario_huella,
                _V.c.huella == _K.c.huella,
                _U.c.activo,
                _SIN_NADA_QUE_DECIDIR,
                or_(_de_nadie_mas(_E.c.toma_usuario_id), _E.c.toma_hasta <= self._ahora),
                _de_nadie_mas(_E.c.asignado_id),
            )
            .order_by(p.c.id)
        )
        return [Contestada(*f) for f in self._con.execute(consulta)]


def _de_nadie_mas(de: Any) -> Any:
    """Que no sea de nadie, o de quien contesto."""
    return or_(de.is_(None), de == _PUBLICADAS.c.autor_id)
