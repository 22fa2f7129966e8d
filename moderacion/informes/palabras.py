"""Como se dicen en un informe las redes, las acciones y las politicas."""

from typing import Final

from conectores.tipos import NOMBRES
from politicas.registro import POLITICAS

_TITULOS: Final = {p.numero: p.titulo for p in POLITICAS}
_ACCIONES: Final = {
    "ocultar": "Ocultarlo",
    "retener": "Retenerlo",
    "eliminar": "Eliminarlo",
    "bloquear": "Bloquear a su autor",
    "permitir": "Permitirlo",
    "a_mano": "Bloquear a su autor, a mano",
}
SIN_ARTICULO: Final = "Sin artículo"


def politica(numero: int) -> str:
    """«2. Insultos y obscenidades»; el cero es que no se sabe."""
    return f"{numero}. {_TITULOS[numero]}" if numero in _TITULOS else SIN_ARTICULO


def red(cual: str) -> str:
    """El nombre de una red."""
    return NOMBRES.get(cual, cual)


def accion(cual: str) -> str:
    """Una accion sobre un comentario."""
    return _ACCIONES.get(cual, cual)
