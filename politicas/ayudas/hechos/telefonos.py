"""Telefonos (8 cifras, cortos de 3, lineas 800) y correos."""

import re
from collections.abc import Iterator

from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.tipos import Clase, Crudo

_FECHA_ISO = r"20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_LARGO = re.compile(
    rf"(?<![\d-])(?!{_FECHA_ISO})(?:\(?\+?503\)?[ -]?)?([267]\d{{3}})[ -]?(\d{{2}}[ -]?\d{{2}})(?![\d-]|\.\d)"
)
_GRATIS = re.compile(r"(?<![\d-])(800)[ -]?(\d{4})(?![\d-])")
_CORTO = re.compile(
    r"\b(?:telefonos?|numeros?|lineas?|llam(?:e|ar|ando|enos|anos)|marc(?:ar|ando|acion)|marque"
    r"|comuni\w{2,10}|contact\w{1,8}|call center"
    r"|centro de llamadas|whatsapp"
    r"|atencion telefonica)\b[^.\n\d$%]{0,40}?(?<![\d.,:/$+-])(?!503)(\d{3})(?![\d%]|[.,:/-]\d| (?:dias"
    r"|horas|meses|personas|cupos|años))"
)
_HUECO = re.compile(r"[ -]")
_SIGUIENTE = re.compile(r" ?(?:,|o|y|u)(?: al)? (\d{3})(?![\d%]|[.,:/-]\d| [a-zñ]{4})")
_CORREO = re.compile(r"(?<![\w.+-])[a-z0-9][\w.+-]{0,60}@[a-z0-9-]{1,60}(?:\.[a-z0-9-]{2,30}){1,4}")
_WHATSAPP = re.compile(r"whats ?app|wh?ats?ap+|wsp|mensaj")
_LADO = 40


def _papel(hoja: Hoja, inicio: int) -> str:
    return "whatsapp" if _WHATSAPP.search(hoja.antes(inicio, _LADO)) else "telefono"


def telefonos(hoja: Hoja) -> Iterator[Crudo]:
    """Telefonos con su uso (telefono o WhatsApp) y correos."""
    for m in _CORREO.finditer(hoja.plegado):
        if hoja.ocupar(*m.span()):
            yield Crudo(*m.span(), Clase.CORREO, m[0].rstrip("."))
    for forma in (_LARGO, _GRATIS):
        for m in forma.finditer(hoja.plegado):
            if hoja.ocupar(*m.span()):
                yield Crudo(
                    *m.span(), Clase.TELEFONO, f"{m[1]}-{_HUECO.sub('', m[2])}", _papel(hoja, m.start())
                )
    for m in _CORTO.finditer(hoja.plegado):
        numero: re.Match[str] | None = m
        while numero and hoja.ocupar(*numero.span(1)):
            yield Crudo(*numero.span(1), Clase.TELEFONO, numero[1], _papel(hoja, m.start(1)))
            numero = _SIGUIENTE.match(hoja.plegado, numero.end(1))
