"""Lo que un vigilante de fuera pregunta cada pocos segundos: cuanto espera en cada sitio, y desde cuando lo que mas.

Todo se lee de un indice o de un contador que ya se lleva: con un millon de filas guardadas cuesta lo mismo que con mil.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, func, literal_column, select, union_all

from moderacion.almacen.avisos import POR_ENVIAR
from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.cuarentena import aviso_retenido, orden_retenida
from moderacion.almacen.estados import ABIERTAS, POR_SALIR, EstadoIncidente, EstadoOrden
from moderacion.almacen.estados_conservacion import EstadoSolicitud
from moderacion.almacen.marcas import EDADES
from moderacion.almacen.tablas import (
    Alarma,
    Aviso,
    Comentario,
    ConteoPolitica,
    EntregaAncla,
    Expediente,
    Incidente,
    Orden,
    Purga,
    Solicitud,
    tabla,
)

_K, _E, _O, _V, _I, _G, _S, _A, _N, _D = (
    tabla(t)
    for t in (
        Comentario,
        Expediente,
        Orden,
        Aviso,
        Incidente,
        Purga,
        Solicitud,
        Alarma,
        ConteoPolitica,
        EntregaAncla,
    )
)
# al pie de la letra: con el estado como parametro no se usa el indice parcial
_PENDIENTE: Final = _K.c.estado == literal_column("'pendiente'")
_EN_COLA: Final = _E.c.estado == literal_column("'en_cola'")
_PRIMEROS: Final = 1000
"""Entre cuantos de los que esperan juicio se busca el leido antes. El de menos numero puede ser uno que se acaba de
editar; entre mil esta el viejo, y un atasco de un millon no hace lenta la pregunta."""
_MUCHOS: Final = 10_000_000
_TRAMOS: Final = (*(clave for clave, _ in EDADES), "nuevo")
_VIVAS: Final = (EstadoSolicitud.RECIBIDA, EstadoSolicitud.IDENTIFICADA, EstadoSolicitud.CONCEDIDA)


@dataclass(frozen=True, slots=True)
class Espera:
    """Cuantos esperan, y desde cuando el que mas; None si no espera ninguno."""

    cuantos: int = 0
    desde: datetime | None = None


def _pendientes(columna: Any, cuantos: int) -> Any:
    """Los primeros que esperan juicio. Pedidos en orden y con tope, SQLite los toma del indice parcial; si no, recorre otro."""
    return select(columna).where(_PENDIENTE).order_by(_K.c.id).limit(cuantos).subquery()


class Metricas(Repositorio):
    """Cuenta sin recorrer."""

    def por_juzgar(self) -> Espera:
        """Comentarios sin juzgar, y cuando se leyo el mas viejo."""
        primeros = _pendientes(_K.c.leido, _PRIMEROS)
        desde = self._con.execute(select(func.min(primeros.c.leido))).scalar()
        return Espera(self.cuantos_por_juzgar(), desde)

    def cuantos_por_juzgar(self) -> int:
        """Comentarios sin juzgar; a partir de diez millones, diez millones."""
        return self._cuantos(_pendientes(_K.c.id, _MUCHOS))

    def mas_viejo_en_cola(self) -> datetime | None:
        """Cuando se escribio lo mas viejo de la cola."""
        primeros = [
            select(_E.c.creado).where(_EN_COLA, _E.c.edad == tramo).order_by(_E.c.creado).limit(1).subquery()
            for tramo in _TRAMOS
        ]
        todos = union_all(*(select(p.c.creado) for p in primeros)).subquery()
        viejo: datetime | None = self._con.execute(select(func.min(todos.c.creado))).scalar()
        return viejo

    def ordenes_abiertas(self, cuentas: Iterable[int]) -> dict[tuple[str, str], Espera]:
        """(accion, estado) → las que todavia pueden tener efecto. Lo retenido al restaurar se cuenta aparte."""
        retenida = and_(_O.c.estado == EstadoOrden.PENDIENTE.value, orden_retenida())
        donde = (_O.c.cuenta_id.in_(list(cuentas)), _O.c.estado.in_(sorted(ABIERTAS)), ~retenida)
        consulta = select(_O.c.accion, _O.c.estado, func.count(), func.min(_O.c.creada)).where(*donde)
        filas = self._con.execute(consulta.group_by(_O.c.accion, _O.c.estado))
        return {(str(f[0]), str(f[1])): Espera(int(f[2]), f[3]) for f in filas}

    def ordenes_a_persona(self, cuentas: Iterable[int]) -> int:
        """Las que se dejaron a una persona."""
        return self._cuantos(
            _O, _O.c.cuenta_id.in_(list(cuentas)), _O.c.estado == EstadoOrden.A_PERSONA.value
        )

    def ordenes_cerradas(self, desde: datetime) -> dict[tuple[str, str], int]:
        """(accion, estado) → las que terminaron desde esa fecha."""
        consulta = select(_O.c.accion, _O.c.estado, func.count()).where(_O.c.cerrada >= desde)
        filas = self._con.execute(consulta.group_by(_O.c.accion, _O.c.estado))
        return {(str(f[0]), str(f[1])): int(f[2]) for f in filas}

    def avisos_debidos(self) -> Espera:
        """Avisos que se deben y no han salido, sin lo retenido al restaurar."""
        consulta = select(func.count(), func.min(_V.c.creado)).select_from(_V)
        consulta = consulta.where(POR_ENVIAR, ~aviso_retenido())
        return Espera(*self._con.execute(consulta).one())

    def anclas_debidas(self) -> Espera:
        """Anclas de la bitacora que no han llegado a algun sitio de fuera."""
        debidas = _D.c.estado.in_(POR_SALIR)
        consulta = select(func.count(), func.min(_D.c.creada)).select_from(_D).where(debidas)
        return Espera(*self._con.execute(consulta).one())

    def incidentes(self) -> dict[str, Espera]:
        """Los que no se han cerrado, por estado."""
        vivos = (EstadoIncidente.ABIERTO.value, EstadoIncidente.ATENDIDO.value)
        consulta = select(_I.c.estado, func.count(), func.min(_I.c.abierto)).where(_I.c.estado.in_(vivos))
        vistos = {
            str(f[0]): Espera(int(f[1]), f[2]) for f in self._con.execute(consulta.group_by(_I.c.estado))
        }
        return {estado: vistos.get(estado, Espera()) for estado in vivos}

    def alarmas(self) -> int:
        """Lo que el auditor encontro mal y sigue mal."""
        return self._cuantos(_A)

    def purgas_a_medias(self) -> int:
        """Purgas encargadas que no han terminado."""
        return self._cuantos(_G, _G.c.terminada.is_(None))

    def solicitudes_vencidas(self) -> int:
        """Lo que alguien pidio sobre sus datos y no se ha hecho, con su plazo legal cumplido."""
        return self._cuantos(_S, _S.c.estado.in_([e.value for e in _VIVAS]), _S.c.vence < self._ahora)

    def de_politicas(self, dia: date) -> Mapping[tuple[int, str], int]:
        """(politica, que) → cuantas veces ese dia, del contador que se lleva."""
        filas = self._con.execute(select(_N.c.politica, _N.c.que, _N.c.cuantos).where(_N.c.dia == dia))
        return {(int(f[0]), str(f[1])): int(f[2]) for f in filas}

    def _cuantos(self, de: Any, *donde: Any) -> int:
        return int(self._con.execute(select(func.count()).select_from(de).where(*donde)).scalar_one())
