"""Horas: sueltas, en tramo («de 7:00 a. m. a 4:00 p. m.») y el dia entero («24 horas»), con su papel."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from politicas.ayudas.hechos.hoja import Hoja
from politicas.ayudas.hechos.numeros import NUMEROS
from politicas.ayudas.hechos.tipos import Clase, Crudo, Hora
from politicas.ayudas.palabras import conjunto

_LETRAS = "una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce"
_SUFIJO = (
    r"(?:a\.? ?m(?:\.|\b)|p\.? ?m(?:\.|\b)|m\.? ?d(?:\.|\b)|m\.|horas\b|hrs?\b\.?|h\b"
    r"|de la (?:manana|mañana|tarde|noche|madrugada)\b|del (?:mediodia|medio dia)\b)"
)


def _ficha(n: int) -> str:
    """Una hora; los grupos llevan el numero `n`."""
    return (
        rf"(?:(?P<las{n}>(?:a )?las? )?(?P<h{n}>\d{{1,2}}|\b(?:{_LETRAS})\b)(?:[:.](?P<m{n}>\d{{2}})(?!\d))?"
        rf"(?P<y{n}> y (?:media|cuarto|\d{{2}})\b)?(?: ?(?P<s{n}>{_SUFIJO}))?"
        rf"|(?P<e{n}>(?:al? |el |la )?\b(?:mediodia|medio dia|medianoche|media noche)\b))"
    )


_TRAMO = re.compile(
    rf"(?<![\w.,:/$-])(?P<de>(?:de|desde|entre) )?{_ficha(1)} ?(?P<nexo>\b(?:a|hasta|y)\b|-|–"
    rf"|—) ?{_ficha(2)}(?![\w/])"
)
_SUELTA = re.compile(rf"(?<![\w.,:/$-]){_ficha(1)}(?![\w/])")
_DIA_ENTERO = re.compile(r"(?<![\w.,:/$-])(?:las )?(?:24|veinticuatro) horas\b(?: del dia)?|\b24/7\b")
_PLAZO = re.compile(
    r"(?:plazo (?:maximo )?de|dentro de|\ben|cada|proximas|primeras|ultimas|siguientes|maximo(?: de)?"
    r"|minimo(?: de)?|antes de|al menos"
    r"|durante|despues de|por)(?: las)? $"
)
_TRAS_PLAZO = re.compile(
    r"\s?(?:habiles|antes|despues|posteriores|previas|de anticipacion|de antelacion|siguientes|de ayuno)"
)
_FIN = re.compile(r"hasta|cierr|cerrar|finaliz|termin|conclu|clausur|ultim|a mas tardar|antes de")
_INICIO = re.compile(r"desde|a partir|abre|abri|inici|comienz|comenz|empiez|empez|arranc|apertura")
_HORARIO = re.compile(
    r"horari|hora\b|horas\b|atend|atien|atenc|abiert|abre|abri|cierr|labor|jornada|funciona|servicio|consulta"
)
_TRAS_LAS = conjunto(
    "del para con por hasta desde que los las todos todas entre cada sin lunes martes miercoles jueves"
    " viernes sabado sabados domingo"
)
_PALABRA = re.compile(r" ?([a-zñ]{3,})")
_DE_NOCHE = re.compile(
    r"noc[ht]|madrugada|siguiente|emergenci|urgenci|turno|guardia|vigilancia|24 horas|vispera"
)
"""Lo que atiende de un dia para otro."""
_DIA = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
_UN_DIA = re.compile(rf"\b(?:{_DIA}|dia \d{{1,2}})\b[^.!?\n]{{0,40}}$")
_DE_OTRO_DIA = re.compile(rf",? (?:del?|de la madrugada del) (?:{_DIA}|dia \d{{1,2}}|\d{{1,2}}\b)")
"""«El domingo 22, de 10:00 p. m. a 4:00 a. m. del lunes 23»: nombra un dia antes y otro despues."""
_MEDIODIA, _MEDIANOCHE, _DOCE = 720, 1440, 12
_LADO, _HUECO_CORTO, _TARDE = 40, 360, 6


def _de_la(sufijo: str) -> str:
    """a, p, m (mediodia), h (de 24 horas) o nada."""
    if sufijo.startswith("de la "):
        return "a" if sufijo[6] == "m" else "p" if sufijo[6] == "t" else "n"
    if sufijo.startswith(("del ", "m")):
        return "m"
    return sufijo[:1]


def _leer(m: re.Match[str], n: int) -> Hora | None:
    """La hora del grupo `n`, o None si no puede serlo."""
    if m[f"e{n}"]:
        return Hora(0 if "noche" in m[f"e{n}"] else _MEDIODIA)
    escrita = m[f"h{n}"]
    horas = NUMEROS.get(escrita) if not escrita.isdigit() else int(escrita)
    extra = (m[f"y{n}"] or "").removeprefix(" y ")
    minutos = int(m[f"m{n}"] or 0) + {"media": 30, "cuarto": 15, "": 0}.get(
        extra, 0 if not extra.isdigit() else int(extra)
    )
    if horas is None or horas > 24 or minutos > 59:  # noqa: PLR2004 - las 24 horas y sus 60 minutos
        return None
    que = _de_la(m[f"s{n}"] or "")
    if que == "a" or (que == "n" and horas == _DOCE):
        horas = 0 if horas == _DOCE else horas
    elif que in ("p", "n") and horas < _DOCE:
        horas += _DOCE
    libre = que == "" and 1 <= horas <= _DOCE and not escrita.startswith("0")
    if libre and horas < _TARDE:
        horas += _DOCE
    total = horas * 60 + minutos
    return Hora(total, libre) if total <= _MEDIANOCHE else None


def _segura(m: re.Match[str], n: int) -> bool:
    """Si se ve que es una hora por si misma."""
    con_punto = (
        m.group()[m.start(f"m{n}") - m.start() - 1 : m.start(f"m{n}") - m.start()] == "."
        if m[f"m{n}"]
        else False
    )
    return bool(m[f"s{n}"] or m[f"e{n}"] or (m[f"m{n}"] and not con_punto) or (m[f"las{n}"] and m[f"y{n}"]))


def _ajustar(una: Hora, otra: Hora) -> tuple[Hora, Hora]:
    """Un tramo: la hora que no dijo mañana o tarde la toma de la otra («de 1 a 4 p. m.»)."""
    a, b = una.minutos, otra.minutos
    if una.libre and not otra.libre:
        base = a % _MEDIODIA
        opciones = [x for x in (base + _MEDIODIA, base) if x < b] or [base + _MEDIODIA]
        cerca = opciones[0] if b - opciones[0] <= _HUECO_CORTO else opciones[-1]
        return Hora(cerca), otra
    if otra.libre:
        b %= _MEDIODIA
        while b <= a:
            b += _MEDIODIA
        return Hora(a), Hora(b if b <= _MEDIANOCHE else b % _MEDIANOCHE)
    return una, Hora(_MEDIANOCHE) if b == 0 else otra


def _medida(hoja: Hoja, fin: int) -> bool:
    """Si lo que sigue es una unidad («de 7 a 12 años», «las 2 dosis»), y no el resto de la frase."""
    sigue = _PALABRA.match(hoja.plegado, fin)
    return bool(sigue and sigue[1] not in _TRAS_LAS)


def _limpio(m: re.Match[str], n: int) -> tuple[int, int]:
    """El trozo de una hora, sin el «a las» de delante."""
    return (m.start(f"h{n}"), max(m.end(f"{g}{n}") for g in "hmys")) if m[f"h{n}"] else m.span(f"e{n}")


def _tramos(hoja: Hoja) -> Iterator[Crudo]:
    for m in _TRAMO.finditer(hoja.plegado):
        if m["nexo"] == "y" and not (m["de"] or "").startswith("entre"):
            continue
        if m["las2"] and not any(m[g] for g in ("de", "las1", "m1", "y1", "s1", "e1")):
            continue  # «el martes 24 a las 8:00 a. m.»: el primer numero es el dia
        una, otra = _leer(m, 1), _leer(m, 2)
        frase = hoja.antes(m.start(), 120) + hoja.despues(m.end(), 60)
        segura = _segura(m, 1) or _segura(m, 2)
        if not segura and (
            _medida(hoja, m.end()) or not _HORARIO.search(frase) or not (m["de"] or m["las1"])
        ):
            continue
        if una is None or otra is None or not hoja.ocupar(*m.span()):
            continue
        una, otra = _ajustar(una, otra)
        yield Crudo(*_limpio(m, 1), Clase.HORA, una, "inicio")
        yield Crudo(*_limpio(m, 2), Clase.HORA, otra, "fin")


def _papel(hoja: Hoja, inicio: int) -> str:
    """Apertura, cierre o nada, por la ultima palabra que lo diga antes."""
    antes = hoja.antes(inicio, _LADO)
    fin = max((m.end() for m in _FIN.finditer(antes)), default=0)
    principio = max((m.end() for m in _INICIO.finditer(antes)), default=0)
    return "fin" if fin > principio else "inicio" if principio else ""


def _sueltas(hoja: Hoja) -> Iterator[Crudo]:
    for m in _SUELTA.finditer(hoja.plegado):
        hora = _leer(m, 1)
        if hora is None or not (_segura(m, 1) or (m["las1"] and not _medida(hoja, m.end()))):
            continue
        if (m["s1"] or "").startswith(("hora", "h")) and not m["las1"] and not m["m1"]:
            continue  # «48 horas» es un plazo
        inicio, fin = _limpio(m, 1)
        if hoja.ocupar(inicio, fin):
            papel = _papel(hoja, inicio)
            if papel == "fin" and not hora.minutos:
                hora = Hora(_MEDIANOCHE)  # «hasta la medianoche» es la de ese dia
            yield Crudo(inicio, fin, Clase.HORA, hora, papel)


def horas(hoja: Hoja) -> Iterator[Crudo]:
    """Las horas del texto. El dia entero da un inicio a las 0:00 y un fin a las 24:00."""
    for m in _DIA_ENTERO.finditer(hoja.plegado):
        es_plazo = _PLAZO.search(hoja.antes(m.start(), _LADO)) or _TRAS_PLAZO.match(hoja.plegado, m.end())
        if (m[0] == "24/7" or not es_plazo) and hoja.ocupar(*m.span()):
            yield Crudo(*m.span(), Clase.HORA, Hora(0), "inicio")
            yield Crudo(*m.span(), Clase.HORA, Hora(_MEDIANOCHE), "fin")
    yield from _tramos(hoja)
    yield from _sueltas(hoja)


def al_reves(hoja: Hoja, halladas: Sequence[Crudo]) -> Iterator[tuple[int, int]]:
    """Los tramos que acaban antes de empezar («de 8:00 p. m. a 4:00 a. m.»), si nada dice que son de noche."""
    for una, otra in pairwise(halladas):
        if not (isinstance(una.valor, Hora) and isinstance(otra.valor, Hora)):
            continue
        if (una.papel, otra.papel) != ("inicio", "fin") or otra.valor.minutos > una.valor.minutos:
            continue
        cruza = _UN_DIA.search(hoja.antes(una.inicio, 2 * _LADO)) and _DE_OTRO_DIA.match(
            hoja.plegado, otra.fin
        )
        if not cruza and not _DE_NOCHE.search(hoja.plegado, max(0, una.inicio - 120), otra.fin + 60):
            yield una.inicio, otra.fin
