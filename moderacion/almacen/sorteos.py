"""El sorteo de lo que se lee dos veces: que decisiones de una semana entran, y dejar escrito lo que salio."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from moderacion.almacen.apelaciones import RESTRICTIVAS
from moderacion.almacen.consultas import Repositorio, en_lotes, insertar
from moderacion.almacen.hechos import DESHACER
from moderacion.almacen.restricciones import peso
from moderacion.almacen.tablas import (
    Apelacion,
    Decision,
    EstadoLectura,
    Expediente,
    Hallazgo,
    Muestra,
    SegundaLectura,
    Veredicto,
    tabla,
)
from moderacion.bitacora import Suceso

_D, _E, _V, _H, _P, _M, _L = (
    tabla(t) for t in (Decision, Expediente, Veredicto, Hallazgo, Apelacion, Muestra, SegundaLectura)
)


@dataclass(frozen=True, slots=True)
class Candidata:
    """Una decision que se puede sortear, con lo que dijeron de ella la primera persona y la maquina."""

    decision_id: int
    expediente_id: int
    politica: int
    primera: bool
    maquina: bool | None
    automatica: bool


class Sorteos(Repositorio):
    """Sorteos."""

    def sorteada(self, semana: date) -> bool:
        """Si esa semana ya se sorteo."""
        return self._con.execute(select(_M.c.semana).where(_M.c.semana == semana)).first() is not None

    def cuentas(self, desde: date, hasta: date) -> tuple[int, int]:
        """De los sorteos de las semanas que empiezan en esos dias: (entre cuantas decisiones, cuantas se eligieron)."""
        suma = [func.coalesce(func.sum(c), 0) for c in (_M.c.decisiones, _M.c.elegidas)]
        total, elegidas = self._con.execute(
            select(*suma).where(_M.c.semana >= desde, _M.c.semana <= hasta)
        ).one()
        return int(total), int(elegidas)

    def candidatas(self, desde: datetime, hasta: datetime) -> list[Candidata]:
        """Las decisiones de ese tramo que otra persona puede leer a ciegas, por su numero.

        No entran las que resolvieron una apelacion o revirtieron otra (quien decidio ya sabia lo anterior), ni las que
        se deshicieron en el momento.
        """
        otra = _D.alias()
        deshecha = select(otra.c.id).where(
            otra.c.expediente_id == _D.c.expediente_id,
            otra.c.revierte_id == _D.c.id,
            otra.c.accion == DESHACER,
        )
        apelada = select(_P.c.id).where(_P.c.expediente_id == _D.c.expediente_id, _P.c.decision_id == _D.c.id)
        consulta = (
            select(_D.c.id, _D.c.expediente_id, _D.c.accion, _D.c.articulo, _D.c.huella, _D.c.fecha)
            .add_columns(_E.c.comentario_id, _E.c.actuado)
            .join(_E, _E.c.id == _D.c.expediente_id)
            .where(
                _D.c.fecha >= desde,
                _D.c.fecha < hasta,
                _D.c.accion != DESHACER,
                _D.c.revierte_id.is_(None),
                ~deshecha.exists(),
                ~apelada.exists(),
            )
            .order_by(_D.c.id)
        )
        filas = self._con.execute(consulta).all()
        return [c for lote in en_lotes(filas) for c in self._con_su_estrato(lote) if c.politica]

    def _con_su_estrato(self, filas: Sequence[Any]) -> Iterator[Candidata]:
        """Cada una con el articulo que se cito o, si se permitio, la politica por la que se miraba (cero: ninguna)."""
        hallados = self._hallados([(f.comentario_id, f.huella, f.fecha) for f in filas])
        for f in filas:
            suyos, restringe = (
                hallados.get((f.comentario_id, f.huella, f.fecha), []),
                f.accion in RESTRICTIVAS,
            )
            politica = f.articulo if restringe else suyos[0]["politica"] if suyos else 0
            de_ella = [h["propuesta"] for h in suyos if h["politica"] == politica]
            maquina = "restringir" in de_ella if de_ella else None
            yield Candidata(f.id, f.expediente_id, politica or 0, restringe, maquina, bool(f.actuado))

    def _hallados(
        self, textos: Sequence[tuple[int, str, datetime]]
    ) -> dict[tuple[int, str, datetime], list[Mapping[str, Any]]]:
        """Los hallazgos del veredicto que habia de cada texto (comentario, huella) a esa hora."""
        ids = [t[0] for t in textos]
        juicios = self._leidas(
            select(_V.c.id, _V.c.comentario_id, _V.c.huella, _V.c.fecha)
            .where(_V.c.comentario_id.in_(ids))
            .order_by(_V.c.id)
        )
        por_texto: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
        for v in juicios:
            por_texto.setdefault((v["comentario_id"], v["huella"]), []).append(v)
        suyo = {t: v["id"] for t in textos for v in por_texto.get(t[:2], ()) if v["fecha"] <= t[2]}
        de: dict[int, list[Mapping[str, Any]]] = {}
        for lote in en_lotes(suyo.values()):
            for h in self._leidas(select(_H).where(_H.c.veredicto_id.in_(lote))):
                de.setdefault(h["veredicto_id"], []).append(h)
        return {t: sorted(de.get(v, ()), key=peso) for t, v in suyo.items()}

    def guardar_muestra(
        self, semana: date, semilla: str, por_ciento: int, decisiones: int, elegidas: Sequence[Candidata]
    ) -> bool:
        """Deja escrito el sorteo y lo elegido. False si otro proceso ya sorteo esa semana."""
        fila = {
            "semana": semana,
            "semilla": semilla,
            "por_ciento": por_ciento,
            "decisiones": decisiones,
            "elegidas": len(elegidas),
        }
        r = self._con.execute(
            insertar(self._con, _M).values(**fila, sorteada=self._ahora).on_conflict_do_nothing()
        )
        if not r.rowcount:
            return False
        if elegidas:
            self._con.execute(_L.insert(), [_fila(semana, c) for c in elegidas])
        datos = {k: v for k, v in fila.items() if k != "semana"}
        self._registro.asentar(Suceso("muestra:sorteada", f"semana/{semana}", datos=datos))
        return True


def _fila(semana: date, c: Candidata) -> dict[str, Any]:
    return {
        "semana": semana,
        "decision_id": c.decision_id,
        "expediente_id": c.expediente_id,
        "politica": c.politica,
        "primera": c.primera,
        "maquina": c.maquina,
        "automatica": c.automatica,
        "estado": EstadoLectura.PENDIENTE,
        "nota": "",
        "discrepa": False,
        "razon": "",
        "nota_zanjo": "",
    }
