"""Montos, porcentajes y cantidades con unidad, en cifras o en palabras."""

import re
from collections.abc import Iterator
from decimal import Decimal

from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.tipos import Clase, Crudo
from politicas.ayudas.palabras import conjunto

_SUELTOS = (
    "cero un dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciseis"
    " diecisiete dieciocho diecinueve veinte veintiun veintidos veintitres veinticuatro veinticinco"
    " veintiseis veintisiete veintiocho veintinueve treinta"
)
NUMEROS: dict[str, int] = {p: i for i, p in enumerate(_SUELTOS.split())}
NUMEROS |= {"uno": 1, "una": 1, "veintiuno": 21, "veintiuna": 21}
NUMEROS |= {
    p: 10 * i
    for i, p in enumerate(["cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa", "cien"], 4)
}
NUMEROS |= {"ciento": 100, "quinientos": 500, "quinientas": 500, "setecientos": 700, "setecientas": 700}
NUMEROS |= {
    f"{p}cient{g}s": 100 * n
    for n, p in ((2, "dos"), (3, "tres"), (4, "cuatro"), (6, "seis"), (8, "ocho"))
    for g in "oa"
}
NUMEROS |= {"novecientos": 900, "novecientas": 900}
_GRANDES = {"mil": 1_000, "millon": 1_000_000, "millones": 1_000_000}

_UNA = "|".join(sorted((*NUMEROS, *_GRANDES), key=len, reverse=True))
_LETRA = rf"(?:{_UNA})\b(?: (?:y )?(?:{_UNA})\b){{0,7}}"
_CIFRA = r"(?:\d{1,3}(?:,\d{3}){1,3}|\d{1,9})(?:\.\d{1,2})?(?: mil(?:lon(?:es)?)?\b)?"
_NUMERO = rf"(?:{_CIFRA}|{_LETRA})"
_MONTO = re.compile(
    rf"(?:\bus ?|\busd ?)?\$ ?(?P<a>{_CIFRA})(?: ?(?:dolares|usd)\b)?"
    rf"|(?<![\w.,])(?P<b>{_NUMERO})(?: \([^()\n]{{1,30}}\))? (?:de )?(?:dolar|dolares"
    rf"|usd)\b(?: con (?P<c>{_NUMERO}) centavos?)?"
    rf"|(?<![\w.,])(?P<d>{_NUMERO}) centavos?\b"
)
_PORCENTAJE = re.compile(rf"(?<![\w.,])(?P<a>{_CIFRA}|{_LETRA}) ?(?:%|por ciento\b)")
_CANTIDAD = re.compile(
    rf"(?<![\w.,/:$-])(?P<n>{_NUMERO})\)?(?: \([^()\n]{{1,20}}\))? (?P<u>[a-zñ]{{3,}})"
    r"(?: (?P<h>habil(?:es)?|calendario|naturales|laborales|continuos))?"
)
_TIEMPO = {
    "minuto": ("minutos", 1), "hora": ("horas", 1), "dia": ("horas", 24), "semana": ("horas", 168),
    "mes": ("meses", 1), "año": ("meses", 12),
}  # fmt: skip
_UNIDAD_DE_UNO = conjunto("minuto hora dia semana mes año copia fotografia foto dosis fotocopia cita")
_IGUALES = {"foto": "fotografia", "fotocopia": "copia", "aplicacion": "dosis", "refuerzo": "dosis"}
_NO_UNIDAD = conjunto(
    "del los las que por para con sus una uno sin mas hasta enero febrero marzo abril mayo junio julio"
    " agosto septiembre setiembre octubre noviembre diciembre horas hora lunes martes miercoles jueves"
    " viernes sabado domingo mil millon millones pero desde entre segun ante como cuando dolares dolar"
    " veces ultimo ultimos ultima ultimas primer primeros primera primeras siguiente siguientes proximo"
    " proximos proxima proximas cada centavos anos"
)
_PAPELES = (
    (
        "edad minima",
        re.compile(
            r"(?:mayores de|mas de|desde los|a partir de(?: los)?|minimo de|cumplidos?|edad minima de|de) $"
        ),
    ),
    ("edad maxima", re.compile(r"(?:menores de|hasta(?: los)?|maximo de|menos de) $")),
)
_DURACIONES = (
    ("anticipación", re.compile(r"anticipacion|antelacion|\bantes\b|previ[oa]s?\b|ayuno")),
    ("vigencia", re.compile(r"vigencia|vigente|valid|vence|caduca")),
    (
        "plazo",
        re.compile(
            r"plazo|dentro de|tarda|demora|entreg|respuesta|resolver|resoluc|espera|a mas tardar|maxim|\ben $"
        ),
    ),
    ("duración", re.compile(r"durante|dura|cada")),
)
_VARIA = re.compile(r"crec|aument|increment|subi[oer]|disminu|redu[jc]|baj[oa]\b|cobertura|avance|cada")
_ANO_MINIMO, _ANO_MAXIMO = 1900, 2100
_LADO = 45


def valor(escrito: str) -> Decimal:
    """El numero que dicen unas cifras o unas palabras plegadas («1,500», «doce», «dos mil»)."""
    total, actual = Decimal(0), Decimal(0)
    for palabra in escrito.replace(",", "").split():
        if palabra in _GRANDES:
            total, actual = total + max(actual, Decimal(1)) * _GRANDES[palabra], Decimal(0)
        elif palabra != "y":
            actual += NUMEROS[palabra] if palabra in NUMEROS else Decimal(palabra)
    return total + actual


def singular(palabra: str) -> str:
    """Una unidad sin plural («dias» → «dia», «meses» → «mes»)."""
    if palabra.endswith("es") and len(palabra) > 4 and palabra[-3] in "lrndsz":  # noqa: PLR2004
        return palabra[:-2].replace("luce", "luz")
    return palabra[:-1] if palabra.endswith("s") and palabra not in ("dosis", "mes") else palabra


def _montos(hoja: Hoja) -> Iterator[Crudo]:
    for m in _MONTO.finditer(hoja.plegado):
        if m["d"]:
            cuanto = valor(m["d"]) / 100
        else:
            cuanto = valor(m["a"] or m["b"]) + (valor(m["c"]) / 100 if m["c"] else 0)
        if hoja.ocupar(*m.span()):
            yield Crudo(*m.span(), Clase.MONTO, cuanto)


def _porcentajes(hoja: Hoja) -> Iterator[Crudo]:
    for m in _PORCENTAJE.finditer(hoja.plegado):
        if hoja.ocupar(*m.span()):
            papel = "|variación" if _VARIA.search(hoja.antes(m.start(), _LADO)) else ""
            yield Crudo(*m.span(), Clase.PORCENTAJE, valor(m["a"]), papel)


def _papel(hoja: Hoja, m: re.Match[str], unidad: str) -> str:
    """De que es una duracion: edad, anticipacion, vigencia, plazo… o nada."""
    antes, despues = hoja.antes(m.start(), _LADO), hoja.despues(m.end(), _LADO)
    if unidad == "año":
        for papel, forma in _PAPELES:
            if forma.search(antes):
                return papel
    for papel, forma in _DURACIONES:
        if forma.search(despues[: _LADO // 2]) or forma.search(antes):
            return papel
    return ""


def cantidades(hoja: Hoja) -> Iterator[Crudo]:
    """Cantidades con su unidad; las de tiempo, en horas o meses: «3 dias» son «72 horas»."""
    for m in _CANTIDAD.finditer(hoja.plegado):
        unidad = singular(m["u"])
        unidad = _IGUALES.get(unidad, unidad)
        numero = valor(m["n"])
        if m["u"] in _NO_UNIDAD and unidad != "hora":
            continue
        if m["n"] in ("un", "una", "uno") and unidad not in _UNIDAD_DE_UNO:
            continue
        if m["n"].isdigit() and len(m["n"]) == 4 and _ANO_MINIMO <= numero <= _ANO_MAXIMO:  # noqa: PLR2004
            continue
        fin = m.end("h") if m["h"] else m.end("u")
        if not hoja.ocupar(m.start(), fin):
            continue
        if unidad in _TIEMPO:
            familia, veces = _TIEMPO[unidad]
            habil = " hábiles" if (m["h"] or "").startswith(("habil", "labor")) else ""
            papel = _papel(hoja, m, unidad) or f"sin {unidad}"
            yield Crudo(m.start(), fin, Clase.CANTIDAD, numero * veces, f"{familia}{habil}|{papel}")
        else:
            yield Crudo(m.start(), fin, Clase.CANTIDAD, numero, f"{unidad}|")


def dinero(hoja: Hoja) -> Iterator[Crudo]:
    """Montos (en dolares) y porcentajes."""
    yield from _montos(hoja)
    yield from _porcentajes(hoja)
