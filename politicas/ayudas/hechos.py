"""Datos comparables de un texto: telefonos, horas y fechas, en una sola forma.

Primera version: fechas con dia y mes, horas con a. m. y p. m. o de 24 horas, y telefonos de 8 cifras o cortos de 3
tras la palabra «telefono» o parecidas.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time

from modelos.lectura import Tramo, lexicos, plegar
from politicas.ayudas.palabras import conjunto

_MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_FECHA = re.compile(rf"(?<!\d)(\d{{1,2}})(?: ?y ?\d{{1,2}})? de ({'|'.join(_MESES)}|setiembre)\b")
_FECHA_CIFRAS = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?:/\d{2,4})?(?![\d/])")
_HORA = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:[:.](\d{2}))? ?(a\.? ?m\.?|p\.? ?m\.?|m\.d\.|horas|hrs)(?![a-z])|(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])"
)
_TELEFONO = re.compile(
    r"(?<![\d-])([267]\d{3})[ -]?(\d{4})(?![\d-])|\b(?:telefono|numero|linea|llame al|llamar al|marque) (?:al |el )?(\d{3})(?!\d)"
)
_COMUNES = conjunto(
    "para con por que los las del una unos esta este como sus desde hasta sera son atiende atencion horario horarios"
    " fecha fechas dia dias hora horas telefono numero informa isss instituto salvadoreño seguro social lunes martes"
    " miercoles jueves viernes sabado domingo enero febrero marzo abril mayo junio julio agosto septiembre octubre"
    " noviembre diciembre todos todas"
)
_PALABRA = re.compile(r"[a-zñ]{4,}")
_COMPARTIDAS = 2
_MEDIODIA = 12
_DIAS_MAXIMOS = 31


@dataclass(frozen=True, slots=True)
class Hecho(Tramo):
    """Un dato: su clase (telefono, hora, fecha) y su valor en una sola forma, comparable."""

    clase: str
    valor: str


def _hora(m: re.Match[str]) -> str | None:
    """La hora de 00:00 a 23:59, o None si no lo es."""
    horas, minutos = int(m[1] or m[4]), int(m[2] or m[5] or 0)
    sufijo = (m[3] or "")[:1]
    if sufijo == "p" and horas < _MEDIODIA:
        horas += _MEDIODIA
    if sufijo == "a" and horas == _MEDIODIA:
        horas = 0
    try:
        return f"{time(horas, minutos):%H:%M}"
    except ValueError:
        return None


def _crudos(plegado: str) -> Iterator[tuple[int, int, str, str]]:
    for m in _TELEFONO.finditer(plegado):
        yield *m.span(), "telefono", m[3] or f"{m[1]}-{m[2]}"
    for m in _HORA.finditer(plegado):
        hora = _hora(m)
        if hora:
            yield *m.span(), "hora", hora
    for m in _FECHA.finditer(plegado):
        yield *m.span(), "fecha", f"{int(m[1])} de {m[2].replace('setiembre', 'septiembre')}"
    for m in _FECHA_CIFRAS.finditer(plegado):
        dia, mes = int(m[1]), int(m[2])
        if 1 <= mes <= len(_MESES) and 1 <= dia <= _DIAS_MAXIMOS:
            yield *m.span(), "fecha", f"{dia} de {_MESES[mes - 1]}"


def hechos(texto: str) -> list[Hecho]:
    """Los datos del texto, con posiciones sobre el original."""
    plegado, mapa = plegar(texto)
    return [Hecho(mapa[i], mapa[f - 1] + 1, clase, valor) for i, f, clase, valor in _crudos(plegado)]


def _asuntos(texto: str) -> set[str]:
    palabras = set(_PALABRA.findall(plegar(texto)[0])) - _COMUNES
    return {p for p in palabras if p not in lexicos().siglas}


def mismo_asunto(oficial: str, borrador: str) -> bool:
    """Si los dos textos hablan de lo mismo: comparten al menos dos palabras que no son de relleno."""
    return len(_asuntos(oficial) & _asuntos(borrador)) >= _COMPARTIDAS
