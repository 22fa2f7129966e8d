"""Los paros: mientras uno rige, de esa cuenta (o de ninguna) no sale nada de lo que decimos."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from sqlalchemy import or_, select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.tablas import Cuenta, Paro, Usuario, tabla
from moderacion.bitacora import Suceso
from moderacion.errores import Conflicto, NoExiste

_F, _C, _U = (tabla(t) for t in (Paro, Cuenta, Usuario))
TODAS: Final = "todas"
Fila = Mapping[str, Any]


def hay_paro(cuenta_id: int) -> Any:
    """La condicion «rige un paro sobre esa cuenta», como consulta."""
    alcanza = or_(_F.c.cuenta_id.is_(None), _F.c.cuenta_id == cuenta_id)
    return select(_F.c.id).where(alcanza, _F.c.levantado.is_(None)).limit(1)


class Paros(Repositorio):
    """Poner, ver y levantar paros."""

    def poner(self, cuenta_id: int | None, motivo: str, usuario_id: int) -> int:
        """Lo pone y devuelve su id. Lanza `Conflicto` si ya regia uno igual."""
        ambito = TODAS if cuenta_id is None else f"cuenta/{cuenta_id}"
        # quien reclama una orden retiene su cuenta: tras esto, ninguna que no lo viera sigue reclamando
        cuentas = select(_C.c.id).order_by(_C.c.id)
        if cuenta_id is not None:
            cuentas = cuentas.where(_C.c.id == cuenta_id)
        if not self._con.execute(self._bloqueada(cuentas)).all() and cuenta_id is not None:
            raise NoExiste(f"no hay cuenta {cuenta_id}")
        r = self._con.execute(
            insertar(self._con, _F)
            .values(
                ambito=ambito,
                cuenta_id=cuenta_id,
                motivo=motivo,
                puesto=self._ahora,
                puesto_por=usuario_id,
                motivo_levantar="",
            )
            .on_conflict_do_nothing()
        )
        if not r.rowcount:
            raise Conflicto("ya está todo parado: quien lo puso dejó dicho por qué")
        paro_id = int(r.inserted_primary_key[0])  # type: ignore[index]
        self._asentar(
            "puesto",
            paro_id,
            usuario_id,
            {"ambito": ambito, "motivo": self._registro.sellar(f"paro/{paro_id}", motivo)},
        )
        return paro_id

    def levantar(self, paro_id: int, motivo: str, usuario_id: int) -> None:
        """Deja de regir. Lanza `NoExiste` o `Conflicto`."""
        if self._con.execute(select(_F.c.id).where(_F.c.id == paro_id)).first() is None:
            raise NoExiste(f"no hay paro {paro_id}")
        r = self._con.execute(
            _F.update()
            .where(_F.c.id == paro_id, _F.c.levantado.is_(None))
            .values(levantado=self._ahora, levantado_por=usuario_id, motivo_levantar=motivo)
        )
        if not r.rowcount:
            raise Conflicto("ese paro ya se levantó")
        self._asentar(
            "levantado", paro_id, usuario_id, {"motivo": self._registro.sellar(f"paro/{paro_id}", motivo)}
        )

    def _asentar(self, verbo: str, paro_id: int, usuario_id: int, datos: Mapping[str, Any]) -> None:
        self._registro.asentar(
            Suceso(f"paro:{verbo}", f"paro/{paro_id}", f"usuario/{usuario_id}", dict(datos))
        )

    def rige(self, cuenta_id: int) -> bool:
        """Si algo para esa cuenta."""
        return self._con.execute(hay_paro(cuenta_id)).first() is not None

    def vigentes(self) -> list[Fila]:
        """Los que rigen, con quien los puso."""
        return self._leidas(_vigentes())

    def todos(self, limite: int) -> list[Fila]:
        """Todos, el ultimo primero."""
        return self._leidas(_con_quien().limit(limite))


def _con_quien() -> Any:
    puso, levanto = _U.alias(), _U.alias()
    return (
        select(
            *_F.c,
            _C.c.nombre.label("cuenta"),
            _C.c.red,
            puso.c.nombre.label("puso"),
            levanto.c.nombre.label("levanto"),
        )
        .join(puso, puso.c.id == _F.c.puesto_por)
        .outerjoin(levanto, levanto.c.id == _F.c.levantado_por)
        .outerjoin(_C, _C.c.id == _F.c.cuenta_id)
        .order_by(_F.c.id.desc())
    )


@cache
def _vigentes() -> Any:
    """Hecha una vez: la pide cada pagina."""
    return _con_quien().where(_F.c.levantado.is_(None))
