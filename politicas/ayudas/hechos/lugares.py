"""Sitios: los de las listas y cualquier nombre propio tras «hospital», «unidad médica» y parecidos."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from politicas.ayudas.hechos.hoja import Ficha, Hoja
from politicas.ayudas.hechos.listas import hallar
from politicas.ayudas.hechos.tipos import Lugar
from politicas.ayudas.palabras import conjunto


class Sitio(NamedTuple):
    """Un lugar hallado, sobre el plegado. `donde`: si va tras «en», «acuda a»… y no solo «de»."""

    inicio: int
    fin: int
    lugar: Lugar
    donde: bool


_TIPOS = {
    "hospital": "hospital", "unidad": "unidad", "policlinico": "policlínico", "policlinica": "policlínico", "clinica": "clínica",
    "consultorio": "consultorio", "sucursal": "sucursal", "torre": "torre", "centro": "centro", "parque": "parque", "plaza": "plaza",
    "edificio": "edificio", "auditorio": "auditorio", "salon": "salón", "oficina": "oficina", "oficinas": "oficina", "polideportivo": "polideportivo",
    "gimnasio": "gimnasio", "estadio": "estadio", "escuela": "escuela", "instituto": "instituto", "alcaldia": "alcaldía", "casa": "casa",
}  # fmt: skip
_ENLACE = conjunto(
    "de del la el los las medica medico comunal comunales empresarial nacional regional municipal"
    " administrativa administrativas central centrales comercial salud atencion especializado"
    " especialidades general"
)
_PIDE = conjunto(
    "en de del a al la el las los hacia desde hospital unidad medica clinica comunal farmacia"
    " policlinico sede sucursal municipio departamento distrito ciudad"
)
_DONDE = re.compile(
    r"(?:\b(?:en|desde) (?:el |la |las |los |nuestr[oa] )?|\b(?:acud|present|visit|acerqu|acerc|asist"
    r"|dirij|dirig|lleg)\w*(?: \w{1,4}){0,3} |\blugar:? ?(?:es |sera )?(?:el |la )?|\bsede:? ?(?:es "
    r"|sera )?(?:el |la )?|📍 ?)$"
)
_PAIS = re.compile(r"\bel salvador\b|\binstituto salvadoreño\b|\binstituto salvadoreno\b")
_NUMERADO = re.compile(
    r"\b(?P<q>ventanilla|ventanillas|nivel|piso|planta|sala|salon|edificio|modulo|puerta|kilometro"
    r"|local|cubiculo|consultorio|torre) (?:n(?:o|umero)?\.? ?)?(?P<n>\d{1,3}|[a-z])\b|\b(?P<o>primer"
    r"|segund[oa]|tercer|cuart[oa]|quint[oa]|sext[oa]) (?P<q2>nivel|piso|planta)\b"
)
_ORDEN = {"primer": "1", "segund": "2", "tercer": "3", "cuart": "4", "quint": "5", "sext": "6"}
_MAXIMO = 4
_LADO = 36


def _cabeza(palabras: tuple[Ficha, ...], i: int) -> tuple[int, str]:
    """Hasta donde llega hacia atras «Unidad Médica de», y el tipo de sitio que dice."""
    j = i
    while (
        j > 0
        and i - j < _MAXIMO
        and palabras[j - 1].forma in _ENLACE
        and palabras[j - 1].fin + 1 == palabras[j].inicio
    ):
        j -= 1
    if j > 0 and palabras[j - 1].forma in _TIPOS and palabras[j - 1].fin + 1 == palabras[j].inicio:
        return j - 1, _TIPOS[palabras[j - 1].forma]
    return i, ""


def _nombrados(hoja: Hoja) -> Iterator[tuple[int, int, str, str]]:
    """Sitios de las listas: primera palabra, siguiente, nombre, tipo."""
    for h in hallar(hoja.palabras, "establecimientos"):
        primera = hoja.palabras[h.primera]
        if h.clase == "dudoso":
            pedido = h.primera > 0 and hoja.palabras[h.primera - 1].forma in _PIDE
            if not (pedido and hoja.es_mayuscula(hoja.palabras[h.siguiente - 1].inicio)):
                continue
        if h.forma == "el salvador" or (h.forma.startswith("san ") and not hoja.es_mayuscula(primera.inicio)):
            continue
        desde, tipo = _cabeza(hoja.palabras, h.primera)
        yield desde, h.siguiente, h.forma, tipo


def _propios(hoja: Hoja) -> Iterator[tuple[int, int, str, str]]:
    """Nombres con mayuscula tras lo que es un sitio: «Clínica Comunal San Antonio»."""
    palabras, i = hoja.palabras, 0
    while i < len(palabras):
        tipo = _TIPOS.get(palabras[i].forma)
        j = i + 1
        while (
            tipo
            and j < len(palabras)
            and j - i <= _MAXIMO
            and palabras[j].forma in _ENLACE
            and _seguida(palabras, j)
        ):
            j += 1
        k = j
        while tipo and k < len(palabras) and k - j < _MAXIMO and _seguida(palabras, k):
            nexo = palabras[k].forma in ("de", "del", "la", "las", "los", "el") and k > j
            if not nexo and not (hoja.es_mayuscula(palabras[k].inicio) and palabras[k].forma.isalpha()):
                break
            k += 1
        while k > j and palabras[k - 1].forma in ("de", "del", "la", "las", "los", "el"):
            k -= 1
        if tipo and k > j:
            yield i, k, " ".join(p.forma for p in palabras[j:k]), tipo
            i = k
        else:
            i += 1


def _seguida(palabras: tuple[Ficha, ...], i: int) -> bool:
    return palabras[i - 1].fin + 1 == palabras[i].inicio


def lugares(hoja: Hoja) -> Iterator[Sitio]:
    """Los sitios del texto. Ocupan su trozo: «Hospital 1.º de Mayo» no es una fecha."""
    for m in _PAIS.finditer(hoja.plegado):
        hoja.ocupar(*m.span())
    for hallados in (_nombrados(hoja), _propios(hoja)):
        for i, j, nombre, tipo in hallados:
            inicio, fin = hoja.palabras[i].inicio, hoja.palabras[j - 1].fin
            if nombre in ("isss", "seguro social") or not hoja.ocupar(inicio, fin):
                continue
            yield Sitio(inicio, fin, Lugar(nombre, tipo), bool(_DONDE.search(hoja.antes(inicio, _LADO))))


def numerados(hoja: Hoja) -> Iterator[tuple[int, int, str, str]]:
    """«ventanilla 5», «segundo nivel»: inicio, fin, que es y cual."""
    for m in _NUMERADO.finditer(hoja.plegado):
        if m["o"]:
            cual, que = next(n for p, n in _ORDEN.items() if m["o"].startswith(p)), m["q2"]
        else:
            cual, que = m["n"], m["q"].removesuffix("s")
            if not cual.isdigit() and not hoja.es_mayuscula(m.start("n")):
                continue
        if hoja.ocupar(*m.span()):
            yield *m.span(), "nivel" if que in ("piso", "planta") else que, cual
