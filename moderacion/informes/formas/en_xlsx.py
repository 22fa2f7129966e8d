"""El informe como libro de calculo: una hoja por tabla, con numeros que son numeros y textos que solo son textos.

Un texto nunca se toma por formula ni por enlace, venga de donde venga. La fecha de creacion es la de corte: el mismo
informe da el mismo archivo.
"""

import io
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from moderacion.informes.formas.cifras import SIN_DATO, dichas, momento
from moderacion.informes.modelo import Columna, Fila, Informe, Tabla, Tipo, Valor
from moderacion.reloj import en_local

_SIN_TRUCOS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "remove_timezone": True,
}
_LARGO: Final = 32_767
"""Lo mas que cabe en una celda."""
_NOMBRE: Final = 31
_PROHIBIDAS: Final = re.compile(r"[\[\]:*?/\\']")
_ANCHO: Final = (10, 60)
_FORMATOS: Final = {
    Tipo.ENTERO: "#,##0",
    Tipo.DECIMAL: "#,##0.0##",
    Tipo.PORCENTAJE: '#,##0.0" %"',
    Tipo.DURACION: "[h]:mm:ss",
    Tipo.FECHA: "dd/mm/yyyy",
    Tipo.MOMENTO: "dd/mm/yyyy hh:mm",
}


class _Libro:
    """El libro que se escribe y los formatos de sus celdas, hechos una vez."""

    def __init__(self, salida: io.BytesIO) -> None:
        self.libro = xlsxwriter.Workbook(salida, _SIN_TRUCOS)
        self.negrita = self.libro.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self.titulo = self.libro.add_format({"bold": True, "font_size": 14})
        self.cabeza = self.libro.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.texto = self.libro.add_format({"text_wrap": True, "valign": "top"})
        self._por_tipo = {
            (t, total): self.libro.add_format(
                {"num_format": f, "align": "right", "valign": "top", "bold": total}
            )
            for t, f in _FORMATOS.items()
            for total in (False, True)
        }
        self._nombres: set[str] = set()

    def hoja(self, nombre: str) -> Worksheet:
        """Una hoja nueva, con un nombre que el formato admite y que ninguna otra lleva."""
        base = " ".join(_PROHIBIDAS.sub(" ", nombre).split())[:_NOMBRE].strip() or "Hoja"
        libre, n = base, 2
        while libre.lower() in self._nombres:
            libre, n = f"{base[: _NOMBRE - 4]} {n}", n + 1
        self._nombres.add(libre.lower())
        return self.libro.add_worksheet(libre)

    def formato(self, tipo: Tipo, *, total: bool) -> Format:
        """El de un valor de ese tipo."""
        return self._por_tipo[tipo, total]

    def escribir(
        self, h: Worksheet, n: int, renglon: tuple[str, ...], formato: Format | None = None, desde: int = 0
    ) -> None:
        """Un renglon de textos, a partir de la columna `desde`."""
        for col, texto in enumerate(renglon, desde):
            h.write_string(n, col, texto[:_LARGO], formato or self.texto)


def libro(informe: Informe) -> bytes:
    """El archivo."""
    salida = io.BytesIO()
    x = _Libro(salida)
    creado = en_local(informe.corte).replace(tzinfo=None)
    x.libro.set_properties(
        {
            "title": informe.titulo,
            "author": informe.institucion,
            "created": creado,
            "comments": str(informe.periodo),
        }
    )
    _portada(x, informe)
    citas = informe.origenes()
    for t in informe.tablas():
        _tabla(x, t, citas[t.origen])
    _consultas(x, informe)
    x.libro.close()
    return salida.getvalue()


def _portada(x: _Libro, i: Informe) -> None:
    h = x.hoja("Resumen")
    h.set_column(0, 0, 44)
    h.set_column(1, 3, 40)
    h.write_string(0, 0, i.titulo[:_LARGO], x.titulo)
    datos = (
        ("Institución", i.institucion),
        ("Período", f"del {i.periodo.desde:%d/%m/%Y} al {i.periodo.hasta:%d/%m/%Y}"),
        ("Fecha de corte", f"{momento(i.corte)}, hora de El Salvador"),
        *(("Nota", n) for n in i.notas),
    )
    for n, renglon in enumerate(datos, 1):
        x.escribir(h, n, renglon)
    n, citas = len(datos) + 2, i.origenes()
    for s in i.secciones:
        x.escribir(h, n, (s.titulo,), x.negrita)
        n += 1
        for texto in (*s.parrafos, *s.notas):
            x.escribir(h, n, (texto,))
            n += 1
        for c in s.cifras:
            h.write_string(n, 0, c.nombre[:_LARGO], x.texto)
            _celda(x, h, n, 1, c.valor, Columna(c.clave, c.nombre, c.tipo))
            x.escribir(h, n, (f"consulta {citas[c.origen]}", c.nota), desde=2)
            n += 1
        n += 1


def _tabla(x: _Libro, t: Tabla, cita: int) -> None:
    h = x.hoja(t.titulo)
    h.write_string(0, 0, t.titulo[:_LARGO], x.titulo)
    h.write_string(1, 0, f"Consulta {cita} (hoja «Consultas»)", x.texto)
    titulos = (*(c.nombre for c in t.columnas), *(["Nota"] if t.anotada else []))
    x.escribir(h, 3, titulos, x.cabeza)
    for n, f in enumerate(t.todas, 4):
        _fila(x, h, n, t, f)
    h.freeze_panes(4, 1)
    escritas = [dichas(t, f) for f in t.todas]
    for i, c in enumerate(t.columnas):
        largo = max([len(c.nombre) // 2, *(len(e[i]) for e in escritas)])
        h.set_column(i, i, min(max(largo + 2, _ANCHO[0]), _ANCHO[1]))
    if t.anotada:
        h.set_column(len(t.columnas), len(t.columnas), _ANCHO[1])
    for n, nota in enumerate(t.notas, len(t.todas) + 5):
        h.write_string(n, 0, nota[:_LARGO])


def _fila(x: _Libro, h: Worksheet, n: int, t: Tabla, f: Fila) -> None:
    for i, (c, valor) in enumerate(zip(t.columnas, f.celdas, strict=True)):
        if valor is None and f is t.total:
            continue
        _celda(x, h, n, i, valor, c, total=f is t.total)
    if f.nota:
        h.write_string(n, len(t.columnas), f.nota[:_LARGO], x.texto)


def _celda(
    x: _Libro, h: Worksheet, n: int, col: int, valor: Valor, c: Columna, *, total: bool = False
) -> None:
    """Un valor, como lo que es."""
    if valor is None:
        h.write_string(n, col, SIN_DATO, x.texto)
    elif isinstance(valor, str):
        h.write_string(n, col, valor[:_LARGO], x.negrita if total else x.texto)
    elif isinstance(valor, datetime):
        h.write_datetime(n, col, en_local(valor).replace(tzinfo=None), x.formato(c.tipo, total=total))
    elif isinstance(valor, date | timedelta):
        h.write_datetime(n, col, valor, x.formato(c.tipo, total=total))
    elif isinstance(valor, int | Decimal):
        h.write_number(n, col, valor, x.formato(c.tipo, total=total))


def _consultas(x: _Libro, i: Informe) -> None:
    h = x.hoja("Consultas")
    h.set_column(0, 0, 12)
    h.set_column(1, 3, 50)
    x.escribir(h, 0, ("Número", "Consulta", "Qué cuenta", "Parámetros"), x.cabeza)
    for o, n in i.origenes().items():
        parametros = "; ".join(f"{k}: {v}" for k, v in o.parametros)
        x.escribir(h, n, (str(n), o.consulta, o.dice, parametros))
