"""Lo que puede ser una crisis sin que nadie haya entrado en una cuenta: en los comentarios, la conexion o el clasificador."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, or_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoIncidente
from moderacion.almacen.tablas import Comentario, Hallazgo, Incidente, TextoPrevio, Veredicto, tabla

_K, _V, _H, _I, _T = (tabla(t) for t in (Comentario, Veredicto, Hallazgo, Incidente, TextoPrevio))
_TRAMO: Final = 5_000
_COMENTARIO: Final = (
    _V.c.comentario_id,
    *(_K.c[n] for n in ("cuenta_id", "id_externo", "texto", "creado", "enlace")),
)


def _entre(ids: range) -> tuple[Any, Any]:
    return _V.c.id >= ids.start, _V.c.id < ids.stop


def _escrito_desde(fecha: datetime) -> Any:
    """La condicion «lo que ahora dice se escribio desde esa fecha»: lo viejo que su autor cambia hoy es de hoy."""
    editado = select(_T.c.comentario_id).where(_T.c.comentario_id == _K.c.id, _T.c.hasta >= fecha)
    return or_(_K.c.creado >= fecha, editado.exists())


@dataclass(frozen=True, slots=True)
class ComentarioAlarmante:
    """Un comentario con un hallazgo que no espera turno."""

    comentario_id: int
    cuenta_id: int
    id_externo: str
    texto: str
    creado: datetime
    enlace: str
    etiqueta: str
    gravedad: int
    motivo: str


@dataclass(frozen=True, slots=True)
class Ola:
    """Cuantos comentarios ofensivos o de spam hay en un rato, y de cuanta gente."""

    cuenta_id: int
    cuantos: int
    autores: int


class Alertas(Repositorio):
    """Solo lee, y por tramos seguidos de un indice."""

    def ultimo_veredicto(self) -> int:
        """El id del ultimo."""
        return int(self._con.execute(select(func.coalesce(func.max(_V.c.id), 0))).scalar_one())

    def tramo(self, hasta_id: int, desde: datetime) -> tuple[range, int | None]:
        """Los ids de un tramo de veredictos que acaba en `hasta_id`, y donde acaba el anterior.

        None si ya llego a los juzgados antes de `desde`. Los ids van en el orden en que se pidieron y no en el que se
        confirmaron: por eso se recorre por fecha, con solape.
        """
        suelo = max(hasta_id - _TRAMO, 0)
        ids = range(suelo + 1, hasta_id + 1)
        mas_viejo = self._con.execute(select(func.min(_V.c.fecha)).where(*_entre(ids))).scalar()
        return ids, suelo if suelo and mas_viejo and mas_viejo >= desde else None

    def alarmantes(
        self, ids: range, desde: datetime, etiquetas: Collection[str], escritos_desde: datetime
    ) -> list[ComentarioAlarmante]:
        """De ese tramo, lo juzgado desde `desde` y escrito desde esa fecha con alguna de esas etiquetas."""
        consulta = (
            select(*_COMENTARIO, _H.c.etiqueta, _H.c.gravedad, _H.c.motivo)
            .join(_H, _H.c.veredicto_id == _V.c.id)
            .join(_K, _K.c.id == _V.c.comentario_id)
            .where(*_entre(ids), _V.c.fecha >= desde, _H.c.etiqueta.in_(list(etiquetas)))
            .where(_escrito_desde(escritos_desde), _K.c.huella == _V.c.huella)
            .order_by(_V.c.id, _H.c.id)
        )
        return [ComentarioAlarmante(**f) for f in self._leidas(consulta)]

    def textos(self, ids: range, desde: datetime, escritos_desde: datetime) -> list[Mapping[str, Any]]:
        """De ese tramo, todo lo juzgado desde `desde` y escrito desde esa fecha."""
        consulta = (
            select(*_COMENTARIO)
            .join(_K, _K.c.id == _V.c.comentario_id)
            .where(*_entre(ids), _V.c.fecha >= desde)
            .where(_escrito_desde(escritos_desde), _K.c.huella == _V.c.huella)
            .order_by(_V.c.id)
        )
        return self._leidas(consulta)

    def olas(self, desde: datetime, hasta: datetime, politicas: Collection[int]) -> list[Ola]:
        """Por cuenta, los comentarios de ese rato con hallazgos de esas politicas que no sean leves."""
        con_hallazgo = (
            select(_H.c.id)
            .join(_V, _V.c.id == _H.c.veredicto_id)
            .where(_V.c.comentario_id == _K.c.id, _H.c.politica.in_(list(politicas)), _H.c.gravedad > 1)
        )
        consulta = (
            select(
                _K.c.cuenta_id,
                func.count().label("cuantos"),
                func.count(_K.c.autor_id.distinct()).label("autores"),
            )
            .where(_K.c.creado >= desde, _K.c.creado < hasta, con_hallazgo.exists())
            .group_by(_K.c.cuenta_id)
        )
        return [Ola(**f) for f in self._leidas(consulta)]

    def ultimos_degradados(self, cuantos: int, desde: datetime) -> tuple[int, int, int | None]:
        """De los ultimos veredictos posteriores a esa fecha: cuantos hay, cuantos sin clasificador, y de que cuenta es el ultimo."""
        ultimos = (
            select(_V.c.degradado, _V.c.fecha, _V.c.comentario_id).order_by(_V.c.id.desc()).limit(cuantos)
        )
        filas = [f for f in self._con.execute(ultimos) if f.fecha > desde]
        malos = [f for f in filas if f.degradado]
        if not malos:
            return len(filas), 0, None
        cuenta = select(_K.c.cuenta_id).where(_K.c.id == malos[0].comentario_id)
        return len(filas), len(malos), self._con.execute(cuenta).scalar()

    def ultimo_cierre(self, clave: str) -> datetime | None:
        """Cuando se cerro por ultima vez un incidente con esa clave."""
        consulta = select(func.max(_I.c.cerrado)).where(
            _I.c.clave == clave, _I.c.estado == EstadoIncidente.CERRADO
        )
        return self._con.execute(consulta).scalar()
