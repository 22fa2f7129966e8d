"""Lo restringido y lo que volvio a verse en un dia: se sigue la historia de las ordenes de cada comentario.

Cuenta lo que la red confirmo, no lo que se pidio. Pedir dos veces lo mismo no restringe dos veces: decidir que se restrinja
lo que la maquina ya tenia restringido es mantenerlo, haya o no algo mas que pedir a la red.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select, union

from conectores.tipos import Accion
from moderacion.almacen.consultas import en_lotes, rellenada
from moderacion.almacen.estados import SALIO, EstadoTarea, OrigenOrden
from moderacion.almacen.hechos import A_MANO, Cifras, Clave, Que, del_dia, tramo
from moderacion.almacen.tablas import (
    Apelacion,
    Bloqueo,
    Decision,
    Expediente,
    Hallazgo,
    Orden,
    TareaRed,
    Veredicto,
    tabla,
)

_O, _D, _V, _H, _P, _E, _Q, _R = (
    tabla(t) for t in (Orden, Decision, Veredicto, Hallazgo, Apelacion, Expediente, Bloqueo, TareaRed)
)
APELACION, DECISION, PLAZO = "apelacion", "decision", "plazo"
"""Por que volvio a verse: otra persona acepto la apelacion, alguien lo decidio, o vencio un plazo."""


@dataclass(frozen=True, slots=True)
class _Pista:
    """Algo que se pone y se quita: que el comentario no se vea, o que su autor este bloqueado."""

    pone: frozenset[str]
    quita: str
    puesto: Que
    quitado: Que


_PISTAS: Final = (
    _Pista(
        frozenset({Accion.OCULTAR, Accion.RETENER, Accion.ELIMINAR}),
        Accion.MOSTRAR,
        Que.RESTRINGIDO,
        Que.REVERTIDO,
    ),
    _Pista(frozenset({Accion.BLOQUEAR}), Accion.DESBLOQUEAR, Que.BLOQUEADO, Que.DESBLOQUEADO),
)
_ACCIONES: Final = tuple(sorted({a for p in _PISTAS for a in (*p.pone, p.quita)}))
_VIVAS: Final = (_O.c.estado.in_(SALIO), _O.c.accion.in_(_ACCIONES), _O.c.comentario_id.is_not(None))
_ESTOS: Final[Any] = bindparam("estos", expanding=True)
_RESTRINGEN: Final = frozenset(a for p in _PISTAS for a in p.pone)
MANTIENE: Final = "mantiene"
"""Lo que en la historia de un comentario no es una orden: una persona decidio que se restringiera."""


@dataclass(frozen=True, slots=True)
class _Rige:
    """Una restriccion que rige."""

    quien: str
    politica: int
    desde: datetime


def contar_restricciones(con: Connection, dia: date) -> Cifras:
    """Lo que la red restringio y lo que volvio a enseñar ese dia."""
    desde, hasta = del_dia(dia)
    tocados = union(
        select(_O.c.comentario_id).where(*_VIVAS, _O.c.cerrada >= desde, _O.c.cerrada < hasta),
        select(_E.c.comentario_id)
        .join(_D, _D.c.expediente_id == _E.c.id)
        .where(_D.c.accion.in_(sorted(_RESTRINGEN)), _D.c.fecha >= desde, _D.c.fecha < hasta),
        select(_Q.c.comentario_id)
        .join(_R, _R.c.bloqueo_id == _Q.c.id)
        .where(_R.c.estado == EstadoTarea.HECHA, _R.c.hecha >= desde, _R.c.hecha < hasta),
    )
    cifras: Cifras = Counter()
    for ids in en_lotes(sorted(con.execute(tocados).scalars())):
        hechos = [*_historia(con, ids, hasta), *_mantenidos(con, ids, hasta), *_a_mano(con, ids, hasta)]
        hechos.sort(key=lambda h: (h["comentario_id"], h["cerrada"]))
        for _, suyas in groupby(hechos, key=lambda h: h["comentario_id"]):
            historia = list(suyas)
            for pista in _PISTAS:
                cifras.update(_seguir(pista, historia, desde))
    return cifras


def _historia(con: Connection, ids: list[int], hasta: datetime) -> Sequence[Mapping[str, Any]]:
    """Las ordenes de esos comentarios que la red hizo antes de `hasta`, en orden, con su politica y si era critica."""
    estos = {"estos": rellenada(ids)}
    consulta = (
        select(_D.c.articulo, _D.c.expediente_id)
        .add_columns(
            *(_O.c[n] for n in ("comentario_id", "cuenta_id", "accion", "origen", "decision_id")),
            *(_O.c[n] for n in ("veredicto_id", "creada", "cerrada")),
        )
        .select_from(_O.outerjoin(_D, _D.c.id == _O.c.decision_id))
        .where(_O.c.comentario_id.in_(_ESTOS), *_VIVAS, _O.c.cerrada < hasta)
        .order_by(_O.c.comentario_id, _O.c.cerrada, _O.c.id)
    )
    ordenes: list[dict[str, Any]] = [dict(f) for f in con.execute(consulta, estos).mappings()]
    juicios = defaultdict(list)
    for v in con.execute(
        select(_V.c.id, _V.c.comentario_id, _V.c.fecha, _V.c.critica)
        .where(_V.c.comentario_id.in_(_ESTOS))
        .order_by(_V.c.comentario_id, _V.c.id),
        estos,
    ):
        juicios[v.comentario_id].append(v)
    for o in ordenes:
        o["veredicto"] = _el_suyo(o, juicios[o["comentario_id"]])
    politicas = _politicas(con, {o["veredicto"].id for o in ordenes if o["veredicto"]})
    apeladas = _con_apelacion(con, {o["expediente_id"] for o in ordenes if o["expediente_id"]})
    for o in ordenes:
        v = o["veredicto"]
        o["apelada"] = o["decision_id"] in apeladas
        o["critica"] = v is not None and v.critica
        o["politica"] = o["articulo"] or (politicas.get(v.id, 0) if v else 0)
    return ordenes


def _mantenidos(con: Connection, ids: list[int], hasta: datetime) -> Iterator[Mapping[str, Any]]:
    """Las decisiones de restringir esos comentarios antes de `hasta`, sin las que para entonces se habian deshecho."""
    consulta = (
        select(_E.c.comentario_id, _E.c.cuenta_id, _D.c.id, _D.c.fecha, _D.c.accion, _D.c.revierte_id)
        .join(_D, _D.c.expediente_id == _E.c.id)
        .where(_E.c.comentario_id.in_(_ESTOS), _D.c.fecha < hasta)
        .order_by(_D.c.id)
    )
    decisiones = con.execute(consulta, {"estos": rellenada(ids)}).all()
    deshechas = {d.revierte_id for d in decisiones}
    for d in decisiones:
        if d.accion in _RESTRINGEN and d.id not in deshechas:
            yield {
                "comentario_id": d.comentario_id,
                "cuenta_id": d.cuenta_id,
                "accion": MANTIENE,
                "origen": OrigenOrden.PERSONA,
                "cerrada": d.fecha,
            }


def _a_mano(con: Connection, ids: list[int], hasta: datetime) -> Iterator[Mapping[str, Any]]:
    """Lo que una persona hizo antes de `hasta` en la propia red con el autor de esos comentarios, y lo dijo aqui.

    Va en la historia con lo demas: quitar un bloqueo que no consta puesto (se encargo, y se mando quitar por si acaso) no
    quita ninguno de los contados.
    """
    consulta = (
        select(_Q.c.comentario_id, _Q.c.cuenta_id, _Q.c.articulo, _R.c.accion, _R.c.creada, _R.c.hecha)
        .join(_R, _R.c.bloqueo_id == _Q.c.id)
        .where(_Q.c.comentario_id.in_(_ESTOS), _R.c.estado == EstadoTarea.HECHA, _R.c.hecha < hasta)
        .order_by(_R.c.id)
    )
    for t in con.execute(consulta, {"estos": rellenada(ids)}):
        yield {
            "comentario_id": t.comentario_id,
            "cuenta_id": t.cuenta_id,
            "accion": t.accion,
            "origen": OrigenOrden.PERSONA,
            "politica": t.articulo,
            "creada": t.creada,
            "cerrada": t.hecha,
            "detalle": A_MANO,
        }


def _con_apelacion(con: Connection, expedientes: Iterable[int]) -> set[int]:
    """Las decisiones que resolvieron una apelacion de esos expedientes. La que se rechaza no enseña nada: no hay que mirarlo."""
    return {
        d
        for ids in en_lotes(sorted(expedientes))
        for d in con.execute(
            select(_P.c.decision_id).where(_P.c.expediente_id.in_(_ESTOS), _P.c.decision_id.is_not(None)),
            {"estos": rellenada(ids)},
        ).scalars()
    }


def _el_suyo(orden: Mapping[str, Any], juicios: Iterable[Any]) -> Any:
    """El veredicto en que se apoya una orden: el que dice, o el ultimo que habia cuando se pidio."""
    previos = [v for v in juicios if orden["veredicto_id"] == v.id or v.fecha <= orden["creada"]]
    suyo = next((v for v in previos if v.id == orden["veredicto_id"]), None)
    return suyo or (previos[-1] if previos else None)


def _politicas(con: Connection, veredictos: Iterable[int]) -> dict[int, int]:
    """Por veredicto, la politica por la que la maquina actuaria: la que puede hacerlo sola y, de esas, la mas grave."""
    salida: dict[int, int] = {}
    for ids in en_lotes(sorted(veredictos)):
        suyos = con.execute(select(_H).where(_H.c.veredicto_id.in_(_ESTOS)), {"estos": rellenada(ids)})
        filas: list[Mapping[str, Any]] = [dict(f) for f in suyos.mappings()]
        for h in sorted(filas, key=peso):
            salida.setdefault(h["veredicto_id"], int(h["politica"]))
    return salida


def peso(h: Mapping[str, Any]) -> tuple[Any, ...]:
    """Con que se ordenan los hallazgos de un veredicto: delante, aquel por el que la maquina actuaria."""
    sola = h["automatica"] and h["modo"] == "actuar"
    return (
        not sola,
        h["propuesta"] != "restringir",
        h["propuesta"] == "permitir",
        -h["gravedad"],
        h["politica"],
    )


def _seguir(pista: _Pista, historia: Iterable[Mapping[str, Any]], desde: datetime) -> Iterator[Clave]:
    """Los hechos de una pista que pasaron desde esa hora."""
    rige: _Rige | None = None
    for o in historia:
        hecho: list[Clave] = []
        quien, cuenta = _quien(o), o["cuenta_id"]
        if o["accion"] in pista.pone:
            if rige is None:
                rige = _Rige(quien, o["politica"], o["cerrada"])
                hecho.append(Clave(pista.puesto, cuenta, rige.politica, quien, o.get("detalle", o["accion"])))
                if pista.puesto is Que.RESTRINGIDO and o["critica"]:
                    hecho.append(Clave(Que.CRITICA_RESTRINGIDA, cuenta, rige.politica, quien))
        elif o["accion"] == MANTIENE:
            if rige is not None and (pista.puesto, rige.quien) == (Que.RESTRINGIDO, "maquina"):
                hecho.append(Clave(Que.MANTENIDO, cuenta, rige.politica, "maquina"))
                # lo mantenido lo responde ya una persona
                rige = _Rige(quien, rige.politica, rige.desde)
        elif o["accion"] == pista.quita and rige is not None:
            hecho.append(Clave(pista.quitado, cuenta, rige.politica, rige.quien, _por_que(o)))
            if pista.quitado is Que.REVERTIDO:
                hecho += (
                    Clave(Que.TARDA_LEVANTAR, cuenta, clave=tramo(o["cerrada"] - rige.desde)),
                    Clave(Que.TARDA_RED, cuenta, clave=tramo(o["cerrada"] - o["creada"])),
                )
            rige = None
        if o["cerrada"] >= desde:
            yield from hecho


def _quien(o: Mapping[str, Any]) -> str:
    return "persona" if o["origen"] == OrigenOrden.PERSONA else "maquina"


def _por_que(o: Mapping[str, Any]) -> str:
    if "detalle" in o:
        return str(o["detalle"])
    return APELACION if o["apelada"] else PLAZO if o["origen"] == OrigenOrden.TERMINO else DECISION
