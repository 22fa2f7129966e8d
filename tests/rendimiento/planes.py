"""Lo que cada consulta le cuesta a su motor: su plan, y cuanto lee de verdad. Cuentas, no tiempos: salen igual siempre."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Engine, event

CRECEN: Final = (
    "comentario|orden|veredicto|hallazgo|decision|publicacion|autor|expediente|marca_cola|cuenta_cola|texto_cola|bloqueo|"
    "falta|apelacion|suceso|novedad|nota|mirada|juicio_senal|borrador"
)
_ENTERA: Final = re.compile(rf"^SCAN ({CRECEN})(_\d+)?\b")
_CABO: Final = re.compile(r"^SELECT (suceso\.n, .* DESC\s+LIMIT|coalesce\(max\(novedad\.n\))", re.DOTALL)
"""Leer un cabo de la clave: SQLite lo llama «SCAN», pero da los pasos de las filas que salen."""
POCAS: Final = 20_000
"""PostgreSQL puede recorrer entera una tabla de menos filas que estas, y hace bien; mientras tenga un indice que valga."""
_CRECE: Final = re.compile(CRECEN)


@dataclass
class Consulta:
    """Una consulta vista: sus pasos, las tablas grandes que recorre enteras y cuanto leyo (pasos o filas)."""

    orden: str
    pasos: list[str] = field(default_factory=list)
    recorre: list[str] = field(default_factory=list)
    leido: int = 0

    def __str__(self) -> str:
        cabeza = " ".join(self.orden.split())
        corta = cabeza if len(cabeza) < 150 else f"{cabeza[:60]} … {cabeza[-80:]}"
        return "\n    ".join((f"[{self.leido}] {corta}", *self.pasos))


@contextmanager
def mirando(motor: Engine) -> Iterator[dict[str, Consulta]]:
    """Apunta cada consulta distinta que se corre dentro, con el peor de sus costes."""
    vistas: dict[str, Consulta] = {}
    explicar = _en_sqlite if motor.dialect.name == "sqlite" else _en_postgresql

    def antes(con: Any, _cursor: Any, orden: str, valores: Any, _contexto: Any, muchas: bool) -> None:
        if muchas or not orden.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE", "WITH")):
            return
        # las listas largas se expanden: con otro numero de valores sigue siendo la misma consulta
        clave = re.sub(r"\((\?|%\(\w+\)s(::\w+)?)(, (\?|%\(\w+\)s(::\w+)?))+\)", "(…)", orden)
        c = vistas.setdefault(clave, Consulta(clave))
        explicar(con.connection.driver_connection, orden, valores, c)

    event.listen(motor, "before_cursor_execute", antes)
    try:
        yield vistas
    finally:
        event.remove(motor, "before_cursor_execute", antes)


def _en_sqlite(dbapi: Any, orden: str, valores: Any, c: Consulta) -> None:
    c.pasos = [paso[3] for paso in dbapi.execute(f"EXPLAIN QUERY PLAN {orden}", valores)]
    if not _CABO.match(orden):
        c.recorre += [p for p in c.pasos if _ENTERA.match(p) and "VIRTUAL TABLE INDEX" not in p]
    if not orden.lstrip().upper().startswith("SELECT"):
        return
    cientos = 0

    def contar() -> int:
        nonlocal cientos
        cientos += 1
        return 0

    dbapi.set_progress_handler(contar, 100)
    dbapi.execute(orden, valores).fetchall()
    dbapi.set_progress_handler(None, 0)
    c.leido = max(c.leido, cientos * 100)


def _en_postgresql(dbapi: Any, orden: str, valores: Any, c: Consulta) -> None:
    lee = (
        orden.lstrip().upper().startswith("SELECT")
        and "FOR NO KEY UPDATE" not in orden
        and "pg_advisory" not in orden
    )
    modo = "ANALYZE, TIMING OFF, FORMAT JSON" if lee else "FORMAT JSON"
    with dbapi.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE reltuples > %s", (POCAS,))
        grandes = {f[0] for f in cursor.fetchall()}
        ((plan,),) = cursor.execute(f"EXPLAIN ({modo}) {orden}", valores, prepare=False).fetchall()
        # desaconsejado recorrer, quien aun recorre es que no tiene indice: eso se ve tambien en una base pequeña
        cursor.execute("SET LOCAL enable_seqscan = off")
        ((otro,),) = cursor.execute(f"EXPLAIN (FORMAT JSON) {orden}", valores, prepare=False).fetchall()
        cursor.execute("SET LOCAL enable_seqscan = on")
    nodos = list(_nodos(plan[0]["Plan"]))
    c.pasos = [_decir(n) for n in nodos]
    c.recorre += [_decir(n) for n in nodos if n["Node Type"] == "Seq Scan" and n["Relation Name"] in grandes]
    c.recorre += [
        _decir(n)
        for n in _nodos(otro[0]["Plan"])
        if n["Node Type"] == "Seq Scan" and _CRECE.fullmatch(n["Relation Name"])
    ]
    c.leido = max(c.leido, int(sum(_leidas(n) for n in nodos if "Relation Name" in n)))


def _nodos(nodo: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield nodo
    for n in nodo.get("Plans", ()):
        yield from _nodos(n)


def _leidas(n: dict[str, Any]) -> float:
    """Las filas que un nodo leyo de su tabla, tambien las que descarto."""
    filas = (
        n.get("Actual Rows", 0)
        + n.get("Rows Removed by Filter", 0)
        + n.get("Rows Removed by Index Recheck", 0)
    )
    return float(filas * n.get("Actual Loops", 0))


def _decir(n: dict[str, Any]) -> str:
    partes = [n["Node Type"], n.get("Relation Name", ""), n.get("Index Name", ""), n.get("Index Cond", "")]
    leidas = f"({_leidas(n):.0f} filas)" if "Relation Name" in n and "Actual Loops" in n else ""
    return " ".join(p for p in (*partes, leidas) if p)
