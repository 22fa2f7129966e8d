"""Los bloqueos: cada bloqueo cuelga de un comentario, con razon y plazo."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import Connection, and_, bindparam, func, or_, select

from conectores.tipos import Accion
from moderacion.almacen.bitacora import Registro
from moderacion.almacen.bloqueos import BloqueoNuevo, FilaBloqueo, espera_a_otro, terminados
from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados import ACABADOS, PASOS_BLOQUEO, SIN_ACABAR, EstadoBloqueo, EstadoOrden
from moderacion.almacen.fila_restriccion import BLOQUEA
from moderacion.almacen.por_sancionar import PorSancionar, por_sancionar
from moderacion.almacen.registro_restricciones import Restricciones
from moderacion.almacen.tablas import (
    Autor,
    Bloqueo,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Orden,
    tabla,
)
from moderacion.almacen.tareas import anular
from moderacion.almacen.turnos import Turno
from moderacion.bitacora import MAQUINA, Suceso
from moderacion.errores import Conflicto

_B, _K, _A, _C, _E, _O, _D = (
    tabla(t) for t in (Bloqueo, Comentario, Autor, Cuenta, Expediente, Orden, Decision)
)


__all__ = ["BloqueoNuevo", "FilaBloqueo", "Sanciones"]
_COLUMNAS: Final = (
    "id", "cuenta_id", "autor_id", "comentario_id", "articulo", "motivo", "estado", "provisional",
    "desde", "hasta", "confirmar_antes", "revisado", "decision_id",
)  # fmt: skip
_RESTAURA: Final = (
    "estado", "provisional", "desde", "hasta", "confirmar_antes", "articulo", "motivo", "decision_id",
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
        _D.c.usuario_id.label("impuso"),
    )
    .join(_C, _C.c.id == _B.c.cuenta_id)
    .join(_A, _A.c.id == _B.c.autor_id)
    .outerjoin(_E, _E.c.comentario_id == _B.c.comentario_id)
    .outerjoin(_D, _D.c.id == _B.c.decision_id)
    .order_by(_B.c.id)
)
_ESPERA: Final = {EstadoBloqueo.PEDIDO: Accion.BLOQUEAR, EstadoBloqueo.LEVANTANDO: Accion.DESBLOQUEAR}
"""Que orden espera el que no depende de una persona."""
_CERRADA: Final = (EstadoOrden.HECHA, EstadoOrden.FALLIDA, EstadoOrden.A_PERSONA, EstadoOrden.ANULADA)
_SU_ULTIMA: Final = (
    select(func.max(_O.c.id))
    .where(
        _O.c.comentario_id == _B.c.comentario_id,
        or_(*(and_(_B.c.estado == e, _O.c.accion == a.value) for e, a in _ESPERA.items())),
    )
    .correlate(_B)
    .scalar_subquery()
)
_CERRADAS: Final = (
    _BLOQUEOS.add_columns(_O.c.estado.label("orden_estado"))
    .join(_O, _O.c.id == _SU_ULTIMA)
    .where(_B.c.estado.in_(list(_ESPERA)), _O.c.estado.in_(_CERRADA))
)
_DE_COMENTARIO: Final = _BLOQUEOS.where(_B.c.comentario_id == bindparam("comentario"))


class Sanciones(Repositorio):
    """Los bloqueos."""

    def __init__(self, con: Connection, registro: Registro, restricciones: Restricciones) -> None:
        super().__init__(con, registro)
        self._restricciones = restricciones

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

    def abierto(self, autor_id: int) -> FilaBloqueo | None:
        """El bloqueo abierto de un autor, si lo hay."""
        return next(iter(self._filas(_B.c.autor_id == autor_id, _B.c.estado.in_(SIN_ACABAR))), None)

    def de_comentario(self, comentario_id: int) -> FilaBloqueo | None:
        """El bloqueo que causo un comentario, si lo hay."""
        fila = self._con.execute(_DE_COMENTARIO, {"comentario": comentario_id}).mappings().first()
        return FilaBloqueo(**fila) if fila else None

    def abierto_numero(self, bloqueo_id: int) -> FilaBloqueo | None:
        """Ese, si no ha terminado."""
        return next(iter(self._filas(_B.c.id == bloqueo_id, _B.c.estado.in_(SIN_ACABAR))), None)

    def abiertos(self) -> list[FilaBloqueo]:
        """Todos los que no han terminado."""
        return self._filas(_B.c.estado.in_(SIN_ACABAR))

    def vencidos(self) -> list[FilaBloqueo]:
        """Los que llegaron a su fin, y los provisionales que nadie confirmo a tiempo."""
        vencen = (
            _B.c.estado.in_([EstadoBloqueo.VIGENTE, EstadoBloqueo.MANUAL, EstadoBloqueo.PEDIDO]),
            terminados(self._ahora),
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
        self._a_mano(b)
        return int(r.inserted_primary_key[0])  # type: ignore[index]

    def _a_mano(self, b: BloqueoNuevo) -> None:
        """El que una persona hara en la red no tiene orden: se anota aqui."""
        if b.estado is EstadoBloqueo.MANUAL:
            self._restricciones.anotar(BLOQUEA, b.comentario_id, decision_id=b.decision_id)

    def pasar(
        self,
        bloqueo_id: int,
        de: str,
        a: EstadoBloqueo,
        actor: str = MAQUINA,
        *,
        sin_confirmar: bool | None = None,
    ) -> None:
        """Un paso permitido, si el bloqueo sigue en `de`. Lanza `Conflicto`.

        `sin_confirmar`: y si sigue provisional (o ya no): caducarlo no puede cruzarse con quien lo confirma.
        """
        if a not in PASOS_BLOQUEO[EstadoBloqueo(de)]:
            raise ValueError(f"un bloqueo no pasa de {de} a {a}")
        donde = [_B.c.id == bloqueo_id, _B.c.estado == de]
        if sin_confirmar is not None:
            donde.append(_B.c.provisional.is_(sin_confirmar))
        r = self._con.execute(_B.update().where(*donde).values(estado=a))
        if not r.rowcount:
            raise Conflicto(f"el bloqueo {bloqueo_id} ya no está «{de}»")
        self._registro.asentar(Suceso(f"bloqueo:{a}", f"bloqueo/{bloqueo_id}", actor))
        if de == EstadoBloqueo.MANUAL:
            anular(self._con, self._registro, bloqueo_id, actor)
        if (de, a) == (EstadoBloqueo.PEDIDO, EstadoBloqueo.VIGENTE):
            # la fila que rige puede ser la de antes de pedirlo otra vez
            self._restricciones.rige_bloqueo(bloqueo_id)
        if a in ACABADOS:
            suyo = select(_B.c.comentario_id, _B.c.provisional).where(_B.c.id == bloqueo_id)
            comentario_id, provisional = self._con.execute(suyo).one()
            self._restricciones.sin_bloqueo(
                bloqueo_id, comentario_id, provisional=provisional, sin_hacer=de == EstadoBloqueo.MANUAL
            )

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
        self._a_mano(b)

    def confirmar(
        self, previo: FilaBloqueo, decision_id: int, actor: str, dura: timedelta | None = None
    ) -> None:
        """Una persona confirma un bloqueo provisional. `dura`: desde que empezo, si dice otro plazo.

        Lanza `Conflicto` si mientras decidia caduco.
        """
        if not previo.provisional:
            return
        hasta = max(previo.desde + dura, self._ahora + timedelta.resolution) if dura else previo.hasta
        if hasta <= self._ahora:
            raise Conflicto("el plazo de ese bloqueo ya terminó: este es su estado de ahora")
        r = self._con.execute(
            _B.update()
            .where(_B.c.id == previo.id, _B.c.provisional, _B.c.estado == previo.estado)
            .values(provisional=False, decision_id=decision_id, hasta=hasta)
        )
        if not r.rowcount:
            raise Conflicto("el bloqueo caducó mientras usted decidía: este es su estado de ahora")
        datos = {"hasta": hasta.isoformat()} if dura else {}
        self._registro.asentar(Suceso("bloqueo:confirmado", f"bloqueo/{previo.id}", actor, datos))
        self._restricciones.anotar(BLOQUEA, previo.comentario_id, decision_id=decision_id)

    def restaurar(self, b: FilaBloqueo, antes: Mapping[str, Any], deshecha: int, actor: str) -> None:
        """La decision que lo cambio, `deshecha`, ya no vale: vuelve a ser el de `antes`, tambien si ya no regia."""
        valores = {n: antes[n] for n in _RESTAURA}
        self._con.execute(_B.update().where(_B.c.id == b.id).values(**valores))
        self._registro.asentar(Suceso("bloqueo:restaurado", f"bloqueo/{b.id}", actor))
        if antes["estado"] in ACABADOS:
            self._restricciones.sin_bloqueo(b.id, b.comentario_id, provisional=False, sin_hacer=True)
            return
        self._restricciones.restaurar(b.id, deshecha)
        self._restricciones.plazo(b.id)

    def acortar(self, b: FilaBloqueo, actor: str = MAQUINA) -> None:
        """Su fin pasa a ser ahora: si la red no lo quita a la primera, se le vuelve a pedir."""
        self._con.execute(
            _B.update()
            .where(_B.c.id == b.id)
            .values(hasta=max(self._ahora, b.desde + timedelta.resolution), provisional=False)
        )
        self._registro.asentar(Suceso("bloqueo:acortado", f"bloqueo/{b.id}", actor))

    def otro_rige(self, b: FilaBloqueo) -> bool:
        """Si el autor sigue bloqueado en la red por otro comentario: entonces no se le desbloquea."""
        suyos = (_B.c.autor_id == b.autor_id, _B.c.id != b.id, _B.c.estado == EstadoBloqueo.VIGENTE)
        return bool(self._filas(*suyos, _B.c.hasta > self._ahora))

    def otro_espera(self, b: FilaBloqueo) -> bool:
        """Si se pidio otro bloqueo de su autor y aun no se sabe si la red lo toma.

        Quitar este lo anularia; y si el otro no sale, darlo por quitado dejaria al autor bloqueado sin fin.
        """
        return bool(self._filas(_B.c.id == b.id, espera_a_otro(self._ahora)))

    def esperan_a_otro(self) -> set[int]:
        """De los que no han terminado, los que `otro_espera`."""
        return {b.id for b in self._filas(_B.c.estado.in_(SIN_ACABAR), espera_a_otro(self._ahora))}

    def ordenes_cerradas(self) -> Iterable[tuple[FilaBloqueo, str, str]]:
        """(bloqueo, accion, estado de la orden) de los bloqueos que esperan lo que ya se hizo en la red.

        Cuenta la ultima orden de cada uno: una anterior ya cerrada no dice nada de la que aun espera.
        """
        for f in self._leidas(_CERRADAS):
            b = FilaBloqueo(**{c: v for c, v in f.items() if c != "orden_estado"})
            yield b, _ESPERA[EstadoBloqueo(b.estado)].value, f["orden_estado"]
