"""Las marcas de la cola: por cada valor de filtro y por cada par, los expedientes que lo cumplen, en orden.

Un expediente en cola tiene unas quince filas. A cambio, cualquier pagina de cualquier par de filtros es un tramo seguido
de la clave primaria, y cada cuenta es una fila: nada se recorre. Los pasos de un expediente solo lo apuntan como movido;
al cerrar la unidad se compara lo que hay con lo que debe haber y se escribe la diferencia, en la misma transaccion.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any, Final

from sqlalchemy import Connection, bindparam, select

from moderacion.almacen.consultas import IDS, en_lotes, insertar_muchas, sumar
from moderacion.almacen.estados import EstadoExpediente
from moderacion.almacen.tablas import (
    Comentario,
    Cuenta,
    CuentaCola,
    Expediente,
    Hallazgo,
    MarcaCola,
    Veredicto,
    tabla,
)
from moderacion.almacen.textos_cola import TextosCola

_E, _K, _C, _V, _H, _M, _N = (
    tabla(t) for t in (Expediente, Comentario, Cuenta, Veredicto, Hallazgo, MarcaCola, CuentaCola)
)
TODOS: Final = ""
"""La clave de la cola entera."""
SUELTAS: Final = frozenset({"autor", "grupo", "asignado"})
"""Sin pares: su propio tramo es corto."""
EDADES: Final = (
    ("semana", timedelta(days=7)),
    ("tres", timedelta(days=3)),
    ("dia", timedelta(days=1)),
)
"""Los tramos de espera, del mas largo al mas corto; por debajo, «nuevo»."""
DETRAS: Final = 1_000_000_000
"""Lo que baja la prioridad de lo que la maquina ya oculto: va detras de todo lo que sigue a la vista."""
_TANDA: Final = 400
_SOMBRA: Final = "sombra"
# hechas una vez: construirlas cuesta mas que correrlas
_HAY: Final = select(_M).where(_M.c.expediente_id.in_(IDS))
_PONER_SQLITE: Final = "INSERT INTO marca_cola (clave, prioridad_neg, expediente_id) VALUES (?, ?, ?)"
_QUITAR: Final = _M.delete().where(
    _M.c.clave == bindparam("k"), _M.c.prioridad_neg == bindparam("p"), _M.c.expediente_id == bindparam("e")
)
_QUITAR_TODAS: Final = (
    _M.delete().where(_M.c.expediente_id.in_(IDS)).returning(_M.c.clave, _M.c.expediente_id)
)
_HALLADOS: Final = select(_H.c.veredicto_id, _H.c.politica, _H.c.etiqueta).where(
    _H.c.veredicto_id.in_(IDS), _H.c.modo != _SOMBRA
)
_DEBIDAS: Final = (
    select(
        *(_E.c[n] for n in ("id", "prioridad_neg", "cuenta_id", "actuado", "grupo", "asignado_id")),
        *(_E.c[n] for n in ("edad", "creado")),
        _C.c.red,
        *(_K.c[n] for n in ("autor_id", "texto")),
        *(_V.c[n] for n in ("critica", "degradado", "intencion")),
        _V.c.id.label("veredicto_id"),
    )
    .join(_K, _K.c.id == _E.c.comentario_id)
    .join(_C, _C.c.id == _E.c.cuenta_id)
    .join(_V, _V.c.id == _E.c.veredicto_id)
    .where(_E.c.id.in_(IDS), _E.c.estado == EstadoExpediente.EN_COLA)
)


def clave(**valores: object) -> str:
    """La clave de uno o dos valores: `clave(red="facebook", politica=2)`."""
    return "&".join(f"{k}={v}" for k, v in sorted(valores.items()))


def edad(creado: datetime, ahora: datetime) -> str:
    """El tramo de espera de un comentario."""
    return next((nombre for nombre, desde in EDADES if ahora - creado >= desde), "nuevo")


class Marcas:
    """Las marcas vistas desde una unidad."""

    def __init__(self, con: Connection, ahora: datetime) -> None:
        self._con = con
        self._ahora = ahora
        self._movidos: set[int] = set()
        self._textos = TextosCola(con)

    def mover(self, *expedientes: int) -> None:
        """Apunta expedientes que cambiaron: sus marcas se ponen al dia al cerrar la unidad."""
        self._movidos.update(expedientes)

    def asentar(self) -> None:
        """Pone al dia las marcas de lo movido. Lo llama la unidad antes de confirmar.

        Las cuentas, de todas las tandas juntas y una vez: tomarlas tanda a tanda rompe el orden, y dos unidades grandes se abrazan.
        """
        movidos, self._movidos = sorted(self._movidos), set()
        cuentas: Counter[str] = Counter()
        for tanda in en_lotes(movidos, _TANDA):
            self._asentar(tanda, cuentas)
        cambios = [{"clave": c, "cuantos": n} for c, n in sorted(cuentas.items()) if n]
        sumar(self._con, _N, cambios, "cuantos")

    def recontar(self) -> None:
        """Rehace todas las marcas y cuentas: para una base anterior a ellas, o si alguien las toco."""
        for t in (_M, _N):
            self._con.execute(t.delete())
        self._textos.vaciar()
        ids = self._con.execute(select(_E.c.id).where(_E.c.estado == EstadoExpediente.EN_COLA)).scalars()
        self.mover(*ids)
        self.asentar()

    def rehacer_si_faltan(self) -> None:
        """Si hay expedientes en cola y ninguna marca, las pone: sin ellas, una base anterior mostraria la cola vacia."""
        if self._con.execute(select(_N.c.clave).limit(1)).first() is None:
            self.recontar()

    def envejecer(self, limite: int = _TANDA) -> int:
        """Cambia de tramo de espera a los que cruzaron un umbral; devuelve cuantos. Solo toca esos.

        Se queda con ellos y deja para otra vez los que alguien mueve: poner marcas a uno que entretanto se decide lo
        dejaria en la cola para siempre.
        """
        cruzan: set[int] = set()
        nombres = ["nuevo", *(n for n, _ in reversed(EDADES))]
        for anterior, (_, desde) in zip(nombres, reversed(EDADES), strict=False):
            cruzan.update(
                self._con.execute(
                    select(_E.c.id)
                    .where(
                        _E.c.estado == EstadoExpediente.EN_COLA,
                        _E.c.edad == anterior,
                        _E.c.creado <= self._ahora - desde,
                    )
                    .order_by(_E.c.creado)
                    .limit(limite)
                    .with_for_update(key_share=True, skip_locked=True)
                ).scalars()
            )
        self.mover(*cruzan)
        return len(cruzan)

    def _asentar(self, ids: list[int], cuentas: Counter[str]) -> None:
        debe, textos = self._debidas(ids)
        con_texto = self._sacar([i for i in ids if i not in textos], cuentas)
        con_texto |= self._cambiar([i for i in ids if i in textos], debe, cuentas)
        # siempre de nuevo: su autor pudo cambiar el texto mientras esperaba
        self._textos.quitar(con_texto)
        self._textos.poner(textos)

    def _sacar(self, ids: list[int], cuentas: Counter[str]) -> set[int]:
        """Quita todas las marcas de los que ya no estan en cola. Devuelve los que tenian."""
        if not ids:
            return set()
        quitadas = self._con.execute(_QUITAR_TODAS, {"ids": ids}).all()
        cuentas.subtract(f.clave for f in quitadas)
        return {f.expediente_id for f in quitadas if f.clave == TODOS}

    def _cambiar(self, ids: list[int], debe: set[tuple[str, int, int]], cuentas: Counter[str]) -> set[int]:
        """Deja a los que estan en cola con las marcas que deben tener. Devuelve los que ya tenian alguna."""
        if not ids:
            return set()
        hay = {tuple(f) for f in self._con.execute(_HAY, {"ids": ids})}
        sobran, faltan = sorted(hay - debe), sorted(debe - hay)
        if sobran:
            self._con.execute(_QUITAR, [dict(zip("kpe", m, strict=True)) for m in sobran])
        if faltan:
            self._poner(faltan)
        cuentas.update(m[0] for m in faltan)
        cuentas.subtract(m[0] for m in sobran)
        return {m[2] for m in hay if m[0] == TODOS}

    def _poner(self, marcas: list[tuple[str, int, int]]) -> None:
        if self._con.dialect.name == "sqlite":
            # tal cual: pasar por un diccionario cada una costaba mas que escribirla
            self._con.exec_driver_sql(_PONER_SQLITE, marcas)
            return
        filas = [{"clave": c, "prioridad_neg": p, "expediente_id": e} for c, p, e in marcas]
        insertar_muchas(self._con, _M, filas)

    def _debidas(self, ids: list[int]) -> tuple[set[tuple[str, int, int]], Mapping[int, str]]:
        """Las marcas que deben tener, y los textos de los que estan en cola."""
        filas = self._con.execute(_DEBIDAS, {"ids": ids}).all()
        if not filas:
            return set(), {}
        hallados = self._hallados([f.veredicto_id for f in filas])
        marcas: set[tuple[str, int, int]] = set()
        for f in filas:
            ahora = edad(f.creado, self._ahora)
            if ahora != f.edad:
                self._con.execute(_E.update().where(_E.c.id == f.id).values(edad=ahora))
            lugar, expediente_id = f.prioridad_neg, f.id
            marcas.update((c, lugar, expediente_id) for c in _claves(f, hallados[f.veredicto_id], ahora))
        return marcas, {f.id: f.texto for f in filas}

    def _hallados(self, veredictos: list[int]) -> Mapping[int, list[tuple[int, str]]]:
        hallados: dict[int, list[tuple[int, str]]] = defaultdict(list)
        for f in self._con.execute(_HALLADOS, {"ids": veredictos}):
            hallados[f.veredicto_id].append((f.politica, f.etiqueta))
        return hallados


def _valores(f: Any, hallados: Iterable[tuple[int, str]], edad_ahora: str) -> Iterator[tuple[str, object]]:
    """Los valores de filtro de un expediente, uno por (campo, valor)."""
    yield from (("red", f.red), ("cuenta", f.cuenta_id), ("edad", edad_ahora))
    yield from (("politica", p) for p in {p for p, _ in hallados})
    yield from (("area", e.partition(":")[2]) for _, e in hallados if e.startswith("area:"))
    yield from (("intencion", i) for i in set(f.intencion))
    yield from ((campo, "si") for campo in ("critica", "degradado", "actuado") if getattr(f, campo))
    for campo, columna in (("autor", "autor_id"), ("grupo", "grupo"), ("asignado", "asignado_id")):
        if (valor := getattr(f, columna)) is not None:
            yield campo, valor


def _claves(f: Any, hallados: Iterable[tuple[int, str]], edad_ahora: str) -> Iterator[str]:
    """Todas las claves bajo las que esta un expediente: las mismas que da `clave`, sin armar cada una desde el principio."""
    partes = sorted({(c, f"{c}={v}") for c, v in _valores(f, list(hallados), edad_ahora)})
    yield TODOS
    yield from (parte for _, parte in partes)
    con_pares = [p for p in partes if p[0] not in SUELTAS]
    for (c1, p1), (c2, p2) in combinations(con_pares, 2):
        # una cuenta es de una sola red: ese par no dice nada
        if c1 != c2 and (c1, c2) != ("cuenta", "red"):
            yield f"{p1}&{p2}"
