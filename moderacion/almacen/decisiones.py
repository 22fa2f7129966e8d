"""Lo que deciden las personas: una vez por version, y con vuelta atras."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio
from moderacion.almacen.tablas import Decision, Usuario, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import NoExiste

_D, _U = tabla(Decision), tabla(Usuario)
_GUARDAR: Final = _D.insert()
_DECISIONES: Final = (
    select(*(c for c in _D.c if c.name not in ("huella", "contada")), _U.c.nombre.label("usuario"))
    .join(_U, _U.c.id == _D.c.usuario_id)
    .order_by(_D.c.id)
)


@dataclass(frozen=True, slots=True)
class DecisionNueva:
    """Una decision por guardar. `version`: la del expediente que la persona vio."""

    expediente_id: int
    version: int
    usuario_id: int
    accion: str
    motivo: str
    huella: str
    articulo: int | None = None
    acciones: Sequence[str] = ()
    revierte_id: int | None = None
    lote: str = ""
    antes: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class FilaDecision:
    """Una decision guardada, con el nombre de quien la tomo."""

    id: int
    expediente_id: int
    version: int
    usuario_id: int
    usuario: str
    accion: str
    acciones: Sequence[str]
    motivo: str
    articulo: int | None
    fecha: datetime
    revierte_id: int | None
    lote: str
    antes: Mapping[str, Any] | None


class Decisiones(Repositorio):
    """Decisiones. Cerrar o reabrir el expediente es cosa de `Expedientes`, en la misma unidad."""

    def guardar(self, d: DecisionNueva, actor: str) -> int:
        """Escribe la decision y su suceso; devuelve su id. Solo cabe una por version del expediente."""
        r = self._con.execute(
            _GUARDAR,
            {
                "expediente_id": d.expediente_id,
                "version": d.version,
                "usuario_id": d.usuario_id,
                "accion": d.accion,
                "motivo": d.motivo,
                "articulo": d.articulo,
                "huella": d.huella,
                "fecha": self._ahora,
                "acciones": list(d.acciones or (d.accion,)),
                "revierte_id": d.revierte_id,
                "lote": d.lote,
                "antes": None if d.antes is None else dict(d.antes),
            },
        )
        decision_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        datos = {
            "decision": decision_id,
            "accion": d.accion,
            "articulo": d.articulo,
            "version": d.version,
            **({"acciones": list(d.acciones)} if len(d.acciones) > 1 else {}),
            **({"revierte": d.revierte_id} if d.revierte_id else {}),
            **({"lote": d.lote} if d.lote else {}),
        }
        self._registro.asentar(Suceso("expediente:decidido", f"expediente/{d.expediente_id}", actor, datos))
        return decision_id

    def una(self, decision_id: int) -> FilaDecision:
        """Una decision. Lanza `NoExiste`."""
        filas = self._filas(_D.c.id == decision_id)
        if not filas:
            raise NoExiste(f"no hay decisión {decision_id}")
        return filas[0]

    def ultima(self, expediente_id: int) -> FilaDecision | None:
        """La ultima de un expediente."""
        return next(iter(reversed(self._filas(_D.c.expediente_id == expediente_id))), None)

    def de_usuario(self, usuario_id: int, desde: datetime) -> list[FilaDecision]:
        """Las de alguien desde un momento, de la mas vieja a la mas nueva."""
        return self._filas(_D.c.usuario_id == usuario_id, _D.c.fecha >= desde)

    def _filas(self, *donde: Any) -> list[FilaDecision]:
        filas = self._con.execute(_DECISIONES.where(*donde)).mappings()
        return [FilaDecision(**(dict(f) | {"acciones": f["acciones"] or (f["accion"],)})) for f in filas]
