"""Un informe como datos: lo que dice, de que periodo, a que fecha y de que consulta salio cada cifra.

Aqui no hay base, reloj ni formato. Quien arma un informe (`registro.py`) devuelve un `Informe`; quien lo escribe
(`formas/`) lo pasa a HTML, PDF, CSV, XLSX o JSON. El mismo informe da siempre los mismos octetos.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Final

from moderacion.informes.periodo import Periodo

Valor = int | Decimal | timedelta | date | datetime | str | None
"""Lo que cabe en una celda. None: no hay dato, que no es cero."""
Punto = int | Decimal | None
_DECIMA: Final = Decimal("0.1")


class Tipo(StrEnum):
    """Que es un valor, y con eso como se escribe en cada formato."""

    TEXTO = "texto"
    ENTERO = "entero"
    DECIMAL = "decimal"
    PORCENTAJE = "porcentaje"
    """`Decimal` en puntos, ya redondeado: 38.9 (ver `porcentaje`)."""
    DURACION = "duracion"
    """`timedelta`; en los formatos para programas, segundos."""
    FECHA = "fecha"
    MOMENTO = "momento"
    """`datetime` con zona; se lee en hora de El Salvador."""

    @property
    def numerico(self) -> bool:
        """Si va a la derecha y se puede sumar o comparar."""
        return self not in (Tipo.TEXTO, Tipo.FECHA, Tipo.MOMENTO)


@dataclass(frozen=True, slots=True)
class Origen:
    """La consulta que produjo una cifra: su nombre, que cuenta (una frase) y con que parametros se hizo."""

    consulta: str
    dice: str
    parametros: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Columna:
    """Una columna de una tabla. `clave`: su nombre para los programas. `signo`: el + se escribe."""

    clave: str
    nombre: str
    tipo: Tipo = Tipo.TEXTO
    signo: bool = False


@dataclass(frozen=True, slots=True)
class Fila:
    """Una fila. `nota`: lo que hay que saber de ella (redondeo, correccion, dato que falta)."""

    celdas: tuple[Valor, ...]
    nota: str = ""


@dataclass(frozen=True, slots=True)
class Tabla:
    """Una tabla. `anexo`: va entera, pero al final o plegada. Lanza `ValueError` si una fila no cuadra."""

    clave: str
    titulo: str
    columnas: tuple[Columna, ...]
    filas: tuple[Fila, ...]
    origen: Origen
    total: Fila | None = None
    notas: tuple[str, ...] = ()
    anexo: bool = False

    def __post_init__(self) -> None:
        for fila in self.todas:
            if len(fila.celdas) != len(self.columnas):
                raise ValueError(f"la tabla {self.clave} tiene una fila de {len(fila.celdas)} celdas")

    @property
    def todas(self) -> tuple[Fila, ...]:
        """Las filas y, si lo hay, el total."""
        return (*self.filas, self.total) if self.total else self.filas

    @property
    def anotada(self) -> bool:
        """Si alguna fila lleva nota: entonces todas llevan esa columna."""
        return any(f.nota for f in self.todas)


@dataclass(frozen=True, slots=True)
class Cifra:
    """Un dato suelto, de los que se leen primero. `alarma`: no deberia ser asi, y se ve en rojo."""

    clave: str
    nombre: str
    valor: Valor
    origen: Origen
    tipo: Tipo = Tipo.ENTERO
    nota: str = ""
    alarma: bool = False


@dataclass(frozen=True, slots=True)
class Serie:
    """Una linea o un juego de barras: un valor por cada punto del eje; None es un hueco y se ve como hueco."""

    nombre: str
    valores: tuple[Punto, ...]


@dataclass(frozen=True, slots=True)
class Marca:
    """Algo que paso en un punto del eje (un comunicado, un incidente)."""

    donde: date | str
    texto: str


@dataclass(frozen=True, slots=True)
class Grafica:
    """Una grafica con la tabla de sus datos debajo. `descripcion`: lo mismo que se ve, dicho. `barras`: si no, lineas.

    Lanza `ValueError` si una serie no tiene un valor por punto del eje, o una marca no cae en el.
    """

    clave: str
    titulo: str
    descripcion: str
    eje: tuple[date | str, ...]
    series: tuple[Serie, ...]
    tabla: Tabla
    unidad: str = ""
    barras: bool = False
    marcas: tuple[Marca, ...] = ()

    def __post_init__(self) -> None:
        if any(len(s.valores) != len(self.eje) for s in self.series):
            raise ValueError(f"la gráfica {self.clave} tiene una serie que no cuadra con su eje")
        if any(m.donde not in self.eje for m in self.marcas):
            raise ValueError(f"la gráfica {self.clave} tiene una marca fuera de su eje")


@dataclass(frozen=True, slots=True)
class Seccion:
    """Un apartado: primero lo que dice, luego sus cifras, sus graficas y sus tablas."""

    clave: str
    titulo: str
    parrafos: tuple[str, ...] = ()
    cifras: tuple[Cifra, ...] = ()
    graficas: tuple[Grafica, ...] = ()
    tablas: tuple[Tabla, ...] = ()
    notas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Informe:
    """Un informe entero. `corte`: hasta cuando se contaron los datos. Lanza `ValueError` si una tabla se repite."""

    clase: str
    titulo: str
    institucion: str
    periodo: Periodo
    corte: datetime
    secciones: tuple[Seccion, ...]
    notas: tuple[str, ...] = ()
    anterior: Periodo | None = None
    firmas: tuple[str, ...] = ("Elaboró", "Revisó", "Autorizó")

    def __post_init__(self) -> None:
        claves = [t.clave for t in self.tablas()]
        if len(claves) != len(set(claves)):
            raise ValueError("dos tablas del informe tienen la misma clave")

    def tablas(self) -> Iterator[Tabla]:
        """Todas, en el orden en que se leen; tambien las de debajo de cada grafica."""
        for s in self.secciones:
            yield from (g.tabla for g in s.graficas)
            yield from s.tablas

    def origenes(self) -> dict[Origen, int]:
        """Cada consulta, con el numero con que se la cita."""
        vistos: dict[Origen, int] = {}
        for s in self.secciones:
            de_cifras = (c.origen for c in s.cifras)
            de_tablas = (t.origen for t in (*(g.tabla for g in s.graficas), *s.tablas))
            for o in (*de_cifras, *de_tablas):
                vistos.setdefault(o, len(vistos) + 1)
        return vistos


def porcentaje(parte: int | Decimal, todo: int | Decimal) -> Decimal | None:
    """`parte` de `todo` en puntos, con un decimal (el medio, hacia arriba); None si no hay de que."""
    if not todo:
        return None
    # un «-0.0» diria que bajo
    return (Decimal(parte) * 100 / Decimal(todo)).quantize(_DECIMA, ROUND_HALF_UP) or _DECIMA - _DECIMA
