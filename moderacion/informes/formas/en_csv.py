"""El informe como CSV. Entero es para leerlo seguido; una tabla sola es rectangular, para otro programa.

Los numeros van sin adornos (15188, 38.9), las duraciones en segundos y las fechas como AAAA-MM-DD. Un texto que una hoja
de calculo tomaria por formula lleva un apostrofo delante (`informes.hoja`).
"""

from collections.abc import Iterator
from typing import Final

from moderacion.errores import EntradaInvalida
from moderacion.informes.formas.cifras import para_programas
from moderacion.informes.hoja import csv_de
from moderacion.informes.modelo import Columna, Fila, Informe, Origen, Seccion, Tabla, Tipo

_Renglon = tuple[object, ...]
_UNIDADES: Final = {Tipo.PORCENTAJE: " (%)", Tipo.DURACION: " (segundos)"}


def una(informe: Informe, clave: str) -> bytes:
    """La tabla `clave`, sola: un renglon de titulos y uno por fila. Lanza `EntradaInvalida` si no esta."""
    tabla = next((t for t in informe.tablas() if t.clave == clave), None)
    if tabla is None:
        hay = ", ".join(t.clave for t in informe.tablas())
        raise EntradaInvalida(f"este informe no tiene la tabla «{clave}»: {hay}")
    return "".join(csv_de(_titulos(tabla), (_fila(tabla, f) for f in tabla.todas))).encode()


def todo(informe: Informe) -> bytes:
    """El informe entero: quien y cuando, y despues cada cifra y cada tabla con su titulo y su consulta."""
    return "".join(csv_de((informe.titulo,), _renglones(informe))).encode()


def _renglones(i: Informe) -> Iterator[_Renglon]:
    yield ("Institución", i.institucion)
    yield ("Desde", i.periodo.desde.isoformat())
    yield ("Hasta", i.periodo.hasta.isoformat())
    yield ("Fecha de corte", para_programas(i.corte))
    yield from (("Nota", n) for n in i.notas)
    citas = i.origenes()
    for s in i.secciones:
        yield from ((), (s.titulo,))
        yield from ((p,) for p in s.parrafos)
        yield from _cifras(s, citas)
        for t in (*(g.tabla for g in s.graficas), *s.tablas):
            yield from ((), (t.titulo, f"consulta {citas[t.origen]}"), _titulos(t))
            yield from (_fila(t, f) for f in t.todas)
            yield from (("Nota", n) for n in t.notas)
        yield from (("Nota", n) for n in s.notas)
    yield from ((), ("Consultas", "qué cuenta", "parámetros"))
    for o, n in citas.items():
        yield (f"consulta {n}: {o.consulta}", o.dice, "; ".join(f"{k}: {v}" for k, v in o.parametros))


def _cifras(s: Seccion, citas: dict[Origen, int]) -> Iterator[_Renglon]:
    for c in s.cifras:
        nombre = c.nombre + _UNIDADES.get(c.tipo, "")
        yield (nombre, _dato(para_programas(c.valor)), f"consulta {citas[c.origen]}", c.nota)


def _titulos(t: Tabla) -> tuple[str, ...]:
    return (*(_titulo(c) for c in t.columnas), *(["Nota"] if t.anotada else []))


def _titulo(c: Columna) -> str:
    return c.nombre + ("" if "(" in c.nombre else _UNIDADES.get(c.tipo, ""))


def _fila(t: Tabla, f: Fila) -> _Renglon:
    return (*(_dato(para_programas(v)) for v in f.celdas), *([f.nota] if t.anotada else []))


def _dato(valor: object) -> object:
    return "" if valor is None else valor
