"""La memoria de un proceso que dura: lo cargado no se vuelve a recorrer en busca de basura."""

import gc
from typing import Final

BASURA_CADA: Final = 50_000
"""Objetos nuevos entre dos busquedas de basura. Cada 700, como viene puesto, buscarla era una sexta parte de lo que
cuesta juzgar: un lote hace miles de objetos que acaban con el."""


def asentar() -> None:
    """Aparta lo cargado hasta aqui, que dura lo que el proceso (recorrerlo cuesta medio segundo), y busca mas de tarde en tarde."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(BASURA_CADA)
