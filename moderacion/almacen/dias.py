"""El dia de cada quien: lo que tiene, lo que decidio hoy y como le fue en la red. Solo lee, y por indice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.hechos import DESHACER
from moderacion.almacen.tablas import Comentario, Decision, Expediente, Orden, tabla

_E, _K, _D, _O = (tabla(t) for t in (Expediente, Comentario, Decision, Orden))
# deshacer quita una decision, no es otra: las cifras de la casa tampoco la cuentan
_ES_DECISION: Final = _D.c.accion != DESHACER


@dataclass(frozen=True, slots=True)
class Tomado:
    """Un expediente que alguien tiene ahora."""

    expediente_id: int
    usuario_id: int
    hasta: datetime
    veredicto_id: int
    texto: str


@dataclass(frozen=True, slots=True)
class Decidido:
    """Una decision, con el estado de las ordenes que causo. Sin ordenes: no habia nada que pedir a la red."""

    decision_id: int
    expediente_id: int
    accion: str
    articulo: int | None
    motivo: str
    fecha: datetime
    veredicto_id: int
    texto: str
    ordenes: Sequence[tuple[str, str]] = ()


class Dias(Repositorio):
    """Lecturas por persona."""

    def tomados(self, usuario_id: int | None = None) -> list[Tomado]:
        """Los expedientes tomados ahora, por una persona o por todas: el que antes se suelta, primero."""
        consulta = (
            select(_E.c.id.label("expediente_id"), _E.c.toma_usuario_id.label("usuario_id"))
            .add_columns(_E.c.toma_hasta.label("hasta"), _E.c.veredicto_id, _K.c.texto)
            .join(_K, _K.c.id == _E.c.comentario_id)
            .where(_E.c.toma_usuario_id.is_not(None), _E.c.toma_hasta > self._ahora)
            .order_by(_E.c.toma_hasta)
        )
        if usuario_id is not None:
            consulta = consulta.where(_E.c.toma_usuario_id == usuario_id)
        return [Tomado(**f) for f in self._con.execute(consulta).mappings()]

    def decididos(self, usuario_id: int, desde: datetime, limite: int) -> list[Decidido]:
        """Lo que una persona decidio desde esa hora, lo ultimo primero."""
        consulta = (
            select(
                _D.c.id.label("decision_id"),
                *(_D.c[n] for n in ("expediente_id", "accion", "articulo", "motivo", "fecha")),
                _E.c.comentario_id,
                _E.c.veredicto_id,
                _K.c.texto,
            )
            .join(_E, _E.c.id == _D.c.expediente_id)
            .join(_K, _K.c.id == _E.c.comentario_id)
            .where(_D.c.usuario_id == usuario_id, _D.c.fecha >= desde, _ES_DECISION)
            .order_by(_D.c.fecha.desc(), _D.c.id.desc())
            .limit(limite)
        )
        filas = [dict(f) for f in self._con.execute(consulta).mappings()]
        comentarios = [f.pop("comentario_id") for f in filas]
        ordenes = self._ordenes(comentarios)
        return [Decidido(**f, ordenes=ordenes.get(f["decision_id"], ())) for f in filas]

    def _ordenes(self, comentarios: Sequence[int]) -> dict[int, tuple[tuple[str, str], ...]]:
        """(accion, estado) de las ordenes de cada decision sobre esos comentarios."""
        filas = self._con.execute(
            select(_O.c.decision_id, _O.c.accion, _O.c.estado)
            .where(_O.c.comentario_id.in_(list(comentarios)), _O.c.decision_id.is_not(None))
            .order_by(_O.c.id)
        )
        salida: dict[int, tuple[tuple[str, str], ...]] = {}
        for f in filas:
            salida[f.decision_id] = (*salida.get(f.decision_id, ()), (f.accion, f.estado))
        return salida

    def cuantas(self, usuarios: Sequence[int], desde: datetime) -> Mapping[int, int]:
        """Cuantas decisiones tomo cada persona desde esa hora."""
        filas = self._con.execute(
            select(_D.c.usuario_id, func.count())
            .where(_D.c.usuario_id.in_(list(usuarios)), _D.c.fecha >= desde, _ES_DECISION)
            .group_by(_D.c.usuario_id)
        )
        return {int(u): int(n) for u, n in filas}
