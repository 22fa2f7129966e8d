"""Que comentarios ocultados por la maquina piden ademas sancionar a su autor."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, select

from moderacion.almacen.estados import EstadoOrden
from moderacion.almacen.tablas import (
    Comentario,
    Cuenta,
    Expediente,
    Falta,
    Hallazgo,
    Orden,
    Veredicto,
    tabla,
)

_K, _C, _E, _V, _H, _O, _F = (
    tabla(t) for t in (Comentario, Cuenta, Expediente, Veredicto, Hallazgo, Orden, Falta)
)
_NO_SALIO = (EstadoOrden.ANULADA, EstadoOrden.FALLIDA, EstadoOrden.A_PERSONA)


@dataclass(frozen=True, slots=True)
class PorSancionar:
    """Un veredicto sobre el que la maquina actuo y que pide bloquear a su autor."""

    comentario_id: int
    cuenta_id: int
    red: str
    autor_id: int
    veredicto_id: int
    politica: int
    motivo: str


def por_sancionar(con: Connection, sujetar: Callable[[Any], Any]) -> list[PorSancionar]:
    """Los actuados por la maquina que piden bloqueo y aun no tienen falta; de cada uno, lo mas grave.

    Cuentan solo los hallazgos de politicas en ACTUAR: las demas sugieren, no bloquean. `sujetar` retiene sus filas.
    """
    pide = and_(_H.c.veredicto_id == _V.c.id, _H.c.bloquear, _H.c.automatica, _H.c.modo == "actuar")
    consulta = (
        select(
            _K.c.id.label("comentario_id"),
            _K.c.cuenta_id,
            _C.c.red,
            _K.c.autor_id,
            _V.c.id.label("veredicto_id"),
            _H.c.politica,
            _H.c.motivo,
        )
        .join(_E, _E.c.comentario_id == _K.c.id)
        .join(_V, _V.c.id == _E.c.veredicto_id)
        .join(_H, pide)
        .join(_C, _C.c.id == _K.c.cuenta_id)
        .where(*_se_actuo(), _K.c.autor_id.is_not(None), ~exists().where(_F.c.comentario_id == _K.c.id))
        .order_by(_K.c.id, _H.c.gravedad.desc())
    )
    vistos: dict[int, PorSancionar] = {}
    for f in con.execute(sujetar(consulta)).mappings():
        vistos.setdefault(f["comentario_id"], PorSancionar(**f))
    return list(vistos.values())


def _se_actuo() -> tuple[ColumnElement[bool], ...]:
    """Que la maquina actuo por este veredicto, y no por uno anterior a que el autor cambiara el texto."""
    por_este = exists().where(
        _O.c.comentario_id == _K.c.id, _O.c.veredicto_id == _V.c.id, _O.c.estado.not_in(_NO_SALIO)
    )
    limpio = and_(_V.c.bloquear, _V.c.automatica, ~_V.c.degradado, ~_V.c.critica)
    return (and_(_E.c.actuado, _E.c.estado == "en_cola"), limpio, por_este)
