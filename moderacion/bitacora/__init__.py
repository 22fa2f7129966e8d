"""El registro de todo lo que cambia (articulo 8): sucesos encadenados por huella. Puro: no toca la base."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

_SUSTITUTO = re.compile("[\ud800-\udfff]")
GENESIS = "0" * 64
MAQUINA = "maquina"
"""El actor cuando nadie decidio: la maquina."""


@dataclass(frozen=True, slots=True)
class Suceso:
    """Algo que paso. `tipo` es `objeto:verbo`; `datos` no lleva textos ni datos personales, solo ids y cifras."""

    tipo: str
    objeto: str
    actor: str = MAQUINA
    datos: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Eslabon:
    """Un suceso ya asentado en la cadena."""

    n: int
    fecha: datetime
    tipo: str
    objeto: str
    actor: str
    datos: str
    huella: str


def canonico(datos: Mapping[str, Any]) -> str:
    """JSON con claves ordenadas, sin espacios y en NFC: los mismos datos dan siempre los mismos octetos.

    Los sustitutos sueltos van escapados: un mensaje de error ajeno puede traerlos y la base no los codifica.
    """
    texto = json.dumps(datos, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    escapado = _SUSTITUTO.sub(lambda m: f"\\u{ord(m[0]):04x}", texto)
    return unicodedata.normalize("NFC", escapado)


def huella(previa: str, n: int, fecha: datetime, tipo: str, objeto: str, actor: str, datos: str) -> str:
    """`h_n = SHA-256(h_{n-1} ‖ n ‖ fila)` en hexadecimal (fiabilidad.md, seccion 6)."""
    fila = canonico(
        {
            "fecha": fecha.astimezone(UTC).isoformat(timespec="microseconds"),
            "tipo": tipo,
            "objeto": objeto,
            "actor": actor,
            "datos": datos,
        }
    )
    return hashlib.sha256(f"{previa}{n}{fila}".encode("utf-8", "surrogatepass")).hexdigest()


def verificar(cadena: Iterable[Eslabon]) -> tuple[int, int | None]:
    """Recorre la cadena en orden. Devuelve cuantos eslabones vio y el numero del primero malo, o None."""
    previa, esperado = GENESIS, 1
    for e in cadena:
        if e.n != esperado or e.huella != huella(previa, e.n, e.fecha, e.tipo, e.objeto, e.actor, e.datos):
            return esperado - 1, e.n
        previa, esperado = e.huella, esperado + 1
    return esperado - 1, None
