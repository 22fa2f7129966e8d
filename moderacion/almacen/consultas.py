"""Lo que varios repositorios comparten: la base comun y el insertar-si-no-esta de cada motor."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import islice
from typing import Any, Final, TypeVar

from sqlalchemy import JSON, Connection, Table, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite

from moderacion.almacen.bitacora import Registro
from moderacion.almacen.columnas import EN_JSON
from moderacion.almacen.sellos import huella_de_texto
from moderacion.almacen.turnos import Turno, turno

T = TypeVar("T")
IDS: Final[Any] = bindparam("ids", expanding=True)
"""Una lista de ids por dar al ejecutar: la consulta se hace una vez, y no se mira numero por numero cada vez."""


class Repositorio:
    """Una parte del almacen sobre la transaccion de una unidad."""

    def __init__(self, con: Connection, registro: Registro) -> None:
        self._con = con
        self._registro = registro

    @property
    def _ahora(self) -> datetime:
        return self._registro.ahora

    def _leidas(self, consulta: Any, dados: Mapping[str, Any] | None = None) -> list[Mapping[str, Any]]:
        """Las filas de una consulta, cada una por el nombre de sus columnas; siguen valiendo al cerrar la unidad."""
        return [dict(f) for f in self._con.execute(consulta, dados).mappings()]

    def _bloqueada(self, consulta: Any, *, de: Any = None) -> Any:
        """La consulta, que ademas se queda con sus filas hasta el fin de la unidad; si otro las tiene, espera.

        Con `de`, solo las de esa tabla. En SQLite la unidad ya tiene el turno de escribir, y quien solo lee no bloquea.
        """
        return consulta.with_for_update(of=de, key_share=True) if self._bloquea else consulta

    def _libre(self, consulta: Any, *, de: Any = None) -> Any:
        """La consulta sin las filas que tiene otra unidad, y quedandose con las demas: asi se reclama sin esperar."""
        return (
            consulta.with_for_update(of=de, key_share=True, skip_locked=True) if self._bloquea else consulta
        )

    def _turno(self, cual: Turno, de: int | None = None) -> None:
        """Toma un turno (`turnos.py`) si la unidad escribe."""
        if self._bloquea:
            turno(self._con, cual, de)

    @property
    def _bloquea(self) -> bool:
        return self._con.dialect.name == "postgresql" and not self._con.get_execution_options().get(
            "solo_lectura", False
        )


def insertar(con: Connection, tabla: Table) -> Any:
    """El INSERT del dialecto, que sabe de ON CONFLICT y dice en `rowcount` si la fila entro.

    Sin pedirlo, en PostgreSQL `rowcount` seria -1, que parece un si: el INSERT devuelve filas, y SQLAlchemy no las cuenta.
    """
    return _insertar(con.dialect.name, tabla)


def _insertar(dialecto: str, tabla: Table) -> Any:
    nueva = postgresql.insert(tabla) if dialecto == "postgresql" else sqlite.insert(tabla)
    return nueva.execution_options(preserve_rowcount=True)


def insertar_muchas(
    con: Connection,
    tabla: Table,
    filas: Sequence[Mapping[str, Any]],
    *devuelve: str,
    salta: bool = False,
) -> Any:
    """Inserta unas filas de columnas iguales y da, de las que entraron, las columnas pedidas. `salta`: las que ya estan.

    En PostgreSQL van todas en un JSON: fila a fila, con ocho mil valores sueltos en una orden o con una lista por columna (que
    psycopg escribe letra a letra) costaba varias veces mas, y mientras se guardan veredictos nadie mas los guarda.
    """
    columnas: tuple[str, ...] = ()
    dados: Any = filas
    if con.dialect.name == "postgresql":
        columnas = tuple(filas[0])
        pasos = _pasos(tabla, columnas)
        dados = {"filas": EN_JSON([{c: paso(f[c]) for c, paso in pasos} for f in filas])}
    return con.execute(_insertar_muchas(con.dialect.name, tabla, columnas, devuelve, salta), dados)


@cache
def _pasos(tabla: Table, columnas: tuple[str, ...]) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    """De cada columna, lo que su tipo hace a un valor antes de darselo a PostgreSQL."""
    dialecto = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy no lo anota
    tipos = ((c, tabla.c[c].type.dialect_impl(dialecto)) for c in columnas)
    return tuple((c, tipo.bind_processor(dialecto) or _tal_cual) for c, tipo in tipos)


def _tal_cual(valor: Any) -> Any:
    return valor


@cache
def _insertar_muchas(
    dialecto: str, tabla: Table, columnas: tuple[str, ...], devuelve: tuple[str, ...], salta: bool
) -> Any:
    """`columnas`: las que van en el JSON; vacio, una fila de valores."""
    nueva = _insertar(dialecto, tabla)
    if columnas:
        escritas = cast(bindparam("filas", type_=Text), JSON)
        dadas = func.json_to_recordset(escritas).table_valued(*(column(c, tabla.c[c].type) for c in columnas))
        dadas = dadas.render_derived(with_types=True)
        nueva = nueva.from_select(columnas, select(*(dadas.c[c] for c in columnas)))
    if salta:
        nueva = nueva.on_conflict_do_nothing()
    return nueva.returning(*(tabla.c[c] for c in devuelve)) if devuelve else nueva


@cache
def _sumar(dialecto: str, tabla: Table, claves: tuple[str, ...], cifras: tuple[str, ...]) -> Any:
    nueva = _insertar(dialecto, tabla)
    suma = {c: tabla.c[c] + nueva.excluded[c] for c in cifras}
    return nueva.on_conflict_do_update(index_elements=claves, set_=suma)


def sumar(con: Connection, tabla: Table, filas: Sequence[Mapping[str, Any]], *cifras: str) -> None:
    """Suma cada fila a la de su clave, o la pone. `cifras`: las columnas que se suman; las demas son la clave.

    En el orden dado: dos unidades a la vez, con el mismo orden, no se esperan en circulo.
    """
    if filas:
        claves = tuple(c for c in filas[0] if c not in cifras)
        con.execute(_sumar(con.dialect.name, tabla, claves, cifras), filas)


def rellenada(valores: list[Any], de: int = 64) -> list[Any]:
    """La lista con su ultimo valor repetido hasta un multiplo de `de`: pocas ordenes distintas, y se preparan una vez."""
    return [*valores, *valores[-1:] * (-len(valores) % de)]


def en_lotes(valores: Iterable[T], de: int = 448) -> Iterator[list[T]]:
    """Los valores, de `de` en `de`: los que caben en una consulta (SQLite no admite muchos mas de mil)."""
    faltan = iter(valores)
    while lote := list(islice(faltan, de)):
        yield lote


def dias_escritos(datos: Mapping[str, Any]) -> dict[str, Any]:
    """Los datos para la bitacora, con los dias como texto."""
    return {k: v.isoformat() if isinstance(v, date) else v for k, v in datos.items()}


def huella_texto(texto: str) -> str:
    """Huella de un texto: dice si cambio, sin guardarlo otra vez. De un testigo (256 bits de azar), lo unico que se guarda."""
    return huella_de_texto(texto)


_CORTO: Final = re.compile(r"https?://t\.co/\w+")
_NO_SE_VE: Final = re.compile("[\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff\xad]")


def mismo_texto(visto: str, enviado: str) -> bool:
    """Si lo visto en la red es lo que enviamos. La red antepone menciones, y nada mas que eso: otra cosa delante es de otro."""
    a, b = _llano(visto), _llano(enviado)
    delante = a.removesuffix(b).split() if b and a.endswith(f" {b}") else ()
    return bool(b) and (a == b or (bool(delante) and all(d.startswith("@") for d in delante)))


def _llano(texto: str) -> str:
    """Sin lo que una red cambia por su cuenta: espacios, entidades de HTML, formas de un mismo signo, y el t.co de una foto."""
    return " ".join(
        _NO_SE_VE.sub("", unicodedata.normalize("NFC", html.unescape(_CORTO.sub("", texto)))).split()
    )
