"""Trece expresiones regulares llanas, una por articulo del manual: el patron con que se compara lo que cuesta juzgar."""

import re
from typing import Final

REGLAS: Final = [
    re.compile(p, re.IGNORECASE)
    for p in (
        r"\bpendej[oa]s?\b", r"\bputas?\b", r"\bmierdas?\b", r"\bidiotas?\b", r"\bcerotes?\b",
        r"https?://\S+", r"\bwww\.\S+", r"\b[A-ZÁÉÍÓÚÑ]{5,}\b", r"(.)\1{4,}", r"\bgratis\b",
        r"\bte voy a\b", r"\bwhatsapp\b", r"\d{4}-\d{4}",
    )
]  # fmt: skip
