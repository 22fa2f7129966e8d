"""El registro de lo restringido, leido: por paginas, entero, y comprobando que no le falte nada."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from conectores.tipos import EstadoEnRed
from moderacion.almacen.bloqueos import atascados, espera_a_otro
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import ACABADOS, EstadoBloqueo
from moderacion.almacen.fila_restriccion import BLOQUEA
from moderacion.almacen.registro_restricciones import ANOTABLES, Restricciones
from moderacion.almacen.tablas import (
    Bloqueo,
    Comentario,
    Decision,
    Expediente,
    Orden,
    Restriccion,
    TareaRed,
    tabla,
)
from moderacion.almacen.tablas.sanciones import LLENOS

_R, _O, _B, _E, _T, _K, _D = (
    tabla(t) for t in (Restriccion, Orden, Bloqueo, Expediente, TareaRed, Comentario, Decision)
)
_PRIMERAS: Final = 5
_NO_NULOS: Final = tuple(c for c in _R.c if not c.nullable and not c.primary_key)
_FILAS: Final = (
    select(
        _R,
        _O.c.estado.label("orden_estado"),
        _B.c.estado.label("bloqueo_estado"),
        _E.c.id.label("expediente_id"),
        select(_T.c.constancia)
        .where(_T.c.bloqueo_id == _R.c.bloqueo_id, _T.c.estado == "hecha")
        .order_by(_T.c.id.desc())
        .limit(1)
        .scalar_subquery()
        .label("constancia"),
    )
    .outerjoin(_O, _O.c.id == _R.c.orden_id)
    .outerjoin(_B, _B.c.id == _R.c.bloqueo_id)
    .outerjoin(_E, _E.c.comentario_id == _R.c.comentario_id)
    .order_by(_R.c.id.desc())
)


@dataclass(frozen=True, slots=True)
class FiltroRegistro:
    """Lo que se busca. Vacio o None: todo. `desde` entra y `hasta` no."""

    red: str = ""
    accion: str = ""
    articulo: int | None = None
    automatizada: bool | None = None
    rige: bool | None = None
    desde: datetime | None = None
    hasta: datetime | None = None


@dataclass(frozen=True, slots=True)
class Faltante:
    """Lo que le falta al registro: cuantos y los primeros."""

    cuantos: int
    primeros: tuple[int, ...]


class Restringido(Repositorio):
    """El registro para mirarlo."""

    def pagina(self, f: FiltroRegistro, limite: int, antes: int | None = None) -> list[Mapping[str, Any]]:
        """Las filas del filtro, la ultima primero, desde antes de la `antes`: sin contar ni saltar."""
        donde = _donde(f)
        if antes is not None:
            donde.append(_R.c.id < antes)
        return self._leidas(_FILAS.where(*donde).limit(limite))

    def cuantas(self) -> int:
        """Las filas que hay."""
        return int(self._con.execute(select(func.count()).select_from(_R)).scalar_one())

    def ordenes_sin_fila(self) -> Faltante:
        """Ordenes que quitan algo a alguien y el registro no dice."""
        return self._faltante(_O.c.id, *_SIN_FILA)

    def bloqueos_sin_fila(self) -> Faltante:
        """Bloqueos que el registro no dice."""
        return self._faltante(_B.c.id, ~exists().where(_R.c.bloqueo_id == _B.c.id))

    def incompletas(self) -> Faltante:
        """Filas con algun dato vacio. La base no las admite; si alguien quito esa regla, aqui se ve."""
        vacios = [func.trim(_R.c[n]) == "" for n in LLENOS]
        sin_fin = and_(_R.c.accion == BLOQUEA, _R.c.hasta.is_(None))
        return self._faltante(_R.c.id, or_(*(c.is_(None) for c in _NO_NULOS), *vacios, sin_fin))

    def sin_fin(self) -> Faltante:
        """Bloqueos que rigen pasado su termino sin que nadie los deba quitar: un bloqueo sin fin."""
        debida = exists().where(_T.c.bloqueo_id == _B.c.id, _T.c.estado == "pendiente")
        rige = and_(_B.c.estado == EstadoBloqueo.VIGENTE, _B.c.hasta <= self._ahora)
        return self._faltante(
            _B.c.id, or_(rige, atascados(self._ahora)), ~debida, ~espera_a_otro(self._ahora)
        )

    def rellenar(self, restricciones: Restricciones) -> int:
        """Anota lo que se restringio antes de que hubiera registro. Devuelve cuantas filas."""
        antes = self.cuantas()
        pedidas = select(
            _O.c.id, _O.c.accion, _O.c.comentario_id, _O.c.decision_id, _O.c.veredicto_id, _O.c.creada
        )
        tocados = set()
        for o in self._leidas(pedidas.where(*_SIN_FILA).order_by(_O.c.id)):
            de_la_orden = {n: o[n] for n in ("decision_id", "veredicto_id")}
            restricciones.anotar(
                o["accion"], o["comentario_id"], orden_id=o["id"], cuando=o["creada"], **de_la_orden
            )
            tocados.add(o["comentario_id"])
        for b in self._leidas(_BLOQUEOS_SIN_FILA):
            quien, cuando = b["decision_id"], b["fecha"] or b["desde"]
            restricciones.anotar(BLOQUEA, b["comentario_id"], decision_id=quien, cuando=cuando)
            tocados.add(b["comentario_id"])
        for comentario_id in sorted(tocados):
            self._cerrar_lo_pasado(restricciones, comentario_id)
        return self.cuantas() - antes

    def _cerrar_lo_pasado(self, restricciones: Restricciones, comentario_id: int) -> None:
        """Lo que se restringio antes del registro y ya no rige."""
        restricciones.sin_efecto(comentario_id)
        visto = select(_K.c.estado_red).where(_K.c.id == comentario_id)
        if self._con.execute(visto).scalar() == EstadoEnRed.VISIBLE:
            restricciones.se_ve(comentario_id)
        acabado = select(_B.c.id, _B.c.provisional).where(
            _B.c.comentario_id == comentario_id, _B.c.estado.in_(ACABADOS)
        )
        for b in self._con.execute(acabado):
            restricciones.sin_bloqueo(b.id, comentario_id, provisional=b.provisional)

    def _faltante(self, columna: Any, *donde: ColumnElement[bool]) -> Faltante:
        cuantos = int(
            self._con.execute(select(func.count()).select_from(columna.table).where(*donde)).scalar_one()
        )
        primeros = select(columna).where(*donde).order_by(columna).limit(_PRIMERAS) if cuantos else None
        return Faltante(cuantos, tuple(self._con.execute(primeros).scalars()) if primeros is not None else ())


_SIN_FILA: Final = (
    _O.c.accion.in_(sorted(ANOTABLES)),
    _O.c.comentario_id.is_not(None),
    ~exists().where(_R.c.orden_id == _O.c.id),
)
"""Una orden que quita algo a alguien y no esta en el registro."""
_BLOQUEOS_SIN_FILA: Final = (
    select(_B.c.comentario_id, _B.c.decision_id, _B.c.desde, _D.c.fecha)
    .outerjoin(_D, _D.c.id == _B.c.decision_id)
    .where(
        ~exists().where(
            _R.c.bloqueo_id == _B.c.id,
            or_(_B.c.decision_id.is_(None), _R.c.decision_id == _B.c.decision_id),
        )
    )
    .order_by(_B.c.id)
)
"""Los que no estan, o que confirmo alguien a quien el registro no nombra."""


def _donde(f: FiltroRegistro) -> list[Any]:
    columnas = (
        (_R.c.red, f.red or None), (_R.c.accion, f.accion or None), (_R.c.articulo, f.articulo),
        (_R.c.automatizada, f.automatizada),
    )  # fmt: skip
    donde: list[Any] = [c == valor for c, valor in columnas if valor is not None]
    if f.rige is not None:
        donde.append(_R.c.cerrada.is_(None) if f.rige else _R.c.cerrada.is_not(None))
    if f.desde is not None:
        donde.append(_R.c.desde >= f.desde)
    if f.hasta is not None:
        donde.append(_R.c.desde < f.hasta)
    return donde
