"""Lo que espera de mas en la cola: lo que quiza urge, lo apelado, y lo que oculto la maquina y nadie ha confirmado."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import String, cast, func, literal, or_, select

from moderacion.almacen.apelaciones import APELADO
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoApelacion, EstadoExpediente
from moderacion.almacen.marcas import clave
from moderacion.almacen.tablas import Apelacion, Expediente, Incidente, MarcaCola, tabla

_E, _I, _M, _P = (tabla(t) for t in (Expediente, Incidente, MarcaCola, Apelacion))
_URGE: Final = -(APELADO * 3 // 2)
"""Por delante de lo apelado solo va lo urgente (`moderacion.evaluacion.prioridad`): a medio tramo se separan."""
_CUANTOS: Final = (_E.c.cuenta_id, func.count().label("cuantos"))


@dataclass(frozen=True, slots=True)
class Esperan:
    """Cuantos esperan en una cuenta, y desde cuando el mas viejo y el mas nuevo."""

    cuantos: int
    desde: datetime
    ultimo: datetime


class Desatendidos(Repositorio):
    """Solo lee. Todo, por cuenta."""

    def urgentes(self, antes: datetime, prefijos: tuple[str, ...]) -> Mapping[int, Esperan]:
        """Los que urgen, en cola desde antes de esa fecha y sin que nadie los tenga abiertos.

        `prefijos`: con que empieza la clave del incidente de un comentario; el que ya abrio uno avisa por el suyo.
        """
        suyas = [literal(p) + cast(_E.c.comentario_id, String) for p in prefijos]
        consulta = select(*_CUANTOS, *_entre(_E.c.abierto)).where(
            _E.c.estado == EstadoExpediente.EN_COLA,
            _E.c.prioridad_neg <= _URGE,
            _E.c.abierto <= antes,
            or_(_E.c.toma_hasta.is_(None), _E.c.toma_hasta <= self._ahora),
            ~select(_I.c.id).where(_I.c.clave.in_(suyas)).exists(),
        )
        return self._por_cuenta(consulta)

    def apelaciones(self, antes: datetime) -> Mapping[int, Esperan]:
        """Las presentadas antes de esa fecha."""
        consulta = (
            select(*_CUANTOS, *_entre(_P.c.presentada))
            .join(_E, _E.c.id == _P.c.expediente_id)
            .where(_P.c.estado == EstadoApelacion.PRESENTADA, _P.c.presentada < antes)
        )
        return self._por_cuenta(consulta)

    def ocultados(self, antes: datetime) -> Mapping[int, Esperan]:
        """Los que la maquina oculto, en cola desde antes de esa fecha."""
        consulta = (
            select(*_CUANTOS, *_entre(_E.c.abierto))
            .join(_M, _M.c.expediente_id == _E.c.id)
            .where(_M.c.clave == clave(actuado="si"), _E.c.abierto < antes)
        )
        return self._por_cuenta(consulta)

    def ultimo_dicho(self, tipo: str, cuenta_id: int) -> Mapping[str, Any] | None:
        """El ultimo incidente de esa clase en esa cuenta: su id, su estado, y cuando se abrio y se cerro."""
        consulta = (
            select(*(_I.c[n] for n in ("id", "estado", "abierto", "cerrado")))
            .where(_I.c.tipo == tipo, _I.c.cuenta_id == cuenta_id)
            .order_by(_I.c.id.desc())
            .limit(1)
        )
        return next(iter(self._leidas(consulta)), None)

    def _por_cuenta(self, consulta: Any) -> Mapping[int, Esperan]:
        filas = self._leidas(consulta.group_by(_E.c.cuenta_id).order_by(_E.c.cuenta_id))
        return {f["cuenta_id"]: Esperan(f["cuantos"], f["desde"], f["ultimo"]) for f in filas}


def _entre(columna: Any) -> tuple[Any, Any]:
    return func.min(columna).label("desde"), func.max(columna).label("ultimo")
