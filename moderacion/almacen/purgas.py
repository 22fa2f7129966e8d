"""El registro de lo purgado."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados_conservacion import CausaPurga
from moderacion.almacen.tablas import Comentario, Cuenta, Expediente, Orden, Purga, tabla
from moderacion.bitacora import Suceso

_G, _K, _C, _E, _O = (tabla(t) for t in (Purga, Comentario, Cuenta, Expediente, Orden))
Fila = Mapping[str, Any]
_ELIMINADO: Final = "eliminado"


def clave_nueva() -> str:
    """Una que no se repite."""
    return secrets.token_hex(12)


@dataclass(frozen=True, slots=True)
class PurgaNueva:
    """Algo que se va a dejar de guardar. `clave`: la misma aqui y en el archivo de fuera."""

    clave: str
    causa: CausaPurga
    clase: str = ""
    corte: datetime | None = None
    claves: Sequence[Sequence[str]] | None = None
    solicitud_id: int | None = None


class Purgas(Repositorio):
    """Lo que se purgo, y a que comentarios hay que preguntar si siguen."""

    def empezar(self, n: PurgaNueva) -> int:
        """La apunta, o da la que ya tiene esa clave."""
        self._con.execute(
            insertar(self._con, _G)
            .values(
                clave=n.clave,
                fecha=self._ahora,
                causa=n.causa,
                clase=n.clase,
                corte=n.corte,
                claves=None if n.claves is None else [list(c) for c in n.claves],
                solicitud_id=n.solicitud_id,
                cuantos=0,
            )
            .on_conflict_do_nothing()
        )
        return int(self._con.execute(select(_G.c.id).where(_G.c.clave == n.clave)).scalar_one())

    def sumar(self, purga_id: int, cuantos: int) -> None:
        """Otro lote quitado."""
        self._con.execute(_G.update().where(_G.c.id == purga_id).values(cuantos=_G.c.cuantos + cuantos))

    def terminar(self, purga_id: int, detalle: Mapping[str, Any] | None = None) -> None:
        """Ya no queda nada de ella. Terminarla otra vez no hace nada."""
        r = self._con.execute(
            _G.update()
            .where(_G.c.id == purga_id, _G.c.terminada.is_(None))
            .values(terminada=self._ahora, detalle=dict(detalle or {}))
        )
        if r.rowcount:
            f = self.una(purga_id)
            datos = {"causa": f["causa"], "clase": f["clase"], "cuantos": f["cuantos"]}
            self._registro.asentar(Suceso("purga:hecha", f"purga/{purga_id}", datos=datos))

    def una(self, purga_id: int) -> Fila:
        """Una."""
        return dict(self._con.execute(select(_G).where(_G.c.id == purga_id)).mappings().one())

    def por_clave(self, clave: str) -> Fila | None:
        """La de esa clave."""
        fila = self._con.execute(select(_G).where(_G.c.clave == clave)).mappings().first()
        return dict(fila) if fila else None

    def a_medias(self) -> list[Fila]:
        """Las que empezaron y no terminaron."""
        return self._leidas(select(_G).where(_G.c.terminada.is_(None)).order_by(_G.c.id))

    def ultimas(self, limite: int) -> list[Fila]:
        """Las ultimas que quitaron algo, la ultima primero."""
        return self._leidas(select(_G).where(_G.c.cuantos > 0).order_by(_G.c.id.desc()).limit(limite))

    # --- lo que la red pueda haber borrado

    def por_releer(
        self, cuenta_id: int, antes_de: datetime, eliminado_antes_de: datetime, limite: int
    ) -> list[tuple[int, str]]:
        """(id, id en la red) de los comentarios con texto que hace mas que no se ven en la red, y toca preguntar por ellos.

        Lo que eliminamos nosotros espera: su texto se guarda un tiempo para que se pueda apelar.
        """
        reciente = (
            select(_O.c.id)
            .where(
                _O.c.comentario_id == _K.c.id, _O.c.accion == "eliminar", _O.c.cerrada >= eliminado_antes_de
            )
            .exists()
        )
        consulta = (
            select(_K.c.id, _K.c.id_externo)
            .where(_K.c.cuenta_id == cuenta_id, _K.c.purgado.is_(None), _K.c.comprobado < antes_de, ~reciente)
            .where(or_(_K.c.preguntado.is_(None), _K.c.preguntado < antes_de))
            .order_by(_K.c.comprobado, _K.c.id)
            .limit(limite)
        )
        return [(f.id, f.id_externo) for f in self._con.execute(consulta)]

    def sin_comprobar_desde(self) -> list[Fila]:
        """De cada cuenta, desde cuando no se pregunta por el que mas espera."""
        viejo = (
            select(_K.c.comprobado)
            .where(_K.c.cuenta_id == _C.c.id, _K.c.purgado.is_(None))
            .order_by(_K.c.comprobado)
            .limit(1)
            .scalar_subquery()
        )
        return self._leidas(
            select(_C.c.id, _C.c.nombre, _C.c.red, viejo.label("comprobado")).order_by(_C.c.id)
        )

    def borrados_en_la_red(self, ids: Sequence[int]) -> None:
        """Ya no estan en ella."""
        self._con.execute(_K.update().where(_K.c.id.in_(list(ids))).values(estado_red=_ELIMINADO))
        # quien tuviera el caso abierto no puede decidir sobre lo que ya no hay sin volver a mirar
        casos = _E.c.comentario_id.in_(list(ids))
        self._con.execute(_E.update().where(casos).values(version=_E.c.version + 1))
