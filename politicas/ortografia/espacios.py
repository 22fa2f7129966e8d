"""Palabras repetidas, horas y espacios: antes y despues de los signos, dobles y dentro de parentesis y comillas."""

import re
from collections.abc import Iterator

from politicas.ortografia.escrito import Escrito
from politicas.ortografia.tipos import Falta
from politicas.tipos import Gravedad

_DOBLADAS_CORRECTAS = frozenset(
    ("si", "sí", "no", "muy", "nos", "poco", "paso", "ja", "je", "casi", "ya", "más", "ta")
)
_MAY = "A-ZÁÉÍÓÚÑ"
_REGLAS: tuple[tuple[re.Pattern[str], str, Gravedad, str], ...] = (
    (
        re.compile(r"(?<=[^\s.,;:!?])[ \t\u00a0]+([,;:.!?])(?![\d.)(DPpo/\\|\]\[-])"),
        "Sobra el espacio antes de «{1}».",
        Gravedad.MEDIA,
        "{1}",
    ),
    (
        re.compile(r"([(«“\[])[ \t\u00a0]{1,3}([^()«»“”\[\]]{1,80}?)[ \t\u00a0]{1,3}([)»”\]])"),
        "Sobran los espacios de dentro de «{1}{3}».",
        Gravedad.MEDIA,
        "{1}{2}{3}",
    ),
    (re.compile(r"(?<=\S)[ \t\u00a0]+([)»”\]])"), "Sobra el espacio antes de «{1}».", Gravedad.MEDIA, "{1}"),
    (re.compile(r"([(«“\[¿¡])[ \t\u00a0]+(?=\S)"), "Sobra el espacio tras «{1}».", Gravedad.MEDIA, "{1}"),
    (re.compile(r"(?<=[^\W\d_])([,;])(?=[^\W\d_]|\d)"), "Falta un espacio tras «{1}».", Gravedad.MEDIA, "{1} "),
    (re.compile(r"(?<=\d)([,;])(?=[^\W\d_])"), "Falta un espacio tras «{1}».", Gravedad.MEDIA, "{1} "),
    (
        re.compile(rf"(?<=[^\W\d_]{{2}})([.:])(?=[{_MAY}¿¡][a-záéíóúñü])"),
        "Falta un espacio tras «{1}».",
        Gravedad.MEDIA,
        "{1} ",
    ),
    (re.compile(r"(?<=[^\W\d_]{3})(:)(?=[a-záéíóúñü]{2}|\d)"), "Falta un espacio tras «{1}».", Gravedad.MEDIA, "{1} "),
    (re.compile(r"(?<=\d)(\.)(?=[A-ZÁÉÍÓÚÑ][a-záéíóúñü]{2})"), "Falta un espacio tras «{1}».", Gravedad.MEDIA, "{1} "),
    (re.compile(r"(?<=[^\W\d_])([?!])(?=[^\W\d_¿¡])"), "Falta un espacio tras «{1}».", Gravedad.MEDIA, "{1} "),
    (re.compile(r"(?<=[^\W\d_])([)»”])(?=[^\W\d_]{2})"), "Falta un espacio tras «{1}».", Gravedad.MEDIA, "{1} "),
    (re.compile(r"(?<=[^\W\d_]{3})(\()(?=[^\W\d_]{4})"), "Falta un espacio antes de «{1}».", Gravedad.MEDIA, " {1}"),
    (re.compile(r"(?<=\d)(años|horas|días|meses|de|al|personas|minutos)\b"), "Falta un espacio tras la cifra.", Gravedad.MEDIA, " {1}"),
    (re.compile(r"(?<![.\w])(\d{1,4})(?<=\d)(a|de)\b(?=[ ])"), "Falta un espacio tras la cifra.", Gravedad.LEVE, "{1} {2}"),
    (re.compile(r"(?<=\d)[ \u00a0]?([ap])[ \u00a0]?m\b(?!\.)"), "La hora se escribe con «{1}. m.».", Gravedad.LEVE, " {1}. m."),
    (re.compile(r"(?<=\d[ \u00a0])([ap]\.[ \u00a0]?m)\b(?!\.)"), "Falta el punto de «{1}.».", Gravedad.LEVE, "{1}."),
    (re.compile(r"\b((?:1[3-9]|2[0-3]):\d\d)[ \u00a0]?[ap]\.[ \u00a0]?m\."), "«{1}» ya dice que es de la tarde.", Gravedad.MEDIA, "{1} horas"),
    (re.compile(r"(?<=[^\W_])(\.)\.(?!\.)"), "Sobra un punto.", Gravedad.MEDIA, "{1}"),
    (re.compile(r"([,;])[,;]+"), "Sobra un signo.", Gravedad.MEDIA, "{1}"),
    (re.compile(r"(?<=\S) {2,}(?=\S)"), "Hay más de un espacio seguido.", Gravedad.LEVE, " "),
)  # fmt: skip


def revisar_espacios(escrito: Escrito) -> Iterator[Falta]:
    """Espacios que sobran o faltan; el doble, solo como nota."""
    for patron, motivo, gravedad, nueva in _REGLAS:
        for m in patron.finditer(escrito.visible):
            dichos = ("", *m.groups())
            yield Falta(m.start(), m.end(), gravedad, motivo.format(*dichos), (nueva.format(*dichos),))


def revisar_repetidas(escrito: Escrito) -> Iterator[Falta]:
    """Una palabra, o un par de ellas, escrita dos veces seguidas."""
    vocablos = escrito.vocablos
    for i in range(1, len(vocablos)):
        uno, otro = vocablos[i - 1], vocablos[i]
        if uno.pausa or uno.pegado or otro.pegado:
            continue
        if uno.forma == otro.forma:
            nombre_propio = uno.inicial and otro.inicial and not uno.mayusculas and not uno.empieza
            if uno.forma not in _DOBLADAS_CORRECTAS and not nombre_propio:
                motivo = f"Palabra repetida: «{uno.texto[:40]}»."
                yield Falta(uno.inicio, otro.fin, Gravedad.MEDIA, motivo, (uno.texto,))
        elif i + 2 < len(vocablos) and not (otro.pausa or vocablos[i + 1].pausa):
            par = (vocablos[i + 1].forma, vocablos[i + 2].forma)
            if par == (uno.forma, otro.forma):
                fragmento = escrito.original[uno.inicio : otro.fin]
                motivo = f"Palabras repetidas: «{fragmento[:60]}»."
                yield Falta(uno.inicio, vocablos[i + 2].fin, Gravedad.MEDIA, motivo, (fragmento,))
