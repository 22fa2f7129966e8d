"""Carga el clasificador, o sigue sin el: entonces todo va a la cola, degradado, y nadie actua solo."""

import logging

from modelos.clasificador import Clasificador, ModeloInvalido

_registro = logging.getLogger(__name__)


def cargar_clasificador() -> Clasificador | None:
    """El clasificador incluido, o None si su huella o su version no valen."""
    try:
        return Clasificador.cargar()
    except ModeloInvalido as error:
        _registro.error("el clasificador no carga, todo ira a la cola: %s", error)
        return None
