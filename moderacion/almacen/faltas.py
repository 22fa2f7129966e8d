"""Las faltas: lo que una persona restringio, o la maquina y nadie deshizo, con sus puntos y su plazo."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, exists, func, select

from conectores.tipos import Accion
from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados import OrigenOrden
from moderacion.almacen.tablas import Comentario, Decision, Expediente, Falta, Hallazgo, Orden, tabla
from moderacion.bitacora import MAQUINA, Suceso

_F, _D, _E, _K, _O, _H = (tabla(t) for t in (Falta, Decision, Expediente, Comentario, Orden, Hallazgo))
_SUYO: Final = ("expediente_id", "comentario_id", "actuado", "autor_id", "veredicto_id")
_PROTEGE: Final = "datos_personales"
"""El hallazgo por el que se oculta para proteger a alguien, que suele ser quien lo escribio."""
_ULTIMA: Final = (
    select(_D.c.accion, _D.c.articulo, _D.c.fecha)
    .where(_D.c.expediente_id == bindparam("expediente"))
    .order_by(_D.c.id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class FaltaNueva:
    """Una falta por anotar."""

    autor_id: int
    comentario_id: int
    politica: int
    puntos: int
    vence: datetime


@dataclass(frozen=True, slots=True)
class PorContar:
    """Un expediente con decisiones sin contar: quien lo escribio y lo ultimo que se decidio."""

    expediente_id: int
    comentario_id: int
    autor_id: int | None
    actuado: bool
    decisiones: tuple[int, ...]
    accion: str
    articulo: int | None
    fecha: datetime
    veredicto_id: int


class Faltas(Repositorio):
    """Anota, retira y suma."""

    def anotar(self, f: FaltaNueva) -> bool:
        """Una por comentario. La retirada vuelve a contar; la que sigue toma lo nuevo. Devuelve si ahora cuenta y antes no."""
        valores = {
            "autor_id": f.autor_id, "comentario_id": f.comentario_id, "politica": f.politica,
            "puntos": f.puntos, "vence": f.vence, "fecha": self._ahora,
        }  # fmt: skip
        r = self._con.execute(insertar(self._con, _F).values(**valores).on_conflict_do_nothing())
        nueva = bool(r.rowcount)
        if not nueva:
            suya = _F.c.comentario_id == f.comentario_id
            r = self._con.execute(
                _F.update().where(suya, _F.c.retirada.is_not(None)).values(**valores, retirada=None)
            )
            nueva = bool(r.rowcount)
            # otra persona cita otro articulo: cuenta lo que ella dijo, sin empezar el plazo otra vez
            self._con.execute(
                _F.update()
                .where(suya, _F.c.politica != f.politica)
                .values(politica=f.politica, puntos=f.puntos, vence=f.vence)
            )
        if nueva:
            datos = {"comentario": f.comentario_id, "puntos": f.puntos}
            self._registro.asentar(Suceso("falta:anotada", f"autor/{f.autor_id}", datos=datos))
        return nueva

    def retirar(self, comentario_id: int, porque: str, actor: str = MAQUINA) -> bool:
        """Deja de contar: se deshizo lo que la causo. Devuelve si contaba."""
        viva = (_F.c.comentario_id == comentario_id, _F.c.retirada.is_(None))
        autor_id = self._con.execute(select(_F.c.autor_id).where(*viva)).scalar()
        r = self._con.execute(_F.update().where(*viva).values(retirada=self._ahora))
        if r.rowcount:
            datos = {"comentario": comentario_id, "porque": porque}
            self._registro.asentar(Suceso("falta:retirada", f"autor/{autor_id}", actor, datos))
        return bool(r.rowcount)

    def devolver(self, comentario_id: int) -> bool:
        """La que se retiro vuelve a contar como estaba, salvo que fuera porque nadie confirmo a tiempo."""
        caduco = exists().where(
            _O.c.comentario_id == comentario_id,
            _O.c.accion == Accion.MOSTRAR.value,
            _O.c.origen == OrigenOrden.TERMINO,
        )
        donde = (_F.c.comentario_id == comentario_id, _F.c.retirada.is_not(None), ~caduco)
        return bool(self._con.execute(_F.update().where(*donde).values(retirada=None)).rowcount)

    def cuantas(self, autor_id: int) -> int:
        """Cuantas cuentan hoy."""
        return int(self._con.execute(select(func.count()).where(*self._cuentan(autor_id))).scalar_one())

    def puntos(self, autor_id: int, sin_comentario: int | None = None) -> int:
        """Los puntos que suman hoy. `sin_comentario`: sin contar la de ese."""
        donde = self._cuentan(autor_id)
        if sin_comentario is not None:
            donde = (*donde, _F.c.comentario_id != sin_comentario)
        return int(
            self._con.execute(select(func.coalesce(func.sum(_F.c.puntos), 0)).where(*donde)).scalar_one()
        )

    def _cuentan(self, autor_id: int) -> tuple[ColumnElement[bool], ...]:
        return (_F.c.autor_id == autor_id, _F.c.retirada.is_(None), _F.c.vence > self._ahora)

    def por_contar(self, limite: int) -> list[PorContar]:
        """Los expedientes con decisiones sin contar, con lo ultimo decidido en cada uno. Quedan sujetas."""
        consulta: Any = (
            select(
                _D.c.id, _D.c.expediente_id, _E.c.comentario_id, _E.c.actuado, _K.c.autor_id, _E.c.veredicto_id,
            )
            .join(_E, _E.c.id == _D.c.expediente_id)
            .join(_K, _K.c.id == _E.c.comentario_id)
            .where(_D.c.contada.is_(None))
            .order_by(_D.c.id)
            .limit(limite)
        )  # fmt: skip
        por_expediente: dict[int, list[Any]] = {}
        for f in self._con.execute(self._libre(consulta, de=_D)).mappings():
            por_expediente.setdefault(f["expediente_id"], []).append(f)
        salida = []
        for expediente_id, filas in por_expediente.items():
            ultima = self._con.execute(_ULTIMA, {"expediente": expediente_id}).mappings().one()
            suyo = {n: filas[0][n] for n in _SUYO}
            salida.append(PorContar(**suyo, decisiones=tuple(f["id"] for f in filas), **ultima))
        return salida

    def solo_protege(self, veredicto_id: int, articulo: int | None) -> bool:
        """Si de ese articulo el veredicto solo hallo datos de alguien a la vista."""
        suyas = select(_H.c.etiqueta).where(_H.c.veredicto_id == veredicto_id, _H.c.politica == articulo)
        return set(self._con.execute(suyas).scalars()) == {_PROTEGE}

    def contadas(self, decisiones: tuple[int, ...]) -> None:
        """Ya se miraron."""
        self._con.execute(_D.update().where(_D.c.id.in_(decisiones)).values(contada=self._ahora))
