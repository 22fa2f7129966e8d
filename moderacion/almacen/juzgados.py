"""Lo que se guarda de un juicio y lo que se devuelve de el."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import case, exists, or_, select

from conectores.tipos import Accion
from moderacion.almacen.a_la_vista import TAPADO_POR_LA_RED
from moderacion.almacen.consultas import IDS
from moderacion.almacen.estados import EstadoComentario
from moderacion.almacen.tablas import Comentario, Expediente, Restriccion, tabla

_E, _R, _K = tabla(Expediente), tabla(Restriccion), tabla(Comentario)
_OCULTO: Final = exists().where(
    _R.c.comentario_id == _E.c.comentario_id,
    _R.c.accion.in_((Accion.OCULTAR.value, Accion.RETENER.value)),
    _R.c.cerrada.is_(None),
)
# hecha una vez: construirla cuesta mas que correrla
PREVIOS: Final = select(
    _E.c.comentario_id, _E.c.id, _E.c.estado, _E.c.actuado, _OCULTO.label("oculto")
).where(_E.c.comentario_id.in_(IDS))
"""Los expedientes que ya habia de unos comentarios. `oculto`: alguien lo restringio, y eso sigue rigiendo."""

# lo que la red tapo, o la foto que se le puso, mientras se juzgaba: se juzga otra vez, y entonces se ve
_LIMPIO: Final = case(
    (or_(TAPADO_POR_LA_RED, _K.c.por_ver), EstadoComentario.PENDIENTE.value),
    else_=EstadoComentario.LIMPIO.value,
)
PASAR: Final = {
    limpio: _K.update().where(_K.c.id.in_(IDS)).values(estado=estado, toma_hasta=None)
    for limpio, estado in ((True, _LIMPIO), (False, EstadoComentario.EN_COLA))
}


@dataclass(frozen=True, slots=True)
class Puesto:
    """El lugar de un expediente en la cola: mas alta la prioridad, antes. `razones`: de que sale, para quien pregunte."""

    prioridad: int
    nivel: str
    razones: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VeredictoNuevo:
    """Un veredicto por guardar. `a_cola`: algun hallazgo, o algo de `ademas`, pide que lo mire una persona."""

    comentario_id: int
    cuenta_id: int
    huella: str
    version_reglamento: str
    version_modelo: str
    propuesta: str
    bloquear: bool
    critica: bool
    automatica: bool
    degradado: bool
    razon_degradado: str
    intencion: Sequence[str]
    indicios: Mapping[str, float]
    a_cola: bool
    puesto: Puesto
    creado: datetime
    parecido_a: int | None = None
    """El comentario anterior con un texto casi igual, si lo hay."""
    hallazgos: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    semejanza: str | None = None
    """Con que se busca lo que se le parece (`modelos.lectura.semejanza_escrita`)."""
    contexto: Mapping[str, Any] | None = None
    """Lo que hace falta para rehacerlo (`moderacion.evaluacion.contexto.para_guardar`)."""
    ademas: Sequence[str] = ()
    """Por que va a la cola diga lo que diga el juicio (`moderacion.evaluacion.prioridad.ADEMAS`)."""


@dataclass(frozen=True, slots=True)
class Asentado:
    """Ids de un veredicto guardado y del expediente que abrio, si lo abrio.

    `repetido`: ese texto ya lo juzgo esta misma version (su autor volvio a el, o cambio algo que no es el texto); vale
    aquel veredicto.
    """

    veredicto_id: int
    expediente_id: int | None
    repetido: bool = False


@dataclass(frozen=True, slots=True)
class JuzgadoReciente:
    """Un comentario ya juzgado, con el texto que se juzgo."""

    veredicto_id: int
    comentario_id: int
    huella: str
    texto: str
    creado: datetime
    autor: str
    red: str
    semejanza: str | None = None
    """La que se guardo con el veredicto, o None."""
