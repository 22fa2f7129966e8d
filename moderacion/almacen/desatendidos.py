"""Lo que espera de mas en la cola: lo que quiza urge, lo apelado, y lo que oculto la maquina y nadie ha confirmado."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import String, cast, func, literal, or_, select

from moderacion.almacen.apelaciones import APELADO
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoApelacion, EstadoExpediente, EstadoIncidente
from moderacion.almacen.marcas import clave
from moderacion.almacen.tablas import Apelacion, Expediente, Incidente, MarcaCola, tabla

_E, _I, _M, _P = (tabla(t) for t in (Expediente, Incidente, MarcaCola, Apelacion))
_URGE: Final = -(APELADO * 3 // 2)
"""Por delante de lo apelado solo va lo urgente (`moderacion.evaluacion.prioridad`): a medio tramo se separan."""
_URGENTE: Final = "urgente"
"""El nivel de lo que va delante, y lo conserva aunque este oculto."""
_ACTUADO: Final = clave(actuado="si")
_SIN_CERRAR: Final = (EstadoIncidente.ABIERTO, EstadoIncidente.ATENDIDO)


@dataclass(frozen=True, slots=True)
class Esperan:
    """Cuantos esperan en una cuenta, y desde cuando el mas viejo y el mas nuevo."""

    cuantos: int
    desde: datetime
    ultimo: datetime


class Desatendidos(Repositorio):
    """Solo lee. Todo, por cuenta."""

    def urgentes(
        self, antes: datetime, prefijos: tuple[str, ...], *, tomados: bool = False
    ) -> Mapping[int, Esperan]:
        """Los que urgen, en cola desde antes de esa fecha. `tomados`: tambien los que alguien tiene abiertos.

        `prefijos`: con que empieza la clave del incidente de un comentario; el que ya abrio uno avisa por el suyo.
        """
        suyas = [literal(p) + cast(_E.c.comentario_id, String) for p in prefijos]
        urgen = (
            _E.c.estado == EstadoExpediente.EN_COLA,
            _E.c.abierto <= antes,
            ~select(_I.c.id).where(_I.c.clave.in_(suyas)).exists(),
            *(() if tomados else (or_(_E.c.toma_hasta.is_(None), _E.c.toma_hasta <= self._ahora),)),
        )
        a_la_vista = self._por_cuenta(_contar(_E.c.abierto).where(_E.c.prioridad_neg <= _URGE, *urgen))
        # lo oculto cuyo autor edito y ahora urge va detras en la cola: por su lugar no se ve
        tapados = self._por_cuenta(
            _contar(_E.c.abierto)
            .join(_M, _M.c.expediente_id == _E.c.id)
            .where(_M.c.clave == _ACTUADO, _E.c.nivel == _URGENTE, _E.c.prioridad_neg > _URGE, *urgen)
        )
        return {c: _juntos(a_la_vista.get(c), tapados.get(c)) for c in sorted({*a_la_vista, *tapados})}

    def apelaciones(self, antes: datetime) -> Mapping[int, Esperan]:
        """Las presentadas antes de esa fecha."""
        consulta = (
            _contar(_P.c.presentada)
            .join(_E, _E.c.id == _P.c.expediente_id)
            .where(_P.c.estado == EstadoApelacion.PRESENTADA, _P.c.presentada < antes)
        )
        return self._por_cuenta(consulta)

    def ocultados(self, antes: datetime) -> Mapping[int, Esperan]:
        """Los que la maquina oculto, en cola desde antes de esa fecha."""
        consulta = (
            _contar(_E.c.abierto)
            .join(_M, _M.c.expediente_id == _E.c.id)
            .where(_M.c.clave == _ACTUADO, _E.c.abierto < antes)
        )
        return self._por_cuenta(consulta)

    def sin_cerrar(self, tipo: str) -> list[Mapping[str, Any]]:
        """Los incidentes de esa clase sin cerrar: su id, su estado y su cuenta."""
        consulta = select(*(_I.c[n] for n in ("id", "estado", "cuenta_id")))
        return self._leidas(consulta.where(_I.c.estado.in_(_SIN_CERRAR), _I.c.tipo == tipo))

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


def _contar(columna: Any) -> Any:
    return select(
        _E.c.cuenta_id,
        func.count().label("cuantos"),
        func.min(columna).label("desde"),
        func.max(columna).label("ultimo"),
    )


def _juntos(uno: Esperan | None, otro: Esperan | None) -> Esperan:
    hay = [e for e in (uno, otro) if e is not None]
    return Esperan(sum(e.cuantos for e in hay), min(e.desde for e in hay), max(e.ultimo for e in hay))
