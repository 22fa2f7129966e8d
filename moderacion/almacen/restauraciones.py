"""Las copias que se restauraron y lo que cada una retiene hasta que una persona lo suelte o lo descarte."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, func, select

from moderacion.almacen.avisos import POR_ENVIAR
from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.cuarentena import (
    Retenida,
    aviso_retenido,
    correo_retenido,
    informe_retenido,
    orden_retenida,
)
from moderacion.almacen.estados import POR_SALIR, EstadoAviso, EstadoOrden
from moderacion.almacen.tablas import (
    Autor,
    Aviso,
    Comentario,
    Correo,
    EnvioInforme,
    Incidente,
    IngresoAMedias,
    Orden,
    Restauracion,
    Sesion,
    Soltada,
    tabla,
)
from moderacion.bitacora import Suceso

_R, _S, _O, _V, _C, _F, _I, _K, _A = (
    tabla(t)
    for t in (Restauracion, Soltada, Orden, Aviso, Correo, EnvioInforme, Incidente, Comentario, Autor)
)
_LIMITE: Final = 10_000
DESCARTADA: Final = "se descartó tras restaurar una copia"
"""Lo que consta en lo que no salio por eso."""
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Copia:
    """De que copia salio la base (vacio: volvio atras sin ninguna), y hasta donde llegaba su bitacora."""

    copia: str
    hecha: datetime
    n: int
    huella: str
    perdidas_hasta: int


class Restauraciones(Repositorio):
    """Abrirla, ver lo que retiene, soltarlo o descartarlo, y cerrarla."""

    def abrir(
        self, c: Copia, datos: Mapping[str, Any], *, tipo: str = "base:restaurada", por: str = "orden"
    ) -> int:
        """La base acaba de salir de una copia, o de volver atras: desde aqui se retiene lo suyo. Las sesiones que traia ya no valen."""
        hasta = {
            f"hasta_{nombre}": int(self._con.execute(select(func.coalesce(func.max(t.c.id), 0))).scalar_one())
            for nombre, t in (("orden", _O), ("incidente", _I), ("correo", _C), ("informe", _F))
        }
        fila = asdict(c) | hasta | {"fecha": self._ahora, "cerrada_por": "", "motivo": ""}
        r = self._con.execute(_R.insert().values(**fila))
        # quien habia salido, o a quien se le quito la entrada despues de la copia, no vuelve a estar dentro
        for t in (tabla(Sesion), tabla(IngresoAMedias)):
            self._con.execute(delete(t))
        numero = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._registro.asentar(Suceso(tipo, f"restauracion/{numero}", por, datos))
        return numero

    def abierta(self) -> Fila | None:
        """La que sigue abierta, la primera si hay mas; None si no hay."""
        consulta = select(_R).where(_R.c.cerrada.is_(None)).order_by(_R.c.id).limit(1)
        return next(iter(self._leidas(consulta)), None)

    def ultima(self) -> Fila | None:
        """La mas reciente, abierta o no."""
        return next(iter(self._leidas(select(_R).order_by(_R.c.id.desc()).limit(1))), None)

    def retenido(self) -> list[Fila]:
        """Lo que espera: clase, id, que es, desde cuando."""
        vistas: list[Fila] = []
        for clase, consulta in _CONSULTAS.items():
            vistas += [{"clase": clase.value, **f} for f in self._leidas(consulta.limit(_LIMITE))]
        return vistas

    def cuantos(self) -> dict[str, int]:
        """Por clase, lo que espera."""
        return {
            clase.value: int(
                self._con.execute(select(func.count()).select_from(c.order_by(None).subquery())).scalar_one()
            )
            for clase, c in _CONSULTAS.items()
        }

    def soltar(self, clase: Retenida, ids: Sequence[int], por: str) -> int:
        """Dejar que salgan. Devuelve cuantas estaban retenidas."""
        estan = self._de(clase, ids)
        for restauracion_id in (
            self._con.execute(select(_R.c.id).where(_R.c.cerrada.is_(None)).order_by(_R.c.id)).scalars().all()
        ):
            filas = [
                {
                    "restauracion_id": restauracion_id,
                    "clase": clase,
                    "objeto_id": i,
                    "fecha": self._ahora,
                    "por": por,
                }
                for i in estan
            ]
            if filas:
                self._con.execute(insertar(self._con, _S).on_conflict_do_nothing(), filas)
        self._asentar("soltado", clase, estan, por)
        return len(estan)

    def descartar(self, clase: Retenida, ids: Sequence[int], por: str) -> list[int]:
        """Que no salgan. Las ordenes las anula quien llama, que sabe sus pasos. Devuelve las que estaban retenidas."""
        estan = self._de(clase, ids)
        if clase is not Retenida.ORDEN and estan:
            t = _TABLAS[clase]
            valores = {"estado": EstadoAviso.FALLIDO, "error": DESCARTADA}
            self._con.execute(t.update().where(t.c.id.in_(estan)).values(**valores))
        self._asentar("descartado", clase, estan, por)
        return estan

    def cerrar(self, por: str, motivo: str) -> int:
        """Ya se miro todo. Devuelve cuantas se cerraron."""
        valores = {"cerrada": self._ahora, "cerrada_por": por, "motivo": motivo}
        cerradas = self._con.execute(_R.update().where(_R.c.cerrada.is_(None)).values(**valores)).rowcount
        if cerradas:
            self._registro.asentar(Suceso("restauracion:cerrada", "restauracion", por))
        return int(cerradas)

    def _de(self, clase: Retenida, ids: Sequence[int]) -> list[int]:
        pedidos = set(ids)
        return [f["id"] for f in self._leidas(_CONSULTAS[clase]) if f["id"] in pedidos]

    def _asentar(self, verbo: str, clase: Retenida, ids: Sequence[int], por: str) -> None:
        if ids:
            datos = {"clase": clase.value, "cuantos": len(ids), "ids": list(ids[:50])}
            self._registro.asentar(Suceso(f"restauracion:{verbo}", "restauracion", por, datos))


_TABLAS: Final = {Retenida.AVISO: _V, Retenida.CORREO: _C, Retenida.INFORME: _F}
_CONSULTAS: Final = {
    Retenida.ORDEN: (
        select(
            _O.c.id,
            _O.c.accion.label("que"),
            _O.c.estado,
            _O.c.creada,
            _O.c.intentos,
            _O.c.cuenta_id,
            _K.c.id_externo.label("sobre"),
            _A.c.id_externo.label("autor"),
        )
        .outerjoin(_K, _K.c.id == _O.c.comentario_id)
        .outerjoin(_A, _A.c.id == _O.c.autor_id)
        .where(_O.c.estado == EstadoOrden.PENDIENTE, orden_retenida())
        .order_by(_O.c.id)
    ),
    Retenida.AVISO: (
        select(
            _V.c.id,
            _V.c.clase.label("que"),
            _V.c.estado,
            _V.c.creado.label("creada"),
            _V.c.destino.label("sobre"),
        )
        .where(POR_ENVIAR, aviso_retenido())
        .order_by(_V.c.id)
    ),
    Retenida.CORREO: (
        select(_C.c.id, _C.c.tipo.label("que"), _C.c.estado, _C.c.creado.label("creada"))
        .where(_C.c.estado.in_(POR_SALIR), correo_retenido())
        .order_by(_C.c.id)
    ),
    Retenida.INFORME: (
        select(
            _F.c.id,
            _F.c.clase.label("que"),
            _F.c.estado,
            _F.c.creado.label("creada"),
            _F.c.destino.label("sobre"),
        )
        .where(_F.c.estado.in_(POR_SALIR), informe_retenido())
        .order_by(_F.c.id)
    ),
}
