"""La tabla de lo que se conto de cada mecanismo, comparado solo con lo que cubre los mismos dias.

Un mecanismo puede tener varios registros en un periodo (uno por mes, por ejemplo): van todos y, si no se pisan, su suma.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from typing import Final

from moderacion.informes.mecanismos import Mecanismo
from moderacion.informes.modelo import Columna, Fila, Origen, Tabla, Tipo, porcentaje

_BISIESTO: Final = 1
_COLUMNAS: Final = (
    Columna("mecanismo", "Mecanismo"),
    Columna("que", "Qué se contó"),
    Columna("cifra", "Cifra", Tipo.ENTERO),
    Columna("desde", "Desde", Tipo.FECHA),
    Columna("hasta", "Hasta", Tipo.FECHA),
)
_COMPARADAS: Final = (
    Columna("antes", "Período anterior", Tipo.ENTERO),
    Columna("diferencia", "Diferencia", Tipo.ENTERO, signo=True),
    Columna("tanto", "Cambio", Tipo.PORCENTAJE, signo=True),
)


@dataclass(frozen=True, slots=True)
class _Linea:
    """Una cifra. `dias`: los que cubre de verdad. `compara`: si es la que vale del periodo entero."""

    clave: str
    mecanismo: str
    que: str
    dicha: str
    valor: int
    desde: date
    hasta: date
    dias: int
    compara: bool


def tabla(suyos: Sequence[Mecanismo], antes: Sequence[Mecanismo], origen: Origen) -> Tabla:
    """Una fila por cifra; con lo anterior al lado, si hay algo."""
    previas = {(x.clave, x.que): x for x in _lineas(antes) if x.compara}
    filas = tuple(_fila(x, previas) for x in _lineas(suyos))
    columnas = (*_COLUMNAS, *_COMPARADAS) if previas else _COLUMNAS
    notas = tuple(f"{m.nombre}: {n}" for m in suyos for n in m.notas())
    return Tabla("cifras", "Participaciones de cada mecanismo", columnas, filas, origen, notas=notas)


def por_clave(suyos: Sequence[Mecanismo]) -> Iterator[list[Mecanismo]]:
    """Los registros de cada mecanismo, juntos; se reciben ya en orden."""
    for _, de_uno in groupby(suyos, key=lambda m: m.clave):
        yield list(de_uno)


def _lineas(suyos: Sequence[Mecanismo]) -> Iterator[_Linea]:
    for registros in por_clave(suyos):
        nombres = dict.fromkeys(c.nombre for m in registros for c in m.cifras)
        for nombre in nombres:
            lineas = [
                _Linea(
                    m.clave, m.nombre, nombre, c.dicha, c.valor, desde := c.desde or m.desde, m.hasta,
                    (m.hasta - desde).days + 1, compara=True,
                )
                for m in registros for c in m.cifras if c.nombre == nombre
            ]  # fmt: skip
            if len(lineas) == 1:
                yield lineas[0]
                continue
            sumables = nombre == lineas[0].dicha and all(a.hasta < b.desde for a, b in pairwise(lineas))
            yield from (_sin_comparar(x) for x in lineas)
            if sumables:
                yield _suma(lineas)


def _sin_comparar(x: _Linea) -> _Linea:
    return _Linea(x.clave, x.mecanismo, x.que, x.dicha, x.valor, x.desde, x.hasta, x.dias, compara=False)


def _suma(lineas: Sequence[_Linea]) -> _Linea:
    uno, ultima = lineas[0], lineas[-1]
    dicha = f"{uno.que}: suma de {len(lineas)} registros"
    valor, dias = sum(x.valor for x in lineas), sum(x.dias for x in lineas)
    return _Linea(
        uno.clave, ultima.mecanismo, uno.que, dicha, valor, uno.desde, ultima.hasta, dias, compara=True
    )


def _fila(x: _Linea, previas: Mapping[tuple[str, str], _Linea]) -> Fila:
    base = (x.mecanismo, x.dicha, x.valor, x.desde, x.hasta)
    if not previas:
        return Fila(base)
    previa = previas.get((x.clave, x.que)) if x.compara else None
    if previa is None:
        return Fila((*base, None, None, None))
    if abs(x.dias - previa.dias) > _BISIESTO:
        cubre = f"La anterior cubre {previa.dias} días, del {previa.desde:%d/%m/%Y} al {previa.hasta:%d/%m/%Y}: no se comparan."
        return Fila((*base, previa.valor, None, None), cubre)
    cambio = x.valor - previa.valor
    return Fila((*base, previa.valor, cambio, porcentaje(cambio, previa.valor)))
