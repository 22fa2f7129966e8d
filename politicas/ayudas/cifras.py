"""Las cifras que un texto afirma (horas, dinero, plazos, en cifras o en letras), en una sola forma.

Sirven para ver si lo que se responde estaba en lo que contesto el area: no dicen que significa cada una.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from modelos.lectura import Lectura, Tramo

_LETRAS = {
    "dos": "2", "tres": "3", "cuatro": "4", "cinco": "5", "seis": "6", "siete": "7", "ocho": "8", "nueve": "9",
    "diez": "10", "once": "11", "doce": "12", "trece": "13", "catorce": "14", "quince": "15", "dieciseis": "16",
    "dieciocho": "18", "veinte": "20", "veintiun": "21", "veintiuno": "21", "treinta": "30", "cuarenta": "40",
    "cincuenta": "50", "sesenta": "60", "setenta": "70", "ochenta": "80", "noventa": "90", "cien": "100",
}  # fmt: skip
_HORA = re.compile(
    r"(?<![\d:])(?P<h>\d{1,2})(?:[:.](?P<m>\d{2}))? ?(?P<x>a|p|m)\.? ?[md]\.?(?![a-zñ])"
    r"|(?<![\d:])(?P<h2>\d{1,2}):(?P<m2>\d{2})(?![\d:])|\b(?P<nombre>mediodia|medianoche)\b"
)
_CIFRA = re.compile(r"(?P<dinero>\$ ?)?(?<![\d,.])(?P<n>\d{1,12}(?:[.,]\d{1,3}){0,3})(?P<dolares> dolares)?")
_LETRA = re.compile(rf"\b(?:{'|'.join(_LETRAS)})\b")
_MEDIODIA = 12
_MAXIMO = 200


@dataclass(frozen=True, slots=True)
class Cifra(Tramo):
    """Una cifra del texto: su clase (hora, dinero, numero) y su valor comparable («16:00», «15»)."""

    clase: str
    valor: str


def _hora(m: re.Match[str]) -> str:
    if m["nombre"]:
        return "12:00" if m["nombre"] == "mediodia" else "00:00"
    horas, minutos = int(m["h"] or m["h2"]), m["m"] or m["m2"] or "00"
    if m["x"] == "p" and horas < _MEDIODIA:
        horas += _MEDIODIA
    if m["x"] == "a" and horas == _MEDIODIA:
        horas = 0
    return f"{horas:02d}:{minutos}"


def _numero(escrito: str) -> str:
    """«1,500.00», «1500» y «1500.0» son la misma cifra; «08» y «8» tambien."""
    entero, _, decimales = re.sub(r",(?=\d{3})", "", escrito).replace(",", ".").partition(".")
    decimales = decimales.replace(".", "").rstrip("0")
    return (entero.lstrip("0") or "0") + (f".{decimales}" if decimales else "")


def _crudas(plegado: str) -> Iterator[tuple[int, int, str, str]]:
    horas = [(*m.span(), "hora", _hora(m)) for m in _HORA.finditer(plegado)]
    yield from horas
    inicios = [h[0] for h in horas]
    for m in _CIFRA.finditer(plegado):
        antes = bisect_right(inicios, m.start("n")) - 1
        if antes < 0 or horas[antes][1] <= m.start("n"):
            yield *m.span(), "dinero" if m["dinero"] or m["dolares"] else "numero", _numero(m["n"])
    for m in _LETRA.finditer(plegado):
        yield *m.span(), "numero", _LETRAS[m[0]]


def cifras(lectura: Lectura) -> list[Cifra]:
    """Las cifras fuera de enlaces, en su orden (a lo sumo `_MAXIMO`)."""
    salida: list[Cifra] = []
    enlaces = [e.inicio for e in lectura.enlaces]
    for inicio, fin, clase, valor in sorted(_crudas(lectura.plegado)):
        tramo = lectura.tramo(inicio, fin)
        antes = bisect_right(enlaces, tramo.inicio) - 1
        if antes < 0 or lectura.enlaces[antes].fin <= tramo.inicio:
            salida.append(Cifra(tramo.inicio, tramo.fin, clase, valor))
        if len(salida) == _MAXIMO:
            break
    return salida
