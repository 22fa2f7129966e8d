"""Lo que es un hecho: un dato comparable de un texto, donde esta y de que habla."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from modelos.lectura import Tramo


class Clase(StrEnum):
    """De que es el dato."""

    HORA = "hora"
    FECHA = "fecha"
    TELEFONO = "telefono"
    CORREO = "correo"
    MONTO = "monto"
    PORCENTAJE = "porcentaje"
    CANTIDAD = "cantidad"
    DIAS = "dias"
    LUGAR = "lugar"
    REQUISITO = "requisito"
    ESTADO = "estado"


class Hora(NamedTuple):
    """Minutos desde la medianoche (0..1440). `libre`: no dijo si de la mañana o de la tarde."""

    minutos: int
    libre: bool = False


class Intervalo(NamedTuple):
    """De una fecha a otra, las dos dentro; None es abierto.

    `supuesto`: el texto no dijo el año. `aproximado`: dijo un mes o una semana, no un dia.
    """

    desde: date | None
    hasta: date | None
    supuesto: bool = False
    aproximado: bool = False


class Lugar(NamedTuple):
    """Un sitio por su nombre y, si se dijo, lo que es (hospital, unidad…)."""

    nombre: str
    tipo: str = ""


Valor = Hora | Intervalo | Decimal | str | bool | frozenset[int] | frozenset[str]


class Crudo(NamedTuple):
    """Un dato recien hallado: posiciones sobre el texto plegado."""

    inicio: int
    fin: int
    clase: Clase
    valor: Valor
    papel: str = ""
    """Que dice de lo suyo: inicio o fin (de una hora), la unidad, el documento, el eje (de un estado)."""


@dataclass(frozen=True, slots=True)
class Marcas:
    """De que habla un hecho: lo que se dijo a su alrededor."""

    asuntos: frozenset[str] = frozenset()
    """«servicio farmacia», «mal dengue»…"""
    lugares: frozenset[Lugar] = frozenset()
    dias: frozenset[int] = frozenset()
    """Dias de la semana (0 es lunes) a los que se refiere."""
    fechas: tuple[Intervalo, ...] = ()
    raices: frozenset[str] = frozenset()
    """Raices de las palabras con sentido de su frase."""
    abierto: bool | None = None
    """Si en su clausula se dice que se atiende (True) o que no (False)."""


@dataclass(frozen=True, slots=True)
class Hecho(Tramo):
    """Un dato de un texto: posiciones sobre el original."""

    clase: Clase
    valor: Valor
    papel: str = ""
    frase: int = 0
    marcas: Marcas = field(default=Marcas())
    solo: bool = False
    """Si su frase dice «solo», «unicamente»…"""
