"""Lo que comparten los PDF de la casa: escribir cualquier texto con las letras que tiene la fuente del papel."""

import unicodedata
from typing import Final

_SE_ESCRIBEN: Final = str.maketrans(
    {
        "•": "·", "…": "...", "—": "-", "–": "-", "−": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "→": "->",
        "≈": "~", "≥": ">=", "≤": "<=", "\t": " ", "\u00a0": " ", "\u202f": " ", "\r": " ",
    }
)  # fmt: skip
_LATIN1: Final = 0x100


def llano(texto: str) -> str:
    """El texto con lo que la fuente tiene; lo demas, con su codigo, que ademas delata un nombre imitado."""
    junto = unicodedata.normalize("NFC", texto).translate(_SE_ESCRIBEN)
    return "".join(_letra(c) for c in junto)


def _letra(c: str) -> str:
    if c == "\n" or (c.isprintable() and ord(c) < _LATIN1):
        return c
    return f"<U+{ord(c):04X}>"
