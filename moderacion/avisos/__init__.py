"""Avisa a la gente de la casa con Apprise: un envio por destino, cada uno con su limite de tiempo, hasta que sale."""

import contextlib
import logging

from moderacion.avisos.anclas import despachar_anclas
from moderacion.avisos.correo import Buzon, Destino, despachar_correos
from moderacion.avisos.despacho import PLAZO, Despachador, Emitir, ResumenAvisos
from moderacion.avisos.envio import LIMITE, ComoFue, Enviar, Mensajeria, comprobar, tipo_de
from moderacion.avisos.informes import Adjunto, despachar_informes

__all__ = [
    "LIMITE",
    "PLAZO",
    "Adjunto",
    "Buzon",
    "ComoFue",
    "Despachador",
    "Destino",
    "Emitir",
    "Enviar",
    "Mensajeria",
    "ResumenAvisos",
    "callar_apprise",
    "comprobar",
    "despachar_anclas",
    "despachar_correos",
    "despachar_informes",
    "tipo_de",
]


def callar_apprise() -> None:
    """Apprise registra direcciones con secretos: solo se le deja hablar de lo grave."""
    with contextlib.suppress(AttributeError):
        logging.getLogger("apprise").setLevel(logging.CRITICAL)
