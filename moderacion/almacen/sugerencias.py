"""Lo que conviene hacer: se abre una vez, se cuenta si se vuelve a ver y se cierra cuando alguien lo dice o deja de ser."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from moderacion.almacen.consultas import Repositorio, insertar
from moderacion.almacen.estados_redaccion import EstadoSugerencia, TipoSugerencia
from moderacion.almacen.tablas import Cuenta, Sugerencia, Usuario, tabla
from moderacion.bitacora import MAQUINA, Suceso
from moderacion.errores import Conflicto, NoExiste

_G, _C, _U = (tabla(t) for t in (Sugerencia, Cuenta, Usuario))
Fila = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SugerenciaNueva:
    """Una sugerencia por abrir. `clave`: lo que la hace la misma."""

    tipo: TipoSugerencia
    clave: str
    motivo: str
    cuenta_id: int | None = None
    asunto: str = ""
    ejemplos: Sequence[str] = ()


class Sugerencias(Repositorio):
    """Sugerencias para quien redacta."""

    def abrir(self, n: SugerenciaNueva) -> bool:
        """La abre, o cuenta otra vez la que ya estaba. Dice si es nueva."""
        ejemplos = list(n.ejemplos)
        r = self._con.execute(
            insertar(self._con, _G)
            .values(
                tipo=n.tipo,
                clave=n.clave,
                cuenta_id=n.cuenta_id,
                asunto=n.asunto,
                motivo=n.motivo,
                ejemplos=ejemplos,
                veces=1,
                abierta=self._ahora,
                ultima=self._ahora,
                estado=EstadoSugerencia.ABIERTA,
                nota="",
            )
            .on_conflict_do_nothing()
        )
        if r.rowcount:
            datos = {"tipo": str(n.tipo), "clave": n.clave}
            cual = int(r.inserted_primary_key[0])  # type: ignore[index]
            self._registro.asentar(Suceso("sugerencia:abierta", f"sugerencia/{cual}", MAQUINA, datos))
            return True
        cambios = {"veces": _G.c.veces + 1, "ultima": self._ahora, "motivo": n.motivo, "ejemplos": ejemplos}
        donde = (_G.c.clave == n.clave, _G.c.estado == EstadoSugerencia.ABIERTA)
        self._con.execute(_G.update().where(*donde).values(**cambios))
        return False

    def pasar_las_demas(
        self, tipos: Collection[TipoSugerencia], cuenta_id: int | None, claves: Collection[str]
    ) -> int:
        """Las abiertas de esos tipos (y cuenta) que ya no se ven quedan PASADAS. Devuelve cuantas."""
        cuenta = _G.c.cuenta_id.is_(None) if cuenta_id is None else _G.c.cuenta_id == cuenta_id
        donde = (
            _G.c.estado == EstadoSugerencia.ABIERTA,
            _G.c.tipo.in_(list(tipos)),
            cuenta,
            _G.c.clave.not_in(list(claves)),
        )
        cambio = {"estado": EstadoSugerencia.PASADA, "cerrada": self._ahora}
        return int(self._con.execute(_G.update().where(*donde).values(**cambio)).rowcount)

    def descartadas_desde(self, desde: Any) -> set[str]:
        """Las claves que alguien atendio o descarto desde esa fecha: no se vuelven a abrir enseguida."""
        cerradas = (EstadoSugerencia.ATENDIDA, EstadoSugerencia.DESCARTADA)
        consulta = select(_G.c.clave).where(_G.c.estado.in_(cerradas), _G.c.cerrada >= desde)
        return set(self._con.execute(consulta).scalars())

    def cerrar(self, sugerencia_id: int, estado: EstadoSugerencia, usuario_id: int, nota: str) -> None:
        """La cierra una persona. Lanza `NoExiste` o `Conflicto`."""
        if self._con.execute(select(_G.c.id).where(_G.c.id == sugerencia_id)).first() is None:
            raise NoExiste(f"no hay sugerencia {sugerencia_id}")
        r = self._con.execute(
            _G.update()
            .where(_G.c.id == sugerencia_id, _G.c.estado == EstadoSugerencia.ABIERTA)
            .values(estado=estado, cerrada=self._ahora, cerrada_por=usuario_id, nota=nota)
        )
        if not r.rowcount:
            raise Conflicto("esa sugerencia ya no está abierta")
        self._registro.asentar(
            Suceso(f"sugerencia:{estado}", f"sugerencia/{sugerencia_id}", f"usuario/{usuario_id}", {})
        )

    def listar(self, estado: EstadoSugerencia, limite: int) -> list[Fila]:
        """Las de un estado, la vista por ultima vez primero."""
        consulta = (
            select(*_G.c, _C.c.nombre.label("cuenta"), _C.c.red, _U.c.nombre.label("cerro"))
            .outerjoin(_C, _C.c.id == _G.c.cuenta_id)
            .outerjoin(_U, _U.c.id == _G.c.cerrada_por)
            .where(_G.c.estado == estado)
            .order_by(_G.c.ultima.desc(), _G.c.id.desc())
            .limit(limite)
        )
        return self._leidas(consulta)
