"""Lo que se ofende con dibujos: el gesto, el animal que se llama a alguien y las palabras escritas con banderas."""

import re
from collections.abc import Iterator
from itertools import islice

from modelos.lectura import INSULTANTES, LETRAS_DE_BANDERA, Lectura, Senal, Tramo, leer

_GESTO = re.compile("🖕[🏻🏼🏽🏾🏿]?")
_LLAMA = re.compile(
    r"(?:\b(?:sos|eres|es|son|pareces?|parecen|vos|usted|ustedes) |= ?)"
    rf"(?:(?:un|una|unos|unas|puro|pura|tremendo|tremenda|gran|el|la|los|las|bien) )?[{INSULTANTES}]",
    re.IGNORECASE,
)
"""«Sos un 🐷», «director = 🤡»: con lo mismo en palabras iria a una persona."""
_BANDERAS = re.compile(rf"[{LETRAS_DE_BANDERA}](?:\s*[{LETRAS_DE_BANDERA}]){{3,80}}")
_PRIMERA_LETRA = ord(LETRAS_DE_BANDERA[0])
_MAXIMO = 200
_OFENSAS = ("insultos", "soeces")


def gestos(lectura: Lectura) -> list[Tramo]:
    """Los gestos obscenos y los animales que se llama a alguien."""
    if not lectura.senales & Senal.GESTO.value:  # lo corriente: no se recorre el texto
        return []
    halladas = (m for patron in (_GESTO, _LLAMA) for m in patron.finditer(lectura.original))
    return [Tramo(*m.span()) for m in islice(halladas, _MAXIMO)]


def dibujos(lectura: Lectura) -> list[Tramo]:
    """Los emojis como se ven: las dos letras de una bandera (🇸🇻) son un solo dibujo."""
    juntos: list[Tramo] = []
    media = False
    for e in lectura.emojis:
        letra = LETRAS_DE_BANDERA[0] <= lectura.original[e.inicio : e.fin] <= LETRAS_DE_BANDERA[-1]
        if letra and media and juntos[-1].fin == e.inicio:
            juntos[-1] = Tramo(juntos[-1].inicio, e.fin)
            media = False
        else:
            juntos.append(Tramo(e.inicio, e.fin))
            media = letra
    return juntos


def deletreados(lectura: Lectura) -> Iterator[Tramo]:
    """Las filas de banderas cuyas letras dicen una palabra dura; las de paises no dicen nada."""
    if not lectura.senales & Senal.GESTO.value:
        return
    for m in islice(_BANDERAS.finditer(lectura.original), _MAXIMO):
        letras = "".join(c if c.isspace() else chr(ord(c) - _PRIMERA_LETRA + ord("a")) for c in m[0])
        if any(map(leer(letras).tiene, _OFENSAS)):
            yield Tramo(*m.span())
