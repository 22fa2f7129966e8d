"""Cuanto pesa un texto en Twitter (X): el limite no son caracteres, sino un peso de 280.

Reglas (apis.md, seccion 2, "Edicion", y la configuracion publica v3 de twitter-text): se normaliza a NFC; cada
enlace pesa 23 mida lo que mida; cada emoji pesa 2 aunque sea una secuencia unida con ZWJ; los demas caracteres
pesan 1 si caen en los bloques latinos y de puntuacion comun, y 2 si no.

Se escribio aqui y no se tomo `twitter-text-parser` de PyPI (MIT, 3.0.0) porque no se importa con un setuptools
actual (usa `pkg_resources`) y su tabla de emoji es de 2019: cuenta de mas los nuevos. Se comparo con ella. Los dominios validos los sabe `tldextract`, con
la lista que trae dentro: nunca sale a la red. Esta fuera del conector porque tambien lo usa el simulador, que no
ha de cargar ningun SDK.
"""

import re
import unicodedata
from functools import cache
from typing import Final

import tldextract

PESO_MAXIMO: Final = 280
PESO_ENLACE: Final = 23
_PESO_EMOJI: Final = 2
_LIGEROS: Final = ((0, 4351), (8192, 8205), (8208, 8223), (8242, 8247))

# Pictogramas, por bloques. Los que no son emoji (flechas, figuras) pesan 2 de todos modos.
_PICTO: Final = "[\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2900-\u297f\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff]"
_PARTE: Final = rf"{_PICTO}[\ufe0f\U0001f3fb-\U0001f3ff]?(?:[\U000e0020-\U000e007e]+\U000e007f)?"
_EMOJI: Final = re.compile(
    r"[\U0001f1e6-\U0001f1ff]{2}"  # banderas de pais
    r"|[0-9#*]\ufe0f?\u20e3"  # teclas
    r"|[\u00a9\u00ae](?!\ufe0e)\ufe0f?"  # © y ®
    rf"|{_PARTE}(?:\u200d{_PARTE})*"
)
_ENLACE: Final = re.compile(
    r"(?<![A-Za-z0-9\u00c0-\u024f@＠$#＃_.\-])(?:https?://)?"
    r"(?P<anfitrion>(?:[a-z0-9\u00c0-\u024f](?:[a-z0-9_\u00c0-\u024f-]*[a-z0-9\u00c0-\u024f])?\.)+[a-z]{2,63})"
    r"(?![a-z0-9@＠_-])(?::[0-9]+)?(?P<resto>[/?](?:[^\s()<>«»“”]|\([^\s()]*(?:\([^\s()]*\)[^\s()]*)*\))*)?",
    re.IGNORECASE,
)
_COLA: Final = ".,:;!?¿¡'\"…]}"  # puntuacion final que no es del enlace
# lo que twitter-text da por no valido en un texto; los sustitutos sueltos ni siquiera se pueden codificar
_PROHIBIDOS: Final = re.compile("[\ufffe\ufeff\uffff\ud800-\udfff]")


@cache
def _dominios() -> tldextract.TLDExtract:
    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=())


def peso(texto: str) -> int:
    """El peso de `texto`, comparable con `PESO_MAXIMO`. Pura."""
    texto = unicodedata.normalize("NFC", texto)
    total, desde = 0, 0
    for inicio, fin in _enlaces(texto):
        total += _peso_llano(texto[desde:inicio]) + PESO_ENLACE
        desde = fin
    return total + _peso_llano(texto[desde:])


def tiene_prohibidos(texto: str) -> bool:
    """Si lleva caracteres que Twitter no admite (marcas de orden de octetos, sustitutos sueltos)."""
    return bool(_PROHIBIDOS.search(texto))


def _enlaces(texto: str) -> list[tuple[int, int]]:
    """Tramos que Twitter convertira en enlace: con `http(s)://` o sin el, si el dominio existe."""
    tramos = []
    for hallado in _ENLACE.finditer(texto):
        if not _dominios()(hallado["anfitrion"]).suffix:
            continue
        resto = hallado["resto"] or ""
        tramos.append((hallado.start(), hallado.end() - len(resto) + len(resto.rstrip(_COLA))))
    return tramos


def _peso_llano(texto: str) -> int:
    """Peso de un texto sin enlaces."""
    sin_emojis, emojis = _EMOJI.subn("", texto)
    return emojis * _PESO_EMOJI + sum(
        1 if any(a <= ord(c) <= b for a, b in _LIGEROS) else 2 for c in sin_emojis
    )
