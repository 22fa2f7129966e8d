"""Mi dia: lo que espera de una persona y como le fue a lo que decidio. Para supervision, ademas, el reparto.

El reparto va por nombre: no es una clasificacion de nadie.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from moderacion.almacen import Almacen, TipoNota, Unidad
from moderacion.almacen.dias import Decidido, Tomado
from moderacion.almacen.sanciones import FilaBloqueo
from moderacion.cola.persona import DECIDEN, Persona
from moderacion.reloj import medianoche

MAXIMO: Final = 100
"""Decisiones de hoy que se muestran."""
REPARTEN: Final = frozenset({"supervision"})
_MALAS: Final = frozenset({"fallida", "a_persona", "desconocida"})


@dataclass(frozen=True, slots=True)
class Carga:
    """Lo de una persona del equipo: lo que tiene ahora y cuanto decidio hoy."""

    nombre: str
    rol: str
    tomados: int
    decididos: int


@dataclass(frozen=True, slots=True)
class Encargo:
    """Algo que alguien le pide a una persona sobre un expediente."""

    expediente_id: int
    de: str
    texto: str
    fecha: datetime


@dataclass(frozen=True, slots=True)
class Dia:
    """El dia de una persona."""

    tomados: Sequence[Tomado]
    asignados: Sequence[Encargo]
    opiniones: Sequence[Encargo]
    decididos: Sequence[Decidido]
    """Con hasta `MAXIMO`; el total de hoy va aparte."""
    cuantos_decididos: int
    graves: Mapping[int, Sequence[str]]
    """Por veredicto, las etiquetas de los hallazgos graves de los textos de aqui."""
    tareas_vencidas: int
    """Bloqueos por hacer o quitar a mano que pasaron su plazo."""
    por_confirmar: Sequence[FilaBloqueo]
    incidentes: Sequence[Mapping[str, Any]]
    apelaciones: int
    equipo: Sequence[Carga]

    @property
    def malogrados(self) -> int:
        """Decisiones de hoy cuya orden no salio bien en la red."""
        return sum(any(e in _MALAS for _, e in d.ordenes) for d in self.decididos)


def mi_dia(almacen: Almacen, persona: Persona) -> Dia:
    """Lo de hoy, contado desde la medianoche de El Salvador."""
    with almacen.lectura() as u:
        hoy = medianoche(u.ahora)
        bloqueos = [b for b in u.sanciones.abiertos() if b.provisional and not b.terminado(u.ahora)]
        tomados, decididos = u.dias.tomados(persona.id), u.dias.decididos(persona.id, hoy, MAXIMO)
        return Dia(
            tomados=tomados,
            asignados=_encargos(u, persona, TipoNota.TRASPASO),
            opiniones=_encargos(u, persona, TipoNota.PIDE_OPINION),
            decididos=decididos,
            graves=u.lista.graves([*(t.veredicto_id for t in tomados), *(x.veredicto_id for x in decididos)]),
            cuantos_decididos=u.dias.cuantas([persona.id], hoy).get(persona.id, 0),
            tareas_vencidas=u.tareas.vencidas(),
            por_confirmar=sorted(bloqueos, key=lambda b: b.confirmar_antes or b.hasta),
            incidentes=u.atencion.vivos(MAXIMO),
            apelaciones=u.apelaciones.contar_presentadas(),
            equipo=_equipo(u, hoy) if persona.rol in REPARTEN else (),
        )


def _equipo(u: Unidad, hoy: datetime) -> list[Carga]:
    deciden = [p for p in u.accesos.todos() if p.activo and p.rol in DECIDEN]
    decididos = u.dias.cuantas([p.id for p in deciden], hoy)
    tomados = [t.usuario_id for t in u.dias.tomados()]
    return [Carga(p.nombre, p.rol, tomados.count(p.id), decididos.get(p.id, 0)) for p in deciden]


def _encargos(u: Unidad, persona: Persona, tipo: TipoNota) -> Sequence[Encargo]:
    """Los traspasos o las opiniones que se le piden a esta persona."""
    return [
        Encargo(n.expediente_id, n.usuario, n.texto, n.fecha) for n in u.companeros.encargos(persona.id, tipo)
    ]
