"""Las partes de un comunicado, leidas de su texto: numero, asunto, firma y vigencia."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.tiempo import en_local
from politicas.tipos import ComunicadoVigente, Contexto

_MESES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_NUMERO = re.compile(
    r"\bcomunicado (?:oficial )?(?:n(?:\.? ?[oº°]\.?|umero|um\.?|ro\.?)? ?)?(?P<n>\d{1,4}(?:[-/]\d{1,4}){0,3})"
)
_ASUNTO = re.compile(
    r"\basunto ?: ?(?P<a>[^\n.;]{3,200})|\bsobre (?P<b>(?:el|la|los|las) [a-zñ]{4,}[^\n.;]{0,150})"
)
_FIRMA = re.compile(
    r"\b(?:firma(?:do|da|n)?(?: por)? ?:? ?[a-zñ]{3,}|(?:sub)?direc(?:cion|tor|tora) general|consejo directivo"
    r"|(?:unidad|departamento|division|oficina|gerencia) de [a-zñ]{4,}|atentamente,? [a-zñ]{3,})"
)
_VIGENCIA = re.compile(
    r"\b(?:vigente|vigencia|valid[oa]|validez|rige|en vigor|a partir del?)\b(?P<resto>[^\n.;]{0,160})"
)
_DIA = re.compile(
    rf"(?<!\d)(?P<d>\d{{1,2}})(?: de (?P<m>{'|'.join(_MESES)}|setiembre))?(?: del? (?P<a>20\d\d))?(?![\d/:.-]\d|\d)"
    r"|(?<!\d)(?P<d2>\d{1,2})[/-](?P<m2>\d{1,2})[/-](?P<a2>20\d\d)(?!\d)|(?<!\d)(?P<a3>20\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)(?!\d)"
)
_SUSTITUYE = re.compile(
    r"\b(?:sustituy|reemplaz|modific|derog|prorrog|ampli|actualiz|complement)[a-z]{0,5}\b|\b(?:deja|queda|quedan) sin efecto\b"
)
FORMATO = re.compile(r"([1-9]\d{0,3})-(20\d\d)")
"""Un numero de comunicado: correlativo y año, «12-2026». Aquí y en ninguna otra parte: la casa lo da, lo pide y lo enseña así."""


@dataclass(frozen=True, slots=True)
class Comunicado:
    """Lo que se reconoce en el texto. Un tramo es None si la parte no esta; las fechas, si no se entienden."""

    numero: str
    tramo_numero: Tramo | None
    asunto: str
    firma: Tramo | None
    vigencia: Tramo | None
    fechas: tuple[date, ...]
    imposibles: tuple[Tramo, ...]
    """Fechas que no existen («31 de febrero»)."""
    sustituye: bool
    termina: bool
    """Si la ultima fecha es el final («hasta el…») y no un comienzo («a partir del…»)."""


def _partes_de_fecha(m: re.Match[str]) -> tuple[int, int, int]:
    """Dia, mes y ano escritos; 0 lo que no se dice."""
    if m["a2"] or m["a3"]:
        return int(m["d2"] or m["d3"]), int(m["m2"] or m["m3"]), int(m["a2"] or m["a3"])
    mes = (m["m"] or "").replace("setiembre", "septiembre")
    return int(m["d"]), _MESES.index(mes) + 1 if mes else 0, int(m["a"] or 0)


def _fechas(lectura: Lectura, inicio: int, fin: int, ahora: datetime) -> tuple[list[date], list[Tramo]]:
    """Las fechas del tramo. «del 1 al 30 de noviembre»: lo que una calla lo dice la siguiente; el ano, `ahora`."""
    buenas: list[date] = []
    malas: list[Tramo] = []
    mes, ano = 0, en_local(ahora).year
    for m in reversed(list(_DIA.finditer(lectura.plegado, inicio, fin))[:8]):
        dia, mes_escrito, ano_escrito = _partes_de_fecha(m)
        mes, ano = mes_escrito or mes, ano_escrito or ano
        if not mes:
            continue
        try:
            buenas.insert(0, date(ano, mes, dia))
        except ValueError:
            malas.insert(0, lectura.tramo(*m.span()))
    return buenas, malas


def leer_comunicado(lectura: Lectura, ahora: datetime) -> Comunicado:
    """Reconoce las partes. `ahora` solo completa el ano de una fecha que no lo dice. No lanza."""
    plegado = lectura.plegado
    numero, asunto = _NUMERO.search(plegado), _ASUNTO.search(plegado)
    firma, vigencia = _FIRMA.search(plegado), None
    fechas: list[date] = []
    malas: list[Tramo] = []
    dicha = ""
    for m in list(_VIGENCIA.finditer(plegado))[:8]:
        fechas, malas = _fechas(lectura, m.start("resto"), m.end("resto"), ahora)
        if fechas or malas:
            vigencia, dicha = lectura.tramo(*m.span()), m[0]
            break
    return Comunicado(
        numero=numero["n"] if numero else "",
        tramo_numero=lectura.tramo(*numero.span()) if numero else None,
        asunto=(asunto["a"] or asunto["b"]).strip() if asunto else "",
        firma=lectura.tramo(*firma.span()) if firma else None,
        vigencia=vigencia,
        fechas=tuple(fechas),
        imposibles=tuple(malas),
        sustituye=bool(_SUSTITUYE.search(plegado)),
        termina=len(fechas) > 1 or "hasta" in dicha,
    )


def en_vigor(contexto: Contexto) -> list[ComunicadoVigente]:
    """Los comunicados que valen a la hora del contexto."""
    ahora = en_local(contexto.ahora)
    return [c for c in contexto.comunicados if _con_zona(c.desde) <= ahora <= _con_zona(c.hasta)]


def _con_zona(fecha: datetime) -> datetime:
    """Una fecha que se pueda comparar: son miles, y cambiarlas de huso no cambia cual va antes."""
    return fecha if fecha.tzinfo is not None else en_local(fecha)


def cita(lectura: Lectura, numero: str) -> bool:
    """Si el texto nombra ese numero entero: «12-2026» no nombra al «2-2026»."""
    return re.search(rf"(?<![\d/-]){re.escape(numero)}(?![\d/-]*\d)", lectura.plegado) is not None


def faltas_de_vigencia(visto: Comunicado, hoy: date) -> Iterator[tuple[str, str, tuple[Tramo, ...]]]:
    """Lo que no cuadra en las fechas: motivo, etiqueta y donde."""
    if visto.imposibles:
        yield "La vigencia lleva una fecha que no existe.", "fecha_imposible", visto.imposibles
    if not visto.vigencia or not visto.fechas:
        return
    donde = (visto.vigencia,)
    if list(visto.fechas) != sorted(visto.fechas):
        yield "La vigencia termina antes de empezar.", "vigencia_al_reves", donde
    elif visto.termina and visto.fechas[-1] < hoy:
        yield (
            f"La vigencia terminó el {visto.fechas[-1]:%d/%m/%Y}: nacería vencido.",
            "vigencia_pasada",
            donde,
        )
