"""Las anclas de la bitacora, y a que sitios de fuera se deben: como un correo, se reclaman y se repiten hasta que llegan."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, func, or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados import POR_SALIR, EstadoAviso
from moderacion.almacen.tablas import AnclaFila, EntregaAncla, tabla
from moderacion.bitacora.verificador import Ancla
from moderacion.reloj import espera_doblada

_A, _E = tabla(AnclaFila), tabla(EntregaAncla)
PLAZO: Final = timedelta(minutes=10)
"""Pasado esto, quien la entregaba murio."""
TANDA: Final = 500
_BASE: Final = timedelta(minutes=1)
_TECHO: Final = timedelta(hours=1)


class Anclas(Repositorio):
    """Lo firmado y lo entregado. No deja suceso: la bitacora creceria con cada ancla de si misma."""

    def ultima(self) -> Ancla | None:
        """La mas reciente."""
        fila = self._con.execute(select(_A).order_by(_A.c.id.desc()).limit(1)).first()
        return _ancla(fila) if fila else None

    def anadir(self, ancla: Ancla, destinos: Sequence[str]) -> None:
        """La guarda y escribe a que sitios se debe. Firmar dos veces lo mismo no la duplica."""
        valores = ancla._asdict() | {"fecha": datetime.fromisoformat(ancla.fecha)}
        r = self._con.execute(insertar(self._con, _A).values(**valores).on_conflict_do_nothing())
        if not r.rowcount:
            return
        ancla_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        comunes = {"estado": EstadoAviso.PENDIENTE, "intentos": 0, "creada": self._ahora, "error": ""}
        self._con.execute(_E.insert(), [{"ancla_id": ancla_id, "destino": d, **comunes} for d in destinos])

    def reclamar(self, destino: str) -> dict[int, Ancla]:
        """Toma las siguientes de un sitio, o las que alguien dejo a medias, por orden: numero → ancla."""
        lista = and_(
            _E.c.estado == EstadoAviso.PENDIENTE,
            or_(_E.c.no_antes_de.is_(None), _E.c.no_antes_de <= self._ahora),
        )
        a_medias = and_(_E.c.estado == EstadoAviso.ENVIANDO, _E.c.no_antes_de <= self._ahora - PLAZO)
        consulta = (
            select(_A)
            .join(_E, _E.c.ancla_id == _A.c.id)
            .where(_E.c.destino == destino, or_(lista, a_medias))
            .order_by(_A.c.id)
            .limit(TANDA)
        )
        tomadas = {f.id: _ancla(f) for f in self._con.execute(self._libre(consulta, de=_E))}
        cambios = {
            "estado": EstadoAviso.ENVIANDO,
            "intentos": _E.c.intentos + 1,
            "no_antes_de": self._ahora,
        }
        self._cambiar(destino, tomadas, cambios)
        return tomadas

    def entregadas(self, destino: str, cuales: Sequence[int]) -> None:
        """Llegaron."""
        self._cambiar(destino, cuales, {"estado": EstadoAviso.ENVIADO, "enviada": self._ahora, "error": ""})

    def fallo(self, destino: str, cuales: Sequence[int], error: str) -> None:
        """No llegaron: se probara otra vez, cada vez mas tarde."""
        espera = espera_doblada(_BASE, _TECHO, self._intentos(destino, cuales) - 1)
        valores = {"estado": EstadoAviso.PENDIENTE, "error": error[:300], "no_antes_de": self._ahora + espera}
        self._cambiar(destino, cuales, valores)

    def _cambiar(self, destino: str, cuales: Any, valores: dict[str, Any]) -> None:
        if cuales:
            donde = (_E.c.destino == destino, _E.c.ancla_id.in_(list(cuales)))
            self._con.execute(_E.update().where(*donde).values(**valores))

    def _intentos(self, destino: str, cuales: Sequence[int]) -> int:
        """Los que lleva la que mas lleva."""
        donde = (_E.c.destino == destino, _E.c.ancla_id.in_(list(cuales)))
        return int(self._con.execute(select(func.max(_E.c.intentos)).where(*donde)).scalar_one() or 0)

    def atascadas(self, desde: datetime) -> tuple[int, list[str]]:
        """Las que se deben desde antes y no han llegado: cuantas, y a que sitios."""
        consulta = (
            select(_E.c.destino, func.count())
            .where(_E.c.estado.in_(POR_SALIR), _E.c.creada < desde)
            .group_by(_E.c.destino)
            .order_by(_E.c.destino)
        )
        filas = self._con.execute(consulta).all()
        return sum(f[1] for f in filas), [f.destino for f in filas]


def _ancla(f: Any) -> Ancla:
    return Ancla(f.tipo, f.n, f.huella, f.fecha.isoformat(timespec="microseconds"), f.hasta, f.firma)
