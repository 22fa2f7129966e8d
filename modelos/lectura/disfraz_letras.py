"""Letras que se ven o suenan como otras: de lo que se tecleo a la letra latina que se lee, y la clave sonora."""

import re

# Letras que se ven como las latinas: cirilico, griego, armenio, versalitas y letras con trazo.
_PARECIDAS = {
    "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "у": "y", "х": "x", "і": "i", "ј": "j", "ѕ": "s", "ԁ": "d",
    "һ": "h", "ӏ": "l", "к": "k", "м": "m", "т": "t", "в": "b", "н": "h", "г": "r", "п": "n", "и": "n", "д": "d",
    "ь": "b", "б": "b", "з": "e", "ԛ": "q", "ԝ": "w", "ѵ": "v", "ո": "n", "ս": "u", "օ": "o", "ց": "g", "ք": "p",
    "հ": "h", "ա": "w", "ե": "t", "զ": "q", "ғ": "f", "қ": "k", "ң": "h", "ү": "y", "ұ": "y", "ҫ": "c",
    "α": "a", "β": "b", "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x",
    "η": "n", "γ": "y", "δ": "d", "σ": "o", "ϳ": "j", "ω": "w", "λ": "l", "θ": "o", "ς": "s", "ϲ": "c", "ζ": "z",
    "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "ŧ": "t", "ƀ": "b", "ɍ": "r", "ɇ": "e", "ɨ": "i", "ɉ": "j", "ɏ": "y",
    "ƶ": "z", "ꝑ": "p", "ꝓ": "p", "ᵽ": "p", "ꝗ": "q", "ȼ": "c", "ꞓ": "c", "ǥ": "g", "ꞡ": "g", "ꝁ": "k", "ⱥ": "a",
    "ʉ": "u", "ꝋ": "o", "ɵ": "o", "ꞥ": "n", "ꞩ": "s", "ŋ": "n", "ɑ": "a", "ɐ": "a", "ǝ": "e", "ɛ": "e", "ə": "e",
    "ɡ": "g", "ı": "i", "ȷ": "j", "ɪ": "i", "ʟ": "l", "ɴ": "n", "ʀ": "r", "ʏ": "y", "ʙ": "b", "ɢ": "g", "ʜ": "h",
    "ᴀ": "a", "ᴄ": "c", "ᴅ": "d", "ᴇ": "e", "ꜰ": "f", "ᴊ": "j", "ᴋ": "k", "ᴍ": "m", "ᴏ": "o", "ᴘ": "p", "ꜱ": "s",
    "ᴛ": "t", "ᴜ": "u", "ᴠ": "v", "ᴡ": "w", "ᴢ": "z", "þ": "p", "µ": "u", "ƥ": "p", "ɗ": "d", "ƙ": "k", "ɲ": "n",
    "æ": "a", "œ": "o", "ß": "b", "ð": "d", "ɓ": "b", "ɖ": "d", "ɠ": "g", "ɦ": "h", "ɾ": "r", "ɹ": "r", "ʇ": "t",
    "ɯ": "m", "ʌ": "v", "ʍ": "w", "ʎ": "y", "ɟ": "f", "ɥ": "h", "ʞ": "k", "ƨ": "s", "ƭ": "t", "ʈ": "t", "ƈ": "c",
    "ƒ": "f", "ƞ": "n", "ƚ": "l", "ɫ": "l", "ɱ": "m", "ɳ": "n", "ɼ": "r", "ʂ": "s", "ʋ": "v", "ʐ": "z", "ɭ": "l",
    "ᵾ": "u", "ᵻ": "i", "ⱡ": "l", "ⱦ": "t", "ɽ": "r", "ꝛ": "r", "ꝟ": "v", "ꟈ": "d", "ꟊ": "s", "ȿ": "s", "ɀ": "z",
    "ᴃ": "b", "ᴌ": "l", "ᴎ": "n", "ᴐ": "c", "ᴙ": "r", "ⲟ": "o", "ⲣ": "p", "ⲥ": "c", "ⲉ": "e", "ꓑ": "p", "ꓰ": "e",
}  # fmt: skip
_CIFRAS = {
    "0": "o", "1": "i", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "¡": "i", "|": "l", "€": "e", "£": "l", "+": "t", "¢": "c", "<": "c", "(": "c",
    "§": "s", "¥": "y", "∂": "d", "%": "o", "&": "a", "^": "a", "°": "o", "º": "o", "ª": "a", "²": "z", "³": "e",
}  # fmt: skip
TABLAS = (
    str.maketrans(_PARECIDAS | _CIFRAS),
    str.maketrans(_PARECIDAS | _CIFRAS | {"1": "l", "@": "o", "6": "b", "|": "i", "9": "q", "!": "l"}),
)
"""Dos lecturas de los signos dudosos: el 1 es i o l, la arroba es a u o."""

VOCALES = frozenset("aeiou")
_REPETIDA = re.compile(r"(.)\1+")


def clave(palabra: str) -> str:
    """Como suena: k/c/qu, v/b, z/s/c, g/j, ll/y, n/m ante b o p y h reunidas; sin letras repetidas."""
    p = palabra.replace("ph", "f").replace("ch", "C").replace("que", "ke").replace("qui", "ki")
    p = p.replace("ce", "se").replace("ci", "si").replace("c", "k").replace("q", "k").replace("z", "s")
    p = p.replace("v", "b").replace("ll", "y").replace("gue", "Ge").replace("gui", "Gi")
    p = p.replace("ge", "je").replace("gi", "ji").replace("G", "g").replace("h", "").replace("w", "u")
    p = p.replace("nb", "mb").replace("np", "mp")  # «inbécil»
    return _REPETIDA.sub(r"\1", p)
