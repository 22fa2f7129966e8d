"""Fechas dichas desde hoy: hoy, mañana, el proximo lunes, en 3 dias, la proxima semana, fin de mes."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from politicas.ayudas.hechos.calendario import SEMANA, dia, mes_entero, siguiente, sumar
from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.numeros import NUMEROS
from politicas.ayudas.hechos.tipos import Clase, Crudo, Intervalo

_SEMANA = "|".join(SEMANA)
_PALABRAS = re.compile(r"\b(?:pasado (?:mañana|manana)|(?:mañana|manana)|hoy|anteayer|ayer)\b")
_DE_LA = re.compile(r"(?:\bla|\buna|\besta|\btoda la|\bpor|\bdoce|\bmedia|cada|horas de) $")
_DIAS = {"hoy": 0, "mañana": 1, "manana": 1, "ayer": -1, "anteayer": -2}
_DE_SEMANA = re.compile(
    r"\b(?:(?P<cual>este|el proximo|proximo|el siguiente"
    rf"|el) (?:dia )?(?P<sem>{_SEMANA})(?: (?P<tras>proximo|que viene|siguiente"
    rf"|entrante))?)\b(?! ?(?:\d|y\b|, (?:{_SEMANA})))"
)
_SEMANAS = re.compile(
    r"\b(?P<cual>esta|la proxima|proxima|la otra|la siguiente) semana\b|\bla semana (?P<tras>que viene"
    r"|proxima|entrante|siguiente)\b"
)
_FINDE = re.compile(r"\b(?P<cual>este|el proximo|proximo) fin de semana\b")
_MES = re.compile(r"\b(?:(?P<cual>este|el presente|el proximo|proximo|el siguiente) mes|mes en curso)\b")
_FIN_DE_MES = re.compile(
    r"\b(?:a )?(?:fin(?:es|al|ales)? de|fin del?) (?P<que>mes|año|este mes|este año)"
    r"\b"
)
_EN_DIAS = re.compile(
    rf"\b(?:en|dentro de) (?P<n>\d{{1,3}}"
    rf"|{'|'.join(sorted(NUMEROS, key=len, reverse=True))}) (?P<u>dias?|semanas?)\b(?! (?:habil"
    r"|laboral))"
)
_ES_ACTO = re.compile(
    r"inici|comienz|comenz|arranc|abrim|abrir|cerram|vence|venc|finaliz|termin|sera\b|realiz|celebr"
    r"|falta|esper|reanud"
)
_ES_PLAZO = re.compile(r"entreg|plazo|respuesta|resolv|resoluc|result|tram|recib|maxim|promedio|tarda")
_LADO, _SABADO = 80, 5


def _en(
    hoja: Hoja, inicio: int, fin: int, desde: date | None, hasta: date | None, *, aproximado: bool
) -> Iterator[Crudo]:
    if desde and hasta and hoja.ocupar(inicio, fin):
        yield Crudo(inicio, fin, Clase.FECHA, Intervalo(desde, hasta, aproximado=aproximado), "relativa")


def _dias(hoja: Hoja, hoy: date) -> Iterator[Crudo]:
    for m in _PALABRAS.finditer(hoja.plegado):
        if m[0] in ("mañana", "manana") and _DE_LA.search(hoja.antes(m.start(), 12)):
            continue
        fecha = sumar(hoy, 2 if m[0].startswith("pasado") else _DIAS[m[0]])
        yield from _en(hoja, *m.span(), fecha, fecha, aproximado=False)
    for m in _DE_SEMANA.finditer(hoja.plegado):
        proximo = "proximo" in m["cual"] or m["tras"] is not None or m["cual"] == "el siguiente"
        fecha = siguiente(SEMANA.index(m["sem"]), hoy, hoy_vale=not proximo)
        yield from _en(hoja, *m.span(), fecha, fecha, aproximado=False)
    for m in _EN_DIAS.finditer(hoja.plegado):
        alrededor = hoja.antes(m.start(), _LADO) + hoja.despues(m.end(), _LADO)
        if _ES_PLAZO.search(alrededor) or not _ES_ACTO.search(alrededor):
            continue
        cuantos = int(m["n"]) if m["n"].isdigit() else NUMEROS[m["n"]]
        fecha = sumar(hoy, cuantos * (7 if m["u"].startswith("semana") else 1))
        yield from _en(hoja, *m.span(), fecha, fecha, aproximado=False)


def relativas(hoja: Hoja, hoy: date) -> Iterator[Crudo]:
    """Las fechas relativas, resueltas desde `hoy`; una semana o un mes dan un intervalo aproximado."""
    lunes = sumar(hoy, -hoy.weekday())
    for m in _FINDE.finditer(hoja.plegado):
        sabado = siguiente(_SABADO, hoy, hoy_vale=True) if hoy.weekday() <= _SABADO else sumar(hoy, -1)
        if sabado and "proximo" in m["cual"] and hoy.weekday() >= _SABADO:
            sabado = sumar(sabado, 7)
        yield from _en(hoja, *m.span(), sabado, sumar(sabado, 1) if sabado else None, aproximado=True)
    for m in _SEMANAS.finditer(hoja.plegado):
        primero = sumar(lunes, 0 if m["cual"] == "esta" else 7) if lunes else None
        yield from _en(hoja, *m.span(), primero, sumar(primero, 6) if primero else None, aproximado=True)
    for m in _FIN_DE_MES.finditer(hoja.plegado):
        ultimo = monthrange(hoy.year, hoy.month)[1]
        fecha = dia(hoy.year, 12, 31) if "año" in m["que"] else dia(hoy.year, hoy.month, ultimo)
        desde = sumar(fecha, -6) if fecha else None
        yield from _en(hoja, *m.span(), desde, fecha, aproximado=True)
    for m in _MES.finditer(hoja.plegado):
        salto = 1 if m["cual"] and ("proximo" in m["cual"] or "siguiente" in m["cual"]) else 0
        ano, mes = hoy.year + (hoy.month - 1 + salto) // 12, (hoy.month - 1 + salto) % 12 + 1
        entero = mes_entero(ano, mes, supuesto=False)
        if entero:
            yield from _en(hoja, *m.span(), entero.desde, entero.hasta, aproximado=True)
    yield from _dias(hoja, hoy)
