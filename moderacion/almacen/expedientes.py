"""La cola y los expedientes: listar, tomar, leer entero y decidir una sola vez por version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.estados import EstadoComentario, EstadoExpediente
from moderacion.almacen.tablas import (
    Autor,
    Comentario,
    Cuenta,
    Decision,
    Expediente,
    Hallazgo,
    Orden,
    Publicacion,
    Usuario,
    Veredicto,
    tabla,
)
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

_E, _K, _A, _C, _V, _H, _D, _U, _O, _P = (
    tabla(t)
    for t in (
        Expediente,
        Comentario,
        Autor,
        Cuenta,
        Veredicto,
        Hallazgo,
        Decision,
        Usuario,
        Orden,
        Publicacion,
    )
)

Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FilaCola:
    """Un expediente en la lista."""

    id: int
    prioridad: int
    version: int
    estado: str
    actuado: bool
    abierto: datetime
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


@dataclass(frozen=True, slots=True)
class Ficha:
    """Un expediente entero. Cada parte es una fila de su tabla, como datos."""

    expediente: Fila
    comentario: Fila
    cuenta: Fila
    autor: Fila | None
    veredicto: Fila
    hallazgos: Sequence[Fila]
    decisiones: Sequence[Fila]
    ordenes: Sequence[Fila]
    otros_del_autor: Sequence[Fila]
    conversacion: Sequence[Fila]
    publicacion: Fila | None


class Expedientes(Repositorio):
    """La cola."""

    def listar(self, limite: int, tras: tuple[int, int] | None = None, red: str = "") -> list[FilaCola]:
        """La cola por prioridad, desde la posicion `tras` = (prioridad negada, id), sin contar ni saltar."""
        consulta = (
            select(
                *(_E.c[n] for n in ("id", "version", "estado", "actuado", "abierto", "toma_hasta")),
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
            .limit(limite)
        )
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
        e = self._una(_E, _E.c.id == expediente_id)
        if e is None:
            raise NoExiste(f"no hay expediente {expediente_id}")
        k = self._exigir(_K, _K.c.id == e["comentario_id"])
        v = self._exigir(_V, _V.c.id == e["veredicto_id"])
        orden_hallazgos = (_H.c.gravedad.desc(), _H.c.politica)
        return Ficha(
            expediente=e,
            comentario=k,
            cuenta=self._exigir(_C, _C.c.id == e["cuenta_id"]),
            autor=self._una(_A, _A.c.id == k["autor_id"]) if k["autor_id"] else None,
            veredicto=v,
            hallazgos=self._varias(select(_H).where(_H.c.veredicto_id == v["id"]).order_by(*orden_hallazgos)),
            decisiones=self._varias(
                select(_D, _U.c.nombre.label("usuario"))
                .join(_U, _U.c.id == _D.c.usuario_id)
                .where(_D.c.expediente_id == expediente_id)
                .order_by(_D.c.id)
            ),
            ordenes=self._varias(select(_O).where(_O.c.comentario_id == k["id"]).order_by(_O.c.id)),
            otros_del_autor=self._otros(k),
            conversacion=self._conversacion(k),
            publicacion=self._publicacion(k),
        )

    def _otros(self, k: Fila) -> Sequence[Fila]:
        """Los ultimos comentarios del mismo autor, con lo que se propuso de cada uno."""
        if k["autor_id"] is None:
            return ()
        return self._varias(
            select(
                _K.c.id, _K.c.texto, _K.c.creado, _K.c.estado, _K.c.estado_red, _E.c.id.label("expediente")
            )
            .outerjoin(_E, _E.c.comentario_id == _K.c.id)
            .where(_K.c.autor_id == k["autor_id"], _K.c.id != k["id"])
            .order_by(_K.c.creado.desc())
            .limit(10)
        )

    def _conversacion(self, k: Fila) -> Sequence[Fila]:
        """El comentario al que contesta y las respuestas que tiene."""
        ids = [i for i in (k["padre_externo"],) if i]
        return self._varias(
            select(_K.c.id, _K.c.texto, _K.c.creado, _K.c.estado, _A.c.nombre.label("autor"))
            .outerjoin(_A, _A.c.id == _K.c.autor_id)
            .where(
                _K.c.cuenta_id == k["cuenta_id"],
                or_(_K.c.id_externo.in_(ids), _K.c.padre_externo == k["id_externo"]),
            )
            .order_by(_K.c.creado)
            .limit(20)
        )

    def _publicacion(self, k: Fila) -> Fila | None:
        return self._una(
            _P, _P.c.cuenta_id == k["cuenta_id"], _P.c.id_externo == (k["publicacion_externa"] or "")
        )

    def _una(self, t: Any, *donde: Any) -> Fila | None:
        fila = self._con.execute(select(t).where(*donde)).mappings().first()
        return dict(fila) if fila else None

    def _exigir(self, t: Any, *donde: Any) -> Fila:
        return dict(self._con.execute(select(t).where(*donde)).mappings().one())

    def _varias(self, consulta: Any) -> list[Fila]:
        return [dict(f) for f in self._con.execute(consulta).mappings()]

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
        if not r.rowcount:
            raise Conflicto("otra persona tiene este expediente ahora")

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
            raise Conflicto("el expediente cambio mientras lo mirabas, o lo tiene otra persona")
        k = self._exigir(
            _K, _K.c.id == select(_E.c.comentario_id).where(_E.c.id == expediente_id).scalar_subquery()
        )
        self._con.execute(
            _K.update().where(_K.c.id == k["id"]).values(estado=EstadoComentario.RESUELTO, toma_hasta=None)
        )
        d = self._con.execute(
            _D.insert().values(
                expediente_id=expediente_id,
                version=version,
                usuario_id=usuario_id,
                accion=accion,
                motivo=motivo,
                articulo=articulo,
                huella=k["huella"],
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
