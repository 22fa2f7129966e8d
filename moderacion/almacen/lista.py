"""La cola como se lee: una pagina con cualquier filtro, y cuentas que no recorren nada."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from itertools import combinations
from typing import Any, Final

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, rellenada
from moderacion.almacen.consultas_cola import CUANTOS, DE_IDS, HALLADOS, NOMBRES, con_texto, del_tramo
from moderacion.almacen.marcas import SUELTAS, TODOS, clave
from moderacion.almacen.tablas import Cuenta, tabla
from moderacion.almacen.textos_cola import TextosCola

_C = tabla(Cuenta)
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
    tapado_por_la_red: bool
    por_ver: bool | None
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


Elegibles = Mapping[str, Iterable[object]]
"""Campo → los valores de el que se pueden elegir."""


@dataclass(frozen=True, slots=True)
class Hoja:
    """Una pagina de la cola, cuantos hay (`Lista.contar`) y cuantos de cada valor elegible."""

    filas: list[FilaCola]
    cuantos: int
    contadores: dict[str, dict[str, int]]


class Lista(Repositorio):
    """La cola."""

    def pagina(self, limite: int, tras: tuple[int, int] | None, filtros: Filtros) -> list[FilaCola]:
        """Una pagina por prioridad, desde la posicion `tras` = (prioridad negada, id), sin contar ni saltar.

        Con `texto`, sobre los hallados (`textos_cola.HALLADOS`); sin el, sobre el tramo de la clave mas escasa.
        """
        return self.hoja(limite, tras, filtros, {}).filas

    def contar(self, filtros: Filtros) -> int:
        """Cuantos hay. Exacto hasta dos filtros; con mas, o con otro y autor, grupo o asignado, una cota por arriba.

        Con `texto`, los hallados que cumplen los demas filtros, sin pasar de su tope.
        """
        return self.hoja(0, None, filtros, {}).cuantos

    def contadores(self, elegibles: Elegibles) -> dict[str, dict[str, int]]:
        """Campo → valor → cuantos, de los valores dados."""
        return self.hoja(0, None, Filtros(), elegibles).contadores

    def hoja(self, limite: int, tras: tuple[int, int] | None, filtros: Filtros, elegibles: Elegibles) -> Hoja:
        """Lo que enseña la cola de una vez: una pagina, cuantos hay y cuantos de cada valor elegible."""
        valores = filtros.valores()
        de_elegir = {(c, str(v)): clave(**{c: v}) for c, vs in elegibles.items() for v in vs}
        guias = [] if filtros.texto else _candidatas(valores)
        cuantos = self._cuantos([*guias, *de_elegir.values()])
        contadores: dict[str, dict[str, int]] = {}
        for (campo, valor), k in de_elegir.items():
            contadores.setdefault(campo, {})[valor] = cuantos[k]
        if filtros.texto:
            posiciones = self._hallados_en_cola(filtros)
            ids = [i for p, i in posiciones if tras is None or (p, i) > tras][:limite]
            return Hoja(self._de_ids(ids), len(posiciones), contadores)
        guia = min(guias, key=lambda c: (cuantos[c], c))
        hay = cuantos[guia]
        if filtros.red and filtros.cuenta is not None and not self._es_de(filtros.cuenta, filtros.red):
            # ese par no tiene marcas: o la cuenta es de esa red y sobra decirlo, o no hay ninguno
            hay = 0
        filas = self._tramo(limite, tras, valores, guia) if limite and hay else []
        return Hoja(filas, hay, contadores)

    def _es_de(self, cuenta_id: int, red: str) -> bool:
        consulta = select(_C.c.id).where(_C.c.id == cuenta_id, _C.c.red == red)
        return self._con.execute(consulta).first() is not None

    def _tramo(
        self, limite: int, tras: tuple[int, int] | None, valores: Mapping[str, object], guia: str
    ) -> list[FilaCola]:
        """Las que siguen a `tras` en el tramo de la guia y tienen ademas lo que ella no cubre."""
        resto = _resto(valores, guia)
        dados = {"guia": guia, "limite": limite, "ahora": self._ahora}
        dados |= {f"resto{n}": k for n, k in enumerate(resto)}
        if tras:
            dados |= {"tras_p": tras[0], "tras_e": tras[1]}
        return self._componer(self._con.execute(del_tramo(len(resto), tras is not None), dados))

    def _de_ids(self, ids: list[int]) -> list[FilaCola]:
        if not ids:
            return []
        return self._componer(self._con.execute(DE_IDS, {"ids": ids, "ahora": self._ahora}))

    def _componer(self, crudas: Iterable[Any]) -> list[FilaCola]:
        """Las filas leidas, con sus hallazgos y cuantos hay como cada una."""
        filas = [dict(zip(NOMBRES, f, strict=True)) for f in crudas]
        if not filas:
            return []
        hallados = self._hallados([f["veredicto_id"] for f in filas])
        cuantos = self._cuantos([k for f in filas for k in (f"grupo={f['grupo']}", f"autor={f['autor_id']}")])
        return [_fila(f, hallados.get(f["veredicto_id"], ()), cuantos) for f in filas]

    def _hallados_en_cola(self, filtros: Filtros) -> list[tuple[int, int]]:
        """Las posiciones de los que tienen el texto y cumplen lo demas, en orden."""
        ids = TextosCola(self._con).buscar(filtros.texto)
        if not ids:
            return []
        resto = _resto(filtros.valores(), TODOS)
        dados = {"ids": ids} | {f"resto{n}": k for n, k in enumerate(resto)}
        return sorted((f.prioridad_neg, f.id) for f in self._con.execute(con_texto(len(resto)), dados))

    def _cuantos(self, claves: list[str]) -> dict[str, int]:
        """Las cuentas de esas claves; las que no tienen fila, cero."""
        if not claves:
            return {}
        hay = self._con.execute(CUANTOS, {"claves": rellenada(sorted(set(claves)))})
        return dict.fromkeys(claves, 0) | {f.clave: f.cuantos for f in hay}

    def graves(self, veredictos: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Las etiquetas de los hallazgos graves de cada veredicto que los tenga."""
        unicos = sorted(set(veredictos))
        hallados = self._hallados(unicos) if unicos else {}
        return {v: suyas for v, h in hallados.items() if (suyas := _graves(h))}

    def _hallados(self, veredictos: list[int]) -> dict[int, list[tuple[int, str, int]]]:
        salida: dict[int, list[tuple[int, str, int]]] = {}
        for veredicto, *hallado in self._con.execute(HALLADOS, {"veredictos": rellenada(veredictos)}):
            salida.setdefault(veredicto, []).append(tuple(hallado))
        return salida


def _candidatas(valores: Mapping[str, object]) -> list[str]:
    """Las claves que pueden guiar la consulta: cada valor y cada par que tiene marca."""
    if not valores:
        return [TODOS]
    con_pares = sorted((c, v) for c, v in valores.items() if c not in SUELTAS)
    pares = (p for p in combinations(con_pares, 2) if {p[0][0], p[1][0]} != {"red", "cuenta"})
    return [*(clave(**{c: v}) for c, v in valores.items()), *(clave(**dict(p)) for p in pares)]


def _resto(valores: Mapping[str, object], guia: str) -> list[str]:
    """Las claves de lo que la guia no cubre."""
    cubierto = set(guia.split("&"))
    return [k for c, v in valores.items() if (k := f"{c}={v}") not in cubierto]


def _graves(hallados: Sequence[tuple[int, str, int]]) -> tuple[str, ...]:
    return tuple(e for _, e, g in hallados if g == _GRAVE)


def _fila(f: dict[str, Any], hallados: Sequence[tuple[int, str, int]], cuantos: dict[str, int]) -> FilaCola:
    area = next((e.partition(":")[2] for _, e, _ in hallados if e.startswith("area:")), "")
    calculado = {
        "prioridad": -f.pop("prioridad_neg"),
        "politicas": tuple(dict.fromkeys(p for p, _, _ in hallados)),
        "graves": _graves(hallados),
        "area": area,
        "grupo_cuantos": cuantos[f"grupo={f['grupo']}"],
        "autor_cuantos": cuantos[f"autor={f['autor_id']}"],
    }
    f.pop("veredicto_id")
    return FilaCola(**f, **calculado)
