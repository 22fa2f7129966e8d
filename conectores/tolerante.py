"""Leer JSON ajeno sin fiarse de su forma: lo que no es lo esperado queda vacio, y lo demas se salva."""

from typing import Any

from conectores.tipos import JSON


def objeto(valor: Any) -> JSON:
    """`valor` si es un objeto JSON, o uno vacio."""
    return valor if isinstance(valor, dict) else {}


def lista(valor: Any) -> list[Any]:
    """`valor` si es una lista, o una vacia."""
    return valor if isinstance(valor, list) else []


def objetos(valor: Any) -> list[JSON]:
    """Los objetos de una lista; lo que no lo es se salta."""
    return [v for v in lista(valor) if isinstance(v, dict)]


def texto(valor: Any) -> str:
    """`valor` si es texto, o ""."""
    return valor if isinstance(valor, str) else ""


def contar(*cifras: Any) -> int:
    """La suma de los contadores que de verdad lo son; lo demas no cuenta."""
    return sum(c for c in cifras if isinstance(c, int) and not isinstance(c, bool) and c > 0)
