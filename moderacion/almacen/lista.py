"""La cola como se lee: una pagina con cualquier filtro, y cuentas que no recorren nada."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import combinations
from typing import Any, Final

from sqlalchemy import and_, exists, func, select, tuple_

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.marcas import SUELTAS, TODOS, clave
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    CuentaCola,
    Expediente,
    Hallazgo,
    MarcaCola,
    Usuario,
    Veredicto,
    tabla,
)
from moderacion.almacen.textos_cola import TextosCola

_E, _K, _A, _C, _V, _H, _U, _M, _N = (
    tabla(t)
    for t in (Expediente, Comentario, Autor, Cuenta, Veredicto, Hallazgo, Usuario, MarcaCola, CuentaCola)
)
_GRAVE: Final = 3


@dataclass(frozen=True, slots=True)
class Filtros:
    """Lo que se quiere ver de la cola; lo vacio no filtra. `texto`: palabras que deben estar."""

    red: str = ""
    cuenta: int | None = None
    politica: int | None = None
    intencion: str = ""
    area: str = ""
    edad: str = ""
    autor: int | None = None
    grupo: int | None = None
    degradado: bool = False
    actuado: bool = False
    critica: bool = False
    asignado: int | None = None
    texto: str = ""

    def valores(self) -> dict[str, object]:
        """Campo → valor de cada filtro puesto, sin el texto."""
        pares = ((c.name, getattr(self, c.name)) for c in fields(self) if c.name != "texto")
        return {c: "si" if v is True else v for c, v in pares if v not in ("", None, False)}


@dataclass(frozen=True, slots=True)
class FilaCola:
    """Un expediente en la lista. `graves`: las etiquetas de sus hallazgos graves."""

    id: int
    prioridad: int
    nivel: str
    version: int
    estado: str
    actuado: bool
    abierto: datetime
    red: str
    cuenta: str
    cuenta_id: int
    autor: str
    autor_id: int | None
    texto: str
    creado: datetime
    edad: str
    propuesta: str
    critica: bool
    degradado: bool
    intencion: Sequence[str]
    politicas: Sequence[int]
    graves: Sequence[str]
    area: str
    grupo: int | None
    grupo_cuantos: int
    autor_cuantos: int
    toma_usuario: str | None
    toma_hasta: datetime | None


class Lista(Repositorio):
    """La cola."""

    def pagina(self, limite: int, tras: tuple[int, int] | None, filtros: Filtros) -> list[FilaCola]:
        """Una pagina por prioridad, desde la posicion `tras` = (prioridad negada, id), sin contar ni saltar.

        Con `texto`, sobre los hallados (`textos_cola.HALLADOS`); sin el, sobre el tramo de la clave mas escasa.
        """
        ids = self._ids(limite, tras, filtros)
        if not ids:
            return []
        filas = [dict(f) for f in self._con.execute(_filas(ids, self._ahora)).mappings()]
        hallados = self._hallados([f["veredicto_id"] for f in filas])
        cuantos = self._cuantos(
            [clave(grupo=f["grupo"]) for f in filas] + [clave(autor=f["autor_id"]) for f in filas]
        )
        return [_fila(f, hallados.get(f["veredicto_id"], ()), cuantos) for f in filas]

    def contar(self, filtros: Filtros) -> int:
        """Cuantos hay. Exacto hasta dos filtros; con mas, o con otro y autor, grupo o asignado, una cota por arriba.

        Con `texto`, los hallados que cumplen los demas filtros, sin pasar de su tope.
        """
        if filtros.texto:
            return len(self._hallados_en_cola(filtros))
        if filtros.red and filtros.cuenta is not None and not self._es_de(filtros.cuenta, filtros.red):
            # ese par no tiene marcas: o la cuenta es de esa red y sobra decirlo, o no hay ninguno
            return 0
        return min(self._cuantos(_candidatas(filtros.valores())).values(), default=0)

    def _es_de(self, cuenta_id: int, red: str) -> bool:
        consulta = select(_C.c.id).where(_C.c.id == cuenta_id, _C.c.red == red)
        return self._con.execute(consulta).first() is not None

    def contadores(self) -> dict[str, dict[str, int]]:
        """Campo → valor → cuantos, de los filtros que se eligen de una lista."""
        filas = self._con.execute(
            select(_N).where(
                _N.c.cuantos > 0, _N.c.clave.not_like("%&%"), _N.c.clave != TODOS, *(
                    _N.c.clave.not_like(f"{c}=%") for c in SUELTAS
                )
            )
        )  # fmt: skip
        salida: dict[str, dict[str, int]] = {}
        for f in filas:
            campo, _, valor = f.clave.partition("=")
            salida.setdefault(campo, {})[valor] = f.cuantos
        return salida

    def _ids(self, limite: int, tras: tuple[int, int] | None, filtros: Filtros) -> list[int]:
        if filtros.texto:
            posiciones = self._hallados_en_cola(filtros)
            desde = [p for p in posiciones if tras is None or p > tras]
            return [i for _, i in desde[:limite]]
        valores = filtros.valores()
        cuantos = self._cuantos(_candidatas(valores))
        guia = min(cuantos, key=lambda c: (cuantos[c], c))
        if not cuantos[guia]:
            return []
        consulta = (
            select(_M.c.expediente_id)
            .where(_M.c.clave == guia, *self._resto(valores, guia))
            .order_by(_M.c.prioridad_neg, _M.c.expediente_id)
            .limit(limite)
        )
        if tras:
            consulta = consulta.where(tuple_(_M.c.prioridad_neg, _M.c.expediente_id) > tuple_(*tras))
        return list(self._con.execute(consulta).scalars())

    def _resto(self, valores: Mapping[str, object], guia: str) -> list[Any]:
        """Lo que la guia no cubre: que el expediente tenga tambien esas marcas."""
        otra = _M.alias()
        cubierto = set(guia.split("&"))
        return [
            exists().where(
                otra.c.clave == clave(**{c: v}),
                otra.c.prioridad_neg == _M.c.prioridad_neg,
                otra.c.expediente_id == _M.c.expediente_id,
            )
            for c, v in valores.items()
            if f"{c}={v}" not in cubierto
        ]

    def _hallados_en_cola(self, filtros: Filtros) -> list[tuple[int, int]]:
        """Las posiciones de los que tienen el texto y cumplen lo demas, en orden."""
        ids = TextosCola(self._con).buscar(filtros.texto)
        if not ids:
            return []
        consulta = select(_M.c.prioridad_neg, _M.c.expediente_id).where(
            _M.c.expediente_id.in_(ids), _M.c.clave == TODOS, *self._resto(filtros.valores(), TODOS)
        )
        return sorted((f.prioridad_neg, f.expediente_id) for f in self._con.execute(consulta))

    def _cuantos(self, claves: list[str]) -> dict[str, int]:
        """Las cuentas de esas claves; las que no tienen fila, cero."""
        donde = _N.c.clave.in_(sorted(set(claves)))
        return dict.fromkeys(claves, 0) | {
            f.clave: f.cuantos for f in self._con.execute(select(_N).where(donde))
        }

    def _hallados(self, veredictos: list[int]) -> dict[int, list[tuple[int, str, int]]]:
        filas = self._con.execute(
            select(_H.c.veredicto_id, _H.c.politica, _H.c.etiqueta, _H.c.gravedad)
            .where(_H.c.veredicto_id.in_(veredictos))
            .order_by(_H.c.politica)
        )
        salida: dict[int, list[tuple[int, str, int]]] = {}
        for f in filas:
            salida.setdefault(f.veredicto_id, []).append((f.politica, f.etiqueta, f.gravedad))
        return salida


def _candidatas(valores: Mapping[str, object]) -> list[str]:
    """Las claves que pueden guiar la consulta: cada valor y cada par que tiene marca."""
    if not valores:
        return [TODOS]
    con_pares = sorted((c, v) for c, v in valores.items() if c not in SUELTAS)
    pares = (p for p in combinations(con_pares, 2) if {p[0][0], p[1][0]} != {"red", "cuenta"})
    return [*(clave(**{c: v}) for c, v in valores.items()), *(clave(**dict(p)) for p in pares)]


def _filas(ids: list[int], ahora: datetime) -> Any:
    return (
        select(
            *(_E.c[n] for n in ("id", "version", "estado", "actuado", "abierto", "toma_hasta", "nivel")),
            *(_E.c[n] for n in ("prioridad_neg", "cuenta_id", "creado", "edad", "grupo")),
            _C.c.red,
            _C.c.nombre.label("cuenta"),
            func.coalesce(_A.c.nombre, "").label("autor"),
            _K.c.autor_id,
            func.substr(_K.c.texto, 1, _LARGO).label("texto"),
            *(_V.c[n] for n in ("propuesta", "critica", "degradado", "intencion")),
            _V.c.id.label("veredicto_id"),
            _U.c.nombre.label("toma_usuario"),
        )
        .join(_K, _K.c.id == _E.c.comentario_id)
        .join(_C, _C.c.id == _E.c.cuenta_id)
        .join(_V, _V.c.id == _E.c.veredicto_id)
        .outerjoin(_A, _A.c.id == _K.c.autor_id)
        .outerjoin(_U, and_(_U.c.id == _E.c.toma_usuario_id, _E.c.toma_hasta > ahora))
        .where(_E.c.id.in_(ids))
        .order_by(_E.c.prioridad_neg, _E.c.id)
    )


_LARGO: Final = 1000
"""Puntos de codigo del texto que lleva una fila: la lista enseña solo el principio."""


def _fila(f: dict[str, Any], hallados: Sequence[tuple[int, str, int]], cuantos: dict[str, int]) -> FilaCola:
    area = next((e.partition(":")[2] for _, e, _ in hallados if e.startswith("area:")), "")
    calculado = {
        "prioridad": -f.pop("prioridad_neg"),
        "politicas": tuple(dict.fromkeys(p for p, _, _ in hallados)),
        "graves": tuple(e for _, e, g in hallados if g == _GRAVE),
        "area": area,
        "grupo_cuantos": cuantos[clave(grupo=f["grupo"])],
        "autor_cuantos": cuantos[clave(autor=f["autor_id"])],
    }
    f.pop("veredicto_id")
    return FilaCola(**f, **calculado)
