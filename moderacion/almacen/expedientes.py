"""La cola y los expedientes: listar, tomar, leer entero y decidir una sola vez por version."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, case, func, or_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoComentario, EstadoExpediente
from moderacion.almacen.fichas import Ficha, Fichas
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Hallazgo,
    Usuario,
    Veredicto,
    tabla,
)
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

__all__ = ["Expedientes", "Ficha", "FilaCola"]

_E, _K, _A, _C, _V, _H, _D, _U = (
    tabla(t) for t in (Expediente, Comentario, Autor, Cuenta, Veredicto, Hallazgo, Decision, Usuario)
)


@dataclass(frozen=True, slots=True)
class FilaCola:
    """Un expediente en la lista."""

    id: int
    prioridad: int
    version: int
    estado: str
    actuado: bool
    abierto: datetime
    cuenta_id: int
    red: str
    cuenta: str
    autor: str
    texto: str
    creado: datetime
    propuesta: str
    critica: bool
    degradado: bool
    intencion: Sequence[str]
    politicas: Sequence[int]
    toma_usuario: str | None
    toma_hasta: datetime | None


DEVUELTO: Final = 350
"""Prioridad minima de un expediente cuya orden no se pudo hacer."""


class Expedientes(Repositorio):
    """La cola."""

    def listar(self, limite: int, tras: tuple[int, int] | None = None, red: str = "") -> list[FilaCola]:
        """La cola por prioridad, desde la posicion `tras` = (prioridad negada, id), sin contar ni saltar."""
        consulta = self._en_cola().limit(limite)
        if tras:
            negada, ultimo = tras
            consulta = consulta.where(
                or_(
                    _E.c.prioridad_neg > negada,
                    and_(_E.c.prioridad_neg == negada, _E.c.id > ultimo),
                )
            )
        if red:
            consulta = consulta.where(_C.c.red == red)
        filas = [dict(f) for f in self._con.execute(consulta).mappings()]
        politicas = self._politicas([f["veredicto_id"] for f in filas])
        return [
            FilaCola(
                **(
                    {k: v for k, v in f.items() if k not in ("veredicto_id", "prioridad_neg")}
                    | {"prioridad": -f["prioridad_neg"], "politicas": politicas.get(f["veredicto_id"], ())}
                )
            )
            for f in filas
        ]

    def _en_cola(self) -> Any:
        """La cola entera, por prioridad."""
        return (
            select(
                *(
                    _E.c[n]
                    for n in ("id", "version", "estado", "actuado", "abierto", "cuenta_id", "toma_hasta")
                ),
                _E.c.prioridad_neg,
                _C.c.red,
                _C.c.nombre.label("cuenta"),
                func.coalesce(_A.c.nombre, "").label("autor"),
                _K.c.texto,
                _K.c.creado,
                *(_V.c[n] for n in ("propuesta", "critica", "degradado", "intencion")),
                _V.c.id.label("veredicto_id"),
                _U.c.nombre.label("toma_usuario"),
            )
            .join(_K, _K.c.id == _E.c.comentario_id)
            .join(_C, _C.c.id == _E.c.cuenta_id)
            .join(_V, _V.c.id == _E.c.veredicto_id)
            .outerjoin(_A, _A.c.id == _K.c.autor_id)
            .outerjoin(_U, and_(_U.c.id == _E.c.toma_usuario_id, _E.c.toma_hasta > self._ahora))
            .where(_E.c.estado == EstadoExpediente.EN_COLA)
            .order_by(_E.c.prioridad_neg, _E.c.id)
        )

    def _politicas(self, veredictos: list[int]) -> dict[int, tuple[int, ...]]:
        filas = self._con.execute(
            select(_H.c.veredicto_id, _H.c.politica)
            .where(_H.c.veredicto_id.in_(veredictos))
            .distinct()
            .order_by(_H.c.politica)
        )
        resultado: dict[int, tuple[int, ...]] = {}
        for f in filas:
            resultado[f.veredicto_id] = (*resultado.get(f.veredicto_id, ()), f.politica)
        return resultado

    def contar(self) -> int:
        """Cuantos hay en la cola."""
        return int(
            self._con.execute(
                select(func.count()).select_from(_E).where(_E.c.estado == EstadoExpediente.EN_COLA)
            ).scalar_one()
        )

    def ficha(self, expediente_id: int) -> Ficha:
        """Todo lo que una persona necesita para decidir. Lanza `NoExiste`."""
        return Fichas(self._con, self._registro).de(expediente_id)

    def tomar(self, expediente_id: int, usuario_id: int, hasta: datetime) -> None:
        """Una persona lo toma, o renueva su toma. Lanza `Conflicto` si lo tiene otra."""
        r = self._con.execute(
            _E.update()
            .where(
                _E.c.id == expediente_id,
                or_(
                    _E.c.toma_usuario_id.is_(None),
                    _E.c.toma_usuario_id == usuario_id,
                    _E.c.toma_hasta <= self._ahora,
                ),
            )
            .values(toma_usuario_id=usuario_id, toma_hasta=hasta)
        )
        if r.rowcount:
            return
        if self._con.execute(select(_E.c.id).where(_E.c.id == expediente_id)).first() is None:
            raise NoExiste(f"no hay expediente {expediente_id}")
        raise Conflicto("otra persona tiene este expediente ahora")

    def devolver(self, comentario_id: int, orden_id: int) -> None:
        """Lo decidido no se pudo hacer en la red: el expediente vuelve a la cola, para que alguien lo vea."""
        r = self._con.execute(
            _E.update()
            .where(_E.c.comentario_id == comentario_id)
            .values(
                estado=EstadoExpediente.EN_COLA,
                actuado=False,
                version=_E.c.version + 1,
                # lo que la maquina iba a hacer esperaba al fondo; sin hacer, va con lo grave
                prioridad_neg=case((_E.c.prioridad_neg > -DEVUELTO, -DEVUELTO), else_=_E.c.prioridad_neg),
            )
        )
        if not r.rowcount:
            return
        self._con.execute(
            _K.update()
            .where(_K.c.id == comentario_id, _K.c.estado == EstadoComentario.RESUELTO)
            .values(estado=EstadoComentario.EN_COLA)
        )
        self._registro.asentar(
            Suceso("expediente:devuelto", f"comentario/{comentario_id}", datos={"orden": orden_id})
        )

    def soltar(self, expediente_id: int, usuario_id: int) -> None:
        """Quien lo tenia lo suelta."""
        self._con.execute(
            _E.update()
            .where(_E.c.id == expediente_id, _E.c.toma_usuario_id == usuario_id)
            .values(toma_usuario_id=None, toma_hasta=None)
        )

    def decidir(
        self,
        expediente_id: int,
        version: int,
        usuario_id: int,
        accion: str,
        motivo: str,
        articulo: int | None,
        actor: str,
    ) -> int:
        """Cierra el expediente con una decision y devuelve su id.

        La actualizacion es condicional: si el expediente ya no esta en `version`, o lo tiene otra persona,
        lanza `Conflicto` y no cambia nada.
        """
        huella = self._cerrar(expediente_id, version, usuario_id)
        d = self._con.execute(
            _D.insert().values(
                expediente_id=expediente_id,
                version=version,
                usuario_id=usuario_id,
                accion=accion,
                motivo=motivo,
                articulo=articulo,
                huella=huella,
                fecha=self._ahora,
            )
        )
        decision_id = int(d.inserted_primary_key[0])  # type: ignore[index]
        self._registro.asentar(
            Suceso(
                "expediente:decidido",
                f"expediente/{expediente_id}",
                actor,
                {"decision": decision_id, "accion": accion, "articulo": articulo, "version": version},
            )
        )
        return decision_id

    def _cerrar(self, expediente_id: int, version: int, usuario_id: int) -> str:
        """Lo deja RESUELTO, con su comentario, si sigue en esa version y nadie mas lo tiene.

        Devuelve la huella del texto decidido. Si no sigue asi, lanza `Conflicto`.
        """
        r = self._con.execute(
            _E.update()
            .where(
                _E.c.id == expediente_id,
                _E.c.version == version,
                or_(
                    _E.c.toma_usuario_id.is_(None),
                    _E.c.toma_usuario_id == usuario_id,
                    _E.c.toma_hasta <= self._ahora,
                ),
            )
            .values(
                estado=EstadoExpediente.RESUELTO,
                version=version + 1,
                resuelto=self._ahora,
                toma_usuario_id=None,
                toma_hasta=None,
            )
        )
        if not r.rowcount:
            raise Conflicto("el expediente cambió mientras lo mirabas, o lo tiene otra persona")
        k = self._con.execute(
            select(_K.c.id, _K.c.huella)
            .join(_E, _E.c.comentario_id == _K.c.id)
            .where(_E.c.id == expediente_id)
        ).one()
        self._con.execute(
            _K.update().where(_K.c.id == k.id).values(estado=EstadoComentario.RESUELTO, toma_hasta=None)
        )
        return str(k.huella)
