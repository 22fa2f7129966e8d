"""Que se entrena: por artefacto, de que conjuntos aprende cada cabeza y como se lee la verdad de una fila.

Un artefacto por licencia: quien no pueda usar uno lo borra y se queda con los demas (datos.md). Anadir una
etiqueta es anadir una cabeza; anadir un corpus, un conjunto y su etiquetador.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from modelos import datos

Etiquetador = Callable[[datos.Fila], bool]


@dataclass(frozen=True, slots=True)
class RecetaCabeza:
    """Que aprende una cabeza: para cada conjunto que la etiqueta, como se lee la verdad de una fila."""

    nombre: str
    verdades: Mapping[datos.Conjunto, Etiquetador]
    c: float = 4.0
    servida: bool = True


@dataclass(frozen=True, slots=True)
class Receta:
    """Un artefacto: sus conjuntos, su licencia y sus cabezas."""

    nombre: str
    licencia: str
    conjuntos: tuple[datos.Conjunto, ...]
    cabezas: tuple[RecetaCabeza, ...]
    fondo: Mapping[datos.Conjunto, Etiquetador]
    """Textos sin nada de lo que se busca (y cuales de sus filas), para todas las cabezas. Ensenan que habla de
    citas o de obras quien no insulta; no cuentan para los umbrales ni para las cifras."""

    @property
    def archivos(self) -> tuple[datos.Conjunto, ...]:
        """Todos los conjuntos que hacen falta."""
        return (*self.conjuntos, *self.fondo)


def _es(*etiquetas: str) -> Etiquetador:
    return lambda fila: fila["etiqueta"] in etiquetas


def _todas(_fila: datos.Fila) -> bool:
    return True


OFENSA = Receta(
    "ofensa",
    "CC-BY-NC-SA-4.0",
    (datos.OFFENDES_TRAIN, datos.EMOEVENT_TRAIN),
    (
        RecetaCabeza(
            "ofensivo",
            {datos.OFFENDES_TRAIN: _es("OFP", "OFG"), datos.EMOEVENT_TRAIN: lambda f: f["ofensivo"] == "OFF"},
        ),
        RecetaCabeza("insulto_persona", {datos.OFFENDES_TRAIN: _es("OFP")}),
        RecetaCabeza("insulto_grupo", {datos.OFFENDES_TRAIN: _es("OFG")}),
        RecetaCabeza("vulgar", {datos.OFFENDES_TRAIN: _es("NOE")}),
        # lo contrario de NO: no es un indicio, sirve para medir las 4 clases
        RecetaCabeza("malsonante", {datos.OFFENDES_TRAIN: _es("NOE", "OFP", "OFG")}, servida=False),
    ),
    {datos.PROPUESTAS: _todas},
)
ODIO = Receta(
    "odio",
    "CC-BY-NC-4.0",
    (datos.HATEVAL_TRAIN,),
    (RecetaCabeza("odio", {datos.HATEVAL_TRAIN: lambda f: f["odio"] == "1"}),),
    # en HatEval el 41 % es odio: sin fondo, el 13 % de las respuestas a ayuntamientos pasaba por odio
    {datos.PROPUESTAS: _todas, datos.EMOEVENT_TRAIN: lambda f: f["ofensivo"] == "NO"},
)
RECETAS = (OFENSA, ODIO)
