"""Como va cada cuenta, leido por indice: lo ultimo visto, lo que espera y la ultima foto. No escribe."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, func, literal_column, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoOrden
from moderacion.almacen.tablas import Comentario, Instantanea, Orden, tabla

_K, _O, _I = tabla(Comentario), tabla(Orden), tabla(Instantanea)
TOPE: Final = 200
"""Hasta cuantas ordenes malas se cuentan por cuenta: de ahi en adelante se dice «200 o mas»."""
_PENDIENTE: ColumnElement[bool] = _K.c.estado == literal_column("'pendiente'")
# al pie de la letra: con el estado como parametro no se usa el indice parcial


@dataclass(frozen=True, slots=True)
class UltimoComentario:
    """Lo ultimo leido de una cuenta."""

    texto: str
    creado: datetime
    leido: datetime


@dataclass(frozen=True, slots=True)
class Foto:
    """La ultima foto de una cuenta. `seguidores` es None si la red los oculta."""

    seguidores: int | None
    exactos: bool
    perfil: Mapping[str, str]
    administradores: int
    tomada: datetime


@dataclass(frozen=True, slots=True)
class Atraso:
    """Lo que espera en una cuenta. `fallidas` y `a_persona` cuentan lo ocurrido desde una fecha, hasta `TOPE`."""

    por_juzgar: int = 0
    mas_viejo: datetime | None = None
    ordenes: Mapping[str, int] = field(default_factory=dict)
    orden_mas_vieja: datetime | None = None


class Conexiones(Repositorio):
    """Lecturas por cuenta."""

    def ultimo(self, cuenta_id: int) -> UltimoComentario | None:
        """El ultimo comentario que entro de una cuenta."""
        consulta = (
            select(_K.c.texto, _K.c.creado, _K.c.leido)
            .where(_K.c.cuenta_id == cuenta_id)
            .order_by(_K.c.id.desc())
            .limit(1)
        )
        fila = self._con.execute(consulta).mappings().first()
        return UltimoComentario(**fila) if fila else None

    def foto(self, cuenta_id: int) -> Foto | None:
        """La ultima foto de una cuenta."""
        consulta = select(_I).where(_I.c.cuenta_id == cuenta_id).order_by(_I.c.dia.desc()).limit(1)
        f = self._con.execute(consulta).mappings().first()
        if f is None:
            return None
        administradores = len(f["administradores"] or ())
        return Foto(f["seguidores"], f["exactos"], dict(f["perfil"] or {}), administradores, f["tomada"])

    def pendientes(self) -> dict[int, tuple[int, datetime]]:
        """Por cuenta: cuantos comentarios esperan juicio y desde cuando el que mas. Solo recorre los que esperan."""
        filas = self._con.execute(
            select(_K.c.cuenta_id, func.count(), func.min(_K.c.leido))
            .where(_PENDIENTE)
            .group_by(_K.c.cuenta_id)
        )
        return {int(c): (int(n), viejo) for c, n, viejo in filas}

    def atrasos(self, cuentas: Iterable[int], desde: datetime) -> dict[int, Atraso]:
        """Lo que espera en cada cuenta, y lo que salio mal desde esa fecha."""
        pendientes = self.pendientes()
        salida = {}
        for cuenta_id in cuentas:
            por_juzgar, mas_viejo = pendientes.get(cuenta_id, (0, None))
            ordenes, vieja = self._ordenes(cuenta_id, desde)
            salida[cuenta_id] = Atraso(por_juzgar, mas_viejo, ordenes, vieja)
        return salida

    def _ordenes(self, cuenta_id: int, desde: datetime) -> tuple[dict[str, int], datetime | None]:
        cuantas: dict[str, int] = {}
        viejas: list[Any] = []
        for estado in (EstadoOrden.PENDIENTE, EstadoOrden.ENVIANDO, EstadoOrden.DESCONOCIDA):
            esperan = select(func.count(), func.min(_O.c.creada)).where(
                _O.c.cuenta_id == cuenta_id, _O.c.estado == estado
            )
            n, vieja = self._con.execute(esperan).one()
            cuantas[estado.value] = int(n)
            viejas += [vieja] if vieja else []
        for estado in (EstadoOrden.FALLIDA, EstadoOrden.A_PERSONA):
            ultimas = (
                select(_O.c.creada)
                .where(_O.c.cuenta_id == cuenta_id, _O.c.estado == estado)
                .order_by(_O.c.id.desc())
                .limit(TOPE)
                .subquery()
            )
            malas = select(func.count()).select_from(ultimas).where(ultimas.c.creada >= desde)
            cuantas[estado.value] = int(self._con.execute(malas).scalar_one())
        return cuantas, min(viejas, default=None)
