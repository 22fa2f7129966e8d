"""Que se entrena: por artefacto, de que conjuntos aprende cada cabeza y como se lee la verdad de una fila.

Un artefacto por licencia: quien no pueda usar uno lo borra y se queda con los demas (datos.md). `casa` sale solo de
lo escrito para este proyecto; los otros dos aprenden de datos publicos y se ayudan de los margenes de `casa`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from modelos import datos
from modelos.corpus import ETIQUETAS

Etiquetador = Callable[[datos.Fila], bool]


@dataclass(frozen=True, slots=True)
class RecetaCabeza:
    """Que aprende una cabeza: para cada conjunto que la etiqueta, como se lee la verdad de una fila."""

    nombre: str
    verdades: Mapping[datos.Conjunto, Etiquetador]
    c: float = 2.0
    servida: bool = False
    ayudada: bool = False
    """Si aprende tambien de los margenes del previo y de las cabezas sin ayuda de su artefacto."""


@dataclass(frozen=True, slots=True)
class Receta:
    """Un artefacto de regresiones: sus conjuntos, su licencia y sus cabezas."""

    nombre: str
    licencia: str
    conjuntos: tuple[datos.Conjunto, ...]
    """Los del corpus que ninguna cabeza etiqueta estan por sus `duro`, que ninguna debe senalar al actuar."""
    cabezas: tuple[RecetaCabeza, ...]
    fondo: Mapping[datos.Conjunto, Etiquetador]
    """Textos sin nada de lo que se busca (y cuales de sus filas), para todas las cabezas. Ensenan que habla de
    citas o de obras quien no insulta; no cuentan para los umbrales ni para las cifras."""
    clases: tuple[str, ...] = ()
    """Cabezas de mas, `clase_<nombre>`, que reparten entre las clases de su primer conjunto. No se sirven: miden."""

    @property
    def archivos(self) -> tuple[datos.Conjunto, ...]:
        """Todos los conjuntos que hacen falta."""
        return tuple(dict.fromkeys((*self.conjuntos, *self.fondo)))


def _es(*etiquetas: str) -> Etiquetador:
    return lambda fila: fila["etiqueta"] in etiquetas


def _todas(_fila: datos.Fila) -> bool:
    return True


def _off(fila: datos.Fila) -> bool:
    return fila["ofensivo"] == "OFF"


CASA = "casa"
LICENCIA_CASA = "la del proyecto: escrito para el"
DE_LA_CASA = ETIQUETAS
"""Las cabezas de `casa`: las 16 etiquetas del corpus, todas servidas."""

OFENSA = Receta(
    "ofensa",
    "CC-BY-NC-SA-4.0",
    (datos.OFFENDES_TRAIN, datos.EMOEVENT_TRAIN, datos.CORPUS),
    (
        RecetaCabeza("tuit_ofensivo", {datos.EMOEVENT_TRAIN: _off}, c=4.0),
        RecetaCabeza("malsonante", {datos.OFFENDES_TRAIN: _es("NOE", "OFP", "OFG")}, ayudada=True),
        RecetaCabeza("soez_sin_blanco", {datos.OFFENDES_TRAIN: _es("NOE")}, ayudada=True),
        RecetaCabeza("ofende_persona", {datos.OFFENDES_TRAIN: _es("OFP")}, ayudada=True),
        RecetaCabeza("ofende_grupo", {datos.OFFENDES_TRAIN: _es("OFG")}, ayudada=True),
        RecetaCabeza(
            "ofensivo",
            {datos.OFFENDES_TRAIN: _es("OFP", "OFG")},
            servida=True,
            ayudada=True,
        ),
    ),
    {datos.PROPUESTAS: _todas},
    clases=("NO", "NOE", "OFP", "OFG"),
)
ODIO = Receta(
    "odio",
    "CC-BY-NC-4.0",
    (datos.HATEVAL_TRAIN,),
    (
        RecetaCabeza(
            "odio_publico", {datos.HATEVAL_TRAIN: lambda f: f["odio"] == "1"}, servida=True, ayudada=True
        ),
    ),
    # en HatEval el 41 % es odio: sin fondo, el 13 % de las respuestas a ayuntamientos pasaba por odio
    {datos.PROPUESTAS: _todas, datos.EMOEVENT_TRAIN: lambda f: f["ofensivo"] == "NO"},
)
RECETAS = (OFENSA, ODIO)
