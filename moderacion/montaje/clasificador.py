"""Carga el clasificador, o sigue sin el: entonces todo va a la cola, degradado, y nadie actua solo."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from modelos.clasificador import Clasificador, ModeloInvalido
from modelos.explicar import Fragmento, explicar
from modelos.lectura import leer

_registro = logging.getLogger(__name__)


def cargar_clasificador() -> Clasificador | None:
    """El clasificador incluido, o None si su huella o su version no valen."""
    try:
        return Clasificador.cargar()
    except ModeloInvalido as error:
        _registro.error("el clasificador no carga, todo ira a la cola: %s", error)
        return None


@dataclass(frozen=True, slots=True)
class IndicioExplicado:
    """Un indicio alto y lo que mas peso para darlo, en orden de lectura."""

    etiqueta: str
    indicio: float
    fragmentos: Sequence[Fragmento]


def explicar_indicios(puntuador: object, texto: str) -> list[IndicioExplicado]:
    """De cada indicio en cola o por encima, sus fragmentos, el mas alto primero. Sin clasificador, nada."""
    if not isinstance(puntuador, Clasificador):
        return []
    (indicios,) = puntuador.puntuar([leer(texto)])
    explicados = [IndicioExplicado(e, indicios[e], f) for e, f in explicar(puntuador, texto).items()]
    return sorted(explicados, key=lambda x: -x.indicio)
