"""Cuando es la gente quien avisa de que una cuenta nuestra esta intervenida."""

import re
from collections.abc import Iterator

from politicas.tipos import Gravedad, Hallazgo, Pieza, Propuesta, Sentido

_DICEN = re.compile(
    r"\b(?:hac?kea|hackia|jaquea|clona|intervinieron|intervenid)"
    r"|\brobaron (?:la|su|esta|tu) (?:pagina|cuenta|perfil|canal|face|facebook|twitter|youtube)\b"
)
_MAXIMO = 40


def avisado(pieza: Pieza) -> Iterator[Hallazgo]:
    """«Les hackearon la página», en un comentario: lo lee una persona, delante de lo que no urge.

    No abre un incidente: eso lo escribe cualquiera. Las formulas estan entre las de denuncia (`lexicos/intenciones.toml`).
    """
    if pieza.lectura is None or pieza.sentido is not Sentido.ENTRANTE:
        return
    denuncias = [a for a in pieza.lectura.de("intenciones") if a.clase == "denuncia"]
    if dicho := [a for a in denuncias if _DICEN.search(a.forma)][:_MAXIMO]:
        evidencia = tuple(pieza.evidencia(a.inicio, a.fin) for a in dicho)
        motivo = "Avisa de que una cuenta nuestra puede estar intervenida: mírela ya."
        yield Hallazgo(13, Gravedad.MEDIA, motivo, Propuesta.REVISAR, evidencia, etiqueta="aviso_intervenida")
