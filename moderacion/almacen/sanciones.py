"""Faltas y bloqueos: cada bloqueo cuelga de un comentario, con razon y plazo."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, bindparam, or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados import PASOS_BLOQUEO, EstadoBloqueo, EstadoOrden
from moderacion.almacen.por_sancionar import PorSancionar, por_sancionar
from moderacion.almacen.tablas import (
    Autor,
    Bloqueo,
    Comentario,
    Cuenta,
    Expediente,
    Falta,
    Hallazgo,
    Orden,
    Veredicto,
    tabla,
)
from moderacion.almacen.turnos import Turno
from moderacion.bitacora import MAQUINA, Suceso
from moderacion.errores import Conflicto

_B, _F, _K, _A, _C, _E, _V, _H, _O = (
    tabla(t) for t in (Bloqueo, Falta, Comentario, Autor, Cuenta, Expediente, Veredicto, Hallazgo, Orden)
)


@dataclass(frozen=True, slots=True)
class FilaBloqueo:
    """Un bloqueo con quien y donde."""

    id: int
    cuenta_id: int
    red: str
    autor_id: int
    autor: str
    autor_nombre: str
    autor_enlace: str
    comentario_id: int
    expediente_id: int | None
    articulo: int
    motivo: str
    estado: str
    provisional: bool
    desde: datetime
    hasta: datetime
    confirmar_antes: datetime | None


@dataclass(frozen=True, slots=True)
class BloqueoNuevo:
    """Un bloqueo por pedir."""

    cuenta_id: int
    autor_id: int
    comentario_id: int
    articulo: int
    motivo: str
    estado: EstadoBloqueo
    provisional: bool
    hasta: datetime
    confirmar_antes: datetime | None = None
    decision_id: int | None = None


_COLUMNAS: Final = (
    "id", "cuenta_id", "autor_id", "comentario_id", "articulo", "motivo", "estado", "provisional",
    "desde", "hasta", "confirmar_antes",
)  # fmt: skip
# hechas una vez: construirlas cuesta mas que correrlas
_BLOQUEOS: Final = (
    select(
        *(_B.c[n] for n in _COLUMNAS),
        _C.c.red,
        _A.c.id_externo.label("autor"),
        _A.c.nombre.label("autor_nombre"),
        _A.c.enlace.label("autor_enlace"),
        _E.c.id.label("expediente_id"),
    )
    .join(_C, _C.c.id == _B.c.cuenta_id)
    .join(_A, _A.c.id == _B.c.autor_id)
    .outerjoin(_E, _E.c.comentario_id == _B.c.comentario_id)
    .order_by(_B.c.id)
)
_DE_COMENTARIO: Final = _BLOQUEOS.where(_B.c.comentario_id == bindparam("comentario"))


class Sanciones(Repositorio):
    """Faltas y bloqueos."""

    def por_sancionar(self) -> list[PorSancionar]:
        """Los actuados por la maquina que piden bloqueo y aun no tienen falta. Quedan sujetos hasta el fin de la unidad.

        Los que alguien esta decidiendo en este momento se dejan para otra pasada.
        """
        piden = por_sancionar(self._con, lambda consulta: self._libre(consulta, de=(_K, _E)))
        self._de_los_autores({p.autor_id for p in piden})
        return piden

    def _de_los_autores(self, autores: set[int]) -> None:
        """Hasta el fin de la unidad nadie mas mira, pide ni termina bloqueos suyos. Antes que ordenes y bloqueos."""
        for autor_id in sorted(autores):
            self._turno(Turno.AUTOR, autor_id)

    def anotar_falta(self, autor_id: int, comentario_id: int, politica: int) -> bool:
        """Una falta por comentario. Devuelve si era nueva."""
        r = self._con.execute(
            insertar(self._con, _F)
            .values(autor_id=autor_id, comentario_id=comentario_id, politica=politica, fecha=self._ahora)
            .on_conflict_do_nothing()
        )
        if r.rowcount:
            self._registro.asentar(
                Suceso("falta:anotada", f"autor/{autor_id}", datos={"comentario": comentario_id})
            )
        return bool(r.rowcount)

    def faltas(self, autor_id: int) -> int:
        """Cuantas faltas tiene un autor."""
        return len(self._con.execute(select(_F.c.id).where(_F.c.autor_id == autor_id)).all())

    def abierto(self, autor_id: int) -> FilaBloqueo | None:
        """El bloqueo abierto de un autor, si lo hay."""
        return next(iter(self._filas(_B.c.autor_id == autor_id, _B.c.estado.in_(_ABIERTOS))), None)

    def de_comentario(self, comentario_id: int) -> FilaBloqueo | None:
        """El bloqueo que causo un comentario, si lo hay."""
        fila = self._con.execute(_DE_COMENTARIO, {"comentario": comentario_id}).mappings().first()
        return FilaBloqueo(**fila) if fila else None

    def abiertos(self) -> list[FilaBloqueo]:
        """Todos los que no han terminado."""
        return self._filas(_B.c.estado.in_(_ABIERTOS))

    def vencidos(self) -> list[FilaBloqueo]:
        """Los que llegaron a su fin, y los provisionales que nadie confirmo a tiempo."""
        vencen = (
            _B.c.estado.in_([EstadoBloqueo.VIGENTE, EstadoBloqueo.MANUAL, EstadoBloqueo.PEDIDO]),
            or_(_B.c.hasta <= self._ahora, and_(_B.c.provisional, _B.c.confirmar_antes <= self._ahora)),
        )
        vencidos = self._filas(*vencen)
        if not self._bloquea or not vencidos:
            return vencidos
        # mientras se esperaba el turno de sus autores, alguien pudo terminarlos: se miran otra vez
        autores = {b.autor_id for b in vencidos}
        self._de_los_autores(autores)
        return self._filas(*vencen, _B.c.autor_id.in_(autores))

    def _filas(self, *donde: Any) -> list[FilaBloqueo]:
        return [FilaBloqueo(**f) for f in self._con.execute(_BLOQUEOS.where(*donde)).mappings()]

    def bloquear(self, b: BloqueoNuevo, actor: str = MAQUINA) -> int | None:
        """Escribe el bloqueo. None si ese comentario ya causo uno."""
        r = self._con.execute(
            insertar(self._con, _B)
            .values(
                cuenta_id=b.cuenta_id,
                autor_id=b.autor_id,
                comentario_id=b.comentario_id,
                articulo=b.articulo,
                motivo=b.motivo,
                estado=b.estado,
                provisional=b.provisional,
                desde=self._ahora,
                hasta=b.hasta,
                confirmar_antes=b.confirmar_antes,
                decision_id=b.decision_id,
            )
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            return None
        self._registro.asentar(
            Suceso(
                "bloqueo:pedido",
                f"autor/{b.autor_id}",
                actor,
                {"comentario": b.comentario_id, "hasta": b.hasta.isoformat(), "provisional": b.provisional},
            )
        )
        return int(r.inserted_primary_key[0])  # type: ignore[index]

    def pasar(self, bloqueo_id: int, de: str, a: EstadoBloqueo, actor: str = MAQUINA) -> None:
        """Un paso permitido, si el bloqueo sigue en `de`. Lanza `Conflicto`."""
        if a not in PASOS_BLOQUEO[EstadoBloqueo(de)]:
            raise ValueError(f"un bloqueo no pasa de {de} a {a}")
        r = self._con.execute(_B.update().where(_B.c.id == bloqueo_id, _B.c.estado == de).values(estado=a))
        if not r.rowcount:
            raise Conflicto(f"el bloqueo {bloqueo_id} ya no está «{de}»")
        self._registro.asentar(Suceso(f"bloqueo:{a}", f"bloqueo/{bloqueo_id}", actor))

    def rehacer(self, previo: FilaBloqueo, b: BloqueoNuevo, actor: str) -> None:
        """Una persona vuelve a pedir un bloqueo que caduco, se levanto o fallo. Lanza `Conflicto`."""
        self.pasar(previo.id, previo.estado, b.estado, actor)
        self._con.execute(
            _B.update()
            .where(_B.c.id == previo.id)
            .values(
                articulo=b.articulo,
                motivo=b.motivo,
                provisional=b.provisional,
                desde=self._ahora,
                hasta=b.hasta,
                confirmar_antes=b.confirmar_antes,
                decision_id=b.decision_id,
            )
        )
        self._registro.asentar(
            Suceso("bloqueo:rehecho", f"bloqueo/{previo.id}", actor, {"hasta": b.hasta.isoformat()})
        )

    def confirmar(self, bloqueo_id: int, decision_id: int, actor: str) -> None:
        """Una persona confirma un bloqueo provisional."""
        r = self._con.execute(
            _B.update()
            .where(_B.c.id == bloqueo_id, _B.c.provisional)
            .values(provisional=False, decision_id=decision_id)
        )
        if r.rowcount:
            self._registro.asentar(Suceso("bloqueo:confirmado", f"bloqueo/{bloqueo_id}", actor))

    def restaurar(
        self,
        bloqueo_id: int,
        estado: EstadoBloqueo,
        *,
        hasta: datetime,
        confirmar_antes: datetime | None,
        provisional: bool,
        actor: str,
    ) -> None:
        """La decision que lo cambio se deshizo: vuelve a como estaba."""
        self._con.execute(
            _B.update()
            .where(_B.c.id == bloqueo_id)
            .values(estado=estado, hasta=hasta, confirmar_antes=confirmar_antes, provisional=provisional)
        )
        self._registro.asentar(Suceso("bloqueo:restaurado", f"bloqueo/{bloqueo_id}", actor))

    def acortar(self, b: FilaBloqueo, actor: str = MAQUINA) -> None:
        """Su fin pasa a ser ahora: si la red no lo quita a la primera, se le vuelve a pedir."""
        self._con.execute(
            _B.update()
            .where(_B.c.id == b.id)
            .values(hasta=max(self._ahora, b.desde + timedelta.resolution), provisional=False)
        )
        self._registro.asentar(Suceso("bloqueo:acortado", f"bloqueo/{b.id}", actor))

    def otro_rige(self, b: FilaBloqueo) -> bool:
        """Si el autor sigue bloqueado por otro comentario: entonces no se le desbloquea en la red."""
        rigen = (EstadoBloqueo.PEDIDO, EstadoBloqueo.VIGENTE)
        return bool(
            self._filas(
                _B.c.autor_id == b.autor_id,
                _B.c.id != b.id,
                _B.c.estado.in_(rigen),
                _B.c.hasta > self._ahora,
            )
        )

    def ordenes_cerradas(self) -> Iterable[tuple[FilaBloqueo, str, str]]:
        """(bloqueo, accion, estado de la orden) de los bloqueos que esperan lo que ya se hizo en la red.

        Cuenta la ultima orden de cada uno: una anterior ya cerrada no dice nada de la que aun espera.
        """
        esperan = self._filas(_B.c.estado.in_([EstadoBloqueo.PEDIDO, EstadoBloqueo.LEVANTANDO]))
        finales = (EstadoOrden.HECHA, EstadoOrden.FALLIDA, EstadoOrden.A_PERSONA, EstadoOrden.ANULADA)
        for b in esperan:
            accion = "bloquear" if b.estado == EstadoBloqueo.PEDIDO else "desbloquear"
            fila = self._con.execute(
                select(_O.c.estado)
                .where(_O.c.comentario_id == b.comentario_id, _O.c.accion == accion)
                .order_by(_O.c.id.desc())
                .limit(1)
            ).first()
            if fila and fila.estado in finales:
                yield b, accion, fila.estado


_ABIERTOS = (
    EstadoBloqueo.PEDIDO,
    EstadoBloqueo.MANUAL,
    EstadoBloqueo.VIGENTE,
    EstadoBloqueo.LEVANTANDO,
)
