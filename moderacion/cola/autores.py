"""Hallar a un autor por como se llama, con sus casos: quien pide el enlace para apelar solo dice su nombre."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from moderacion.almacen import Almacen

_LETRAS: Final = 2
"""Las que hacen falta para buscar: con una saldria casi cualquiera."""


@dataclass(frozen=True, slots=True)
class AutorHallado:
    """Un autor de una cuenta, y lo ultimo que escribio en ella."""

    autor: Mapping[str, Any]
    ultimos: Sequence[Mapping[str, Any]]


def basta(texto: str) -> bool:
    """Si lo escrito da para buscar a un autor."""
    return len(texto.strip().lstrip("@")) >= _LETRAS


def buscar_autores(almacen: Almacen, texto: str) -> list[AutorHallado]:
    """Los que se llaman asi, o con ese usuario, enlace o id en la red; a lo sumo cincuenta. Con muy poco, ninguno."""
    if not basta(texto):
        return []
    with almacen.lectura() as u:
        autores = u.solicitudes.buscar_autores(texto)
        ultimos = u.de_autor.ultimos([a["id"] for a in autores]) if autores else {}
    return [AutorHallado(a, ultimos.get(a["id"], [])) for a in autores]
