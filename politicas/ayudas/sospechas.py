"""Lo que solo ve el clasificador y los lexicos no conocen: no prueba nada, lleva el comentario a una persona.

Los umbrales salen de la parte de prueba del corpus (precision de .92 o mas) y de las quejas de las pruebas, de las que
no llevan a una persona ni una de cada cien.
"""

from collections.abc import Iterator

from modelos.lectura import Lectura, Tramo
from politicas.ayudas.personas import persona_nombrada
from politicas.tipos import Intencion, Pieza

UMBRAL_BULO = 0.6
UMBRAL_DATOS = 0.7
UMBRAL_ACUSACION = 0.6
"""Con alguien nombrado; sin verlo («la directora») hace falta `_ACUSACION_SOLA`."""
_ACUSACION_SOLA = 0.75
_NADA = 0.0
INDICIOS = {
    "desinformacion": UMBRAL_BULO,
    "acusacion": UMBRAL_ACUSACION,
    "datos_personales": UMBRAL_DATOS,
}
"""Desde cuanto mira la politica 1 cada indicio."""


def sospechas(lectura: Lectura, pieza: Pieza) -> Iterator[tuple[str, str]]:
    """Etiqueta y motivo de cada sospecha. Quien pregunta por un rumor no lo difunde."""
    indicios = pieza.indicios
    if indicios.get("desinformacion", _NADA) >= UMBRAL_BULO and not _pregunta(lectura, pieza):
        yield "desinformacion", "Puede difundir como cierto algo sobre los servicios o la salud."
    acusa = indicios.get("acusacion", _NADA)
    if acusa >= _ACUSACION_SOLA or (acusa >= UMBRAL_ACUSACION and _nombra(lectura)):
        yield "acusacion", "Puede acusar de una falta a alguien que se reconoce."
    if indicios.get("datos_personales", _NADA) >= UMBRAL_DATOS:
        yield "datos_personales", "Puede dejar a la vista datos de una persona: DUI, teléfono, casa o salud."


def _nombra(lectura: Lectura) -> bool:
    """Si el texto nombra a una persona."""
    return persona_nombrada(lectura, Tramo(0, len(lectura.original))) is not None


def _pregunta(lectura: Lectura, pieza: Pieza) -> bool:
    """Si de verdad pregunta: «van a cobrar la consulta en enero» no, por mucho que diga «consulta»."""
    if Intencion.CONSULTA not in pieza.intenciones:
        return False
    dicho = lectura.pregunta or Intencion.CONSULTA.value in lectura.clases("intenciones")
    visto = pieza.indicios
    return dicho or visto.get("consulta", _NADA) >= visto.get("desinformacion", _NADA)
