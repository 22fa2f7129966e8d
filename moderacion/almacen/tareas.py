"""Lo que una persona hace en la propia red, con plazo y constancia, y si un bloqueo sigue haciendo falta."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, not_, or_, select

from moderacion.almacen.bitacora import Registro
from moderacion.almacen.bloqueos import atascados, espera_a_otro, terminados
from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados import EstadoBloqueo, EstadoTarea
from moderacion.almacen.tablas import Bloqueo, RevisionBloqueo, TareaRed, Usuario, tabla
from moderacion.bitacora import MAQUINA, Suceso

_T, _B, _V, _U = (tabla(t) for t in (TareaRed, Bloqueo, RevisionBloqueo, Usuario))
# escrito en la consulta: con el estado como dato, SQLite no usa el indice parcial
_PENDIENTE: Final = _T.c.estado == literal_column("'pendiente'")
_ULTIMAS: Final = 50


def anular(con: Connection, registro: Registro, bloqueo_id: int, actor: str) -> None:
    """La que hubiera por hacer de ese bloqueo ya no hace falta, y quien abra la lista no debe verla ni un momento mas."""
    r = con.execute(
        _T.update().where(_T.c.bloqueo_id == bloqueo_id, _PENDIENTE).values(estado=EstadoTarea.ANULADA)
    )
    if r.rowcount:
        registro.asentar(Suceso("tarea:anulada", f"bloqueo/{bloqueo_id}", actor))


class Tareas(Repositorio):
    """Las debe, las anula, las recuerda y deja dicho quien las hizo."""

    def deber(self, vence: datetime) -> int:
        """Escribe las que hacen falta y no estan, y anula las que ya no. Devuelve cuantas nuevas."""
        sobran = (
            select(_B.c.id)
            .join(_T, _T.c.bloqueo_id == _B.c.id)
            .where(_PENDIENTE, not_(self._hace_falta()))
            .order_by(_B.c.id)
        )
        for bloqueo_id in list(self._con.execute(sobran).scalars()):
            anular(self._con, self._registro, bloqueo_id, MAQUINA)
        nuevas = 0
        for accion, donde in (("bloquear", self._por_bloquear()), ("desbloquear", self._por_desbloquear())):
            sin_tarea = ~select(_T.c.id).where(_T.c.bloqueo_id == _B.c.id, _PENDIENTE).exists()
            for bloqueo_id in list(self._con.execute(select(_B.c.id).where(donde, sin_tarea)).scalars()):
                nuevas += self.una(bloqueo_id, accion, vence)
        return nuevas

    def una(self, bloqueo_id: int, accion: str, vence: datetime) -> bool:
        """Debe una. Devuelve si no se debia ya."""
        r = self._con.execute(
            insertar(self._con, _T)
            .values(
                bloqueo_id=bloqueo_id,
                accion=accion,
                estado=EstadoTarea.PENDIENTE,
                creada=self._ahora,
                vence=vence,
                recordatorios=0,
                constancia="",
            )
            .on_conflict_do_nothing()
        )
        if r.rowcount:
            self._asentar("debida", bloqueo_id, MAQUINA, {"accion": accion, "vence": vence.isoformat()})
        return bool(r.rowcount)

    def hacer(self, bloqueo_id: int, accion: str, usuario_id: int, constancia: str, actor: str) -> None:
        """Alguien la hizo, y dice que o donde consta."""
        self.una(bloqueo_id, accion, self._ahora)
        self._con.execute(
            _T.update()
            .where(_T.c.bloqueo_id == bloqueo_id, _PENDIENTE)
            .values(
                estado=EstadoTarea.HECHA,
                accion=accion,
                hecha=self._ahora,
                usuario_id=usuario_id,
                constancia=constancia,
            )
        )
        self._asentar("hecha", bloqueo_id, actor, {"accion": accion})

    def por_recordar(self, cada: timedelta) -> list[int]:
        """Las que pasaron su plazo y no se han dicho hace poco, la mas vieja primero."""
        toca = (
            _PENDIENTE,
            _T.c.vence <= self._ahora,
            or_(_T.c.recordada.is_(None), _T.c.recordada <= self._ahora - cada),
        )
        return list(self._con.execute(select(_T.c.id).where(*toca).order_by(_T.c.vence, _T.c.id)).scalars())

    def recordadas(self, ids: Sequence[int]) -> None:
        """Ya se dijeron. Las que alguien hizo entretanto se quedan como estan."""
        tardes = self._bloqueada(select(_T).where(_T.c.id.in_(list(ids)), _PENDIENTE).order_by(_T.c.id))
        for t in self._leidas(tardes):
            valores = {"recordada": self._ahora, "recordatorios": t["recordatorios"] + 1}
            self._con.execute(_T.update().where(_T.c.id == t["id"]).values(**valores))
            datos = {"accion": t["accion"], "veces": t["recordatorios"] + 1}
            self._asentar("vencida", t["bloqueo_id"], MAQUINA, datos)

    def pendientes(self) -> dict[int, Mapping[str, Any]]:
        """Bloqueo → su tarea por hacer."""
        return {f["bloqueo_id"]: f for f in self._leidas(select(_T).where(_PENDIENTE))}

    def hechas(self) -> list[Mapping[str, Any]]:
        """Las ultimas, con quien."""
        consulta = (
            select(_T, _U.c.nombre.label("quien"))
            .join(_U, _U.c.id == _T.c.usuario_id)
            .where(_T.c.estado == EstadoTarea.HECHA)
            .order_by(_T.c.id.desc())
            .limit(_ULTIMAS)
        )
        return self._leidas(consulta)

    def vencidas(self) -> int:
        """Cuantas pasaron su plazo."""
        donde = (_PENDIENTE, _T.c.vence <= self._ahora)
        return int(self._con.execute(select(func.count()).where(*donde)).scalar_one())

    def _por_bloquear(self) -> ColumnElement[bool]:
        """Decidido por una persona, y en su red lo hace una persona."""
        return and_(_B.c.estado == EstadoBloqueo.MANUAL, not_(_B.c.provisional), _B.c.hasta > self._ahora)

    def _por_desbloquear(self) -> ColumnElement[bool]:
        """Sigue rigiendo pasado su termino: la red no deja quitarlo por API, o se nego, o no contesta."""
        rige = and_(_B.c.estado == EstadoBloqueo.VIGENTE, terminados(self._ahora))
        return and_(or_(rige, atascados(self._ahora)), not_(espera_a_otro(self._ahora)))

    def _hace_falta(self) -> ColumnElement[bool]:
        saliendo = and_(
            _B.c.estado.in_((EstadoBloqueo.VIGENTE, EstadoBloqueo.LEVANTANDO)),
            terminados(self._ahora),
            not_(espera_a_otro(self._ahora)),
        )
        return or_(
            and_(_T.c.accion == "bloquear", self._por_bloquear()),
            and_(_T.c.accion == "desbloquear", saliendo),
        )

    # --- si sigue haciendo falta

    def revisar(self, bloqueo_id: int, usuario_id: int, motivo: str, actor: str, *, sigue: bool) -> None:
        """Alguien lo miro. Que siga no lo alarga."""
        fila = {"bloqueo_id": bloqueo_id, "usuario_id": usuario_id, "sigue": sigue, "motivo": motivo}
        self._con.execute(_V.insert().values(**fila, fecha=self._ahora))
        if sigue:
            self._con.execute(_B.update().where(_B.c.id == bloqueo_id).values(revisado=self._ahora))
        suceso = Suceso("bloqueo:revisado", f"bloqueo/{bloqueo_id}", actor, {"sigue": sigue})
        self._registro.asentar(suceso)

    def _asentar(self, verbo: str, bloqueo_id: int, actor: str, datos: Mapping[str, Any]) -> None:
        self._registro.asentar(Suceso(f"tarea:{verbo}", f"bloqueo/{bloqueo_id}", actor, datos))
